"""Ignore comments as they are written: whose they are, which names they give, which places they speak of.

Ours are `# ci-lint: ignore[rule] reason` and `ignore-file`. Those of zizmor and yamllint are read too, so
that a project need not write everything twice. actionlint, ghalint, octoscan and poutine have none;
ShellCheck reads its own in the script.

Ours hide what begins on their own line, or on the line below a stack of comments. YAML allows no comment
inside a scalar of several lines, so a comment at its first line speaks of all of it; in scripts a comment
of the shell does, and there lines joined by a backslash are one.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from .comments import Comment, CommentPlaces, Lines
from .late_pattern import late_pattern
from .source import Source, Span
from .tree import Tree

OURS = "ci-lint"
_MARKERS = ("ci-lint:", "zizmor:", "yamllint ")
_OURS = late_pattern(r"(?:#|//)[ \t]*ci-lint:[ \t]*([a-z][a-z-]{0,40})[ \t]*(\[([^\]\r\n]*)(\]?))?")
_ZIZMOR = late_pattern(r"#[ \t]*zizmor:[ \t]*ignore\[([^\]\r\n]+)\]")
_YAMLLINT = late_pattern(r"#[ \t]*yamllint[ \t]+(disable-line|disable-file|disable|enable)(?![\w-])([^\r\n#]*)")
_NAME = late_pattern(r"[^,\s](?:[^,]*[^,\s])?")
EVERYWHERE = Lines(1, 2**31)


class Name(Struct, frozen=True):
    """A name in an ignore comment, and where it stands."""

    text: str
    span: Span


class Ignore(Struct, frozen=True):
    """An ignore comment of a tool, as written at `span`.

    It hides findings that begin on one of `lines` or at one of the offsets `keys`, or that reach over
    `line`, where it is set. No `names` means all. `flaw` says why the comment can hide nothing.
    """

    tool: str
    span: Span
    names: tuple[Name, ...] = ()
    lines: Lines | None = None
    keys: frozenset[int] = frozenset()
    line: int | None = None
    reason: str = ""
    flaw: str = ""

    def covers(self, start: int, lines: Lines) -> bool:
        """Whether a finding that begins at the offset and reaches over the lines is meant."""
        if self.lines and self.lines.first <= lines.first <= self.lines.last:
            return True
        return start in self.keys or (self.line is not None and lines.first <= self.line <= lines.last)


class JudgedIgnore(Struct, frozen=True):
    """An ignore of ours after the run: the names that no rule has, and those that hid nothing.

    `unknown` gives with each name the names that look like it. A comment without names that hid nothing
    has one unused name, an empty one.
    """

    ignore: Ignore
    unknown: tuple[tuple[Name, tuple[str, ...]], ...] = ()
    unused: tuple[Name, ...] = ()


def read_ignores(source: Source, tree: Tree) -> tuple[Ignore, ...]:
    """The ignore comments of a file, in no particular order. Cheap where there are none."""
    text = source.text
    if not any(marker in text for marker in _MARKERS):
        return ()
    places = CommentPlaces(source, tree)
    return (*_ours(places), *_of_zizmor(places), *_of_yamllint(places))


def _ours(places: CommentPlaces) -> Iterator[Ignore]:
    for found in _OURS.finditer(places.source.text):
        comment = places.comment(found.start())
        if comment and (found[1] in ("ignore", "ignore-file") or found[2]):
            yield _our_ignore(places, comment, found)


def _our_ignore(places: CommentPlaces, comment: Comment, found: re.Match[str]) -> Ignore:
    names = tuple(_names(found[3] or "", found.start(3)))
    lines, flaw = _our_lines(places, comment, found[1])
    if found[1] not in ("ignore", "ignore-file"):
        flaw = f"ci-lint has no comment {found[1]}, only ignore and ignore-file"
    elif found[2] and not (found[4] and names):
        flaw = "the brackets of this ignore name no rule" if found[4] else "the bracket of this ignore is not closed"
    span = Span(found.start(), found.end())
    reason = places.rest_of_line(found.end()).split(" #")[0].strip(" \t-:\u2013\u2014")
    return Ignore(OURS, span, names, None if flaw else lines, reason=reason, flaw=flaw)


def _our_lines(places: CommentPlaces, comment: Comment, directive: str) -> tuple[Lines | None, str]:
    if directive == "ignore-file":
        if comment.script is None and comment.line <= places.last_line_of_head():
            return EVERYWHERE, ""
        return None, "ignore-file counts only in the comment at the head of the file"
    lines = places.lines_meant(comment)
    return lines, "" if lines else "no line stands directly below this ignore"


def _names(text: str, offset: int) -> Iterator[Name]:
    for found in _NAME.finditer(text):
        yield Name(found[0], Span(offset + found.start(), offset + found.end()))


def _of_zizmor(places: CommentPlaces) -> Iterator[Ignore]:
    """zizmor's: a YAML comment anywhere among the lines that its finding shows.

    Those are mostly the step, the `on` or the `permissions` block, or a job for findings on its key.
    https://docs.zizmor.sh/usage/#ignoring-results
    """
    for found in _ZIZMOR.finditer(places.source.text):
        comment = places.comment(found.start())
        if comment and comment.script is None:
            block, keys = places.enclosing(comment.line)
            span = Span(found.start(), found.end())
            yield Ignore("zizmor", span, tuple(_names(found[1], found.start(1))), block, keys, comment.line)


def _of_yamllint(places: CommentPlaces) -> Iterator[Ignore]:
    """yamllint's: for one line, for the lines from `disable` to `enable`, or for the file.

    https://yamllint.readthedocs.io/en/stable/disable_with_comments.html
    """
    disabled: dict[str, Ignore] = {}
    for found in _YAMLLINT.finditer(places.source.text):
        comment = places.comment(found.start())
        if not comment or comment.script is not None:
            continue
        line, span = comment.line, Span(found.start(), found.end())
        names = tuple(_rule_names(found[2], found.start(2)))
        if found[1] == "disable-line":
            meant = line + 1 if comment.alone else line
            yield Ignore("yamllint", span, names, Lines(meant, meant))
        elif found[1] == "disable-file":
            yield Ignore("yamllint", span, (), EVERYWHERE if line == 1 else None)
        elif found[1] == "disable":
            disabled |= {name.text: Ignore("yamllint", span, (name,), Lines(line, line)) for name in names}
            disabled |= {} if names else {"": Ignore("yamllint", span, (), Lines(line, line))}
        else:
            for name in [name.text for name in names] or list(disabled):
                if name in disabled:
                    yield _until(disabled.pop(name), line)
    yield from (_until(ignore, EVERYWHERE.last) for ignore in disabled.values())


def _until(ignore: Ignore, line: int) -> Ignore:
    first = ignore.lines.first if ignore.lines else 1
    return Ignore(ignore.tool, ignore.span, ignore.names, Lines(first, line))


def _rule_names(text: str, offset: int) -> Iterator[Name]:
    for found in re.finditer(r"rule:([\w-]+)", text):
        yield Name(found[1], Span(offset + found.start(1), offset + found.end(1)))
