"""What reviewers read: what was done, rule by rule; what was not, and why; what to know about this branch.

It is the same for the same result, so that a run that finds nothing new edits nothing.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Iterator, Sequence

from kit.summaries import bounded, table

from .changes import Change
from .lint_report import Repair, fixed, refused
from .wording import place, plain

# GitHub takes 65,536 characters; what comes last is kept whatever comes before.
LIMIT = 60_000
_ROWS = 50
_PLACES = 5
_MARK = re.compile(r"<!-- ci-kit/autofix-pr changes=([0-9a-f]{16}) text=([0-9a-f]{16}) -->")
_UNSAFE = " **(please look: it may change what the workflow does)**"


@dataclass(frozen=True)
class Account:
    """All that a pull request tells. `introduction` is Markdown of the workflow's author."""

    introduction: str
    name: str
    branch: str
    repairs: tuple[Repair, ...]
    changes: tuple[Change, ...]
    changes_digest: str
    of_job: bool


@dataclass(frozen=True)
class Mark:
    """What the end of a body remembers: which changes and which text it is about."""

    changes: str
    text: str


def body(account: Account) -> str:
    """The whole body, within GitHub's limit."""
    main = bounded("\n".join(_parts(account)).strip() + "\n", LIMIT).decode("utf-8")
    text = hashlib.sha256(main.encode("utf-8")).hexdigest()[:16]
    return f"{main}\n<!-- ci-kit/autofix-pr changes={account.changes_digest} text={text} -->\n"


def mark(text: str | None) -> Mark | None:
    """What a body remembers, None if it is not ours."""
    found = _MARK.findall(text or "")
    return Mark(*found[-1]) if found else None


def without_mark(text: str) -> str:
    """A body that remembers nothing."""
    return _MARK.sub("", text).rstrip() + "\n"


def report(account: Account) -> str:
    """What was fixed and what was not, for the page of the run."""
    return "\n".join((*_done(account), *_left(account.repairs)))


def _parts(account: Account) -> Iterator[str]:
    yield account.introduction or f"These are the repairs that {place(account.name)} could make by itself."
    yield ""
    yield from _done(account)
    yield from _left(account.repairs)
    yield from _notes(account)


def _done(account: Account) -> Iterator[str]:
    done = fixed(account.repairs)
    if done:
        yield "### Fixed\n"
        rows = [(plain(rule), _with_note(title, safe=safe), _places(where)) for rule, title, safe, where in done]
        yield from _table(("rule", "what was done", "where"), rows)
    yield f"### {'Files' if done else 'Changed files'}\n"
    yield from _table(("file", "what happened"), [(place(change.path), _what(change)) for change in account.changes])


def _left(repairs: tuple[Repair, ...]) -> Iterator[str]:
    rows = [(plain(rule), _places(where), plain(reason)) for rule, reason, where in refused(repairs)]
    if rows:
        yield "### Left for a person\n"
        yield from _table(("rule", "where", "why it was not fixed"), rows)


def _notes(account: Account) -> Iterator[str]:
    yield "### About this pull request\n"
    yield (
        f"- The branch {place(account.branch)} is written anew from its base whenever there is something else to fix. "
        "Commits of others on it are never overwritten: with them, it is left alone."
    )
    yield "- Closed without merging, it is not opened again for the same changes."
    if account.of_job:
        yield (
            "- It was opened with the token of a workflow: its checks wait until somebody with the right to write "
            "approves them."
        )


def _with_note(title: str, *, safe: bool) -> str:
    text = plain(title)
    return text if safe else type(text)(text + _UNSAFE)


def _places(where: Sequence[Repair]) -> str:
    shown = [place(repair.path, repair.line) for repair in where[:_PLACES]]
    more = [plain(f"and {len(where) - _PLACES} more")] if len(where) > _PLACES else []
    return type(shown[0])("<br>".join([*shown, *more]))


def _table(headers: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    yield table(headers, rows[:_ROWS])
    if len(rows) > _ROWS:
        yield f"and {len(rows) - _ROWS} more\n"


def _what(change: Change) -> str:
    if change.deletes:
        return "deleted"
    if change.before.mode == "000000":
        return "new"
    if change.before.mode != change.after.mode:
        return f"changed, its mode is now {change.after.mode}"
    return "changed"
