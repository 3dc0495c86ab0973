"""Text of unknown origin in a pull request: read as text, and nobody is called by it.

GitHub looks for @names, #numbers and commits after it has read the Markdown, so escaping alone does not stop a job
called `@everyone` from writing to people.
"""

from __future__ import annotations

from kit.summaries import Markup, code, escape

# Between the sign and what follows it; invisible, and enough that GitHub sees no name.
_APART = "&#8203;"
_CALLING = ("&#64;", "&#35;")


def plain(text: str, limit: int = 300) -> Markup:
    """Text for a cell of a table: no markup in it is obeyed, nobody is mentioned, no other page is linked."""
    shown = escape(" ".join(text.split()), limit)
    for sign in _CALLING:
        shown = shown.replace(sign, sign + _APART)
    return Markup(shown)


def place(path: str, line: int = 0) -> Markup:
    """A file, and a line in it from 1 on."""
    shown = path.encode("utf-8", "backslashreplace").decode("utf-8")
    return code(f"{shown}:{line}" if line else shown)
