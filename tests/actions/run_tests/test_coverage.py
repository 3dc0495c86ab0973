"""Coverage: a gate of its own, that nothing opens but measured lines."""

from .action import Suite

CODE = {"product.py": "def used():\n    return 1\n\n\ndef unused():\n    return 2\n"}
TEST = {"test_x.py": "import product\ndef test_x(): assert product.used() == 1\n"}


def test_enough_coverage_passes(suite: Suite) -> None:
    done = suite.write({**CODE, **TEST}).run(coverage_min="60", coverage_source="product")
    assert done.verdict == (0, "passed", "none")
    assert done.outputs["coverage"] == "75.00"


def test_too_little_coverage_is_no_failure_of_tests(suite: Suite) -> None:
    done = suite.write({**CODE, **TEST}).run(coverage_min="75.01", coverage_source="product")
    assert done.verdict == (1, "coverage-failed", "none")
    assert done.report["coverage"]["state"] == "below"
    assert done.counts == (1, 1, 0, 0)
    assert done.report["coverage"]["message"] == "75.00 % of lines are covered, 75.01 % are demanded"


def test_gate_of_pytest_cov_does_not_interfere(suite: Suite) -> None:
    suite.write({**CODE, **TEST, "pytest.ini": "[pytest]\naddopts = --cov-fail-under=99\n"})
    assert suite.run(coverage_min="60", coverage_source="product").verdict == (0, "passed", "none")


def test_nothing_measured_is_neither_nothing_nor_everything(suite: Suite) -> None:
    suite.write({**CODE, "test_x.py": "def test_x(): pass\n"})
    for source in ("product", "no_such_package"):
        for minimum in ("0", "100"):
            done = suite.run(coverage_min=minimum, coverage_source=source)
            assert done.verdict == (1, "coverage-failed", "none")
            assert done.outputs["coverage"] == ""
            assert "coverage is unknown" in done.log


def test_data_that_a_crash_lost_is_missing(suite: Suite) -> None:
    text = f"{TEST['test_x.py']}\nimport os\ndef test_y(): os._exit(0)\ndef test_z(): product.unused()\n"
    done = suite.write({**CODE, "test_x.py": text}).run(coverage_min="1", coverage_source="product")
    assert done.verdict == (1, "failed", "worker-crash")
    assert done.report["coverage"]["state"] == "missing"


def test_rerun_adds_to_the_coverage_of_the_first_run(suite: Suite) -> None:
    text = """
import os, product
def test_used(): product.used()
def test_unused():
    assert not os.environ.get("PYTEST_XDIST_WORKER")
    product.unused()
"""
    done = suite.write({**CODE, "test_x.py": text}).run(
        mode="parallel", workers="2", coverage_min="100", coverage_source="product"
    )
    assert done.verdict == (0, "passed", "isolation")
    assert done.outputs["coverage"] == "100.00"


def test_runs_in_random_order_add_nothing(suite: Suite) -> None:
    done = suite.write({**CODE, **TEST}).run(coverage_min="60", coverage_source="product", random_order_runs="1")
    assert done.outputs["coverage"] == "75.00"


def test_gate_without_the_plugin_is_an_input_that_cannot_be_served(bare_suite: Suite) -> None:
    done = bare_suite.write({**CODE, **TEST}).run(coverage_min="60")
    assert done.returncode == 2
    assert "coverage-min" in done.log
    assert "needs pytest-cov" in done.log


def test_data_of_a_dead_worker_is_missing_even_if_its_test_is_forgiven(suite: Suite) -> None:
    crash = "import os\ndef test_a(): pass\ndef test_y():\n    if os.environ.get('PYTEST_XDIST_WORKER'): os._exit(0)\n"
    suite.write({**CODE, **TEST, "test_y.py": crash})
    done = suite.run(mode="parallel", workers="2", coverage_min="1", coverage_source="product")
    assert done.verdict == (1, "coverage-failed", "worker-crash")
    assert done.report["coverage"]["state"] == "missing"
