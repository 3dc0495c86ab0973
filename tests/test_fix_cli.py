"""`--fix` and `--diff` as a user has them: what is written, what is said, and that no file is ever harmed."""

import codecs
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace

from ci_lint.check import Fixes, Request, check, without_twins
from ci_lint.edits import NewFile
from ci_lint.report import FileReport, Finding
from ci_lint.rule import Severity
from ci_lint.rules.docker.docker_cache_export_fatal import RULE as SAFE
from ci_lint.rules.reliability.job_timeout_missing import RULE as UNSAFE
from ci_lint.settings import Options
from ci_lint.source import SIZE_LIMIT, Source, Span
from ci_lint.writer import write_fixed

BAD, GOOD = SAFE.examples[0].bad_text, SAFE.examples[0].good
ENDLESS, LIMITED = UNSAFE.examples[0].bad_text, UNSAFE.examples[0].good
ONLY_SAFE = ("--select", SAFE.id)
NAME = ".github/workflows/ci.yml"
posix = pytest.mark.skipif(os.name != "posix", reason="modes, links and signals are those of POSIX")


@dataclass(frozen=True)
class Project:
    """A repository of a user."""

    folder: Path

    def write(self, name: str = NAME, content: str | bytes = BAD) -> Path:
        """Write a file of it."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    def run(self, *arguments: str, given: bytes = b"", log: bool = False) -> subprocess.CompletedProcess[bytes]:
        """Run the command in it; `log` as GitHub's runner would."""
        return subprocess.run(
            command(*arguments),
            cwd=self.folder,
            env=environment(log=log),
            input=given,
            capture_output=True,
            check=False,
        )

    def said(self, *arguments: str, status: int, given: bytes = b"") -> str:
        """Both outputs of a run that ends with the status."""
        run = self.run(*arguments, given=given)
        text = (run.stdout + run.stderr).decode()
        assert run.returncode == status, text
        assert "Traceback" not in text
        return text


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "ci_lint", "check", "--no-external", *arguments]


def environment(*, log: bool = False) -> dict[str, str]:
    known = {name: value for name, value in os.environ.items() if name not in ("GITHUB_ACTIONS", "FORCE_COLOR")}
    return {**known, "GITHUB_ACTIONS": "true"} if log else known


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


class TestFix:
    def test_file_is_fixed_once_and_the_next_run_is_quiet(self, project: Project) -> None:
        file = project.write()
        said = project.said("--fix", *ONLY_SAFE, status=0)
        assert file.read_text(encoding="utf-8") == GOOD
        assert f"  fixed {SAFE.id} (1): " in said
        assert said.splitlines()[-1] == "1 fixed; no problems left in 1 file"
        assert project.said("--fix", *ONLY_SAFE, status=0) == "nothing fixed; no problems left in 1 file\n"
        assert file.read_text(encoding="utf-8") == GOOD

    def test_what_remains_decides_the_exit_status(self, project: Project) -> None:
        project.write()
        said = project.said("--fix", *ONLY_SAFE, "--select", UNSAFE.id, status=1)
        assert "1 fixed, " in said
        assert " left in 1 file" in said

    def test_unsafe_fixes_are_made_only_when_asked_for(self, project: Project) -> None:
        file = project.write(content=ENDLESS)
        said = project.said("--fix", "--select", UNSAFE.id, status=1)
        assert file.read_text(encoding="utf-8") == ENDLESS
        assert said.splitlines()[-1].startswith("nothing fixed, 1 more with --unsafe-fixes; 1 warning left in 1 file")
        assert "(1, unsafe): " in project.said("--fix", "--unsafe-fixes", "--select", UNSAFE.id, status=0)
        assert file.read_text(encoding="utf-8") == LIMITED

    def test_only_the_named_rules_are_fixed(self, project: Project) -> None:
        file = project.write(content=BAD.replace("    steps:", "    # limits\n    steps:"))
        project.said("--fix", "--unsafe-fixes", "--fix-only", UNSAFE.id, status=1)
        fixed = file.read_text(encoding="utf-8")
        assert "timeout-minutes" in fixed
        assert "ignore-error" not in fixed
        project.said("--fix", "--fix-only", "docker", status=1)
        assert "ignore-error" in file.read_text(encoding="utf-8")

    def test_many_files_are_fixed_on_several_cores(self, project: Project) -> None:
        files = [project.write(f".github/workflows/{number}.yml") for number in range(120)]
        assert "120 fixed; no problems left in 120 files" in project.said("--fix", *ONLY_SAFE, status=0)
        assert {file.read_text(encoding="utf-8") for file in files} == {GOOD}

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (("--unsafe-fixes",), "need --fix or --diff"),
            (("--fix-only", SAFE.id), "need --fix or --diff"),
            (("--fix", "--fix-only", "no-such-rule"), "no-such-rule"),
            (("--fix", "--write-baseline"), "without --fix and --diff"),
            (("--fix", "-"), "needs --stdin-filename"),
        ],
    )
    def test_wrong_use_is_one_sentence(self, project: Project, arguments: tuple[str, ...], words: str) -> None:
        file = project.write()
        said = project.said(*arguments, status=2)
        assert words in said.splitlines()[-1]
        assert file.read_text(encoding="utf-8") == BAD

    @pytest.mark.parametrize("name", ["json", "sarif", "github", "markdown"])
    def test_every_format_tells_what_was_fixed(self, project: Project, name: str) -> None:
        file = project.write()
        assert SAFE.id in project.said("--fix", "--format", name, *ONLY_SAFE, status=0)
        assert file.read_text(encoding="utf-8") == GOOD

    def test_what_was_fixed_is_given_at_its_place_in_the_old_file(self, project: Project) -> None:
        jobs = BAD.partition("jobs:\n")[2]
        text = f"on: push # 🚀\njobs:\n{''.join(jobs.replace('image:', f'image{n}:') for n in range(3))}"
        old = text.replace("\n", "\r\n")
        project.write(content=old)
        run = project.run("--fix", "--unsafe-fixes", "--format", "json", *ONLY_SAFE, "--select", UNSAFE.id)
        spans = [repair["span"] for repair in json.loads(run.stdout)["repairs"]]
        parts = [old[span["start"]["offset"] : span["end"]["offset"]] for span in spans]
        assert sorted(parts) == ["image0", "image1", "image2", *["type=gha,mode=max"] * 3]
        for span, part in zip(spans, parts, strict=True):
            line = old.split("\r\n")[span["start"]["line"] - 1]
            assert line[span["start"]["column"] - 1 : span["end"]["column"] - 1] == part


class TestDiff:
    def test_diff_writes_nothing_and_is_what_fix_would_do(self, project: Project) -> None:
        file = project.write()
        before = file.stat()
        for arguments in (("--diff",), ("--fix", "--diff")):
            run = project.run(*arguments, *ONLY_SAFE)
            assert run.returncode == 1
            assert file.read_text(encoding="utf-8") == BAD
            assert (file.stat().st_mtime_ns, file.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
        subprocess.run(["git", "apply", "-"], input=run.stdout, cwd=project.folder, check=True)
        assert file.read_text(encoding="utf-8") == GOOD
        assert project.said("--diff", *ONLY_SAFE, status=0) == ""

    def test_paths_of_a_diff_are_seen_from_the_working_directory(self, project: Project) -> None:
        file = project.write()
        folder = Project(file.parent)
        diff = folder.run("--diff", *ONLY_SAFE, "ci.yml").stdout
        assert diff.startswith(b"--- a/ci.yml\n+++ b/ci.yml\n")

    def test_findings_that_are_not_fixed_do_not_fail_a_diff(self, project: Project) -> None:
        project.write(content=ENDLESS)
        assert project.said("--diff", "--select", UNSAFE.id, status=0) == ""

    def test_refusals_stand_beside_the_diff(self, project: Project) -> None:
        project.write(content=BAD.replace("    steps:", "    steps: &all").rstrip("\n") + "\n  other: {steps: *all}\n")
        run = project.run("--diff", *ONLY_SAFE)
        assert (run.returncode, run.stdout) == (0, b"")
        assert run.stderr.decode().startswith(f"{NAME}: not fixed: {SAFE.id} in line ")

    def test_runner_does_not_obey_what_a_file_says(self, project: Project) -> None:
        project.write(content=f"{BAD.rstrip()}\n# end\n::error::x: {{}}\n")
        lines = project.run("--diff", *ONLY_SAFE, log=True).stdout.decode().splitlines()
        token = lines[0].removeprefix("::stop-commands::")
        assert len(token) > 20
        assert " ::error::x: {}" in lines
        assert lines[-1] == f"::{token}::"

    def test_what_is_not_fixed_is_named_by_its_lines_in_the_file_as_it_is(self, project: Project) -> None:
        steps = "    steps:\n      - uses: actions/checkout@v4\n      - run: make\n      - uses: acme/tool@v1\n"
        project.write(content=f"on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n{steps}")
        run = project.run("--diff", "--unsafe-fixes")
        assert b"+    timeout-minutes: 30" in run.stdout
        assert "unpinned-action in lines 6 and 8: there are no pins yet" in run.stderr.decode()
        pin = f'"acme/other@v1" = {{ commit = "{"0" * 40}", version = "v1.0" }}'
        project.write(".ci-lint-pins.toml", f"[pins]\n{pin}\n")
        run = project.run("--diff", "--unsafe-fixes")
        places = re.findall(r"not fixed: unpinned-action in line (\d+): .* of (\S+);", run.stderr.decode())
        assert places == [("6", "actions/checkout@v4"), ("8", "acme/tool@v1")]


class TestStandardInput:
    def fixed(self, project: Project, given: bytes, status: int = 0) -> bytes:
        run = project.run("--fix", *ONLY_SAFE, "--stdin-filename", NAME, "-", given=given)
        assert run.returncode == status, run.stderr
        return run.stdout

    @pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
    @pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
    @pytest.mark.parametrize("ending", ["", "\n"])
    def test_fixed_text_is_exact_to_the_byte(self, project: Project, line_break: str, mark: bytes, ending: str) -> None:
        given, expected = (
            mark + (text.rstrip("\n") + ending).replace("\n", line_break).encode() for text in (BAD, GOOD)
        )
        assert self.fixed(project, given) == expected

    def test_other_encodings_stay(self, project: Project) -> None:
        given, expected = (codecs.BOM_UTF16_LE + text.encode("utf-16-le") for text in (BAD, GOOD))
        assert self.fixed(project, given) == expected

    @pytest.mark.parametrize("given", [b"", b"a: b", b"\xff\xfe\x00", b"a: [\r\n", BAD.encode() + b"# \xff\xfe\n"])
    def test_what_cannot_be_fixed_comes_back_as_it_was(self, project: Project, given: bytes) -> None:
        run = project.run("--fix", "--unsafe-fixes", "--stdin-filename", NAME, "-", given=given)
        assert run.stdout == given
        assert b"Traceback" not in run.stderr

    def test_text_that_is_too_long_is_not_cut_short(self, project: Project) -> None:
        run = project.run("--fix", "--stdin-filename", NAME, "-", given=b"# long\n" * (SIZE_LIMIT // 7 + 1))
        assert (run.returncode, run.stdout) == (2, b"")
        assert b"more than 1 MiB" in run.stderr

    def test_report_stands_on_standard_error(self, project: Project) -> None:
        run = project.run("--fix", *ONLY_SAFE, "--stdin-filename", NAME, "-", given=BAD.encode())
        assert run.stderr.decode().splitlines()[-1] == "1 fixed; no problems left in 1 file"

    def test_diff_of_standard_input(self, project: Project) -> None:
        run = project.run("--diff", *ONLY_SAFE, "--stdin-filename", NAME, "-", given=BAD.encode())
        assert run.returncode == 1
        assert run.stdout.decode().startswith(f"--- a/{NAME}\n")


class TestWriting:
    def test_read_only_file_is_named_and_the_others_are_done(self, project: Project) -> None:
        locked, other = project.write(".github/workflows/a.yml"), project.write(".github/workflows/b.yml")
        locked.chmod(0o444)
        said = project.said("--fix", *ONLY_SAFE, status=2)
        assert "not written: .github/workflows/a.yml is read-only" in said
        assert "1 fixed, 1 not fixed; 1 warning left in 1 file; 1 file not written" in said
        assert locked.read_text(encoding="utf-8") == BAD
        assert other.read_text(encoding="utf-8") == GOOD
        assert drafts(project.folder) == []

    def test_file_that_changed_meanwhile_is_left_alone(self, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
        changed, other = project.write(".github/workflows/a.yml"), project.write(".github/workflows/b.yml")
        monkeypatch.chdir(project.folder)
        report = check(Request(options=Options(select=(SAFE.id,), external=False), fixes=Fixes()))
        changed.write_text(f"# mine\n{BAD}", encoding="utf-8")
        written = write_fixed(report)
        assert written.unwritten == (".github/workflows/a.yml has changed while it was fixed",)
        assert changed.read_text(encoding="utf-8") == f"# mine\n{BAD}"
        assert other.read_text(encoding="utf-8") == GOOD
        assert [repair.refusal for repair in written.repairs()] == [*written.unwritten, ""]
        assert len(list(written.findings())) == 1

    @posix
    def test_link_stays_a_link_to_the_fixed_file(self, project: Project) -> None:
        target = project.write("shared/ci.yml")
        link = project.folder / NAME
        link.parent.mkdir(parents=True)
        link.symlink_to("../../shared/ci.yml")
        project.said("--fix", *ONLY_SAFE, NAME, status=0)
        assert link.is_symlink()
        assert target.read_text(encoding="utf-8") == GOOD

    @posix
    def test_file_with_two_names_is_fixed_once(self, project: Project) -> None:
        file = project.write()
        (file.parent / "link.yml").symlink_to("ci.yml")
        project.said("--fix", *ONLY_SAFE, status=0)
        assert file.read_text(encoding="utf-8") == GOOD

    @posix
    @pytest.mark.parametrize("mode", [0o640, 0o600, 0o755, 0o666])
    def test_mode_is_kept(self, project: Project, mode: int) -> None:
        file = project.write()
        file.chmod(mode)
        project.said("--fix", *ONLY_SAFE, status=0)
        assert file.read_text(encoding="utf-8") == GOOD
        assert file.stat().st_mode & 0o7777 == mode

    @posix
    def test_disk_that_takes_no_more_leaves_the_old_file(self, project: Project) -> None:
        """A limit on the size of files ends a write in its midst as a full disk does."""
        long = f"{BAD}{'# filling' * 1000}\n"
        large, small = project.write(".github/workflows/a.yml", long), project.write(".github/workflows/b.yml")
        script = (
            "import resource, runpy, sys\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
            "sys.argv = sys.argv[1:]\n"
            "runpy.run_module('ci_lint', run_name='__main__')\n"
        )
        arguments = [sys.executable, "-c", script, *command("--fix", *ONLY_SAFE)[2:]]
        run = subprocess.run(arguments, cwd=project.folder, env=environment(), capture_output=True, check=False)
        assert run.returncode == 2, run.stderr
        assert b"not written: .github/workflows/a.yml cannot be written: File too large" in run.stdout
        assert large.read_text(encoding="utf-8") == long
        assert small.read_text(encoding="utf-8") == GOOD
        assert drafts(project.folder) == []

    @posix
    def test_full_disk_leaves_the_old_file(self, project: Project) -> None:
        other = project.write("other/.github/workflows/ci.yml")
        with tiny_disk(project.folder / "tiny") as disk:
            file = Project(disk).write()
            fill(disk / "filling")
            said = project.said("--fix", *ONLY_SAFE, "tiny", "other", status=2)
            assert f"not written: tiny/{NAME} cannot be written: No space left on device" in said
            assert file.read_text(encoding="utf-8") == BAD
            assert drafts(disk) == []
        assert other.read_text(encoding="utf-8") == GOOD

    @posix
    def test_killed_at_any_moment_it_leaves_whole_files(self, project: Project) -> None:
        folder = project.folder / ".github" / "workflows"
        files = [project.write(f".github/workflows/{number}.yml") for number in range(60)]
        chance = random.Random(7)  # noqa: S311 - any moments will do
        partly = 0
        for _ in range(20):
            for file in files:
                file.write_text(BAD, encoding="utf-8")
            kill_once_it_writes(project, files[0], delay=chance.uniform(0, 0.03))
            texts = [file.read_text(encoding="utf-8") for file in files]
            assert set(texts) <= {BAD, GOOD}
            partly += len(set(texts)) > 1
            assert {path.suffix for path in folder.iterdir()} <= {".yml", ".ci-lint"}
        assert partly, "no run was killed while it wrote"
        for draft in drafts(project.folder):
            draft.unlink()
        project.said("--fix", *ONLY_SAFE, status=0)
        assert {file.read_text(encoding="utf-8") for file in files} == {GOOD}


def drafts(folder: Path) -> list[Path]:
    """The files that a run left beside those it was writing."""
    return list(folder.rglob("*.ci-lint"))


def kill_once_it_writes(project: Project, first: Path, delay: float) -> None:
    before = first.stat().st_ino
    with subprocess.Popen(
        command("--fix", *ONLY_SAFE),
        cwd=project.folder,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        while process.poll() is None and first.stat().st_ino == before:
            time.sleep(0.001)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)


@contextmanager
def tiny_disk(place: Path) -> Iterator[Path]:
    """A file system of 64 KiB; skips where none can be had."""
    place.mkdir()
    program = shutil.which("mount")
    if program is None or sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can mount a tiny disk on Linux")
    mount = [program, "-t", "tmpfs", "-o", "size=64k", "ci-lint", str(place)]
    run = subprocess.run(mount, capture_output=True, text=True, check=False)
    if run.returncode:
        pytest.skip(f"no disk can be mounted here: {run.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def fill(file: Path) -> None:
    """Write until the disk is full."""
    with file.open("wb", buffering=0) as stream:
        try:
            while True:
                stream.write(bytes(1024))
        except OSError:
            return


class TestNewFiles:
    def reports(self, *texts: str) -> list[FileReport]:
        old, new = Source("x.yml", "a: b\n"), Source("x.yml", "a: c\n")
        flaw = Finding("rule", Severity.WARNING, old, Span(0, 1), "flaw")
        return [
            FileReport(new, (), original=old, found=(flaw,), root="/root", new_files=(NewFile(".dockerignore", text),))
            for text in texts
        ]

    def test_file_that_several_fixes_want_is_made_once(self) -> None:
        reports = tuple(without_twins(self.reports("a", "a", "a")))
        assert [len(report.new_files) for report in reports] == [1, 0, 0]
        assert all(report.changed for report in reports)

    def test_fixes_that_want_another_text_for_it_are_undone(self) -> None:
        first, second = without_twins(self.reports("a", "b"))
        assert first.changed
        assert not second.changed
        assert [finding.message for finding in second.findings] == ["flaw"]

    def test_file_that_exists_is_never_overwritten(self, project: Project) -> None:
        workflow = project.write()
        ignores = project.write(".dockerignore", "mine\n")
        report = check(Request((str(workflow),), Options(select=(SAFE.id,), external=False), fixes=Fixes()))
        wanting = replace(report, files=(replace(report.files[0], new_files=(NewFile(".dockerignore", "other\n"),)),))
        written = write_fixed(wanting)
        assert len(written.unwritten) == 1
        assert ignores.read_text(encoding="utf-8") == "mine\n"
        assert workflow.read_text(encoding="utf-8") == BAD
