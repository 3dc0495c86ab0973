"""Rules about text from outside that becomes code."""

from . import script_injection, script_injection_github_script

RULES = (script_injection.RULE, script_injection_github_script.RULE)
