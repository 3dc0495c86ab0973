"""Rules about runs that nobody needs."""

from . import concurrency_missing

RULES = (concurrency_missing.RULE,)
