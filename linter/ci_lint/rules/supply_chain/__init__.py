"""Rules about code of others that runs with a job's rights."""

from . import unpinned_action

RULES = (unpinned_action.RULE,)
