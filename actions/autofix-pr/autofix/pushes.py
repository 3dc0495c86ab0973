"""A commit made and pushed by git, for what GitHub's interface cannot do, and for who wants no signature.

The token is in git's environment as a header for the one address that is pushed to: in no argument, no address, no
file. Headers that a checkout has left in the settings are taken away first, as GitHub refuses two of them.
"""

from __future__ import annotations

import base64
import os
import re
from dataclasses import replace
from typing import Mapping

from kit.masks import mask, redact

from .api import Refused, token_address
from .branches import Branch
from .commits import Plan
from .git import Git, GitFailed
from .refusals import translated

_NAME = "github-actions[bot]"
_EMAIL = "41898282+github-actions[bot]@users.noreply.github.com"
_FORBIDDEN = 403
# What git says of the status, and GitHub in its answer.
_DENIED = re.compile(
    r"returned error: 403|permission to \S+ denied|write access to repository not granted", re.IGNORECASE
)


def repository_address(repository: str, environ: Mapping[str, str] = os.environ) -> str:
    """Where a repository is pushed to. Raises InputError."""
    return f"{token_address('GITHUB_SERVER_URL', 'https://github.com', environ)}/{repository}.git"


def push(git: Git, plan: Plan, branch: Branch, address: str, token: str) -> str:
    """Make the commit, let the branch name it, and return its id. Raises Blocked."""
    made = _commit(git, plan)
    expected = branch.head or ""
    lease = f"--force-with-lease=refs/heads/{branch.name}:{expected}"
    secret = base64.b64encode(f"x-access-token:{token}".encode()).decode("ascii")
    mask(secret)
    settings = (
        ("credential.helper", ""),
        ("protocol.allow", "never"),
        ("protocol.http.allow", "always"),
        ("protocol.https.allow", "always"),
        ("http.followRedirects", "false"),
        (f"http.{address}.extraheader", ""),
        (f"http.{address}.extraheader", f"Authorization: Basic {secret}"),
    )
    try:
        replace(git, settings=settings)("push", "--no-verify", lease, address, f"{made}:refs/heads/{branch.name}")
    except GitFailed as failure:
        said = redact(str(failure), (token, secret))
        status = _FORBIDDEN if _DENIED.search(said) else 0
        message = f"Resource not accessible: {said}" if status else said
        raise translated(Refused("push the branch", status, message)) from None
    return made


def _commit(git: Git, plan: Plan) -> str:
    identity = {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in (("NAME", _NAME), ("EMAIL", _EMAIL))
    }
    writing = replace(git, variables={**git.variables, **identity})
    words = ("commit-tree", "--no-gpg-sign", "-p", plan.parent, "-F", "-", plan.tree)
    return writing(*words, stdin=plan.message.encode("utf-8")).decode("ascii").strip()
