"""Rules about tests: what they share, what hides their failures, what of them is lost."""

from . import (
    package_lock_ignored,
    test_coverage_run_xdist,
    test_coverage_scraped,
    test_empty_passes,
    test_failure_hidden,
    test_fixed_sleep,
    test_flag_without_plugin,
    test_order_plugin_inert,
    test_parallel_shared_service,
    test_path_hardcoded,
    test_report_lost_on_failure,
    test_retry_unbounded,
    test_service_without_health_check,
    test_tool_unpinned,
)

RULES = (
    package_lock_ignored.RULE,
    test_coverage_run_xdist.RULE,
    test_coverage_scraped.RULE,
    test_empty_passes.RULE,
    test_failure_hidden.RULE,
    test_fixed_sleep.RULE,
    test_flag_without_plugin.RULE,
    test_order_plugin_inert.RULE,
    test_parallel_shared_service.RULE,
    test_path_hardcoded.RULE,
    test_report_lost_on_failure.RULE,
    test_retry_unbounded.RULE,
    test_service_without_health_check.RULE,
    test_tool_unpinned.RULE,
)
