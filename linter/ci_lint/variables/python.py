"""Variables in scripts that Python runs, `shell: python`."""

import io
from collections.abc import Iterator, Sequence

from ..edits import Refusal
from ..late_pattern import late_pattern
from ..tree import Scalar
from .comments import in_comment
from .place import NAME, Place
from .tokens import Token, calls_around, concatenated, masked, token_at
from .value import Value
from .words import word_set

VARIABLE = f'os.environ["{NAME}"]'
_OPENING = late_pattern(r"([rRuU]?)('''|\"\"\"|'|\")")
_READ_AS_CODE = word_set(
    "eval exec compile system popen run call check_call check_output Popen getoutput getstatusoutput import_module "
    "create_subprocess_shell create_subprocess_exec execute __import__"
)
_RUNS_CODE = late_pattern(r"\b(?:eval|exec|compile|system|popen|Popen|getoutput|check_\w+)\s*\(|subprocess")
_ENDS = frozenset(("newline", "block", "string", "formatted"))
_BINDS_BEFORE = word_set("- * / // % ** ~ @ await")
_BINDS_BEHIND = word_set("- * / // % ** @ . [ (")
_COMPOUND = word_set("if for while with def class try async match @")


class PythonCode:
    """Code of Python. State: its tokens, and whether `os` is there."""

    def __init__(self, scalar: Scalar) -> None:
        self.text = scalar.text
        self.style = scalar.style
        self.tokens = tuple(_tokens(masked(scalar)))
        self.code = tuple(token for token in self.tokens if token.kind != "comment")
        self.imported = self._import_of_os()

    def opening(self, places: Sequence[Place]) -> Place | None:
        """An import of `os` if there is none: in a line of its own, or before the first statement.

        Raises Refusal where no import can stand at the start.
        """
        if self.imported is not None:
            return None
        first = next((token for token in self.code if token.kind not in _ENDS), None)
        if first is None or first is not self.code[0] or first.text == "from":
            raise Refusal("os is not imported, and the script does not begin with plain code")
        if self.style == "|":
            # Up to the first change, so that what follows the new line is indented like the others.
            end = min(self.text.find("\n"), *(place.start for place in places))
            return Place(0, end, f"import os\n{self.text[:end]}")
        if first.text in _COMPOUND:
            raise Refusal("os is not imported, and the first line is no plain statement")
        return Place(first.start, first.start, "import os; ")

    def place(self, value: Value) -> Place:
        """What takes the place of a value. Raises Refusal."""
        start, end = value.expression.start, value.expression.end
        index = token_at(self.tokens, start)
        token = self.tokens[index] if index is not None else None
        if token and token.kind == "comment":
            return in_comment(value.expression)
        opening = _OPENING.match(token.text) if token and token.kind == "string" else None
        if token is None or opening is None:
            raise Refusal(
                "it is a part of the code"
                if token is None or token.kind == "name"
                else "it is in a string of another kind"
            )
        if self.imported is not None and self.imported > start:
            raise Refusal("os is imported behind it")
        position = self.code.index(token)
        if reader := next((name for name in calls_around(self.code, position) if name in _READ_AS_CODE), ""):
            raise Refusal(f"it would still be code for {reader}")
        if self.text[start - 1] == "\\":
            raise Refusal("\\ before it changes its meaning")
        whole = (start, end) == (token.start + opening.end(), token.end - len(opening[2]))
        self.require_operand(position, whole=whole, triple=len(opening[2]) > 1)
        place = Place(start, end, VARIABLE, safe=not _RUNS_CODE.search(self.text))
        return concatenated(token, opening[0], opening[2], place)

    def require_operand(self, index: int, *, whole: bool, triple: bool) -> None:
        """Raise Refusal unless the string may become a sum (or an item of `os.environ`, if `whole`)."""
        before = self.code[index - 1] if index else Token("newline", 0, 0, "")
        behind = self.code[index + 1] if index + 1 < len(self.code) else Token("newline", 0, 0, "")
        if triple and not whole:
            raise Refusal("it is a part of a string of several lines")
        if before.kind in _ENDS or behind.kind in ("string", "formatted") or before.text == ";":
            raise Refusal("the string around it is joined to another or stands alone")
        if not whole and (before.text in _BINDS_BEFORE or behind.text in _BINDS_BEHIND):
            raise Refusal("the string around it is a part of something else")
        if any(token.kind == "formatted" for token in self.code):
            self._require_outside_of_formatted(index)

    def _require_outside_of_formatted(self, index: int) -> None:
        """Between the braces of an f-string not every quote may stand."""
        opened = [token.text for token in self.code[:index] if token.kind == "formatted"]
        if opened.count("start") > opened.count("end"):
            raise Refusal("it is a part of an f-string")

    def _import_of_os(self) -> int | None:
        """Where `import os` stands, at the start of a line of its own; None if nowhere. Raises Refusal."""
        found = None
        for index, token in enumerate(self.code):
            if token.text != "os" or token.kind != "name":
                continue
            before = self.code[index - 1].text if index else ""
            behind = self.code[index + 1].text if index + 1 < len(self.code) else ""
            words = list(self._line_before(index))
            if words[:1] == ["import"] and behind != "as" and before in ("import", ","):
                at_left = self.text.rfind("\n", 0, token.start) + 1
                found = token.start if self.text[at_left:].startswith("import") and found is None else found
            elif (
                before in ("as", "def", "class", "for", "import", "global")
                or behind in ("=", ":=")
                or words[:1] == ["from"]
            ):
                raise Refusal("os is something else in the script")
        return found

    def _line_before(self, index: int) -> Iterator[str]:
        """The tokens of a statement before one of them."""
        start = index
        while start and self.code[start - 1].kind not in _ENDS and self.code[start - 1].text != ";":
            start -= 1
        return (token.text for token in self.code[start:index])


def _tokens(code: str) -> Iterator[Token]:
    """The tokens of the code; those of f-strings are `formatted`. Raises Refusal."""
    import tokenize

    kinds = {tokenize.NAME: "name", tokenize.STRING: "string", tokenize.COMMENT: "comment", tokenize.OP: "mark"}
    kinds |= {tokenize.NEWLINE: "newline", tokenize.INDENT: "block", tokenize.DEDENT: "block"}
    names = {"FSTRING_START": "start", "FSTRING_MIDDLE": "middle", "FSTRING_END": "end"}
    starts = [0]
    for line in code.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    try:
        for found in tokenize.generate_tokens(io.StringIO(code).readline):
            name = tokenize.tok_name[found.type]
            kind = kinds.get(found.type, "formatted" if name in names else "other")
            start, end = (starts[line - 1] + column for line, column in (found.start, found.end))
            if name not in ("NL", "ENDMARKER"):
                yield Token(kind, start, end, names.get(name, found.string))
    except (tokenize.TokenError, SyntaxError):
        raise Refusal("the script cannot be read") from None
