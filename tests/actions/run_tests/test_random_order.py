"""Random orders: what they find, and that the same order can be had again."""

import shlex
import subprocess

from .action import Suite

DEPENDENT = """
STATE = []
def test_first(): STATE.append(1)
def test_second(): assert STATE
"""


def test_dependence_on_order_is_found_with_a_seed_that_shows_it_again(suite: Suite) -> None:
    suite.write({"test_x.py": DEPENDENT})
    done = suite.run(random_order_runs="5", random_seed="1")
    assert done.verdict == (0, "passed", "order")
    assert done.report["seeds"] == [1, 2, 3, 4, 5]
    (entry,) = done.report["tests"]
    assert entry["class"] == "order"
    assert str(entry["seed"]) == done.outputs["seed"]
    again = subprocess.run(shlex.split(entry["reproduce"]), cwd=suite.workspace, capture_output=True, check=False)
    assert again.returncode == 1
    assert b"1 failed, 1 passed" in again.stdout


def test_dependence_on_order_fails_where_isolation_has_to(suite: Suite) -> None:
    done = suite.write({"test_x.py": DEPENDENT}).run(random_order_runs="5", random_seed="1", on_isolation="fail")
    assert done.verdict == (1, "failed", "order")


def test_usual_run_is_in_the_usual_order_although_a_plugin_is_installed(suite: Suite) -> None:
    text = "ORDER = []\n" + "".join(
        f"def test_{n}(): ORDER.append({n}); assert ORDER[-1] == len(ORDER) - 1\n" for n in range(9)
    )
    done = suite.write({"test_x.py": text}).run()
    assert done.verdict == (0, "passed", "none")
    assert done.outputs["seed"] == ""


def test_order_the_project_asks_for_is_left_to_it(suite: Suite) -> None:
    suite.write({"pytest.ini": "[pytest]\naddopts =\n    -q\n    -p randomly --randomly-seed=7\n"})
    done = suite.write({"test_x.py": "def test_x(): pass\n"}).run()
    assert done.verdict == (0, "passed", "none")
    assert done.outputs["seed"] == "7"


def test_seeds_are_drawn_and_differ(suite: Suite) -> None:
    done = suite.write({"test_x.py": "def test_x(): pass\n"}).run(random_order_runs="3")
    assert done.verdict == (0, "passed", "none")
    assert len(set(done.report["seeds"])) == 3


def test_other_plugin_serves_as_well(old_suite: Suite) -> None:
    done = old_suite.write({"test_x.py": DEPENDENT}).run(random_order_runs="5", random_seed="1")
    assert done.verdict == (0, "passed", "order")
    assert "--random-order-seed=" in done.report["tests"][0]["reproduce"]


def test_order_that_was_not_random_is_no_proof(suite: Suite) -> None:
    suite.write({"test_x.py": "def test_x(): pass\n"})
    done = suite.run(random_order_runs="1", args="--randomly-dont-reorganize")
    assert done.verdict == (1, "failed", "infrastructure")
    assert "the order was not the random one" in done.troubles


def test_crash_in_a_random_order_is_not_forgiven(suite: Suite) -> None:
    text = (
        "import os\nSTATE = []\ndef test_first(): STATE.append(1)\ndef test_second():\n    if not STATE: os._exit(0)\n"
    )
    done = suite.write({"test_x.py": text}).run(random_order_runs="5", random_seed="1")
    assert done.verdict == (1, "failed", "worker-crash")


def test_plugin_that_is_missing_is_an_input_that_cannot_be_served(bare_suite: Suite) -> None:
    done = bare_suite.write({"test_x.py": "def test_x(): pass\n"}).run(random_order_runs="1")
    assert done.returncode == 2
    assert "random-order-runs" in done.log
    assert "needs pytest-randomly or pytest-random-order" in done.log
