"""The branch of the pull request: what is on it, and whether it may be written anew.

A commit of ours says in its message which tree it has. A branch that ends with any other commit has seen work of
somebody else, which is not ours to overwrite.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from .api import Refused, Repository
from .blocked import Blocked
from .refusals import translated

_TRAILER = "Autofix-Tree"
_CONTAINED = ("identical", "behind")
_UNPROCESSABLE = 422


@dataclass(frozen=True)
class Branch:
    """A branch as GitHub has it; `head` is None where there is none yet."""

    name: str
    head: str | None = None
    tree: str = ""
    parents: tuple[str, ...] = ()
    message: str = ""

    @property
    def ours(self) -> bool:
        """Whether its last commit was made here and is as it was made."""
        return self.head is None or trailer(self.tree) in self.message.splitlines()

    def holds(self, tree: str, parent: str) -> bool:
        """Whether there is nothing to write."""
        return self.tree == tree and self.parents == (parent,)


def trailer(tree: str) -> str:
    """The line of a message that tells our commits."""
    return f"{_TRAILER}: {tree}"


def read_branch(api: Repository, name: str) -> Branch:
    """What GitHub has under a name. Raises Refused."""
    reference = api.find(f"/git/ref/heads/{quote(name)}")
    if reference is None:
        return Branch(name)
    head = reference["object"]["sha"]
    commit = api.get(f"/git/commits/{head}")
    parents = tuple(parent["sha"] for parent in commit["parents"])
    return Branch(name, head, commit["tree"]["sha"], parents, commit["message"])


def check_base(api: Repository, base: str, commit: str) -> None:
    """Raise Blocked unless a commit is on the base, so that the pull request holds the fixes and nothing else."""
    try:
        status = api.get(f"/compare/{quote(base, safe='')}...{commit}", per_page="1")["status"]
    except Refused as refusal:
        if not re.match(r"Not Found|No common", refusal.message):
            raise
        status = "unknown"
    if status not in _CONTAINED:
        raise Blocked(
            "checkout",
            f"the commit {commit[:12]} that is checked out is not on {base}: the pull request would hold more than the "
            "fixes; check out that branch, or name another with the input base",
        )


def point(api: Repository, branch: Branch, commit: str, workflows: tuple[str, ...]) -> None:
    """Let the branch name a commit. Raises Blocked."""
    try:
        if branch.head is None:
            api.send("POST", "/git/refs", {"ref": f"refs/heads/{branch.name}", "sha": commit})
        else:
            api.send("PATCH", f"/git/refs/heads/{quote(branch.name)}", {"sha": commit, "force": True})
    except Refused as refusal:
        raise translated(refusal, workflows) from None


def delete(api: Repository, branch: Branch) -> None:
    """Delete the branch; no matter if it is gone already. Raises Refused."""
    try:
        api.send("DELETE", f"/git/refs/heads/{quote(branch.name)}")
    except Refused as refusal:
        if refusal.status != _UNPROCESSABLE:
            raise
