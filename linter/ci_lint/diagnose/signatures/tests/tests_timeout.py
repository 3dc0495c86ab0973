"""One test, or one hook of a test, ran into the time limit that the test runner gives it.

pytest-timeout, Jest, Vitest, Mocha, Playwright, go test, JUnit and others end a test that takes too long, most of
them with a stack that shows where it waited. Usually it waits for something that never comes: a promise nobody
resolves, a lock, a server that is not there.

What it is not: a job or step that GitHub cancels says `has exceeded the maximum execution time`; a request that
times out inside of a test is the test's ordinary failure; `has been running for over 60 seconds` is only a remark.
"""

from ...signature import Clue, Signature, log_example

SIGNATURE = Signature(
    id="tests-timeout",
    summary="a test ran into its own time limit",
    why=__doc__,
    decisive=(
        # pytest-timeout
        Clue("Timeout", r"\bFailed: Timeout \(?>[\d.]{1,12}s"),
        Clue("Timeout", r"\+{10,} Timeout \+{10,}"),
        # Jest, Jasmine, Mocha, Vitest, Playwright, Bun, node:test, AVA, QUnit
        Clue("xceeded timeout of", r"\bExceeded timeout of [\d,]{1,12} ?ms for a (?:test|hook)\b"),
        Clue("Timeout", r"\bTimeout - Async (?:callback was not invoked|function did not complete) within\b"),
        Clue("Timeout", r"\bTimeout of \d{1,9}ms exceeded\. For async tests and hooks\b"),
        Clue("imed out in", r"\b(?:Test|Hook) timed out in \d{1,9}ms\b"),
        Clue("Test timeout of", r"\bTest timeout of \d{1,9}ms exceeded\b"),
        Clue("imed out after", r"\btest timed out after \d{1,9}ms\b"),
        Clue("imed out while running tests", r"\bTimed out while running tests\b"),
        Clue("imed out.", r"\bTest took longer than \d{1,9}ms; test timed out\."),
        # go test, JUnit 4 and 5, cargo-nextest, CTest, Bazel
        Clue("imed out after", r"\bpanic: test timed out after \d"),
        Clue("imed out after", r"\bTestTimedOutException: test timed out after\b"),
        Clue("imed out after", r"\bTimeoutException: [\w$]{1,200}\([^()]{0,200}\) timed out after \d"),
        Clue("TIMEOUT", r"^\W*TIMEOUT \[ *>? *[\d.]{1,12}s\]"),
        Clue("TIMEOUT", r"//\S{1,300}\s+TIMEOUT in \d"),
        Clue("***Timeout", r"\bTest +#\d{1,6}: .{1,200}\*\*\*Timeout\b"),
        # MSTest, NUnit, xUnit.net
        Clue("imeout period", r"\bTest '.{1,300}' exceeded execution timeout period\b"),
        Clue("imeout value", r"\bTest exceeded Timeout value of \d"),
        Clue("imed out after", r"\bTest (?:execution|'.{1,300}') timed out after \d{1,9} ?m(?:illi)?s"),
    ),
    brings=("tests-xdist-worker-crash",),
    cure=(
        "read in the printed stack which call hangs, and let that call have its own, shorter limit",
        "wait for a condition instead of a time, and stop what the test has started",
        "raise the limit only where the test is known to take that long",
    ),
    rules=("test-fixed-sleep",),
    references=(
        "https://github.com/pytest-dev/pytest-timeout",
        "https://jestjs.io/docs/api#testname-fn-timeout",
        "https://pkg.go.dev/cmd/go#hdr-Testing_flags",
    ),
    examples=(
        log_example(
            """
            tests/test_mail.py:14: in test_sends_mail
                reply = connection.recv(1024)
            E   Failed: Timeout (>30.0s) from pytest-timeout.  # <--
            FAILED tests/test_mail.py::test_sends_mail - Failed: Timeout (>30.0s) from pytest-timeout.  # <--
            """,
            near=(
                """
                E   requests.exceptions.ReadTimeout: HTTPConnectionPool(host='shop.example.com', port=80): Read timed out. (read timeout=5)
                FAILED tests/test_mail.py::test_timeout - requests.exceptions.ReadTimeout
                """,
                """
                test mail::sends ... test mail::sends has been running for over 60 seconds
                ok
                """,
            ),
        ),
        log_example(
            """
            +++++++++++++++++++++++++++++++++++ Timeout ++++++++++++++++++++++++++++++++++++  # <--
            ~~~~~~~~~~~~~~~~~ Stack of MainThread (139872341) ~~~~~~~~~~~~~~~~~
            [gw1] node down: Not properly terminated
            """,
        ),
        log_example(
            """
              ● mail is sent
                thrown: "Exceeded timeout of 5000 ms for a test.  # <--
                Use jest.setTimeout(newTimeout) to increase the timeout value, if this is a long-running test."
            """,
            near=(
                """
                TimeoutError: locator.click: Timeout 5000ms exceeded.
                ##[error]The job has exceeded the maximum execution time of 10m0s
                """,
            ),
        ),
        log_example(
            """
              1) mail is sent:
                 Error: Timeout of 2000ms exceeded. For async tests and hooks, ensure "done()" is called  # <--
            Error: Test timed out in 5000ms.  # <--
            Test timeout of 30000ms exceeded.  # <--
            panic: test timed out after 10m0s  # <--
            org.junit.runners.model.TestTimedOutException: test timed out after 1000 milliseconds  # <--
            """,
        ),
        log_example(
            """
            java.util.concurrent.TimeoutException: sendsMail() timed out after 5 seconds  # <--
                 TIMEOUT [ 120.004s] shop::mail sends  # <--
            //shop/mail:mail_test                                          TIMEOUT in 300.1s  # <--
            12/40 Test #12: mail_sends .......................***Timeout  60.02 sec  # <--
            """,
        ),
    ),
)
