"""Tokens of JavaScript, as far as it takes to tell strings, templates, comments and regular expressions apart.

ECMAScript 2025, chapter 12. A `/` begins a regular expression where no operand stands before it.
"""

import re
from collections.abc import Iterator

from msgspec import Struct, field

from ..late_pattern import late_pattern
from .tokens import Token, Unreadable
from .words import word_set

_TOKEN = late_pattern(
    r"""
      (?P<blank>\s+)
    | (?P<comment>//[^\n]*|/\*.*?\*/)
    | (?P<string>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")
    | (?P<number>\d[\w.]*)
    | (?P<name>[\w$]+)
    | (?P<mark>=>|\.\.\.|[=!]==?|\*\*|\+\+|--|&&|\|\||\?\?|\?\.|[^'"])
    """,
    re.VERBOSE | re.DOTALL,
)
_REGULAR = late_pattern(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/\w*")
_TEMPLATE = late_pattern(r"[`}](?:[^`\\$]|\\.|\$(?!\{))*(?:\$\{|`)", re.DOTALL)
KEYWORDS = word_set("return typeof case in of delete void throw new instanceof do else yield await default extends")


def tokens(code: str) -> Iterator[Token]:
    """The tokens, blanks left out; the parts of a template are tokens of kind `template` or `tagged`.

    Raises Unreadable.
    """
    return _Lexer(code).read()


class _Lexer(Struct):
    """State: the brackets that are open, and the last token that is code."""

    code: str
    open: list[str] = field(default_factory=list)
    last: Token = field(default_factory=lambda: Token("mark", 0, 0, ";"))

    def read(self) -> Iterator[Token]:
        position = 0
        while position < len(self.code):
            token = self.next(position)
            position = token.end
            if token.kind == "blank":
                continue
            yield token
            if token.kind != "comment":
                self.last = token
        if self.open:
            raise Unreadable("a bracket is not closed")

    def next(self, position: int) -> Token:
        character = self.code[position]
        if character == "`" or (character == "}" and self.open[-1:] in (["template"], ["tagged"])):
            return self.template(position)
        if character == "/" and self.code[position : position + 2] not in ("//", "/*") and self.expects_operand():
            return self.token("regular", _REGULAR.match(self.code, position))
        found = _TOKEN.match(self.code, position)
        token = self.token((found.lastgroup if found else None) or "", found)
        if token.kind == "mark":
            self.bracket(token)
        return token

    def token(self, kind: str, found: re.Match[str] | None) -> Token:
        if found is None:
            raise Unreadable("a string, template or regular expression is not closed")
        return Token(kind, found.start(), found.end(), found[0])

    def template(self, position: int) -> Token:
        tagged = not self.expects_operand() and self.last.text not in ("}", "++", "--")
        opens = self.code[position] == "`"
        kind = ("tagged" if tagged else "template") if opens else self.open.pop()
        token = self.token(kind, _TEMPLATE.match(self.code, position))
        if token.text.endswith("${"):
            self.open.append(kind)
        return token

    def bracket(self, token: Token) -> None:
        if token.text in ("(", "[", "{"):
            self.open.append(token.text)
        elif token.text in (")", "]", "}") and (
            not self.open or self.open.pop() + token.text not in ("()", "[]", "{}")
        ):
            raise Unreadable("a bracket closes nothing")
        elif token.text == "/" and self.last.text == "}":
            raise Unreadable("a slash may begin a regular expression")

    def expects_operand(self) -> bool:
        """Whether a value comes next, not an operator."""
        match self.last.kind:
            case "mark":
                return self.last.text not in (")", "]", "}", "++", "--")
            case "name":
                return self.last.text in KEYWORDS
            case "template" | "tagged":
                return self.last.text.endswith("${")
        return False
