"""Rules about smoke tests, about waiting for services, and about HTTP requests."""

from . import (
    curl_status_unread,
    curl_without_deadline,
    curl_without_fail,
    curl_without_retry,
    metrics_gate_blocking,
    metrics_query_unencoded,
    smoke_credential_default,
    smoke_test_missing,
    smoke_token_printed,
    wait_loop_clock,
    wait_loop_unbounded,
)

RULES = (
    curl_without_fail.RULE,
    curl_without_deadline.RULE,
    curl_without_retry.RULE,
    curl_status_unread.RULE,
    wait_loop_unbounded.RULE,
    wait_loop_clock.RULE,
    smoke_test_missing.RULE,
    smoke_credential_default.RULE,
    smoke_token_printed.RULE,
    metrics_gate_blocking.RULE,
    metrics_query_unencoded.RULE,
)
