"""Causes that make tests fail."""

from .tests_shared_duplicate_key import SIGNATURE as TESTS_SHARED_DUPLICATE_KEY

SIGNATURES = (TESTS_SHARED_DUPLICATE_KEY,)
