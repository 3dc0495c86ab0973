"""Rules on how workflows are written, where nothing breaks either way."""

from ...rule import Rule
from . import unused_ignore

RULES: tuple[Rule, ...] = (unused_ignore.RULE,)
