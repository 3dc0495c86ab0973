"""Causes that measuring test coverage reports."""

from .coverage_no_data import SIGNATURE as COVERAGE_NO_DATA
from .coverage_threshold import SIGNATURE as COVERAGE_THRESHOLD

SIGNATURES = (COVERAGE_THRESHOLD, COVERAGE_NO_DATA)
