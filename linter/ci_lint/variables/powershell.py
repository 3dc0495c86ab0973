"""Variables in scripts of PowerShell, both `pwsh` and `powershell`."""

import re
from collections.abc import Sequence

from ..edits import Refusal
from ..late_pattern import late_pattern
from ..tree import Scalar
from .comments import in_comment
from .place import NAME, Place
from .powershell_strings import Piece, pieces
from .tokens import Unreadable, masked
from .value import Value

IN_STRING = f"${{env:{NAME}}}"
ALONE = f"$env:{NAME}"
_FILLER = "\0"
# Whatever they get, they read as code.
_READ_AS_CODE = late_pattern(
    r"\b(?:Invoke-Expression|iex|Invoke-Command|icm|Start-Process|saps|Start-Job|Add-Type|ScriptBlock|pwsh|powershell"
    r"|cmd|bash|sh|wsl|ssh|python3?|node|sqlcmd|Invoke-Sqlcmd|ExpandString)\b|--%",
    re.IGNORECASE,
)
# A command and its words up to the place; strings are looked at elsewhere.
_COMMAND = late_pattern(
    r"[ \t]*(?:&[ \t]+)?[A-Za-z.][\w.\\/:-]*[ \t](?:[^(){}|;&=$@\"'`<>,\n]|\"[^\"\n$`]*\"|'[^'\n]*')*"
)
_KEYWORDS = late_pattern(
    r"[ \t]*(?:if|elseif|else|while|until|for|foreach|switch|return|throw|do|exit|param|function)\b", re.IGNORECASE
)
# What means something between double quotes.
_EXPANDED = late_pattern(r"[$`\"\u201c\u201d\u201e]|['\u2018-\u201b]{2}")


class PowerShellCode:
    """Code of PowerShell. State: its strings and comments."""

    def __init__(self, scalar: Scalar) -> None:
        self.text = scalar.text
        self.masked = masked(scalar, _FILLER)
        try:
            self.pieces = tuple(pieces(self.masked))
        except Unreadable as reason:
            raise Refusal(f"the script cannot be read: {reason}") from None

    def opening(self, _places: Sequence[Place]) -> None:
        """Nothing: `$env:` is always there."""

    def place(self, value: Value) -> Place:
        """What takes the place of a value. Raises Refusal."""
        start, end = value.expression.start, value.expression.end
        around = next((piece for piece in self.pieces if piece.start <= start < piece.end), None)
        if around and around.kind in ("comment", "block"):
            return in_comment(value.expression)
        line = self.text[self.text.rfind("\n", 0, start) + 1 : (self.text + "\n").find("\n", end)]
        if reader := _READ_AS_CODE.search(line):
            raise Refusal(f"it would still be code for {reader[0]}")
        if around is None:
            return self.argument(value)
        if around.kind in ("double", "here_double"):
            if self.masked[start - 1] in "`$":
                raise Refusal(f"{self.masked[start - 1]} before it changes its meaning")
            return Place(start, end, IN_STRING)
        return self.single_quoted(around, start, end)

    def single_quoted(self, around: Piece, start: int, end: int) -> Place:
        """A string in single quotes that is nothing but the value becomes one in double quotes."""
        if around.kind == "here_single":
            raise Refusal("it is a part of a here-string with single quotes, in which no variable is expanded")
        if (start, end) != (around.start + 1, around.end - 1):
            return self.requoted(around, start, end)
        return Place(around.start, around.end, f'"{IN_STRING}"')

    def requoted(self, around: Piece, start: int, end: int) -> Place:
        """The whole string with other quotes; Refusal if that changes what else is in it."""
        before, behind = self.masked[around.start + 1 : start], self.masked[end : around.end - 1]
        if _EXPANDED.search(before) or _EXPANDED.search(behind) or _FILLER in before + behind:
            raise Refusal("the string around it would say something else in double quotes")
        return Place(around.start, around.end, f'"{before}{IN_STRING}{behind}"')

    def argument(self, value: Value) -> Place:
        """A bare word behind a command."""
        start, end = value.expression.start, value.expression.end
        before = self.masked[self.masked.rfind("\n", 0, start) + 1 : start]
        behind = self.masked[end : end + 1]
        alone = before[-1:] in (" ", "\t") and behind in ("", " ", "\t", "\n", "\r", ";", "|", ")")
        if not alone or not _COMMAND.fullmatch(before) or _KEYWORDS.match(before):
            raise Refusal("it is a part of the code")
        return Place(start, end, ALONE, safe=value.has_no_blanks and value.is_never_empty)
