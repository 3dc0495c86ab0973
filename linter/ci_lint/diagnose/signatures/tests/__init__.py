"""Causes that make tests fail."""

from .out_of_memory_137 import SIGNATURE as OUT_OF_MEMORY_137
from .tests_database_locked import SIGNATURE as TESTS_DATABASE_LOCKED
from .tests_missing_env import SIGNATURE as TESTS_MISSING_ENV
from .tests_order_dependence import SIGNATURE as TESTS_ORDER_DEPENDENCE
from .tests_port_in_use import SIGNATURE as TESTS_PORT_IN_USE
from .tests_shared_401 import SIGNATURE as TESTS_SHARED_401
from .tests_shared_duplicate_key import SIGNATURE as TESTS_SHARED_DUPLICATE_KEY
from .tests_shared_unique_constraint import SIGNATURE as TESTS_SHARED_UNIQUE_CONSTRAINT
from .tests_timeout import SIGNATURE as TESTS_TIMEOUT
from .tests_xdist_collection_differs import SIGNATURE as TESTS_XDIST_COLLECTION_DIFFERS
from .tests_xdist_worker_crash import SIGNATURE as TESTS_XDIST_WORKER_CRASH

SIGNATURES = (
    TESTS_SHARED_DUPLICATE_KEY,
    TESTS_SHARED_UNIQUE_CONSTRAINT,
    TESTS_DATABASE_LOCKED,
    TESTS_SHARED_401,
    TESTS_PORT_IN_USE,
    TESTS_ORDER_DEPENDENCE,
    TESTS_XDIST_WORKER_CRASH,
    TESTS_XDIST_COLLECTION_DIFFERS,
    TESTS_MISSING_ENV,
    TESTS_TIMEOUT,
    OUT_OF_MEMORY_137,
)
