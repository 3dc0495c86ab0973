"""Regular expressions that are compiled when they are first used.

Compiling the hundreds that stand in modules takes a quarter of the time of a short run, which needs a few of them.
"""

import re
from typing import Any, AnyStr, Generic, cast


class _LatePattern(Generic[AnyStr]):
    """Becomes like the compiled one, attribute by attribute, as they are asked for."""

    def __init__(self, text: AnyStr, flags: int) -> None:
        self._text: AnyStr = text
        self._flags = flags
        self._compiled: re.Pattern[AnyStr] | None = None

    def __getattr__(self, name: str) -> Any:
        if self._compiled is None:
            self._compiled = re.compile(self._text, self._flags)
        value = getattr(self._compiled, name)
        setattr(self, name, value)
        return value


def late_pattern(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What has the methods and attributes of `re.compile(text, flags)`; a mistake in the text shows at first use."""
    return cast("re.Pattern[AnyStr]", _LatePattern(text, flags))
