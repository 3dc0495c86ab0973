"""What a step is for: the one place that decides whether something tests, deploys, smoke-tests or waits.

Rules on tests, deploys and readiness ask here, so that they agree with each other.
"""

from .deploys import deploys
from .names import in_words
from .runners import inner, inner_words, program
from .scripts import script_names
from .steps import Purpose, is_for, job_is_for, makes_cluster, purposes
from .tests import may_run_tests, runs_tests

__all__ = [
    "Purpose",
    "deploys",
    "in_words",
    "inner",
    "inner_words",
    "is_for",
    "job_is_for",
    "makes_cluster",
    "may_run_tests",
    "program",
    "purposes",
    "runs_tests",
    "script_names",
]
