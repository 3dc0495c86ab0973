"""A string as a YAML scalar, or as a part of an expression, that reads as just that string."""

import re

from ..late_pattern import late_pattern
from .edit import Refusal

_PLAIN = late_pattern(r"[A-Za-z0-9_./$][\w ./${}()\[\]|&+=@,:'\"!?<>*~^-]*")
_SPECIAL = late_pattern(
    r": |:$| #|^(?:true|false|null|yes|no|on|off|~)$|^[-+.]?[0-9][0-9_.,:eExo+-]*$|\s$", re.IGNORECASE
)

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}

_EXPRESSION = late_pattern(r"\$\{\{((?:[^'}]|'[^']*'){0,500}?)\}\}")


def operand(text: str) -> str:
    """A text with expressions in it as a part of one expression: a string, or a call of `format`.

    Raises Refusal for an expression that has no end.
    """
    literals = [part.replace("'", "''") for part in _EXPRESSION.split(text)[::2]]
    inner = [found[1].strip() for found in _EXPRESSION.finditer(text)]
    if any("${{" in literal for literal in literals):
        raise Refusal("an expression has no end")
    if not inner:
        return f"'{literals[0]}'"
    template = "".join(
        part if not number else f"{{{number - 1}}}{part}"
        for number, part in enumerate(part.replace("{", "{{").replace("}", "}}") for part in literals)
    )
    return f"format('{template}', {', '.join(inner)})"


def quoted(value: str, *, flow: bool = False) -> str:
    """The value plain where that is safe, else in single quotes, else in double ones."""
    if _PLAIN.fullmatch(value) and not _SPECIAL.search(value) and not (flow and re.search(r"[,\[\]{}]", value)):
        return value
    if value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return '"' + "".join(map(_escaped, value)) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    return character if character.isprintable() else f"\\U{ord(character):08x}"
