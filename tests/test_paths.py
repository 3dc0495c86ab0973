"""A path on the command line stands for the files that GitHub would read, and for nothing else."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from ci_lint.paths import Exclusion, Found, find_files

WORKFLOW = "on: push\njobs: {}\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    return tmp_path


def write(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(WORKFLOW)


def git(*arguments: str, at: str = ".") -> None:
    subprocess.run(("git", "-C", at, *arguments), check=True, capture_output=True)


def shown(found: Found) -> list[str]:
    return [file.shown for file in found.files]


def test_repository_gives_workflows_actions_and_dependabot() -> None:
    write(".github/workflows/b.yml", ".github/workflows/a.yaml", ".github/dependabot.yml", "deep/er/action.yml")
    write(".github/workflows/nested/no.yml", "compose.yml", "other/workflows/no.yml", ".github/workflows/notes.txt")
    found = find_files(["."])
    expected = [".github/dependabot.yml", ".github/workflows/a.yaml", ".github/workflows/b.yml", "deep/er/action.yml"]
    assert shown(found) == expected
    assert [file.relative for file in found.files] == expected
    assert {file.root for file in found.files} == {Path.cwd()}
    assert not found.problems


def test_no_path_means_the_repository_around_the_working_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    git("init", "-q")
    write(".github/workflows/a.yml", "deep/er/file")
    monkeypatch.chdir("deep/er")
    found = find_files([])
    assert shown(found) == ["../../.github/workflows/a.yml"]
    assert found.files[0].relative == ".github/workflows/a.yml"


def test_workflows_folder_is_not_searched_below() -> None:
    write(".github/workflows/a.yml", ".github/workflows/sub/b.yml")
    assert shown(find_files([".github/workflows"])) == [".github/workflows/a.yml"]
    assert shown(find_files([".github"])) == [".github/workflows/a.yml"]


def test_folder_of_repositories_gives_each_its_own_root() -> None:
    write("one/.github/workflows/a.yml", "two/.github/workflows/a.yml", "two/sub/action.yml")
    found = find_files(["."])
    assert [(f.root.name, f.relative) for f in found.files] == [
        ("one", ".github/workflows/a.yml"),
        ("two", ".github/workflows/a.yml"),
        ("two", "sub/action.yml"),
    ]


def test_named_file_is_taken_whatever_its_name() -> None:
    write("notes.txt")
    found = find_files(["notes.txt"], exclude=Exclusion(("*",)))
    assert [(f.shown, f.relative, f.root) for f in found.files] == [("notes.txt", "notes.txt", Path.cwd())]


def test_file_named_several_ways_is_taken_once(here: Path) -> None:
    write(".github/workflows/a.yml")
    named = [".", ".github", ".github/workflows/a.yml", "./.github/../.github/workflows/a.yml", str(here)]
    assert shown(find_files(named)) == [".github/workflows/a.yml"]


def test_absolute_path_outside_the_working_directory_stays_absolute(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("one/.github/workflows/a.yml", "two/file")
    monkeypatch.chdir("two")
    assert shown(find_files([str(here / "one")])) == [f"{here.as_posix()}/one/.github/workflows/a.yml"]
    assert shown(find_files(["../one"])) == ["../one/.github/workflows/a.yml"]


def test_loose_workflows_are_known_by_a_top_level_key() -> None:
    write("loose/a.yml")
    Path("loose/b.yaml").write_text('name: x\n"runs":\n  using: composite\n')
    Path("loose/compose.yml").write_text("services:\n  jobs: {}\n")
    assert shown(find_files(["loose"])) == ["loose/a.yml", "loose/b.yaml"]


def test_folder_without_anything_is_a_problem() -> None:
    write("src/file.yml.txt")
    found = find_files(["src", "nowhere", ""])
    assert found.files == ()
    assert found.problems == (
        "src has no workflows, actions or dependabot.yml",
        "nowhere does not exist",
        "a path is empty",
    )


def test_path_with_a_nul_is_a_problem() -> None:
    assert len(find_files(["a\0b"]).problems) == 1


def test_name_that_no_terminal_can_print_is_shown_without_harm() -> None:
    write("bad\x1b[31m/action.yml")
    assert shown(find_files(["."])) == ["bad\ufffd[31m/action.yml"]


def test_other_peoples_folders_are_skipped() -> None:
    write("node_modules/x/action.yml", "env/lib/action.yml", "env/pyvenv.cfg", "action.yml")
    assert shown(find_files(["."])) == ["action.yml"]
    git("init", "-q")
    assert shown(find_files(["."])) == ["action.yml"]


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("vendor", ["a/action.yml", "a/b/action.yml"]),
        ("vendor/", ["a/action.yml", "a/b/action.yml"]),
        ("./vendor", ["a/action.yml", "a/b/action.yml", "a/vendor/action.yml"]),
        ("a/*", ["vendor/action.yml"]),
        ("a/*/action.yml", ["a/action.yml", "vendor/action.yml"]),
        ("**/b/**", ["a/action.yml", "a/vendor/action.yml", "vendor/action.yml"]),
        ("action.y?l", []),
        ("vend", ["a/action.yml", "a/b/action.yml", "a/vendor/action.yml", "vendor/action.yml"]),
    ],
)
def test_excluded_pattern(pattern: str, left: list[str]) -> None:
    write("a/action.yml", "a/b/action.yml", "a/vendor/action.yml", "vendor/action.yml", ".github/x")
    found = find_files(["."], exclude=Exclusion((pattern,)))
    assert shown(found) == left
    assert not found.problems


class TestLinks:
    def test_link_to_a_file_counts_only_inside_the_repository(self) -> None:
        write("repo/.github/workflows/a.yml", "outside.yml")
        Path("repo/.github/workflows/in.yml").symlink_to("a.yml")
        Path("repo/.github/workflows/out.yml").symlink_to("../../../outside.yml")
        Path("repo/.github/workflows/gone.yml").symlink_to("missing.yml")
        found = find_files(["repo"])
        assert shown(found) == ["repo/.github/workflows/a.yml", "repo/.github/workflows/in.yml"]
        assert found.notes == ("repo/.github/workflows/out.yml is a link out of its repository and was not read",)
        assert len(find_files(["repo/.github/workflows/out.yml"]).files) == 1

    def test_link_to_a_folder_is_not_followed(self) -> None:
        write("outside/.github/workflows/a.yml", "repo/action.yml")
        Path("repo/linked").symlink_to("../outside")
        Path("repo/loop").symlink_to(".")
        assert shown(find_files(["repo"])) == ["repo/action.yml"]

    def test_tracked_folder_that_became_a_link_is_not_followed(self) -> None:
        write("repo/.github/workflows/a.yml", "repo/action.yml", "outside/a.yml")
        git("init", "-q", at="repo")
        git("add", ".", at="repo")
        shutil.rmtree("repo/.github/workflows")
        Path("repo/.github/workflows").symlink_to("../../outside")
        assert shown(find_files(["repo"])) == ["repo/action.yml"]

    def test_named_link_to_a_folder_is_read_as_what_it_leads_to(self) -> None:
        write("repo/.github/workflows/a.yml")
        Path("link").symlink_to("repo/.github/workflows")
        (file,) = find_files(["link"]).files
        assert (file.shown, file.relative) == ("link/a.yml", ".github/workflows/a.yml")

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
    def test_pipe_is_refused_and_never_opened(self) -> None:
        write(".github/workflows/a.yml")
        os.mkfifo(".github/workflows/pipe.yml")
        Path(".github/workflows/link.yml").symlink_to("pipe.yml")
        assert shown(find_files(["."])) == [".github/workflows/a.yml"]
        problem = ".github/workflows/pipe.yml is neither a file nor a folder"
        assert find_files([".github/workflows/pipe.yml"]).problems == (problem,)


class TestGit:
    def test_ignored_files_stay_out_and_new_ones_count(self) -> None:
        git("init", "-q")
        write(".github/workflows/a.yml", ".github/workflows/new.yml", "build/action.yml", "build/kept/action.yml")
        Path(".gitignore").write_text("build/\n")
        git("add", ".github/workflows/a.yml")
        git("add", "-f", "build/kept/action.yml")
        assert shown(find_files(["."])) == [
            ".github/workflows/a.yml",
            ".github/workflows/new.yml",
            "build/kept/action.yml",
        ]

    def test_ignored_folder_is_read_when_it_is_named(self) -> None:
        git("init", "-q")
        write("build/x/action.yml")
        Path(".gitignore").write_text("build/\n")
        assert shown(find_files(["build"])) == ["build/x/action.yml"]
        assert find_files(["."]).files == ()

    def test_deleted_file_is_skipped_without_a_word(self) -> None:
        git("init", "-q")
        write(".github/workflows/a.yml", ".github/workflows/b.yml")
        git("add", ".")
        Path(".github/workflows/b.yml").unlink()
        assert find_files(["."]).notes == ()
        assert shown(find_files(["."])) == [".github/workflows/a.yml"]

    def test_each_repository_below_a_plain_folder_is_asked(self) -> None:
        for name in ("one", "group/two"):
            write(f"{name}/.github/workflows/a.yml", f"{name}/out/action.yml")
            Path(name, ".gitignore").write_text("out\n")
            git("init", "-q", at=name)
        write("three/action.yml")
        assert shown(find_files(["."])) == [
            "group/two/.github/workflows/a.yml",
            "one/.github/workflows/a.yml",
            "three/action.yml",
        ]

    def test_repository_inside_a_repository_is_asked_too(self) -> None:
        git("init", "-q")
        write("action.yml", "clone/action.yml", "clone/out/action.yml")
        Path("clone/.gitignore").write_text("out\n")
        git("init", "-q", at="clone")
        assert shown(find_files(["."])) == ["action.yml", "clone/action.yml"]

    def test_github_folder_below_the_root_is_read_only_when_it_is_named(self) -> None:
        git("init", "-q")
        write(".github/workflows/a.yml", "template/.github/workflows/b.yml", "template/.github/actions/c/action.yml")
        found = find_files(["."])
        assert shown(found) == [".github/workflows/a.yml", "template/.github/actions/c/action.yml"]
        assert found.notes == (
            "GitHub reads .github at the root of a repository only; not read, unless named: template/.github",
        )
        below = ["template/.github/actions/c/action.yml", "template/.github/workflows/b.yml"]
        assert shown(find_files(["template"])) == below
        assert shown(find_files(["template/.github"])) == below
        assert shown(find_files(below[1:])) == below[1:]
        assert not find_files(["."], exclude=Exclusion(("template",), Path.cwd())).notes

    def test_work_tree_without_workflows_of_its_own_is_a_collection(self) -> None:
        git("init", "-q")
        write("one/.github/workflows/a.yml", "two/.github/dependabot.yml", "action.yml")
        found = find_files(["."])
        assert shown(found) == ["action.yml", "one/.github/workflows/a.yml", "two/.github/dependabot.yml"]
        assert not found.notes

    def test_broken_repository_is_walked_with_a_note(self) -> None:
        write("repo/action.yml", "repo/inner/action.yml")
        Path("repo/.git").write_text("gitdir: /nowhere/at/all\n")
        Path("repo/inner/.git").mkdir()
        found = find_files(["repo"])
        assert shown(found) == ["repo/action.yml", "repo/inner/action.yml"]
        assert found.notes[0].startswith("repo is read without regard to .gitignore: not a git repository")

    def test_without_git_the_folder_is_walked_with_a_note(self, monkeypatch: pytest.MonkeyPatch) -> None:
        git("init", "-q")
        write("action.yml")
        monkeypatch.setenv("PATH", "/nowhere")
        found = find_files(["."])
        assert shown(found) == ["action.yml"]
        assert found.notes == (". is read without regard to .gitignore: git is not installed",)

    def test_settings_of_a_repository_start_no_program(self) -> None:
        git("init", "-q")
        write("action.yml")
        hook = Path("hook")
        hook.write_text("#!/bin/sh\ntouch started\n")
        hook.chmod(0o755)
        for setting in ("core.fsmonitor", "core.pager", "pager.ls-files", "core.sshCommand", "diff.external"):
            git("config", setting, "./hook")
        git("config", "core.hooksPath", ".")
        assert shown(find_files(["."])) == ["action.yml"]
        assert not Path("started").exists()

    def test_variables_of_a_running_hook_are_not_taken_for_other_repositories(
        self, here: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write("one/action.yml", "two/action.yml")
        git("init", "-q", at="one")
        git("init", "-q", at="two")
        monkeypatch.setenv("GIT_DIR", str(here / "two/.git"))
        monkeypatch.setenv("GIT_WORK_TREE", str(here / "two"))
        found = find_files(["one"])
        assert (shown(found), found.notes) == (["one/action.yml"], ())


def test_thousand_files_in_a_hundred_repositories_take_no_time() -> None:
    write(*(f"r{number}/.github/workflows/{name}.yml" for number in range(100) for name in "abcdefghij"))
    start = time.process_time()
    assert len(find_files(["."]).files) == 1000
    # A tenth of it is usual; the limit is for slow machines.
    assert time.process_time() - start < 1
