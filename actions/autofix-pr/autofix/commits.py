"""A commit made by GitHub, so that GitHub signs it.

Blobs, tree and commit are objects that nobody sees until a branch names them; whatever fails on the way leaves no
trace. Author and committer are left to GitHub: it signs for Apps only what is in their own name.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any, Iterator, Sequence

from .api import Refused, Repository
from .blocked import Blocked
from .changes import ABSENT, SUBMODULE, Change
from .git import Git
from .refusals import translated

# GitHub's limits on content-creating requests (80 a minute) and on the size of one.
_MOST_FILES = 60
_LARGEST_FILE = 20 * 1024 * 1024


@dataclass(frozen=True)
class Plan:
    """A commit to be made: `changes` on top of `parent`, whose tree is `parent_tree`, giving `tree`."""

    parent: str
    parent_tree: str
    tree: str
    message: str
    changes: tuple[Change, ...]

    @property
    def workflows(self) -> tuple[str, ...]:
        """The workflow files among the changes."""
        return tuple(change.path for change in self.changes if change.of_workflow)


def obstacle(plan: Plan, git: Git) -> str:
    """Why GitHub's interface cannot make the commit, "" if it can."""
    if any(not change.speakable for change in plan.changes):
        return "the name of a file is not UTF-8"
    contents = [change for change in plan.changes if _has_content(change)]
    if len(contents) > _MOST_FILES:
        return f"{len(contents)} files are more than GitHub takes at a time"
    sizes = (int(git.line("cat-file", "-s", change.after.blob)) for change in contents)
    return "a file is too large" if max(sizes, default=0) > _LARGEST_FILE else ""


def commit(api: Repository, plan: Plan, git: Git, *, signed: bool) -> str:
    """Make the commit and return its id. Raises Blocked, also where it should be `signed` and GitHub did not sign."""
    try:
        entries = [*_entries(api, plan.changes, git)]
    except Refused as refusal:
        raise translated(refusal) from None
    try:
        tree = api.send("POST", "/git/trees", {"base_tree": plan.parent_tree, "tree": entries})["sha"]
        if tree != plan.tree:
            raise Blocked("github", f"GitHub made the tree {tree} of what is {plan.tree} here; nothing was published")
        made = api.send("POST", "/git/commits", {"message": plan.message, "tree": tree, "parents": [plan.parent]})
    except Refused as refusal:
        raise translated(refusal, plan.workflows) from None
    verification = made.get("verification") or {}
    if signed and not verification.get("verified"):
        raise Blocked(
            "unsigned",
            f"GitHub did not sign the commit ({verification.get('reason') or 'it does not say why'}): it signs for "
            "Apps and for the job's own token; with another token sign-commits must not be true",
        )
    return str(made["sha"])


def _entries(api: Repository, changes: Sequence[Change], git: Git) -> Iterator[dict[str, Any]]:
    for change in changes:
        if change.deletes:
            yield {"path": change.path, "mode": change.before.mode, "type": _type(change.before.mode), "sha": None}
            continue
        if _has_content(change):
            content = git("cat-file", "blob", change.after.blob)
            blob = {"content": base64.b64encode(content).decode("ascii"), "encoding": "base64"}
            api.send("POST", "/git/blobs", blob)
        mode = change.after.mode
        yield {"path": change.path, "mode": mode, "type": _type(mode), "sha": change.after.blob}


def _has_content(change: Change) -> bool:
    return change.after.mode not in (ABSENT, SUBMODULE)


def _type(mode: str) -> str:
    return "commit" if mode == SUBMODULE else "blob"
