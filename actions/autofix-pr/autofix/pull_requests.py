"""The one pull request: found by its branch, opened, brought up to date, closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Sequence

from kit.commands import warning

from .api import Refused, Repository
from .body import Mark, mark, without_mark

_MOST = 30


@dataclass(frozen=True)
class PullRequest:
    """A pull request from our branch to the base; `text` is its body."""

    number: int
    url: str
    open: bool
    merged: bool
    text: str

    @property
    def mark(self) -> Mark | None:
        """What its body remembers, None if somebody rewrote it."""
        return mark(self.text)


def read_pull_requests(api: Repository, branch: str, base: str) -> tuple[PullRequest, ...]:
    """Those from the branch to the base, open or not, newest first. Raises Refused."""
    owner = api.name.split("/")[0]
    found = api.get(
        "/pulls",
        state="all",
        head=f"{owner}:{branch}",
        base=base,
        sort="created",
        direction="desc",
        per_page=str(_MOST),
    )
    # GitHub leaves out a filter that it does not understand, and would list those of others.
    return tuple(map(_read, (each for each in found if each["head"]["ref"] == branch and each["base"]["ref"] == base)))


def open_one(found: Sequence[PullRequest]) -> PullRequest | None:
    """The one that is open."""
    return next((each for each in found if each.open), None)


def declined(found: Sequence[PullRequest], changes: str) -> PullRequest | None:
    """The newest one, if somebody closed it without merging and it was about the same changes."""
    newest = found[0] if found else None
    if newest is None or newest.open or newest.merged or newest.mark is None:
        return None
    return newest if newest.mark.changes == changes else None


def create(api: Repository, texts: Mapping[str, str], labels: Sequence[str]) -> PullRequest:
    """Open one; `texts` are title, body, head and base. Raises Refused."""
    made = _read(api.send("POST", "/pulls", texts))
    try:
        if labels:
            api.send("POST", f"/issues/{made.number}/labels", {"labels": list(labels)})
    except Refused as refusal:
        warning(f"pull request #{made.number} has no labels, as GitHub refused {refusal}", title="autofix-pr")
    return made


def update(api: Repository, one: PullRequest, text: str) -> bool:
    """Replace its body if it is about something else; whether it was. What people wrote stays until then."""
    if one.mark == mark(text):
        return False
    api.send("PATCH", f"/pulls/{one.number}", {"body": text})
    return True


def close(api: Repository, one: PullRequest) -> None:
    """Close it, and say why in its body. It forgets its changes, as nobody has declined them. Raises Refused."""
    text = f"_Closed: nothing is left to fix._\n\n{without_mark(one.text)}"
    api.send("PATCH", f"/pulls/{one.number}", {"state": "closed", "body": text})


def _read(value: Mapping[str, Any]) -> PullRequest:
    return PullRequest(
        int(value["number"]),
        str(value["html_url"]),
        value["state"] == "open",
        bool(value.get("merged_at")),
        str(value.get("body") or ""),
    )
