"""Nothing listens where the request went: the connection was refused.

The host is there and answers, and no program has this port open: the service has not started yet, has ended, listens on another port or
only on the loopback of its container (`127.0.0.1` instead of `0.0.0.0`), or the port is not published.

What it is not: no answer at all until a time limit is over (a firewall, a service that hangs); a name that does not resolve; a
package manager that does not reach its registry, kubectl without a cluster, a probe of the kubelet, Prometheus.
"""

from ...signature import Clue, Signature, log_example
from ..requests import asked, ended

_REQUEST = (
    r"fetch failed|FetchError|AxiosError|axios|request to http|\b(?:GET|POST|HEAD) (?:http|/)|wait-on|ECONNREFUSED.{0,40}http"
    r"|(?i:smoke|health.?check)"
)
_NOISE = r"jsdom|console\.(?:error|warn|log)"
_STORES = r"(?!\S{0,253}:(?:5432|27017|6379|3306|5672|9092|2375|2376|9200|1433)\b)"

SIGNATURE = Signature(
    id="smoke-refused",
    summary="the connection was refused: nothing listens there",
    why=__doc__,
    decisive=(
        asked(
            "curl: (",
            r"\bcurl: \(7\) (?!.*(?:timed out|Timeout|No route|unreachable)).{0,400}(?:refused|[Cc]ould(?:n't| not) connect)",
        ),
        asked("failed: Connection refused", r"\bConnecting to .{1,300} failed: Connection refused"),
        asked("connect to remote host", r"\bwget: can't connect to remote host.{0,300}: Connection refused"),
        asked(
            "Max retries exceeded",
            r"\bHTTPS?ConnectionPool\(host=.{1,300}Max retries exceeded with url: .{0,400}(?:Connection refused|\[Errno (?:111|61)\]|10061)",
        ),
        asked("rror", r"\b(?:httpx|httpcore)\.ConnectError: (?:\[Errno (?:111|61)\]|All connection attempts failed)"),
        asked(
            "annot connect to host", r"\bCannot connect to host \S{1,253} ssl:.{1,100}(?:Connect call failed|refused)"
        ),
        asked("urlopen error", r"<urlopen error \[Errno (?:111|61)\] Connection refused>"),
        asked("ECONNREFUSED", rf"\bconnect ECONNREFUSED (?!/){_STORES}\S", beside=_REQUEST, unless=_NOISE),
        asked(
            "connection refused",
            r"\b(?:Get|Post|Put|Head|Delete|Patch) \\?\"?https?://.{1,400}\bdial tcp \S{1,253}: connect: connection refused",
        ),
        asked("ERR_CONNECTION_REFUSED", r"\bnet::ERR_CONNECTION_REFUSED\b"),
        asked("not verify that this server is running", r"\bCypress could not verify that this server is running"),
        asked("onnection refused (", r"\bHttpRequestException: Connection refused \("),
        ended(7),
    ),
    supporting=(
        Clue("exit code 7", r"\bexit code 7\b"),
        Clue("connect to", r"\bconnect to \S{1,253} port \d{1,5} (?:from .{1,80} )?failed: Connection refused"),
    ),
    cure=(
        "print the service's log in the workflow when the check fails: it may have ended at its start",
        "wait until it listens: curl --retry 10 --retry-delay 2 --retry-connrefused --fail URL",
        "check host and port: what the service binds (0.0.0.0, not 127.0.0.1, in a container) and what is published",
    ),
    rules=("curl-without-retry",),
    brings=("smoke-own-limit",),
    references=("https://everything.curl.dev/cmdline/exitcode.html",),
    examples=(
        log_example(
            """
            ##[group]Run curl --fail --show-error --silent http://localhost:8000/items
            ##[endgroup]
            curl: (7) Failed to connect to localhost port 8000 after 0 ms: Couldn't connect to server  # <--
            ##[error]Process completed with exit code 7.  # <--
            """,
            near=(
                """
                curl: (7) Failed to connect to localhost port 8000 after 1 ms: Connection refused
                < HTTP/1.1 200 OK
                the application is ready
                ##[error]Process completed with exit code 1.
                """,
                """
                #12 1.204 curl: (7) Failed to connect to example.com port 443: Connection refused
                #12 ERROR: process "/bin/sh -c curl https://example.com/tool" did not complete successfully: exit code: 7
                """,
                """
                npm ERR! FetchError: request to http://localhost:4873/left-pad failed, reason: connect ECONNREFUSED 127.0.0.1:4873
                Warning  Unhealthy  3s  kubelet  Readiness probe failed: Get "http://10.1.2.3:8000/health": dial tcp 10.1.2.3:8000: connect: connection refused
                The connection to the server localhost:8080 was refused - did you specify the right host or port?
                """,
                """
                curl: (28) Connection timed out after 5001 milliseconds
                curl: (7) Failed to connect to prometheus port 9090 after 2 ms: Connection refused
                """,
                """
                console.error
                  Error: Error: connect ECONNREFUSED 127.0.0.1:80
                      at Object.dispatchError (node_modules/jsdom/lib/jsdom/living/xhr/xhr-utils.js:63:19)
                Error: connect ECONNREFUSED 127.0.0.1:5432
                """,
            ),
        ),
        log_example(
            """
            E   requests.exceptions.ConnectionError: HTTPConnectionPool(host='localhost', port=8000): Max retries exceeded with url: /health (Caused by NewConnectionError('<urllib3.connection.HTTPConnection object at 0x7f0a>: Failed to establish a new connection: [Errno 111] Connection refused'))  # <--
            """,
        ),
        log_example(
            """
            TypeError: fetch failed
              [cause]: Error: connect ECONNREFUSED 127.0.0.1:3000  # <--
                  errno: -111, code: 'ECONNREFUSED'
            """,
        ),
        log_example(
            """
            smoke_test.go:31: Get "http://localhost:8000/items": dial tcp 127.0.0.1:8000: connect: connection refused  # <--
            Error: page.goto: net::ERR_CONNECTION_REFUSED at http://localhost:3000/  # <--
            Connecting to localhost (localhost)|127.0.0.1|:8000... failed: Connection refused.  # <--
            wget: can't connect to remote host (127.0.0.1): Connection refused  # <--
            """,
        ),
        log_example(
            """
            Run curl -sf http://localhost:8000/items
            ##[error]Process completed with exit code 7.  # <--
            """,
        ),
    ),
)
