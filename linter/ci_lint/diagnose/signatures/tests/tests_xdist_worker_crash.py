"""A worker process of pytest-xdist died in the middle of a test.

`[gw2] node down: Not properly terminated` says that the process is gone, not why: a segmentation fault in a
compiled module, a kill for lack of memory, `os._exit` in a test, or a time limit that ends the whole process.
`worker 'gw2' crashed while running …` names the test it was at.

What it is not: a worker that is merely slow is waited for; a test that fails leaves its worker alive; a cancelled
job ends all workers at once.
"""

from ...signature import Clue, Signature, log_example

SIGNATURE = Signature(
    id="tests-xdist-worker-crash",
    summary="a pytest-xdist worker process died",
    why=__doc__,
    decisive=(
        Clue("gw", r"\[gw\d{1,4}\] node down: (?!keyboard-interrupt)"),
        Clue("gw", r"\b(?:worker|slave) '?gw\d+'? crashed (?:while running|and (?:worker|slave) restarting)"),
    ),
    supporting=(
        Clue("gw", r"\breplacing crashed (?:worker|slave|node) gw\d+"),
        Clue("Fatal Python error", r"\bFatal Python error: "),
    ),
    cure=(
        "run the last test of that worker alone: pytest -n 0 -X faulthandler, and read the stack that it prints",
        "look for a kill for lack of memory, and run fewer workers: -n 2 instead of -n auto",
        "with pytest-timeout use --timeout-method=signal, which ends the test and not the worker",
    ),
    references=("https://pytest-xdist.readthedocs.io/en/stable/known-limitations.html",),
    examples=(
        log_example(
            """
            ..............................................                           [ 61%]
            [gw2] node down: Not properly terminated  # <--
            F
            replacing crashed worker gw2  # <--
            _______________________ tests/test_images.py ________________________
            worker 'gw2' crashed while running 'tests/test_images.py::test_resize'  # <--
            """,
            near=(
                """
                [gw2] [ 61%] FAILED tests/test_images.py::test_resize
                =================== 1 failed, 118 passed in 41.21s ===================
                """,
                """
                tests/test_cluster.py::test_node_down_is_noticed PASSED
                node down: shop-worker-2 does not answer
                """,
            ),
        ),
    ),
)
