"""A server wants a fixed port that something else holds already.

Two workers start the same server, a test has not stopped the one before, or a service of the job has the port.
The system answers `Address already in use` (EADDRINUSE; 98 on Linux, 48 on macOS, 10048 on Windows); Docker
says `port is already allocated`, Playwright and development servers name the port.

What it is not: `connection refused` is the opposite, nobody listens; a server that tries the next port by itself
goes on; an e-mail address that is already in use is the application's business.
"""

from ...signature import Clue, Confidence, Signature, log_example
from .traces import TRACES

_GOES_ON = r"(?i)\btrying\b|\binstead\b|\btry another\b|\busing (?:another|port)\b|\bnext available\b"


def _taken(pattern: str, confidence: Confidence = Confidence.CERTAIN) -> Clue:
    return Clue("already", pattern, unless=_GOES_ON, reach=0, confidence=confidence)


SIGNATURE = Signature(
    id="tests-port-in-use",
    summary="a fixed port is already taken",
    why=__doc__,
    decisive=(
        _taken(
            r"(?:\b(?i:bind|listen|listening|socket|tcp|udp)\b.{0,200}?|EADDRINUSE.{0,20}?|AddrInUse.{0,40}?"
            r"|\[Errno (?:48|98)\] |BindException: |\((?:48|98): ?|[Ee]rror: |^)[\"']?"
            r"(?<!mail )(?<!IP )[Aa]ddress already in use\b"
        ),
        _taken(r"\b[Pp]ort \d{2,5} (?:is|was) already in use\b"),
        _taken(r"\bport is already allocated\b", Confidence.LIKELY),
        _taken(r"is already used, make sure that nothing is running on the port"),
        _taken(r"\bSomething is already running on port \d{2,5}"),
        Clue("rror: listen EADDRINUSE"),
        Clue("WinError 10048", r"\bOnly one usage of each socket address\b"),
    ),
    supporting=TRACES,
    cure=(
        "let the test bind port 0 and read back which port it got",
        "or give each worker its own port, from the number of the worker",
        "stop the server of a test in its teardown, and wait until it is gone",
    ),
    references=("https://man7.org/linux/man-pages/man2/bind.2.html",),
    examples=(
        log_example(
            """
            tests/test_server.py:21: in start
                server.bind(("127.0.0.1", 8080))
            E   OSError: [Errno 98] Address already in use  # <--
            FAILED tests/test_server.py::test_restart - OSError: [Errno 98] Address already in use  # <--
            """,
            near=(
                """
                E   ConnectionRefusedError: [Errno 111] Connection refused
                """,
                """
                E   AssertionError: {'detail': 'Email address already in use'}
                """,
                """
                ERROR:    [Errno 98] Address already in use, trying port 8081
                INFO:     Uvicorn running on http://127.0.0.1:8081
                """,
            ),
        ),
        log_example(
            """
            FAIL test/server.test.js
              ● Test suite failed to run
                listen EADDRINUSE: address already in use :::3000  # <--
            """,
            near=(
                """
                Port 5173 is in use, trying another one...
                The port 8888 is already in use, trying another port.
                """,
            ),
        ),
        log_example(
            """
            --- FAIL: TestServe (0.00s)
                serve_test.go:18: listen tcp 127.0.0.1:9090: bind: address already in use  # <--
            """,
        ),
        log_example(
            """
            java.net.BindException: Address already in use  # <--
            Web server failed to start. Port 8080 was already in use.  # <--
            """,
        ),
        log_example(
            """
            ERROR:    [Errno 98] error while attempting to bind on address ('0.0.0.0', 8000): address already in use  # <--
            thread 'serves' panicked at src/lib.rs:9:5: Os { code: 98, kind: AddrInUse, message: "Address already in use" }  # <--
            Error: http://localhost:3000 is already used, make sure that nothing is running on the port/url or set reuseExistingServer:true in config.webServer.  # <--
            Error response from daemon: driver failed programming external connectivity on endpoint shop-db-1: Bind for 0.0.0.0:5432 failed: port is already allocated  # <--
            """,
        ),
    ),
)
