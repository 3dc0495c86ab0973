"""GitHub's refusals in the words of who can do something about them.

It hides what a token may not do: without the workflows permission, a tree with a workflow file is `404 Not Found`, or
`Resource not accessible by integration`, the same words as for every other permission.
"""

from __future__ import annotations

import re

from .api import Refused
from .blocked import Blocked
from .tokens import HOW_TO_GET_ONE

_WORKFLOWS = re.compile(
    r"without [`'\"]?workflows?[`'\"]? (?:permission|scope)|refusing to allow .* workflow", re.IGNORECASE
)
_SETTING = re.compile(r"not permitted to create or approve pull requests", re.IGNORECASE)
_NO_ACCESS = re.compile(r"Resource not accessible|Must have admin rights|Write access to repository not granted")
_RULES = re.compile(r"rule violations|protected branch|Cannot update this protected|GH006|GH013", re.IGNORECASE)
_UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND = 401, 403, 404


def workflows_blocked(paths: tuple[str, ...], why: str) -> Blocked:
    """The token may not change workflow files."""
    return Blocked(
        "workflows-permission", f"{len(paths)} workflow files cannot be published: {why}; {HOW_TO_GET_ONE}", paths
    )


def translated(refusal: Refused, workflows: tuple[str, ...] = ()) -> Blocked:
    """What a refusal means. `workflows` are the workflow files that the request was about, if any."""
    if _WORKFLOWS.search(refusal.message):
        return workflows_blocked(workflows, "GitHub refuses them without the workflows permission")
    if refusal.status == _UNAUTHORIZED:
        return Blocked("token", f"GitHub does not accept the token ({refusal.message}); it may have expired")
    if _SETTING.search(refusal.message):
        return Blocked(
            "pull-requests-setting",
            "the branch is there, but workflows may not open pull requests here: in the settings, Actions, General, "
            "allow GitHub Actions to create pull requests; or use the token of a GitHub App",
        )
    if _RULES.search(refusal.message):
        return Blocked("permissions", f"a rule of the repository protects the branch: {refusal.message}")
    if refusal.status in (_FORBIDDEN, _NOT_FOUND) and (workflows or _NO_ACCESS.search(refusal.message)):
        return _permission(refusal, workflows)
    return Blocked("github", f"GitHub refused {refusal}")


def _permission(refusal: Refused, workflows: tuple[str, ...]) -> Blocked:
    if workflows:
        return workflows_blocked(workflows, "GitHub does not let the token write them")
    needs = f" (it takes {refusal.needs})" if refusal.needs else ""
    return Blocked(
        "permissions",
        f"the token may not {refusal.request}{needs}; the job needs `permissions: contents: write, pull-requests: "
        f"write`, and a token of another kind the same. GitHub says: {refusal.message}",
    )
