"""Rules about time: what waits, hangs or never ends."""

from . import job_timeout_missing

RULES = (job_timeout_missing.RULE,)
