"""The request got no answer within its time limit.

The service hangs or is slow, still starts, or packets to it are dropped: a firewall, a security group, a wrong address. Unlike a
refused connection it says nothing of whether anything listens there.

What it is not: a refused connection; a test that runs into its own limit; a script that is stopped by `timeout`; a
package manager that waits for its registry; a query that Prometheus does not finish.
"""

from ...signature import Clue, Signature, log_example
from ..requests import asked, ended, nameless

SIGNATURE = Signature(
    id="smoke-timeout",
    summary="the request timed out",
    why=__doc__,
    decisive=(
        nameless("curl: (", r"\bcurl: \(28\) "),
        asked("curl: (", r"\bcurl: \(7\) .{0,400}(?:timed out|Timeout was reached)"),
        asked("imed out", r"\bConnecting to .{1,300} failed: (?:Connection|Operation) timed out"),
        nameless(
            "imed out", r"\bRead error \((?:Connection|Operation) timed out\) in headers|\bwget: download timed out"
        ),
        asked(
            "imed out", r"\bHTTPS?ConnectionPool\(host=.{1,300}(?:Read timed out\. \(read timeout|\(connect timeout)"
        ),
        asked(
            "Max retries exceeded",
            r"\bHTTPS?ConnectionPool\(host=.{1,300}Max retries exceeded with url: .{0,400}\[Errno (?:110|60)\]",
        ),
        asked("imeout", r"\bhttpx\.(?:Connect|Read)Timeout\b(?!,|\))"),
        nameless("imed out", r"\bhttp: error: Request timed out \("),
        asked("ETIMEDOUT", r"\bconnect ETIMEDOUT \S"),
        asked(
            "imeout",
            r"\b(?:HeadersTimeoutError|ConnectTimeoutError): \w|\bAxiosError: timeout of \d{1,9}ms exceeded|\bFetchError: network timeout at: ",
        ),
        asked(
            "imeout",
            r"\b(?:Get|Post|Put|Head|Delete|Patch) \\?\"?https?://.{1,400}(?:Client\.Timeout exceeded while awaiting headers|: i/o timeout)",
        ),
        asked(
            "connection timed out",
            r"\b(?:Get|Post|Put|Head|Delete|Patch) \\?\"?https?://.{1,400}: connect: connection timed out",
        ),
        asked("imed out waiting for", r"\bTimed out waiting for:? (?:https?|http-get|tcp)\b"),
        asked("config.webServer", r"\bTimed out waiting \d{1,9}ms from config\.webServer"),
        nameless("timeout occurred after waiting", r"\btimeout occurred after waiting \d{1,6} seconds for \S"),
        asked("ERR_CONNECTION_TIMED_OUT", r"\bnet::ERR_(?:CONNECTION_)?TIMED_OUT\b"),
        ended(28),
    ),
    supporting=(Clue("exit code 28", r"\bexit code 28\b"),),
    cure=(
        "look whether the service is up: its log, its pods, its health endpoint from inside",
        "look whether the runner may reach it: firewall, security group, private network, the right address",
        "give it a try more, not a longer one: curl --max-time 10 --retry 5 --retry-max-time 120",
    ),
    brings=("smoke-own-limit",),
    references=("https://everything.curl.dev/cmdline/exitcode.html",),
    examples=(
        log_example(
            """
            Run curl --fail --max-time 10 https://staging.example.com/items
            curl: (28) Operation timed out after 10002 milliseconds with 0 bytes received  # <--
            ##[error]Process completed with exit code 28.  # <--
            """,
            near=(
                """
                curl: (7) Failed to connect to localhost port 8000 after 0 ms: Connection refused
                """,
                """
                curl -s -G http://prometheus:9090/api/v1/query --data-urlencode 'query=up'
                curl: (28) Operation timed out after 10002 milliseconds with 0 bytes received
                """,
                """
                pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host='files.pythonhosted.org', port=443): Read timed out.
                Error response from daemon: Get "https://registry-1.docker.io/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)
                Unable to connect to the server: dial tcp 10.0.0.1:443: i/o timeout
                """,
                """
                #9 12.34 curl: (28) Failed to connect to example.com port 443 after 130000 ms: Connection timed out
                Timeout of 2000ms exceeded. For async tests and hooks, ensure "done()" is called
                """,
            ),
        ),
        log_example(
            """
            curl: (28) Resolving timed out after 5001 milliseconds  # <--
            curl: (28) Failed to connect to staging.example.com port 443 after 10001 ms: Timeout was reached  # <--
            """,
        ),
        log_example(
            """
            requests.exceptions.ReadTimeout: HTTPConnectionPool(host='staging.example.com', port=80): Read timed out. (read timeout=10)  # <--
            """,
        ),
        log_example(
            """
            Error: Timed out waiting for: http://localhost:3000  # <--
            Error: Timed out waiting 60000ms from config.webServer.  # <--
            """,
        ),
        log_example(
            """
            Get "https://staging.example.com/items": net/http: request canceled (Client.Timeout exceeded while awaiting headers)  # <--
            """,
        ),
    ),
)
