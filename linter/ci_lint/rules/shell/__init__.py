"""Rules about what scripts say to the shell and to the runner."""

from . import deprecated_workflow_command

RULES = (deprecated_workflow_command.RULE,)
