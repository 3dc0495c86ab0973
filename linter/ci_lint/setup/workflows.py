"""The two workflows that use this kit's actions: one that checks, one that proposes fixes every week.

Their texts hold the examples on the actions' own pages, with the names and the environment that auditors ask for.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from ..late_pattern import late_pattern
from ..proposal import made
from ..report import FileReport
from ..repository import Folder
from ..workflow import view
from .kit import DEFAULT_SOURCE, Kit, parse_kit

FOLDER = ".github/workflows"
_MOVABLE = "# zizmor: ignore[unpinned-uses] moves with its releases; init --source OWNER/REPO@COMMIT pins it"
_USUAL_BRANCHES = ("main", "master")
_HEAD = late_pattern(r"ref: refs/(?:heads|remotes/origin)/([A-Za-z][\w./-]*)\s*")
_DEFAULT = parse_kit(DEFAULT_SOURCE)


class Template(Struct, frozen=True):
    """A workflow of this kit: its file's name, the action that it is about, and what it needs besides."""

    name: str
    action: str
    needs: str = ""

    @property
    def path(self) -> str:
        """Where it goes in a repository."""
        return f"{FOLDER}/{self.name}"

    def text(self, kit: Kit, branch: str) -> str:
        """The workflow for a repository with this default branch."""
        example = Path(__file__).with_name(self.name).read_text(encoding="utf-8")
        return _from(kit, example).replace("branches: [main]", f"branches: [{branch}]")


_APP = (
    "needs a GitHub App: its client id in the variable AUTOFIX_CLIENT_ID, its key in the secret AUTOFIX_PRIVATE_KEY, "
    "both in the environment autofix; the page of autofix-pr tells how"
)
TEMPLATES = (Template("ci-lint.yml", "ci-lint"), Template("ci-lint-fix.yml", "autofix-pr", _APP))


def _from(kit: Kit, example: str) -> str:
    """The example with its actions taken from this kit; a ref that can move says that it is meant to."""
    for template in TEMPLATES:
        used = kit.action(template.action)
        example = example.replace(_DEFAULT.action(template.action), used if kit.is_commit else f"{used} {_MOVABLE}")
    return example


def workflow_changes(root: Path, kit: Kit) -> Iterator[FileReport | str]:
    """The workflows that are not there yet, and sentences on those that are."""
    for template in TEMPLATES:
        there = _user(root, template.action)
        if there:
            yield f"{there} uses {template.action} already"
        elif os.path.lexists(root / template.path):
            yield f"{template.path} is there already and stays as it is; it does not use {template.action}"
        else:
            yield made(root, template.path, template.text(kit, default_branch(root)))
            if template.needs:
                yield f"{template.path} {template.needs}"


def _user(root: Path, action: str) -> str:
    """The workflow that uses an action of a kit, wherever the kit is from; or ""."""
    repository = Folder(root)
    for path in repository.workflows():
        tree = repository.tree(path)
        steps = view(tree, path, repository).steps() if tree else ()
        if any(step.uses and f"/actions/{action}@" in step.uses.text for step in steps):
            return path
    return ""


def default_branch(root: Path) -> str:
    """The branch that pull requests go to, as far as git's files tell: origin's, or a usual one, or the current one."""
    git = root / ".git"
    origins = _branch(git / "refs/remotes/origin/HEAD")
    usual = [name for name in _USUAL_BRANCHES if _is_there(git, name)]
    return origins or next(iter(usual), "") or _branch(git / "HEAD") or _USUAL_BRANCHES[0]


def _is_there(git: Path, branch: str) -> bool:
    return (git / "refs/heads" / branch).exists() or f" refs/heads/{branch}\n" in _text(git / "packed-refs")


def _branch(file: Path) -> str:
    """The branch that a file of git names, where it can stand in YAML as it is; or ""."""
    found = _HEAD.fullmatch(_text(file))
    return found[1] if found else ""


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
