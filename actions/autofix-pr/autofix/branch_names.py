"""Which branch the pull request is for, and which one it comes from."""

from __future__ import annotations

import os

from kit.inputs import InputError, Inputs

from .git import Git, GitFailed

_HEADS = "refs/heads/"


def base_branch(inputs: Inputs) -> str:
    """The branch that is fixed. Raises InputError."""
    given = inputs.word("base")
    if given:
        return given[len(_HEADS) :] if given.startswith(_HEADS) else given
    reference = os.environ.get("GITHUB_REF", "")
    if not reference.startswith(_HEADS):
        raise InputError("base", "", f"the workflow runs on {reference or 'no branch'}; name the branch to fix")
    return reference[len(_HEADS) :]


def own_branch(inputs: Inputs, base: str, git: Git) -> str:
    """The branch that this action writes, and overwrites. Raises InputError."""
    given = inputs.word("branch", required=True)
    name = given[len(_HEADS) :] if given.startswith(_HEADS) else given
    try:
        git("check-ref-format", _HEADS + name)
    except GitFailed:
        raise InputError("branch", given, "git takes it for no name of a branch") from None
    if name == base:
        raise InputError("branch", given, "it is the branch to fix; fixes go to a branch of their own")
    return name
