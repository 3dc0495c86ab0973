"""Rules about tests: what they share, what hides their failures, what of them is lost."""

from . import test_failure_hidden, test_parallel_shared_service

RULES = (
    test_failure_hidden.RULE,
    test_parallel_shared_service.RULE,
)
