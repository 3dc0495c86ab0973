"""A string as a YAML scalar that reads as just that string."""

import json
import re

_PLAIN = re.compile(r"[A-Za-z0-9_./$][\w ./${}()|&+=@,:'\"!?<>*~^-]*")
_SPECIAL = re.compile(
    r": |:$| #|^(?:true|false|null|yes|no|on|off|~)$|^[-+.]?[0-9][0-9_.,:eExo+-]*$|\s$", re.IGNORECASE
)


def quoted(value: str, *, flow: bool = False) -> str:
    """The value plain where that is safe, else in single quotes, else in double ones."""
    if _PLAIN.fullmatch(value) and not _SPECIAL.search(value) and not (flow and re.search(r"[,\[\]{}]", value)):
        return value
    if value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return json.dumps(value, ensure_ascii=False)
