"""Rules about runs that nobody needs."""

from . import (
    checkout_full_history,
    concurrency_missing,
    duplicate_trigger,
    matrix_fail_fast_hides,
    schedule_on_the_hour,
)

RULES = (
    concurrency_missing.RULE,
    duplicate_trigger.RULE,
    matrix_fail_fast_hides.RULE,
    schedule_on_the_hour.RULE,
    checkout_full_history.RULE,
)
