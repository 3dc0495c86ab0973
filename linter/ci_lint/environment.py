"""Values of environment variables that a file states plainly.

`${{ env.REGISTRY }}/app` says as much as `ghcr.io/app` when the workflow sets `REGISTRY: ghcr.io`.
"""

import re
from collections.abc import Mapping as MappingType

from .late_pattern import late_pattern
from .workflow import Step

_EXPRESSION = late_pattern(r"\$\{\{\s*env\.([A-Za-z_]\w*)\s*\}\}")
_VARIABLE = late_pattern(r"\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))")
_DEPTH = 3


def resolve(step: Step, text: str) -> str:
    """The text with each `${{ env.NAME }}` replaced whose value the file states; others stay."""
    for _ in range(_DEPTH):
        resolved = _EXPRESSION.sub(lambda found: _stated(step, found[1]) or found[0], text)
        if resolved == text:
            break
        text = resolved
    return text


def resolve_in_shell(step: Step, text: str, assigned: MappingType[str, str] | None = None) -> str:
    """Like `resolve`, and each `$NAME` or `${NAME}` too; `assigned` holds what the script itself sets."""
    known = assigned or {}

    def replaced(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        if name in known:
            return known[name]
        return _stated(step, name) or found[0]

    for _ in range(_DEPTH):
        resolved = _VARIABLE.sub(replaced, resolve(step, text))
        if resolved == text:
            break
        text = resolved
    return text


def _stated(step: Step, name: str) -> str | None:
    value = step.env(name)
    return value.text if value is not None and not value.is_null else None
