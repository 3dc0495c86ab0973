"""The command as users and scripts have it: what it says, where, and with which exit status."""

import gc
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ci_lint import __version__
from ci_lint.cli import main
from ci_lint.source import SIZE_LIMIT

WORKFLOW = ".github/workflows/ci.yml"
FLAWED = "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: make\n"
CLEAN = FLAWED.replace("    steps", "    timeout-minutes: 5\n    steps")
ONLY = (
    "--no-external",
    "--select",
    "job-timeout-missing",
    "--select",
    "yaml-parse-error",
)
LIMIT = 10.0  # starting takes a fifth of a second, but machines that run tests are busy

posix = pytest.mark.skipif(os.name != "posix", reason="pipes, links and signals are those of POSIX")


@dataclass(frozen=True)
class Project:
    """A folder with a repository in it, and the installed command."""

    folder: Path
    program: str

    def write(self, text: str | bytes, name: str = WORKFLOW) -> Path:
        """Write a file of it."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    def run(self, *arguments: str, status: int, given: bytes = b"") -> str:
        """Both outputs of the command inside this process, where it starts sooner; it must end with the status."""
        began = time.monotonic()
        result = CliRunner().invoke(main, arguments, input=given, prog_name="ci-lint")
        return self.checked(result.output, result.exit_code, status, began)

    def start(self, *arguments: str | bytes, status: int, **environment: str) -> str:
        """Both outputs of the installed program, which must end with the status."""
        began = time.monotonic()
        run = subprocess.run(
            [self.program, *arguments],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **environment},
            check=False,
        )
        return self.checked(run.stdout.decode(), run.returncode, status, began)

    def checked(self, said: str, ended: int, status: int, began: float) -> str:
        """What was said, in time and without a traceback."""
        assert ended == status, said
        assert "Traceback" not in said
        assert time.monotonic() - began < LIMIT
        return said


@pytest.fixture
def project(tmp_path: Path, tool: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """An empty repository, which is the working directory."""
    (tmp_path / ".github").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("GITHUB_ACTIONS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    yield Project(tmp_path, tool("ci-lint"))
    gc.unfreeze()  # the command rests it, because its process ends soon
    gc.enable()


@pytest.fixture
def invoke(project: Project) -> Callable[..., Result]:
    """The command inside this process."""
    assert project.folder.is_dir()
    return lambda *arguments: CliRunner().invoke(main, arguments, prog_name="ci-lint")


class TestStatus:
    def test_clean(self, project: Project) -> None:
        project.write(CLEAN)
        assert project.start(*ONLY, status=0) == "no problems in 1 file\n"

    def test_findings(self, project: Project) -> None:
        project.write(FLAWED)
        said = project.start(*ONLY, status=1)
        assert said.startswith(".github/workflows/ci.yml:3:3: warning[job-timeout-missing] job a has no time limit\n")

    @pytest.mark.parametrize(("threshold", "status"), [("info", 1), ("warning", 1), ("error", 0), ("never", 0)])
    def test_findings_below_the_threshold_do_not_fail(self, project: Project, threshold: str, status: int) -> None:
        project.write(FLAWED)
        assert "job-timeout-missing" in project.run(*ONLY, "--fail-on", threshold, status=status)

    def test_what_cannot_be_read_wins_over_findings(self, project: Project) -> None:
        project.write(FLAWED)
        said = project.start(*ONLY, WORKFLOW, "missing.yml", status=2)
        assert "not read: missing.yml does not exist" in said
        assert "job-timeout-missing" in said

    def test_mistake_of_ours_is_no_finding(self, tmp_path: Path) -> None:
        script = (
            "import ci_lint.check as c; c.check = None; from ci_lint.cli import main; main(['.'], prog_name='ci-lint')"
        )
        run = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, check=False)
        assert run.returncode == 3
        assert run.stderr.startswith(b"Error: internal error, a mistake in ci-lint:")
        assert not run.stdout

    @posix
    def test_interrupt_is_quiet_while_text_is_awaited(self, project: Project) -> None:
        process = self.started(project, "-", "--stdin-filename", "x.yml")
        time.sleep(2)
        os.killpg(process.pid, signal.SIGINT)
        assert not process.communicate(timeout=LIMIT)[0]
        assert process.returncode == 130

    @pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there are no workers")
    def test_interrupt_is_quiet_while_workers_read_many_files(self, project: Project) -> None:
        jobs = "".join(f"  b{n}: {{runs-on: x, steps: [{{run: 'docker build {n}'}}]}}\n" for n in range(100))
        for number in range(1500):
            project.write(FLAWED + jobs, f".github/workflows/{number}.yml")
        cores = os.sched_getaffinity(0)
        os.sched_setaffinity(0, set(sorted(cores)[:2]))  # on many it might be done before it is interrupted
        try:
            process = self.started(project, "--no-external")
        finally:
            os.sched_setaffinity(0, cores)
        time.sleep(2)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers too
        assert not process.communicate(timeout=LIMIT)[0]
        assert process.returncode == 130

    def started(self, project: Project, *arguments: str) -> subprocess.Popen[bytes]:
        """The program in a group of processes of its own."""
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [project.program, *arguments], stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, start_new_session=True
        )


BAD: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "the file holds no YAML document"),
    "only comments": ("# a\n# b\n", "the file holds no YAML document"),
    "binary": (bytes(range(256)) * 40, "byte 0x80 is not valid UTF-8"),
    "Latin-1": ("name: caf\xe9\n".encode("latin-1"), "byte 0xe9 is not valid UTF-8"),
    "UTF-16 without a mark": (CLEAN.encode("utf-16-le"), "a NUL character"),
    "UTF-32": (CLEAN.encode("utf-32"), "a NUL character"),
    "brackets": ("[" * 100_000, "nested deeper than 100 levels"),
    "deep mapping": ("".join(" " * n + "a:\n" for n in range(1000)), "nested deeper than 100 levels"),
    "alias of itself": ("a: &a [*a]\n", "alias *a stands inside its own anchor"),
    "unknown alias": ("a: *b\n", "alias *b has no anchor before it"),
    "two documents": (f"{CLEAN}---\n{CLEAN}", "a second YAML document"),
    "no YAML": ("on: push\nname: a: b\n", "quote the value"),
}


class TestBadFiles:
    @pytest.mark.parametrize(("content", "words"), BAD.values(), ids=BAD)
    def test_is_one_finding_that_says_what_is_wrong(
        self, invoke: Callable[..., Result], content: str | bytes, words: str
    ) -> None:
        Path("x.yml").write_bytes(content if isinstance(content, bytes) else content.encode())
        began = time.monotonic()
        result = invoke("--no-external", "--select", "yaml-parse-error", "x.yml")
        assert result.exit_code == 1, result.output
        assert words in result.output
        assert "1 error in 1 file" in result.output
        assert time.monotonic() - began < LIMIT

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
    def test_other_encodings_with_a_mark_are_read(self, invoke: Callable[..., Result], encoding: str) -> None:
        Path("x.yml").write_bytes(FLAWED.encode(encoding))
        result = invoke(*ONLY, "x.yml")
        assert "x.yml:3:3: warning[job-timeout-missing]" in result.output

    def test_bomb_of_aliases_costs_nothing(self, project: Project) -> None:
        lines = ["a0: &a0 [x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 60))]
        project.write("\n".join(lines) + f"\n{CLEAN}")
        assert project.run(*ONLY, status=0)

    def test_large_file_is_refused(self, invoke: Callable[..., Result]) -> None:
        Path("x.yml").write_bytes(CLEAN.encode() + b"#" * 10 * SIZE_LIMIT)
        result = invoke("x.yml")
        assert result.exit_code == 2
        assert "x.yml has 10.0 MiB; workflow files above 1 MiB are not read" in result.output


class TestBadPaths:
    @pytest.mark.parametrize(
        ("argument", "words"),
        [
            ("missing.yml", "missing.yml does not exist"),
            ("", "a path is empty"),
            ("folder.yml", "folder.yml has no workflows, actions or dependabot.yml"),
            ("x" * 5000, "x" * 5000),
            ("x" * 5000 + "/x.yml", "x" * 5000),
        ],
    )
    def test_is_named(self, invoke: Callable[..., Result], argument: str, words: str) -> None:
        Path("folder.yml").mkdir()
        result = invoke(argument)
        assert result.exit_code == 2
        assert f"not read: {words}" in result.output

    @posix
    def test_links_to_nowhere_and_pipes_are_named(self, project: Project) -> None:
        (project.folder / "link.yml").symlink_to("nowhere")
        (project.folder / "circle.yml").symlink_to("circle.yml")
        os.mkfifo(project.folder / "pipe.yml")
        said = project.run("link.yml", "circle.yml", "pipe.yml", status=2)
        assert "link.yml does not exist" in said
        assert "circle.yml cannot be read" in said
        assert "pipe.yml is neither a file nor a folder" in said

    @posix
    def test_terminal_is_not_obeyed(self, project: Project) -> None:
        name = "a\x1b[31m\nb.yml"
        project.write('on: push\njobs:\n  "\\e[2J\\u202e": {runs-on: x, steps: [{run: x}]}\n  ##[error]b: {}\n', name)
        for arguments in ((), ("-f", "github"), ("-f", "markdown"), ("-f", "json"), ("-f", "sarif")):
            said = project.run(*ONLY, "--color", "never", *arguments, name, "c\x1b[1m.yml", status=2)
            assert "\x1b" not in said
            assert "\u202e" not in said
            assert "has no time limit" in said

    @posix
    def test_name_that_is_no_text_is_shown_somehow(self, project: Project) -> None:
        assert "not read" in project.start(b"\xff\xfe.yml", status=2)


class TestWrongUse:
    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (("--bogus",), "No such option '--bogus'"),
            (("--format", "xml"), "'xml' is not one of 'text', 'json', 'sarif', 'github', 'markdown'"),
            (("--fail-on", "fatal"), "'fatal' is not one of"),
            (("--select", "nope"), "--select: unknown rule nope"),
            (("--ignore", "job-timeout-mising"), "did you mean job-timeout-missing?"),
            (("--config", "missing.toml"), "missing.toml: cannot be read: "),
            (("--config", "."), "'.' is a directory"),
            (("--config", "bad.toml"), "bad.toml:2: "),
            (("--baseline", "missing.json"), "baseline missing.json cannot be read"),
            (("--baseline", "bad.toml"), "baseline bad.toml:1 is no JSON"),
            (("--output", "missing/x"), "x cannot be written: "),
            (("--output", "."), "'.' is a directory"),
            (("-",), "needs --stdin-filename"),
            (("-", "x.yml", "--stdin-filename", "x"), "`-` is read alone"),
            (("--stdin-filename", "x"), "`-` is read alone"),
            (("explain",), "Missing argument 'RULE|CAUSE'"),
            (("explain", "nope"), "unknown rule nope"),
            (("rules", "--profile", "x"), "'x' is not one of"),
        ],
    )
    def test_is_one_sentence(self, invoke: Callable[..., Result], arguments: tuple[str, ...], words: str) -> None:
        Path("x.yml").write_text(CLEAN)
        Path("bad.toml").write_text('profile = "strict"\nnope = \n')
        paths = () if arguments[0] in ("explain", "rules", "-") else ("x.yml",)
        result = invoke(*arguments, *paths)
        assert result.exit_code == 2, result.output
        assert words in result.stderr
        assert not result.stdout

    def test_usage_is_shown_for_wrong_arguments_only(self, invoke: Callable[..., Result]) -> None:
        Path(".ci-lint.toml").write_text("nope = 1\n")
        Path("x.yml").write_text(CLEAN)
        assert invoke("--bogus").stderr.startswith("Usage: ci-lint check [OPTIONS] [PATHS]...\n")
        assert invoke("x.yml").stderr == f"Error: {Path.cwd() / '.ci-lint.toml'}:1: unknown setting nope\n"


class TestHelp:
    @pytest.mark.parametrize(
        "arguments", [("--help",), ("-h",), ("check", "-h"), ("explain", "--help"), ("rules", "-h")]
    )
    def test_fits_a_terminal_and_ends_well(self, invoke: Callable[..., Result], arguments: tuple[str, ...]) -> None:
        result = invoke(*arguments)
        assert result.exit_code == 0
        assert result.output.startswith("Usage: ci-lint ")
        assert max(map(len, result.output.splitlines())) <= 100

    def test_every_option_says_what_it_is_for(self) -> None:
        options = [
            option
            for command in main.commands.values()
            for option in command.params
            if option.param_type_name == "option"
        ]
        assert len(options) > 10
        assert not [option.name for option in options if not getattr(option, "help", "")]

    def test_version(self, invoke: Callable[..., Result]) -> None:
        assert invoke("--version").output == f"ci-lint {__version__}\n"

    def test_module_is_the_command(self, project: Project) -> None:
        run = subprocess.run([sys.executable, "-m", "ci_lint", "-h"], capture_output=True, text=True, check=True)
        assert run.stdout == project.start("-h", status=0)

    def test_rules_and_their_pages(self, invoke: Callable[..., Result]) -> None:
        assert "job-timeout-missing" in invoke("rules").output
        strict, default = invoke("rules").output.count("\n"), invoke("rules", "--profile", "default").output.count("\n")
        assert strict > default > 10
        assert "job-timeout-missing" in invoke("explain", "job-timeout-missing").output
        assert invoke("explain", "caching").output.count("\n# ") > 1


class TestArguments:
    @pytest.mark.parametrize(
        "arguments",
        [
            ("x.yml", *ONLY),
            (*ONLY, "x.yml"),
            ("check", *ONLY, "x.yml"),
            (*ONLY, "--", "x.yml"),
            (*ONLY, "./x.yml", "x.yml"),
            (*ONLY, "--color=never", "-ftext", "x.yml"),
        ],
    )
    def test_check_is_meant_where_no_command_is_named(
        self, invoke: Callable[..., Result], arguments: tuple[str, ...]
    ) -> None:
        Path("x.yml").write_text(FLAWED)
        result = invoke(*arguments)
        assert result.exit_code == 1
        assert result.output.startswith("x.yml:3:3: warning[job-timeout-missing]")

    def test_command_wins_over_a_file_of_its_name(self, invoke: Callable[..., Result]) -> None:
        for name in ("rules", "check", "explain"):
            Path(name).write_text(FLAWED)
        assert invoke("rules").output.splitlines()[0].isalpha()
        for arguments in (("./rules",), ("check", "rules"), ("--", "rules"), ("check", "check")):
            assert "3:3: warning[job-timeout-missing]" in invoke(*arguments, *ONLY[:1]).output, arguments

    def test_no_path_means_the_repository_around_this_folder(self, project: Project) -> None:
        project.write(FLAWED)
        (project.folder / ".git").mkdir()
        (project.folder / "sub").mkdir()
        inner = Project(project.folder / "sub", project.program)
        assert "../.github/workflows/ci.yml:3:3" in inner.start(*ONLY, status=1)


class TestOutput:
    def test_goes_to_a_file(self, invoke: Callable[..., Result]) -> None:
        Path("x.yml").write_text(FLAWED)
        result = invoke(*ONLY, "--color", "always", "--output", "report.txt", "x.yml")
        assert result.exit_code == 1
        assert not result.output
        report = Path("report.txt").read_text()
        assert report.startswith("x.yml:3:3: warning[")
        assert "\x1b" not in report

    def test_json_before_the_path(self, project: Project) -> None:
        project.write(FLAWED)
        report = json.loads(project.run(*ONLY, "--format", "json", WORKFLOW, status=1))
        assert [finding["rule"] for finding in report["findings"]] == ["job-timeout-missing"]

    def test_colors_are_for_terminals_unless_asked_for(self, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
        project.write(FLAWED)
        assert "\x1b[" not in project.run(*ONLY, status=1)
        assert "\x1b[" not in project.run(*ONLY, "--color", "never", status=1)
        monkeypatch.setenv("NO_COLOR", "1")
        assert "\x1b[" in project.run(*ONLY, "--color", "always", status=1)

    @posix
    @pytest.mark.parametrize(
        ("environment", "colored"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
    )
    def test_colors_on_a_terminal(self, project: Project, environment: dict[str, str], colored: bool) -> None:  # noqa: FBT001 - a column
        project.write(FLAWED)
        ours, theirs = os.openpty()
        known = {
            **{name: text for name, text in os.environ.items() if name != "NO_COLOR"},
            "TERM": "xterm",
            **environment,
        }
        subprocess.run(
            [project.program, *ONLY], cwd=project.folder, stdout=theirs, stderr=theirs, env=known, check=False
        )
        os.close(theirs)
        said = os.read(ours, 4096)
        os.close(ours)
        assert (b"\x1b[" in said) is colored

    @posix
    def test_reader_that_leaves_is_no_trouble(self, project: Project) -> None:
        project.write("".join([FLAWED, *(f"  b{n}: {{runs-on: x}}\n" for n in range(3000))]))
        command = f'"{project.program}" --no-external | head -1; echo "${{PIPESTATUS[0]}}"'
        run = subprocess.run(["bash", "-c", command], cwd=project.folder, capture_output=True, text=True, check=True)
        assert run.stdout.splitlines()[1] == "1"
        assert not run.stderr

    @posix
    @pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
    def test_closed_streams_are_no_trouble(self, project: Project, closed: str) -> None:
        project.write(FLAWED)
        command = f'"{project.program}" {" ".join(ONLY)} {closed}'
        run = subprocess.run(["bash", "-c", command], cwd=project.folder, capture_output=True, text=True, check=False)
        assert run.returncode == 1
        assert not run.stderr

    @posix
    def test_standard_input_that_is_closed_is_named(self, project: Project) -> None:
        command = f'"{project.program}" - --stdin-filename x.yml <&-'
        run = subprocess.run(["bash", "-c", command], cwd=project.folder, capture_output=True, text=True, check=False)
        assert (run.returncode, run.stderr) == (2, "Error: standard input is closed\n")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
    def test_full_disk_is_named(self, project: Project) -> None:
        project.write(FLAWED)
        assert "/dev/full cannot be written: No space left" in project.run(*ONLY, "-o", "/dev/full", status=2)
        with Path("/dev/full").open("wb") as full:
            run = subprocess.run(
                [project.program, *ONLY],
                cwd=project.folder,
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
        assert (run.returncode, run.stderr) == (2, "Error: the output cannot be written: No space left on device\n")

    def test_any_locale_gets_utf_8(self, project: Project) -> None:
        project.write(FLAWED.replace("  a:", "  größe🚀:"))
        assert "job größe🚀 has no time limit" in project.start(*ONLY, status=1, LC_ALL="C", PYTHONIOENCODING="ascii")


class TestBaseline:
    def test_what_is_written_is_known_afterwards(self, project: Project) -> None:
        project.write(FLAWED)
        written = project.run(*ONLY, "--write-baseline", "--baseline", "known.json", status=0)
        assert written == "wrote 1 known findings to known.json\n"
        assert "1 in the baseline" in project.run(*ONLY, "--baseline", "known.json", status=0)
        project.write(f"# moved\n{FLAWED}  b: {{runs-on: x}}\n")
        said = project.run(*ONLY, "--baseline", "known.json", status=1)
        assert "job b has no time limit" in said
        assert "job a has" not in said
        project.write(CLEAN)
        assert "entries of the baseline match nothing any more" in project.run(
            *ONLY, "--baseline", "known.json", status=0
        )

    def test_that_cannot_be_written_is_named(self, project: Project) -> None:
        project.write(FLAWED)
        said = project.run(*ONLY, "--write-baseline", "--baseline", "missing/known.json", status=2)
        assert "known.json cannot be written: " in said


class TestStandardInput:
    def test_has_the_settings_and_the_neighbours_of_the_file_it_stands_for(self, project: Project) -> None:
        project.write('ignore = ["job-timeout-missing"]\n', ".ci-lint.toml")
        step = "      - {uses: docker/build-push-action@v7, with: {cache-%s: 'type=gha,scope=x'}}\n"
        arguments = ("--no-external", "-", "--stdin-filename", WORKFLOW)
        given = (FLAWED + step % "to").encode()
        alone = project.run(*arguments, status=1, given=given)
        assert "job-timeout-missing" not in alone
        assert f"{WORKFLOW}:7:63: warning[docker-cache-one-sided]" in alone
        project.write(FLAWED + step % "from", ".github/workflows/reader.yml")
        assert "docker-cache-one-sided" not in project.run(*arguments, status=1, given=given)

    def test_file_of_that_name_is_not_read(self, project: Project) -> None:
        project.write(FLAWED)
        assert project.run(*ONLY, "-", "--stdin-filename", WORKFLOW, status=0, given=CLEAN.encode())

    @pytest.mark.parametrize(
        "name", ["../../x.yml", "missing/x.yml", "/missing/.github/workflows/x.yml", "a b\n.yml", "x" * 5000]
    )
    def test_name_may_be_anything(self, project: Project, name: str) -> None:
        assert "3:3: warning[" in project.run(*ONLY, "-", "--stdin-filename", name, status=1, given=FLAWED.encode())

    def test_nothing_is_an_empty_file(self, project: Project) -> None:
        assert "the file holds no YAML document" in project.run(*ONLY, "-", "--stdin-filename", "x.yml", status=1)

    def test_too_much_is_refused(self, project: Project) -> None:
        given = CLEAN.encode() + b"#" * SIZE_LIMIT
        assert "standard input has more than 1 MiB" in project.run(
            "-", "--stdin-filename", "x.yml", status=2, given=given
        )
