"""Rules about text from outside that becomes code."""

from . import script_injection

RULES = (script_injection.RULE,)
