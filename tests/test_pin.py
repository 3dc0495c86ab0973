"""`ci-lint pin`: commits from a pin file into workflows, and from real repositories into the pin file."""

import json
import os
import stat
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_lint.check import Fixes, Request, check
from ci_lint.edits import Pin
from ci_lint.pin import exact_version, look_up
from ci_lint.pin_file import PIN_FILE, find_pin_file, pins_for, read_pins, written
from ci_lint.remote_refs import Mirror, Refs, RemoteError, read_refs, remote_refs
from ci_lint.settings import Options, SettingsError

COMMIT = "0123456789abcdef0123456789abcdef01234567"
OTHER = "89abcdef0123456789abcdef0123456789abcdef"
WORKFLOW = ".github/workflows/ci.yml"
posix = pytest.mark.skipif(os.name != "posix", reason="a program stands in for git")


def git(folder: Path, *arguments: str) -> str:
    names = {
        f"GIT_{who}_{what}": "someone@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    environment = {**os.environ, **names, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    run = subprocess.run(
        ["git", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return run.stdout.strip()


@dataclass(frozen=True)
class Upstream:
    """The repository of an action, in a folder that stands in for GitHub."""

    folder: Path

    @classmethod
    def made(cls, mirror: Path, name: str) -> "Upstream":
        folder = mirror / f"{name}.git"
        folder.mkdir(parents=True)
        git(folder, "init", "--quiet", "--bare", "--initial-branch=main", ".")
        return cls(folder)

    def commit(self, message: str, branch: str = "main") -> str:
        """A new commit on a branch."""
        tree = git(self.folder, "hash-object", "-t", "tree", "-w", os.devnull)
        commit = git(self.folder, "commit-tree", tree, "-m", message)
        git(self.folder, "update-ref", f"refs/heads/{branch}", commit)
        return commit

    def tag(self, name: str, commit: str, *, annotated: bool = False) -> None:
        """Set or move a tag."""
        git(self.folder, "tag", "--force", *(("-a", "-m", name) if annotated else ()), name, commit)


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    return tmp_path / "mirror"


@pytest.fixture
def checkout(mirror: Path) -> dict[str, str]:
    """An action with a moved major tag, annotated and plain tags; its commits by version."""
    upstream = Upstream.made(mirror, "actions/checkout")
    first, second, third = (upstream.commit(text) for text in ("first", "second", "third"))
    upstream.tag("v4", first)
    upstream.tag("v4.0.0", first)
    upstream.tag("v4.1.0", second, annotated=True)
    upstream.tag("v4.1", second, annotated=True)
    upstream.tag("v4", second, annotated=True)
    upstream.tag("v5-beta", third)
    return {"v4.0.0": first, "v4.1.0": second, "v5-beta": third}


@dataclass(frozen=True)
class Project:
    folder: Path

    @property
    def workflow(self) -> Path:
        return self.folder / WORKFLOW

    @property
    def pin_file(self) -> Path:
        return self.folder / PIN_FILE

    def uses(self, *names: str, comment: str = "") -> str:
        """Write a workflow that uses these, and give its text."""
        steps = "".join(f"      - uses: {name}{comment}\n" for name in names)
        text = f"on: push\njobs:\n  job:\n    runs-on: ubuntu-24.04\n    steps:\n{steps}"
        self.workflow.parent.mkdir(parents=True, exist_ok=True)
        self.workflow.write_text(text, encoding="utf-8", newline="\n")
        return text

    def run(self, *arguments: str, status: int = 0) -> str:
        """What the command says."""
        run = subprocess.run(
            [sys.executable, "-m", "ci_lint", *arguments],
            cwd=self.folder, capture_output=True, text=True, check=False, encoding="utf-8",
        )  # fmt: skip
        assert run.returncode == status, run.stdout + run.stderr
        return run.stdout + run.stderr


@pytest.fixture
def project(tmp_path: Path) -> Project:
    folder = tmp_path / "project"
    folder.mkdir()
    return Project(folder)


class TestUpdate:
    def update(self, project: Project, mirror: Path, *arguments: str, status: int = 0) -> str:
        return project.run("pin", "--update", "--mirror", str(mirror), *arguments, status=status)

    def test_moved_major_tag_is_its_commit_and_the_version_its_most_exact_tag(
        self, project: Project, mirror: Path, checkout: dict[str, str]
    ) -> None:
        before = project.uses("actions/checkout@v4")
        assert "1 new" in self.update(project, mirror)
        assert pins_for(project.folder) == {"actions/checkout@v4": Pin(checkout["v4.1.0"], "v4.1.0")}
        assert project.workflow.read_text(encoding="utf-8") == before

    def test_then_pins_are_applied_and_applying_again_changes_nothing(
        self, project: Project, mirror: Path, checkout: dict[str, str]
    ) -> None:
        project.uses("actions/checkout@v4", "actions/checkout/sub/path@v4.0.0")
        self.update(project, mirror)
        assert "pinned 2 actions in 1 files" in project.run("pin")
        text = project.workflow.read_text(encoding="utf-8")
        assert f"- uses: actions/checkout@{checkout['v4.1.0']} # v4.1.0\n" in text
        assert f"- uses: actions/checkout/sub/path@{checkout['v4.0.0']} # v4.0.0\n" in text
        assert "nothing to pin" in project.run("pin")
        assert project.workflow.read_text(encoding="utf-8") == text

    def test_tags_move_pins_and_pins_that_nothing_uses_stay(
        self, project: Project, mirror: Path, checkout: dict[str, str]
    ) -> None:
        kept = {"acme/old@v1": Pin(COMMIT, "v1.0.0"), "actions/checkout@v4": Pin(OTHER, "v4.0.9")}
        project.pin_file.write_text(written(kept), encoding="utf-8")
        project.uses("actions/checkout@v4")
        assert "2 pins: 0 new, 1 moved" in self.update(project, mirror)
        assert pins_for(project.folder) == {**kept, "actions/checkout@v4": Pin(checkout["v4.1.0"], "v4.1.0")}
        assert "2 pins, as before" in self.update(project, mirror)

    @pytest.mark.usefixtures("checkout")
    def test_what_has_no_pin_is_named_with_the_reason_and_the_rest_is_written(
        self, project: Project, mirror: Path
    ) -> None:
        project.uses(
            *("actions/checkout@v4", "actions/checkout@main", "actions/checkout@v9", "nobody/nothing@v1"),
            *("actions/checkout@11bd719", "./local", "docker://alpine:3", f"actions/checkout@{COMMIT}"),
        )
        said = self.update(project, mirror, status=1)
        assert "actions/checkout@main: main is a branch; --branches" in said
        assert "actions/checkout@v9: it has no tag v9" in said
        assert "actions/checkout@11bd719: it has no tag 11bd719" in said
        assert "nobody/nothing@v1: " in said
        assert "no such repository" in said
        assert list(pins_for(project.folder)) == ["actions/checkout@v4"]

    def test_branches_are_pinned_when_asked_for(self, project: Project, mirror: Path, checkout: dict[str, str]) -> None:
        project.uses("actions/checkout@main")
        self.update(project, mirror, "--branches")
        assert pins_for(project.folder) == {"actions/checkout@main": Pin(checkout["v5-beta"], "main")}
        project.run("pin")
        assert f"@{checkout['v5-beta']} # main\n" in project.workflow.read_text(encoding="utf-8")

    def test_tag_and_branch_of_one_name_are_not_guessed_between(self, project: Project, mirror: Path) -> None:
        upstream = Upstream.made(mirror, "acme/twice")
        upstream.tag("v1", upstream.commit("tagged"))
        upstream.commit("on the branch", branch="v1")
        project.uses("acme/twice@v1")
        assert "v1 is a tag and a branch, of different commits" in self.update(project, mirror, status=1)
        assert not project.pin_file.exists()

    def test_repository_with_a_work_tree_is_a_mirror_too(self, project: Project, mirror: Path) -> None:
        folder = mirror / "acme" / "plain"
        folder.mkdir(parents=True)
        git(folder, "init", "--quiet", ".")
        git(folder, "commit", "--quiet", "--allow-empty", "-m", "first")
        git(folder, "tag", "v1.0.0")
        project.uses("acme/plain@v1.0.0")
        self.update(project, mirror)
        assert pins_for(project.folder)["acme/plain@v1.0.0"].commit == git(folder, "rev-parse", "HEAD")

    def test_nothing_to_pin_makes_no_file(self, project: Project, mirror: Path) -> None:
        project.uses(f"actions/checkout@{COMMIT}")
        assert "nothing to pin" in self.update(project, mirror)
        assert not project.pin_file.exists()

    @pytest.mark.usefixtures("checkout")
    def test_names_that_all_have_no_commit_are_not_nothing_to_pin(self, project: Project, mirror: Path) -> None:
        project.uses("acme/unknown@v1")
        said = self.update(project, mirror, status=1)
        assert "none of them has a commit, so no pin file is made" in said
        assert "nothing to pin" not in said
        assert not project.pin_file.exists()

    def test_broken_pin_file_is_named_and_kept(self, project: Project, mirror: Path) -> None:
        project.pin_file.write_text("[pins]\n\n'x' = 3\n", encoding="utf-8")
        project.uses("actions/checkout@v4")
        said = self.update(project, mirror, status=2)
        assert f"{project.pin_file}:3: " in said
        assert project.pin_file.read_text(encoding="utf-8") == "[pins]\n\n'x' = 3\n"

    @posix
    @pytest.mark.usefixtures("checkout")
    def test_read_only_pin_file_is_told(self, project: Project, mirror: Path) -> None:
        project.pin_file.write_text("[pins]\n", encoding="utf-8")
        project.pin_file.chmod(stat.S_IRUSR)
        project.uses("actions/checkout@v4")
        assert "read-only" in self.update(project, mirror, status=2)
        assert project.pin_file.read_text(encoding="utf-8") == "[pins]\n"

    def test_missing_path_is_wrong_use(self, project: Project, mirror: Path) -> None:
        assert "nowhere.yml" in self.update(project, mirror, "nowhere.yml", status=2)

    def test_options_for_looking_up_need_update(self, project: Project) -> None:
        assert "need --update" in project.run("pin", "--branches", status=2)


class TestApply:
    def test_without_a_pin_it_says_how_to_get_one(self, project: Project) -> None:
        before = project.uses("acme/deploy@v2")
        said = project.run("pin", status=1)
        assert f"{WORKFLOW}:6: " in said
        assert "`ci-lint pin --update`" in said
        assert project.workflow.read_text(encoding="utf-8") == before

    @pytest.mark.parametrize(
        ("comment", "expected"),
        [
            ("", " # v2.1.0"),
            (" # v2", " # v2.1.0"),
            ("   # tag=v2.0.3", "   # v2.1.0"),
            (" # pin @v2.0", " # v2.1.0"),
            (" #v2.0.3 as long as staging has it", " # v2.1.0 as long as staging has it"),
            (" # 2 of them", " # v2.1.0 # 2 of them"),
            (" # zizmor: ignore[stale-action-refs]", " # v2.1.0 # zizmor: ignore[stale-action-refs]"),
            ("  ", " # v2.1.0  "),
        ],
    )
    def test_version_replaces_a_version_and_joins_any_other_comment(
        self, project: Project, comment: str, expected: str
    ) -> None:
        project.pin_file.write_text(written({"acme/deploy@v2": Pin(COMMIT, "v2.1.0")}), encoding="utf-8")
        project.uses("acme/deploy@v2", comment=comment)
        project.run("pin")
        assert f"- uses: acme/deploy@{COMMIT}{expected}\n" in project.workflow.read_text(encoding="utf-8")

    def test_flow_style_has_no_place_for_a_version(self, project: Project) -> None:
        project.pin_file.write_text(written({"acme/deploy@v2": Pin(COMMIT, "v2.1.0")}), encoding="utf-8")
        project.workflow.parent.mkdir(parents=True)
        project.workflow.write_text(
            "on: push\njobs: {job: {runs-on: x, steps: [{uses: acme/deploy@v2}]}}\n", encoding="utf-8"
        )
        assert "no comment can stand behind the value" in project.run("pin", status=1)

    def test_ordinary_fixes_and_proposals_take_the_pin_file_too(self, project: Project) -> None:
        project.pin_file.write_text(written({"acme/deploy@v2": Pin(COMMIT, "v2.1.0")}), encoding="utf-8")
        project.uses("acme/deploy@v2")
        proposed = json.loads(project.run("--select", "unpinned-action", "-f", "json", status=1))
        assert COMMIT in json.dumps(proposed)
        project.run("--select", "unpinned-action", "--fix")
        assert f"acme/deploy@{COMMIT} # v2.1.0\n" in project.workflow.read_text(encoding="utf-8")

    def test_pin_file_beside_the_settings_in_a_folder_above_counts(self, project: Project) -> None:
        (project.folder / ".git").mkdir()
        project.pin_file.write_text(written({"acme/deploy@v2": Pin(COMMIT, "v2.1.0")}), encoding="utf-8")
        action = project.folder / "tools" / "setup" / "action.yml"
        action.parent.mkdir(parents=True)
        action.write_text("runs:\n  using: composite\n  steps:\n    - uses: acme/deploy@v2\n", encoding="utf-8")
        report = check(Request((str(action),), Options(external=False), fixes=Fixes()))
        assert COMMIT in report.files[0].source.text
        assert find_pin_file(action.parent) == project.pin_file


class TestPinFile:
    @pytest.mark.parametrize(
        ("text", "line", "sentence"),
        [
            ("[pins\n", 1, "this is no TOML"),
            ("[pins]\n[others]\n", 2, "unknown table others"),
            ("\npins = 3\n", 2, "pins must be a table"),
            ('[pins]\n"actions/checkout" = {}\n', 2, "does not read owner/name@ref"),
            ('[pins]\n"../..@v1" = {}\n', 2, "does not read owner/name@ref"),
            ('[pins]\n\n"a/b@v1" = 3\n', 3, "a/b@v1 must have a commit and a version"),
            (f'[pins]\n"a/b@v1" = {{ commit = "{COMMIT}" }}\n', 2, "a/b@v1 lacks a version"),
            ('[pins]\n"a/b@v1" = { version = "v1" }\n', 2, "a/b@v1 lacks a commit"),
            ('[pins]\n"a/b@v1" = { commit = "v1", version = "v1" }\n', 2, "the commit of a/b@v1 must be 40"),
            (f'[pins]\n"a/b@v1" = {{ commit = "{COMMIT}", version = "v1\\nx" }}\n', 2, "the version of a/b@v1 must be"),
            (f'[pins]\n"a/b@v1" = {{ commit = "{COMMIT}", version = 1 }}\n', 2, "the version of a/b@v1 must be"),
            (f'[pins]\n"a/b@v1" = {{ commit = "{COMMIT}", version = "v1", x = 1 }}\n', 2, "has an unknown key x"),
        ],
    )  # fmt: skip
    def test_every_mistake_has_its_place(self, tmp_path: Path, text: str, line: int, sentence: str) -> None:
        file = tmp_path / PIN_FILE
        file.write_text(text, encoding="utf-8")
        with pytest.raises(SettingsError) as raised:
            read_pins(file)
        assert any(m.startswith(f"{file}:{line}: ") and sentence in m for m in raised.value.mistakes), raised.value

    def test_bytes_that_are_no_text_have_their_line(self, tmp_path: Path) -> None:
        file = tmp_path / PIN_FILE
        file.write_bytes(b"[pins]\n# \xff\n")
        with pytest.raises(SettingsError, match=":2: byte 0xff"):
            read_pins(file)

    @given(
        st.dictionaries(
            st.from_regex(r"[a-zA-Z0-9][a-zA-Z0-9-]{0,10}/[\w-][\w.-]{0,10}@[\w./#=+-]{1,20}", fullmatch=True),
            st.builds(
                Pin,
                st.text("0123456789abcdef", min_size=40, max_size=40),
                st.sampled_from(["v1", "1.2.3", "v1.2.3-rc.1", "main", "release/v2 beta"]),
            ),
            max_size=3,
        )
    )
    def test_what_is_written_is_read(self, pins: dict[str, Pin]) -> None:
        with TemporaryDirectory() as folder:
            file = Path(folder) / PIN_FILE
            file.write_text(written(pins), encoding="utf-8", newline="\n")
            assert read_pins(file) == pins
        assert written(dict(reversed(pins.items()))) == written(pins)


class TestVersion:
    def exact(self, ref: str, *tags: str) -> str:
        refs = Refs(MappingProxyType({"v9.9.9": OTHER, **dict.fromkeys(tags, COMMIT)}), MappingProxyType({}))
        return exact_version(refs, COMMIT, ref)

    def test_exact_version_of_the_same_commit_is_taken(self) -> None:
        assert self.exact("v4", "v4", "v4.2", "v4.2.1", "v4.2.1-rc.1") == "v4.2.1"
        assert self.exact("v4", "v4.9.0", "v4.10.0") == "v4.10.0"
        assert self.exact("4", "4.1.0", "v4.1.0") == "4.1.0"
        assert self.exact("stable", "stable", "1.2.3") == "1.2.3"
        assert self.exact("v4.2.1-rc.1", "v4.2.1", "v4.2.1-rc.1") == "v4.2.1-rc.1"

    def test_without_one_there_is_none(self) -> None:
        assert self.exact("v4", "v4", "v4.2", "nightly") == ""


class TestHostileNames:
    @pytest.mark.parametrize(
        "name",
        ["--upload-pack=touch x/y@v1", "../../etc@v1", "a/..@v1", "a b/c@v1", "ext::sh/-c@v1", "a/b\n@v1", "-x/y@v1"],
    )
    def test_never_reach_git(self, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        found = look_up([name], Mirror())
        assert found.failures == {name: "no repository can have this name"}

    @pytest.mark.parametrize("place", ["ext::sh -c touch% made", "--upload-pack=touch made", "git://127.0.0.1:9"])
    def test_place_that_runs_something_is_only_a_folder(self, tmp_path: Path, place: str) -> None:
        with pytest.raises(RemoteError, match="no such repository"):
            remote_refs("a/b", Mirror(place))
        assert not list(tmp_path.iterdir())

    def test_lines_that_are_no_refs_are_left_out(self) -> None:
        tags = f"{OTHER}\trefs/tags/v1\n{COMMIT}\trefs/tags/v1^{{}}\n"
        refs = read_refs(f"{COMMIT}\tHEAD\nnonsense\n{tags}{COMMIT}\trefs/pull/1/head\n")
        assert (dict(refs.tags), dict(refs.branches)) == ({"v1": COMMIT}, {})

    def test_tag_that_could_end_a_comment_gets_no_pin(self, mirror: Path) -> None:
        upstream = Upstream.made(mirror, "a/b")
        upstream.tag("v1}'$(touch-x)", upstream.commit("first"))
        found = look_up(["a/b@v1}'$(touch-x)"], Mirror(str(mirror)))
        assert not found.pins


@posix
class TestSlowAndLoudAnswers:
    def program(self, folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let another program be found as git."""
        file = folder / "git"
        file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        file.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    def test_time_is_bounded_even_where_children_go_on(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.program(tmp_path, "sleep 60 & sleep 60", monkeypatch)
        began = time.monotonic()
        with pytest.raises(RemoteError, match=r"no answer within 0\.3 seconds"):
            remote_refs("a/b", Mirror(seconds=0.3))
        assert time.monotonic() - began < 10

    def test_size_is_bounded(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.program(tmp_path, "exec yes", monkeypatch)
        with pytest.raises(RemoteError, match="32 MiB"):
            remote_refs("a/b", Mirror())

    def test_git_asks_nobody_and_may_use_the_protocol_of_the_place_only(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.program(tmp_path, f'env > {tmp_path}/env; printf "%s " "$@" > {tmp_path}/words; exit 3', monkeypatch)
        with pytest.raises(RemoteError, match="git ended with status 3"):
            remote_refs("acme/deploy", Mirror())
        environment = (tmp_path / "env").read_text(encoding="utf-8").splitlines()
        assert "GIT_TERMINAL_PROMPT=0" in environment
        assert "GIT_ALLOW_PROTOCOL=https:ssh" in environment
        assert (tmp_path / "words").read_text(encoding="utf-8").endswith("-- https://github.com/acme/deploy ")

    def test_what_git_complains_of_is_passed_on_without_control_characters(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.program(tmp_path, r'printf "noise\nfatal: no \033[31mroute\n" >&2; exit 128', monkeypatch)
        with pytest.raises(RemoteError, match=r"^no \[31mroute$"):
            remote_refs("acme/deploy", Mirror())

    def test_missing_git_is_told(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(RemoteError, match="git cannot be started"):
            remote_refs("acme/deploy", Mirror())
