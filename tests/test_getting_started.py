"""What the page for newcomers tells them to run is run, as written and in its order, and shows what the page shows."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PAGE = Path(__file__).parent.parent / "docs" / "getting-started.md"
BLOCK = re.compile(
    r"<!-- (?P<kind>step|file|edit|shown)(?:: (?P<name>[^,\n]+?))?(?:, exit (?P<exit>\d))? -->\n"
    r"```\w+\n(?P<text>.*?)\n```\n",
    re.DOTALL,
)
UNMARKED = re.compile(r"(?<!-->)\n```bash\n")
ACTIONS = (
    "actions/checkout@v4",
    "docker/setup-buildx-action@v3",
    "docker/login-action@v3",
    "docker/build-push-action@v6",
)


@dataclass(frozen=True)
class Block:
    """A part of the page that is done: a command that is run, a file that is written, a change that is made."""

    kind: str
    name: str
    status: int
    text: str


def blocks() -> Iterator[Block]:
    for found in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        yield Block(found["kind"], found["name"] or "", int(found["exit"] or 0), found["text"])


@dataclass(frozen=True)
class Newcomer:
    """A person with an empty folder, who does what the page says."""

    project: Path
    mirror: Path

    def does(self, block: Block) -> str:
        """What the person sees."""
        if block.kind == "file":
            file = self.project / block.name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{block.text}\n", encoding="utf-8")
        elif block.kind == "edit":
            self.edits(block.text)
        elif block.kind == "step":
            return self.runs(block.text, block.status)
        return ""

    def edits(self, diff: str) -> None:
        """Change the workflow as a diff without heads shows it."""
        file = self.project / ".github/workflows/ci.yml"
        lines = diff.split("\n")
        before = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "+")
        after = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "-")
        text = file.read_text(encoding="utf-8")
        assert text.count(before) == 1, f"{before} is not in:\n{text}"
        file.write_text(text.replace(before, after), encoding="utf-8")

    def runs(self, script: str, status: int) -> str:
        """Run the lines of a script one by one; the last one must end with the status."""
        # Tests reach no GitHub: the mirror stands for it.
        script = script.replace("pin --update", f"pin --update --mirror {self.mirror}")
        run = subprocess.run(
            ["bash", "-c", script], cwd=self.project, env=shell(), capture_output=True, text=True, check=False
        )
        assert run.returncode == status, f"{script}\n{run.stdout}{run.stderr}"
        return run.stdout + run.stderr


def shell() -> dict[str, str]:
    """The environment of a shell in which the installed command is on PATH, as after the page's first step."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GITHUB_"))}
    return {**inherited, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def upstream(mirror: Path, action: str) -> None:
    """A repository with the tag that an action is used by."""
    name, _, tag = action.partition("@")
    folder = mirror / name
    folder.mkdir(parents=True)
    author = ("-c", "user.name=test", "-c", "user.email=test@example.org")
    commit = ("commit", "--quiet", "--allow-empty", "--message", action)
    for command in (("init", "--quiet"), (*author, *commit), ("tag", tag), ("tag", f"{tag}.1.0")):
        subprocess.run(["git", *command], cwd=folder, env=shell(), check=True)


@pytest.fixture
def newcomer(tmp_path: Path) -> Newcomer:
    project, mirror = tmp_path / "shop", tmp_path / "mirror"
    project.mkdir()
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main"], cwd=project, env=shell(), check=True)
    for action in ACTIONS:
        upstream(mirror, action)
    return Newcomer(project, mirror)


@pytest.mark.skipif(os.name != "posix", reason="the page's commands are for a POSIX shell")
def test_who_follows_the_page_ends_with_a_clean_workflow(newcomer: Newcomer) -> None:
    seen: dict[str, str] = {}
    for block in blocks():
        if block.name == "install":
            continue
        if block.kind == "shown":
            assert block.text in seen[block.name], block.name
        else:
            seen[block.name] = newcomer.does(block)
    assert "1 ignored" in seen["clean"]
    written = {"ci-lint.yml", "ci-lint-fix.yml", "ci.yml"}
    assert {file.name for file in (newcomer.project / ".github/workflows").iterdir()} == written
    assert "there is nothing to do" in newcomer.runs("ci-lint init --pre-commit --write", 0)
    assert "no problems in 3 files" in newcomer.runs("ci-lint --no-external", 0)


def test_every_command_of_the_page_is_run_but_the_one_that_needs_github() -> None:
    text = PAGE.read_text(encoding="utf-8")
    unmarked = [text[found.end() :].partition("\n")[0] for found in UNMARKED.finditer(text)]
    assert unmarked == ["gh run view --log-failed RUN | ci-lint diagnose --workflow ."]


@pytest.mark.builds
@pytest.mark.usefixtures("package_index")
@pytest.mark.skipif(os.name != "posix", reason="the page's commands are for a POSIX shell")
def test_first_step_installs_the_command(newcomer: Newcomer, checkout: Path) -> None:
    checkout.rename(newcomer.project.parent / "ci-kit")
    (install,) = (block for block in blocks() if block.name == "install")
    said = newcomer.runs(f"{install.text}\ntype ci-lint\nci-lint --version", 0)
    assert "ci-lint-env/bin/ci-lint" in said
