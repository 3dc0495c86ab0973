"""`ci-lint init` in repositories of all kinds: what is proposed is shown, what is there stays, twice is once."""

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from ci_lint import __version__
from ci_lint.settings_file import settings_for
from ci_lint.setup.kit import DEFAULT_SOURCE, WrongKit, parse_kit
from ci_lint.setup.workflows import TEMPLATES, Template, default_branch

COMMIT = "0123456789abcdef0123456789abcdef01234567"
WORKFLOW = """\
on: push
permissions: {}
jobs:
  job:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    steps:
      - run: make
"""
WRITTEN = [".github/workflows/ci-lint-fix.yml", ".github/workflows/ci-lint.yml"]

CONFIGURATIONS = (
    "repos:\n- repo: https://example.org/x\n  rev: v1.0\n  hooks:\n  - id: x\n",
    """\
# mine
repos:
  - repo: local
    hooks:
      - id: x # why
        # args: [y]

# the end
ci:
  skip: [x]
""",
    "repos:\r\n  - repo: local\r\n    hooks:\r\n      - id: x",
    "repos: []\nfail_fast: true\n",
    """\
repos:
    -   repo: local
        hooks:
        -   id: x
            entry: |
                a

                b
""",
)


@dataclass(frozen=True)
class Project:
    folder: Path

    def write(self, path: str, text: str) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        return file

    def run(self, *arguments: str, status: int = 0, below: str = "") -> str:
        run = subprocess.run(
            [sys.executable, "-m", "ci_lint", "init", *arguments],
            cwd=self.folder / below, capture_output=True, text=True, check=False, encoding="utf-8",
        )  # fmt: skip
        assert run.returncode == status, run.stdout + run.stderr
        return run.stdout + run.stderr

    def files(self) -> dict[str, bytes]:
        found = (file for file in self.folder.rglob("*") if file.is_file() and ".git" not in file.parts)
        return {file.relative_to(self.folder).as_posix(): file.read_bytes() for file in found}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    folder = tmp_path / "project"
    (folder / ".git" / "refs").mkdir(parents=True)
    (folder / ".git" / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    return Project(folder)


def without_taste(workflow: dict[str, Any]) -> dict[str, Any]:
    """A workflow without its name, and without what each project chooses for itself."""
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            step.pop("id", None)
            for setting in ("profile", "fail-on", "labels"):
                step.get("with", {}).pop(setting, None)
            if not step.get("with"):
                step.pop("with", None)
    return {key: value for key, value in workflow.items() if key != "name"}


def held(part: object, whole: object) -> bool:
    """Whether everything in one value is in the other; lists must be as long."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(key in whole and held(value, whole[key]) for key, value in part.items())
    if isinstance(part, list) and isinstance(whole, list):
        return len(part) == len(whole) and all(map(held, part, whole))
    return part == whole


class TestShowing:
    def test_diff_is_shown_and_nothing_written(self, project: Project) -> None:
        said = project.run()
        assert "+++ b/.github/workflows/ci-lint.yml" in said
        assert "nothing is written yet; --write writes" in said
        assert not project.files()

    def test_repository_without_github_folder_gets_two_workflows_and_no_settings(self, project: Project) -> None:
        said = project.run("--write")
        assert sorted(project.files()) == WRITTEN
        assert "no settings are needed: the defaults fit" in said
        assert "ci-lint-fix.yml needs a GitHub App" in said

    def test_second_run_has_nothing_to_do(self, project: Project) -> None:
        project.write("pyproject.toml", "[project]\nname = 'x'\n")
        project.run("--write", "--profile", "strict", "--pre-commit")
        files = project.files()
        assert "there is nothing to do" in project.run("--write", "--profile", "strict", "--pre-commit")
        assert project.files() == files

    def test_called_in_a_folder_of_a_monorepo_it_means_the_whole_repository(self, project: Project) -> None:
        project.write("services/shop/pyproject.toml", "[project]\n")
        project.run("--write", "--profile", "strict", below="services/shop")
        assert sorted(project.files()) == [".ci-lint.toml", *WRITTEN, "services/shop/pyproject.toml"]

    def test_folder_may_be_named(self, project: Project, tmp_path: Path) -> None:
        other = Project(tmp_path)
        other.run("--write", "project")
        assert sorted(project.files()) == WRITTEN


class TestWorkflows:
    @pytest.mark.parametrize("source", ["org/ci-kit@v1", f"me/my-kit@{COMMIT}"])
    def test_workflows_are_clean_for_everybody(self, project: Project, tool: Callable[[str], str], source: str) -> None:
        project.run("--write", "--source", source)
        shellcheck = f"-shellcheck={tool('shellcheck')}"
        for command in (
            [sys.executable, "-m", "ci_lint", "--no-external", "--profile", "strict", "--fail-on", "info"],
            [tool("zizmor"), "--persona=auditor", "--offline", ".github"],
            [tool("actionlint"), shellcheck, *WRITTEN],
        ):
            run = subprocess.run(command, cwd=project.folder, capture_output=True, text=True, check=False)
            assert run.returncode == 0, run.stdout + run.stderr

    @pytest.mark.parametrize("template", TEMPLATES, ids=[template.action for template in TEMPLATES])
    def test_they_hold_the_examples_on_the_pages_of_the_actions(self, root: Path, template: Template) -> None:
        page = (root / "actions" / template.action / "README.md").read_text(encoding="utf-8")
        blocks = re.findall(r"^```yaml\n(name: .*?)^```$", page, re.DOTALL | re.MULTILINE)
        example = without_taste(yaml.safe_load(blocks[0]))
        ours = without_taste(yaml.safe_load(template.text(parse_kit(DEFAULT_SOURCE), "main")))
        assert held(example, ours), f"{example} is not in {ours}"

    def test_source_is_used_everywhere(self, project: Project) -> None:
        project.run("--write", "--pre-commit", "--source", f"me/my-kit@{COMMIT}")
        texts = {path: content.decode() for path, content in project.files().items()}
        assert not [path for path, text in texts.items() if "org/ci-kit" in text]
        assert f"uses: me/my-kit/actions/ci-lint@{COMMIT}\n" in texts[".github/workflows/ci-lint.yml"]
        assert f"uses: me/my-kit/actions/autofix-pr@{COMMIT}\n" in texts[".github/workflows/ci-lint-fix.yml"]
        assert yaml.safe_load(texts[".pre-commit-config.yaml"])["repos"][0]["rev"] == COMMIT

    @pytest.mark.parametrize("source", ["org/ci-kit", "org@v1", "a/b@v1\nx", "../x@v1", "a/..@v1", "a/b@v1 #"])
    def test_source_that_names_no_repository_is_wrong_use(self, project: Project, source: str) -> None:
        assert "does not read OWNER/REPO@REF" in project.run("--source", source, status=2)
        with pytest.raises(WrongKit):
            parse_kit(source)

    def test_file_of_the_same_name_stays(self, project: Project) -> None:
        mine = project.write(".github/workflows/ci-lint.yml", WORKFLOW)
        assert "ci-lint.yml is there already and stays as it is" in project.run("--write")
        assert mine.read_text(encoding="utf-8") == WORKFLOW

    def test_action_that_is_used_already_needs_no_second_workflow(self, project: Project) -> None:
        project.write(".github/workflows/all.yml", f"{WORKFLOW}      - uses: me/kit/actions/ci-lint@v1\n")
        assert ".github/workflows/all.yml uses ci-lint already" in project.run("--write")
        assert ".github/workflows/ci-lint.yml" not in project.files()

    def test_workflows_are_left_alone_on_demand(self, project: Project) -> None:
        assert "there is nothing to do" in project.run("--no-workflows", "--write")

    @pytest.mark.parametrize(
        ("files", "branch"),
        [
            ({"refs/remotes/origin/HEAD": "ref: refs/remotes/origin/develop\n"}, "develop"),
            ({"HEAD": "ref: refs/heads/topic\n", "refs/heads/master": COMMIT}, "master"),
            ({"HEAD": "ref: refs/heads/topic\n", "packed-refs": f"{COMMIT} refs/heads/main\n"}, "main"),
            ({"HEAD": "ref: refs/heads/trunk\n"}, "trunk"),
            ({"HEAD": f"{COMMIT}\n"}, "main"),
            ({"HEAD": "ref: refs/heads/a: b\n"}, "main"),
            ({}, "main"),
        ],
    )
    def test_default_branch(self, tmp_path: Path, files: dict[str, str], branch: str) -> None:
        for name, text in files.items():
            Project(tmp_path).write(f".git/{name}", text)
        assert default_branch(tmp_path) == branch
        assert f"branches: [{branch}]" in TEMPLATES[0].text(parse_kit("org/ci-kit@v1"), branch)


class TestSettings:
    def test_what_differs_is_stated_with_its_reason(self, project: Project) -> None:
        project.write(".github/workflows/a.yml", WORKFLOW.replace("10", "45"))
        project.write("third_party/tool/action.yml", "runs:\n  using: composite\n  steps: []\n")
        project.run("--write", "--no-workflows")
        settings = settings_for(project.folder)
        assert settings.timeout_minutes == 45
        assert settings.exclude == ("third_party",)
        assert "# files that GitHub does not run" in project.files()[".ci-lint.toml"].decode()

    def test_table_goes_into_pyproject_and_keeps_its_line_breaks(self, project: Project) -> None:
        before = "# mine\r\n[project]\r\nname = 'x'"
        file = project.write("pyproject.toml", before)
        project.run("--write", "--no-workflows", "--profile", "strict")
        assert file.read_bytes() == f'{before}\r\n\r\n[tool.ci-lint]\r\nprofile = "strict"\r\n'.encode()

    @pytest.mark.parametrize("text", ["tool = { x = 1 }\n", "[broken\n"])
    def test_file_of_its_own_where_pyproject_takes_no_table(self, project: Project, text: str) -> None:
        file = project.write("pyproject.toml", text)
        project.run("--write", "--no-workflows", "--profile", "strict")
        assert file.read_text(encoding="utf-8") == text
        assert project.files()[".ci-lint.toml"] == b'profile = "strict"\n'

    def test_settings_that_are_there_stay(self, project: Project) -> None:
        project.write("pyproject.toml", '[tool.ci-lint]\nfail-on = "error"\n')
        said = project.run("--no-workflows", "--profile", "strict")
        assert "settings are in pyproject.toml already" in said
        assert "there is nothing to do" in said


class TestPreCommit:
    @pytest.mark.parametrize("before", CONFIGURATIONS)
    def test_entry_is_added_and_every_line_stays(self, project: Project, before: str) -> None:
        file = project.write(".pre-commit-config.yaml", before)
        project.run("--write", "--no-workflows")
        after = file.read_bytes().decode()
        ours = {"repo": "https://github.com/org/ci-kit", "rev": f"v{__version__}", "hooks": [{"id": "ci-lint"}]}
        expected = yaml.safe_load(before)
        assert yaml.safe_load(after) == {**expected, "repos": [*expected["repos"], ours]}
        assert set(before.replace(" []", "").splitlines()) <= set(after.splitlines())
        assert ("\r\n" in before) == ("\r\n" in after)
        assert after.count("\r\n") == (after.count("\n") if "\r\n" in before else 0)

    def test_new_file_only_when_asked(self, project: Project) -> None:
        project.run("--write", "--no-workflows")
        assert not project.files()
        project.run("--write", "--no-workflows", "--pre-commit")
        assert [*project.files()] == [".pre-commit-config.yaml"]

    @pytest.mark.parametrize(
        "before",
        ["repos: [{repo: local, hooks: [{id: x}]}]\n", "repos: x\n", "- repo: local\n", "repos:\n\t- x: [\n", ""],
    )
    def test_what_cannot_be_edited_stays_and_the_entry_is_told(self, project: Project, before: str) -> None:
        file = project.write(".pre-commit-config.yaml", before)
        said = project.run("--write", "--no-workflows")
        assert ".pre-commit-config.yaml stays as it is: " in said
        assert "- repo: https://github.com/org/ci-kit" in said
        assert file.read_text(encoding="utf-8") == before

    @pytest.mark.parametrize("hook", ["ci-lint", "ci-lint-fix"])
    def test_hook_that_is_there_is_enough(self, project: Project, hook: str) -> None:
        project.write(".pre-commit-config.yaml", f"repos:\n  - repo: local\n    hooks:\n      - id: {hook}\n")
        assert ".pre-commit-config.yaml has ci-lint already" in project.run("--no-workflows")


def test_file_that_cannot_be_written_is_named(project: Project) -> None:
    project.write(".github/workflows", "no folder")
    said = project.run("--write", status=2)
    assert ".github/workflows/ci-lint.yml cannot be made" in said


def test_reader_that_leaves_is_no_mistake_of_ours(tmp_path: Path) -> None:
    (tmp_path / ".github" / "workflows").mkdir(parents=True)
    (tmp_path / ".github" / "workflows" / "ci.yml").write_text(WORKFLOW)
    command = [sys.executable, "-m", "ci_lint", "init", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        complaints = process.stderr.read()
    assert process.returncode == 0
    assert "internal error" not in complaints
