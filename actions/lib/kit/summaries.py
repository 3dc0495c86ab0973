"""The page that a run shows: bounded, and never the author's of what it reports about.

GitHub drops a page of more than 1 MiB with an error, and renders what test names and response bodies hold.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Iterable, Sequence

from .commands import say
from .plain_text import shortened, visible

# What GitHub takes of a step (actions/runner, AttachmentSizeLimit).
LIMIT = 1024 * 1024
LONGEST_CELL = 1000
_CUT = "\n\n_The rest did not fit on this page; the log has all of it._\n"
_MEANINGFUL = re.compile(r"[&<>|`*_\[\]\\~#!$@:\"']|^[-+=]", re.MULTILINE)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})", re.MULTILINE)


class Markup(str):
    """Text that is meant as Markdown already, and fits into a cell."""

    __slots__ = ()


def append_summary(markdown: str, limit: int = LIMIT) -> None:
    """Add to the page of this step, as much as fits into `limit` bytes together with what is there already."""
    target = os.environ.get("GITHUB_STEP_SUMMARY")
    if not target:
        say(markdown)
        return
    path = Path(target)
    left = limit - (path.stat().st_size if path.exists() else 0)
    with path.open("ab") as file:
        file.write(bounded(f"{markdown.rstrip()}\n\n", left))


def bounded(markdown: str, limit: int) -> bytes:
    """The text in at most `limit` bytes: whole lines, open blocks closed, a note where anything is missing."""
    content = markdown.encode("utf-8", "replace")
    if len(content) <= limit:
        return content
    room = limit
    while room > 0:
        kept = content[: max(0, content.rfind(b"\n", 0, room))].decode("utf-8", "ignore")
        cut = (kept + _closing(kept) + _CUT).encode("utf-8")
        if len(cut) <= limit:
            return cut
        room -= len(cut) - limit
    return b""


def table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table. Cells are plain text, whatever they hold, unless they are Markup."""
    lines = [headers, *rows]
    if any(len(line) != len(headers) for line in lines):
        raise ValueError("a row has not as many cells as there are headers")
    head, *body = ("| " + " | ".join(map(cell, line)) + " |" for line in lines)
    return "\n".join([head, "|" + " --- |" * len(headers), *body]) + "\n"


def cell(value: object) -> str:
    """A value as it stands in a cell of a table."""
    return value if isinstance(value, Markup) else escape(str(value)).replace("\n", "<br>")


def code(text: str) -> Markup:
    """Text in the type of a program, on one line."""
    return Markup(f"<code>{escape(text)}</code>".replace("\n", "<br>"))


def escape(text: str, limit: int = LONGEST_CELL) -> str:
    """Text as it must stand in Markdown to be read as it is, cut to a number of characters."""
    return _MEANINGFUL.sub(lambda match: f"&#{ord(match.group())};", shortened(visible(text.strip()), limit))


def block(text: str) -> str:
    """Lines of text as a block of Markdown that none of them can end."""
    shown = visible(text).strip("\n")
    longest = max((len(run) for run in re.findall(r"`+", shown)), default=0)
    mark = "`" * max(3, longest + 1)
    return f"{mark}text\n{shown}\n{mark}\n"


def folded(title: str, markdown: str) -> str:
    """Markdown behind a title that opens it."""
    return f"<details><summary>{escape(title)}</summary>\n\n{markdown.rstrip()}\n\n</details>\n"


def _closing(markdown: str) -> str:
    opened = ""
    for mark in _FENCE.findall(markdown):
        if not opened:
            opened = mark
        elif mark.startswith(opened):
            opened = ""
    end = f"\n{opened}" if opened else ""
    return end + "\n\n</details>" * max(0, markdown.count("<details>") - markdown.count("</details>"))
