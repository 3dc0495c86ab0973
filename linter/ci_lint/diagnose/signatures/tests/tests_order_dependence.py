"""A test passes or fails with the tests that ran before it.

One test leaves something behind (a variable, a file, a row, a patched function) and another trips over it, or
needs it. A failure alone never shows this. Tools that look for it do: they run the test alone and behind the
others, and name the one that spoils it (detect-test-pollution, `rspec --bisect`).

What it is not: a test that fails alone as well is simply broken; one that fails only while others run beside it
shares something with them; that tests were shuffled says nothing about why one fails.
"""

from ...signature import Clue, Signature, log_example

SIGNATURE = Signature(
    id="tests-order-dependence",
    summary="a test depends on the tests that ran before it",
    why=__doc__,
    decisive=(
        Clue("polluting test is: ", r"-> the polluting test is: \S"),
        Clue(
            "ailure",
            r"^(?:Checking that failure.{0,40})?\W{0,3}[Ff]ailure(?:\(s\)|s)? (?:is|are|appears? to be) order-dependent"
            r"|Checking that failure.{0,40}failures? (?:is|are|appears? to be) order-dependent",
        ),
    ),
    cure=(
        "undo in the test that is named what it leaves behind, best in a fixture's teardown",
        "let the failing test make all it needs by itself",
        "run the tests in random order from now on, and print the seed",
    ),
    rules=("test-order-plugin-inert",),
    references=(
        "https://github.com/asottile/detect-test-pollution",
        "https://rspec.info/features/3-13/rspec-core/command-line/bisect/",
    ),
    examples=(
        log_example(
            """
            ensuring test passes by itself...
            -> OK!
            ensuring test fails with test group...
            -> OK!
            double checking we found it...
            -> the polluting test is: tests/test_prices.py::test_patched_rate  # <--
            """,
            near=(
                """
                ensuring test passes by itself...
                -> test failed! (output printed above)
                """,
                """
                Using --randomly-seed=2718281828
                FAILED tests/test_prices.py::test_total - AssertionError: assert 3 == 2
                """,
            ),
        ),
        log_example(
            """
            Bisect started using options: "--seed 1234"
            Running suite to find failures... (0.16755 seconds)
            Starting bisect with 1 failing example and 9 non-failing examples.
            Checking that failure(s) are order-dependent... failure appears to be order-dependent  # <--
            The minimal reproduction command is:
              rspec ./spec/prices_spec.rb[1:1] ./spec/rates_spec.rb[1:1] --seed 1234
            """,
        ),
    ),
)
