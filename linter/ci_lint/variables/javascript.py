"""Variables in scripts of `actions/github-script`, which node runs."""

from collections.abc import Sequence

from ..edits import Refusal
from ..late_pattern import late_pattern
from ..tree import Scalar
from .comments import in_comment
from .javascript_tokens import KEYWORDS, tokens
from .place import NAME, Place
from .tokens import Token, Unreadable, calls_around, concatenated, masked, token_at
from .value import Value
from .words import word_set

VARIABLE = f"process.env.{NAME}"
IN_TEMPLATE = f"${{{VARIABLE}}}"
# What they get is code for somebody.
_READ_AS_CODE = word_set(
    "eval Function exec execSync getExecOutput spawn spawnSync graphql runInContext runInNewContext runInThisContext "
    "require import setTimeout setInterval RegExp"
)
_RUNS_CODE = late_pattern(r"\b(?:eval|exec\w*|getExecOutput|spawn\w*|Function|runIn\w+)\s*\(|child_process|\.graphql\b")
_BEGINS_STATEMENT = word_set("; { }")
# They bind their operand closer than `+` does.
_BINDS_BEFORE = word_set("- * / % ** ! ~ ++ -- typeof void await delete new")
_BINDS_BEHIND = word_set("- * / % ** . ?. [ ( ++ --")


class JavaScriptCode:
    """Code of JavaScript. State: its tokens."""

    def __init__(self, scalar: Scalar) -> None:
        self.text = scalar.text
        try:
            self.tokens = tuple(tokens(masked(scalar)))
        except Unreadable as reason:
            raise Refusal(f"the script cannot be read: {reason}") from None
        self.code = tuple(token for token in self.tokens if token.kind != "comment")

    def opening(self, _places: Sequence[Place]) -> None:
        """Nothing: `process` is always there."""

    def is_bare(self, place: int) -> bool:
        """Whether a place is in no string, template, comment or regular expression."""
        index = token_at(self.tokens, place)
        return index is not None and self.tokens[index].kind == "name"

    def place(self, value: Value) -> Place:
        """What takes the place of a value. Raises Refusal."""
        start, end = value.expression.start, value.expression.end
        index = token_at(self.tokens, start)
        token = self.tokens[index] if index is not None else None
        if token is None or token.kind not in ("comment", "string", "template"):
            raise Refusal("it is a part of the code" if token is None else _reason(token))
        if token.kind == "comment":
            return in_comment(value.expression)
        position = self.code.index(token)
        if reader := next((name for name in calls_around(self.code, position) if name in _READ_AS_CODE), ""):
            raise Refusal(f"it would still be code for {reader}")
        safe = not _RUNS_CODE.search(self.text)
        if self.text[start - 1] == "\\" or (token.kind == "template" and self.text[start - 1] == "$"):
            raise Refusal(f"{self.text[start - 1]} before it changes its meaning")
        if token.kind == "template":
            return Place(start, end, IN_TEMPLATE, safe)
        whole = (start, end) == (token.start + 1, token.end - 1)
        self.require_operand(position, whole=whole)
        quote = token.text[0]
        return concatenated(token, quote, quote, Place(start, end, VARIABLE, safe))

    def require_operand(self, index: int, *, whole: bool) -> None:
        """Raise Refusal unless the string may become a sum (or a property, if `whole`) where it stands."""
        before = self.code[index - 1] if index else Token("mark", 0, 0, ";")
        behind = self.code[index + 1] if index + 1 < len(self.code) else Token("mark", 0, 0, ";")
        if before.text in ("{", ",") and behind.text == ":":
            raise Refusal("it is the name of a property")
        joined = before.kind != "mark" and before.text not in KEYWORDS and not before.text.endswith("${")
        if joined or before.text in (*_BEGINS_STATEMENT, ")") or behind.text.startswith("`"):
            raise Refusal("it is a part of the code")
        if not whole and (before.text in _BINDS_BEFORE or behind.text in _BINDS_BEHIND or self.is_sign(index - 1)):
            raise Refusal("the string around it is a part of something else")

    def is_sign(self, index: int) -> bool:
        """Whether a `+` makes a number of what follows."""
        if index < 0 or self.code[index].text != "+":
            return False
        before = self.code[index - 1] if index else None
        return before is None or (before.kind == "mark" and before.text not in (")", "]", "}"))


def _reason(token: Token) -> str:
    names = {"regular": "a part of a regular expression", "tagged": "a part of a template that a function reads"}
    return f"it is {names.get(token.kind, 'a part of the code')}"
