"""From nodes of the parser's tree to words, assignments, redirects and heredocs."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from ..late_pattern import late_pattern
from ..tree import Scalar
from .masking import Masked
from .quoting import ansi_quoted, double_quoted, unquoted
from .words import Assignment, Heredoc, Redirect, Word

Node: TypeAlias = Any

_PLAIN = frozenset(
    {"word", "number", "test_operator", "variable_name", "special_variable_name", "regex", "brace_expression"}
    | {"extglob_pattern"}
)
_EXPANSIONS = frozenset(
    {"simple_expansion", "expansion", "command_substitution", "process_substitution", "arithmetic_expansion"}
)
WORDS = (
    _PLAIN
    | _EXPANSIONS
    | {"string", "raw_string", "ansi_c_string", "translated_string", "concatenation", "array", "subscript"}
)
# What stands inside another word and is more than plain text.
_INNER = WORDS - _PLAIN
_QUOTES = {"string": '"', "raw_string": "'", "ansi_c_string": "$'", "translated_string": '"'}
_ASSIGNMENT = late_pattern(r"([A-Za-z_][A-Za-z0-9_]*)(\+?)=")
_EXPANDED = late_pattern(r"[$`]")
_QUOTING = late_pattern(r"[\"'\\]")


def _as_written(raw: str) -> str:
    return raw


# How many characters open it, and what is done to the text inside.
_VERBATIM: dict[str, tuple[int, Callable[[str], str]]] = {
    "raw_string": (1, _as_written),
    "ansi_c_string": (2, ansi_quoted),
}


class WordReader:
    """Reads the words of one script."""

    def __init__(self, scalar: Scalar, masked: Masked) -> None:
        self.scalar = scalar
        self.script = scalar.text
        self.masked = masked
        self.has_expressions = bool(masked.starts)
        self.last = len(self.script.rstrip("\r\n"))

    def text(self, node: Node) -> str:
        """The text of a node as written."""
        return self.script[node.start_byte : node.end_byte]

    def limit(self, end: int) -> int:
        """The offset, but not behind the last line's text: the end of what is never closed."""
        return end if end < self.last else self.last  # noqa: FURB136 - `min` takes twice as long, for each word

    def word(self, node: Node, kind: str = "") -> Word:
        """The word of a node, whose type may be known already."""
        kind = kind or node.type
        start, end = node.start_byte, self.limit(node.end_byte)
        text, static = self._plain(start, end, unquoted) if kind in _PLAIN else self._parts(node, kind)
        return Word(start, end, self.scalar, text, static, _QUOTES.get(kind, ""))

    def merged(self, previous: Word, word: Word) -> Word | None:
        """Both as one, if nothing but an escaped line break or the `$` of a `$"…"` parts them."""
        gap = self.script[previous.end : word.start]
        if gap == "" and previous.raw == "$" and word.quote == '"':
            return Word(previous.start, word.end, self.scalar, word.text, word.static, '"')
        if gap in ("\\\n", "\\\r\n"):
            static = previous.static and word.static
            return Word(previous.start, word.end, self.scalar, previous.text + word.text, static)
        return None

    def _plain(self, start: int, end: int, unescape: Callable[[str], str]) -> tuple[str, bool]:
        """The text of a range, unescaped unless an expression is in it, and whether it is static."""
        raw = self.script[start:end]
        if self.has_expressions and self.masked.touches(start, end):
            return raw, False
        return unescape(raw) if "\\" in raw else raw, True

    def _parts(self, node: Node, kind: str) -> tuple[str, bool]:
        start, end = node.start_byte, node.end_byte
        if kind in _EXPANSIONS:
            return self.script[start:end], False
        if kind == "string":
            return self._string(node, start, end)
        if kind in _VERBATIM:
            opening, unescape = _VERBATIM[kind]
            return self._plain(start + opening, end - 1, unescape)
        if kind == "translated_string":
            inside = node.children[-1]
            return self._parts(inside, inside.type)
        if kind in ("array", "subscript"):
            static = all(self._parts(child, inner)[1] for child in node.children if (inner := child.type) in _INNER)
            return self.script[start:end], static
        return self._pieces(node, start, end, unquoted)

    def _string(self, node: Node, start: int, end: int) -> tuple[str, bool]:
        closed = end - 1 if end - start > 1 and self.script[end - 1] == '"' else end
        if not _EXPANDED.search(self.script, start + 1, closed):
            return self._plain(start + 1, closed, double_quoted)
        return self._pieces(node, start + 1, closed, double_quoted)

    def _pieces(self, node: Node, start: int, end: int, unescape: Callable[[str], str]) -> tuple[str, bool]:
        """The text of a range in which the children of the node that are no plain text stand."""
        pieces: list[str] = []
        static = True
        for child in node.children:
            kind = child.type
            if kind not in _INNER:
                continue
            before, plain = self._plain(start, child.start_byte, unescape)
            text, fixed = self._parts(child, kind)
            pieces += (before, text)
            static = static and plain and fixed
            start = child.end_byte
        rest, plain = self._plain(start, end, unescape)
        return "".join((*pieces, rest)), static and plain

    def leaves(self, nodes: Sequence[Node]) -> list[Node]:
        """Operands and operators of a test, in order."""
        found: list[Node] = []
        pending = list(reversed(nodes))
        while pending:
            node = pending.pop()
            if node.type in WORDS or not node.child_count:
                found.append(node)
            else:
                pending += reversed(node.children)
        return found

    def assigned_name(self, node: Node) -> str:
        """The variable that an assignment changes, without an index."""
        return self.text(node.children[0]).split("[", 1)[0]

    def assignment(self, node: Node) -> Assignment:
        """`NAME=value`, `NAME+=value`, `NAME[index]=value`."""
        children = node.children
        start, end = node.start_byte, node.end_byte
        has_value = len(children) > 2 and children[-1].type in WORDS  # noqa: PLR2004 - name, operator, value
        value = self.word(children[-1]) if has_value else Word(end, end, self.scalar, "")
        array = children[-1] if has_value and children[-1].type == "array" else None
        elements = tuple(self.word(child) for child in array.children if child.type in WORDS) if array else ()
        append = any(child.type == "+=" for child in children)
        return Assignment(start, end, self.scalar, self.assigned_name(node), value, append, elements)

    def assignment_in(self, word: Word) -> Assignment:
        """The assignment that a word such as the `X=1` of `env X=1` is. Raises ValueError if it is none."""
        found = _ASSIGNMENT.match(word.text)
        if not found:
            raise ValueError(f"{word.text} assigns nothing")
        value = word.part(found.end())
        return Assignment(word.start, word.end, self.scalar, found[1], value, bool(found[2]))

    def redirect(self, node: Node) -> Redirect:
        """`> file`, `2>&1`, `<<< text`."""
        descriptor, operator, target = "", "", None
        for child in node.children:
            if child.type == "file_descriptor":
                descriptor = self.text(child)
            elif child.type in WORDS:
                target = target or self.word(child)
            elif not operator:
                operator = self.text(child)
        end = node.end_byte
        number = int(descriptor) if descriptor.isdecimal() and descriptor.isascii() else -1
        implied = 0 if operator.startswith("<") else 1
        target = target or Word(end, end, self.scalar, "")
        return Redirect(node.start_byte, target.end, self.scalar, operator, target, number if descriptor else implied)

    def heredoc(self, node: Node) -> Heredoc:
        """The lines behind a `<<EOF`; the parser leaves their first blanks out, so they are found anew."""
        children = node.children
        delimiter = next((self.text(child) for child in children if child.type == "heredoc_start"), "")
        before = [child for child in children if child.type not in ("heredoc_body", "heredoc_end")]
        ends = [child.start_byte for child in children if child.type == "heredoc_end"]
        line_break = self.script.find("\n", before[-1].end_byte if before else node.start_byte)
        start = line_break + 1 if line_break >= 0 else node.end_byte
        end = self.script.rfind("\n", 0, ends[-1]) + 1 if ends else node.end_byte
        quoted = bool(_QUOTING.search(delimiter))
        return Heredoc(start, max(start, end), self.scalar, _QUOTING.sub("", delimiter), quoted)
