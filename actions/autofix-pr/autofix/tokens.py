"""What kind of token publishes, and what that tells before anything is tried.

GitHub says what a token may do for classic personal access tokens only (header X-OAuth-Scopes). For the others the
kind is known by the prefix, and that the job's own token may not change workflow files is documented; the rest shows
when GitHub refuses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .blocked import Blocked

HOW_TO_GET_ONE = (
    "give the input token a GitHub App's: create an App with the repository permissions contents, pull requests and "
    "workflows (all read and write), install it here, and let actions/create-github-app-token make a token of it; or a "
    "fine-grained personal access token for this repository with the same three permissions. The README of this action "
    "has a workflow to copy"
)
_KINDS = {
    "ghs_": "app",
    "github_pat_": "fine-grained",
    "ghp_": "classic",
    "gho_": "oauth",
    "ghu_": "user",
    "ghr_": "refresh",
}
# They let whoever gets hold of the token do away with repositories, people or keys.
_TOO_POWERFUL = re.compile(r"admin:\w+|delete_repo|site_admin|delete:packages|manage_\w+")


@dataclass(frozen=True)
class Token:
    """The token. `of_job` says that it is the one that GitHub gives each job."""

    secret: str = field(repr=False)
    of_job: bool = False

    @property
    def kind(self) -> str:
        """app, fine-grained, classic, oauth, user, refresh, or unknown (of GitHub Enterprise before 3.1)."""
        return next((kind for prefix, kind in _KINDS.items() if self.secret.startswith(prefix)), "unknown")


def check_kind(token: Token) -> None:
    """Raise Blocked for a token that is not made for this."""
    if not re.fullmatch(r"[\x21-\x7e]{8,}", token.secret):
        raise Blocked("token", "the input token holds no token; a secret that is missing here arrives empty")
    if token.kind in ("oauth", "refresh"):
        raise Blocked(
            "token",
            "the token is of the kind that programs get when a person logs in: it can do all that the person can, in "
            f"every repository; {HOW_TO_GET_ONE}",
        )


def check_scopes(token: Token, scopes: frozenset[str] | None) -> None:
    """Raise Blocked for a token that can do what no pull request needs. `scopes` is None where GitHub names none."""
    excess = sorted(filter(_TOO_POWERFUL.fullmatch, scopes or ()))
    if excess:
        raise Blocked(
            "token",
            f"the token has the scopes {', '.join(excess)}: a pull request needs none of them, and what runs in this "
            f"job could use them; {HOW_TO_GET_ONE}",
        )
    if token.kind == "classic" and scopes is not None and not scopes & {"repo", "public_repo"}:
        raise Blocked("token", "the token has not the scope repo, without which nothing can be published")


def may_change_workflows(token: Token, scopes: frozenset[str] | None) -> bool | None:
    """Whether the token may change workflow files; None where only trying tells."""
    if token.of_job:
        return False
    if token.kind == "classic" and scopes is not None:
        return "workflow" in scopes
    return None
