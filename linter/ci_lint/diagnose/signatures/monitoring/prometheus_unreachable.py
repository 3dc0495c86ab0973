"""Prometheus, or an endpoint with metrics, cannot be reached.

`PROMETHEUS_URL` is empty, wrong or only known inside of the cluster, where a runner of GitHub is not; the port is not forwarded in this job; or
the server is down. A check after the deployment then says nothing of the deployment.

What it is not: Prometheus answers and refuses the query (400), finds no data, or does not finish in time; the service under
test itself is not reached.
"""

from ...signature import Clue, Confidence, Signature, log_example
from .servers import METRICS, NO_CODE

_LOST = (
    r"(?:connection refused|Connection refused|no such host|no route to host|No route to host|network is unreachable|i/o timeout"
    r"|connection reset by peer|Name or service not known|Temporary failure in name resolution|Failed to resolve|timed out"
    r"|Connection aborted|[Cc]ould(?:n't| not) (?:connect|resolve))"
)
_HERE = rf"(?=.*(?:{METRICS}))"

SIGNATURE = Signature(
    id="prometheus-unreachable",
    summary="Prometheus or an endpoint with metrics cannot be reached",
    why=__doc__,
    decisive=(
        Clue("curl: (", rf"{NO_CODE}{_HERE}.*\bcurl: \((?:5|6|7|28|52|56)\) .*{_LOST}"),
        Clue(
            "curl: (",
            r"\bcurl: \(28\) (?:Connection timed out|Failed to connect|Resolving timed out)(?!.* port (?!909))",
            beside=rf"\bcurl\b.{{0,400}}?(?:{METRICS})",
            reach=4,
        ),
        Clue(
            "dial tcp",
            rf"{NO_CODE}.*\b(?:Get|Post|Put|Head|Delete) \\{{0,3}}\"?https?://(?=[^\"\s]{{0,600}}(?:{METRICS})).{{1,1000}}{_LOST}",
        ),
        Clue(
            ": EOF",
            rf"{NO_CODE}.*\b(?:Get|Post) \\{{0,3}}\"?https?://(?=[^\"\s]{{0,600}}(?:{METRICS})).{{1,1000}}: EOF\b",
        ),
        Clue(
            "server returned HTTP status",
            r"\bserver returned HTTP status [45]\d\d\b",
            beside=rf"{METRICS}|(?i:scrap(?:e|ing)\b)",
            confidence=Confidence.LIKELY,
        ),
        Clue(
            "/metrics",
            rf"{NO_CODE}.*\bGet \\{{0,3}}\"?https?://[^\"\s]{{1,300}}/metrics\S{{0,200}}: (?:context deadline exceeded|net/http: request canceled)",
        ),
        Clue(
            "Max retries exceeded",
            rf"{NO_CODE}{_HERE}.*\bHTTPS?ConnectionPool\(host=.{{1,300}}Max retries exceeded with url: .{{0,800}}(?:{_LOST}|\[Errno)",
        ),
        Clue("ECONNREFUSED", rf"{NO_CODE}{_HERE}.*\bconnect ECONNREFUSED \S"),
        Clue("getaddrinfo", rf"{NO_CODE}{_HERE}.*\bgetaddrinfo ENOTFOUND \S"),
        Clue(
            "rometheus",
            rf"{NO_CODE}(?!.*(?:bad_data|parse error|no data|query))"
            r".*\b(?i:cannot|can't|could not|couldn't|unable to|failed to) (?i:connect to|reach|contact)\b(?:\W{0,3}\w{1,20}){0,3}?\W{0,3}[Pp]rometheus\b",
            confidence=Confidence.LIKELY,
        ),
        Clue(
            "rometheus",
            r"\b[Pp]rometheus (?i:server |is |server is )?(?i:unreachable|not reachable|cannot be reached)\b",
            confidence=Confidence.LIKELY,
        ),
    ),
    supporting=(
        Clue("error returned querying the Prometheus API"),
        Clue("exit code 7", r"\bexit code 7\b"),
    ),
    cure=(
        'ask from where the job runs: curl --fail --max-time 5 "$PROMETHEUS_URL/-/healthy"',
        "check PROMETHEUS_URL: the secret is set for this environment, and the name resolves outside of the cluster",
        "inside of a cluster forward the port first: kubectl port-forward svc/prometheus 9090 & and wait for it",
        "let the check warn and go on where Prometheus does not answer: it is no reason to stop a deployment",
    ),
    rules=("metrics-gate-blocking",),
    references=("https://prometheus.io/docs/prometheus/latest/management_api/",),
    examples=(
        log_example(
            """
            Run curl -s -G http://prometheus.example.com:9090/api/v1/query --data-urlencode 'query=up'
            curl: (7) Failed to connect to prometheus.example.com port 9090 after 3 ms: Connection refused  # <--
            ##[error]Process completed with exit code 7.
            """,
            near=(
                """
                curl: (7) Failed to connect to localhost port 8000 after 0 ms: Connection refused
                """,
                """
                {"status":"error","errorType":"bad_data","error":"invalid parameter \\"query\\": 1:3: parse error: unexpected end of input"}
                Run curl -s http://prometheus:9090/-/healthy
                Prometheus Server is Healthy.
                """,
                """
                --- PASS: TestQuery (0.00s)
                ✓ says that it could not connect to prometheus
                curl: (22) The requested URL returned error: 503
                """,
            ),
        ),
        log_example(
            """
            Error: Post "http://localhost:9090/api/v1/query_range": dial tcp [::1]:9090: connect: connection refused - There was an error returned querying the Prometheus API.  # <--
            """,
        ),
        log_example(
            """
            requests.exceptions.ConnectionError: HTTPConnectionPool(host='prometheus', port=9090): Max retries exceeded with url: /api/v1/query?query=up (Caused by NameResolutionError("<urllib3.connection.HTTPConnection object at 0x7f0a>: Failed to resolve 'prometheus' ([Errno -2] Name or service not known)"))  # <--
            """,
        ),
        log_example(
            """
            ts=2026-11-21T10:02:11.345Z level=debug msg="Scrape failed" target=http://shop:8000/metrics err="Get \\"http://shop:8000/metrics\\": dial tcp: lookup shop on 127.0.0.11:53: no such host"  # <--
            Get "http://10.0.0.7:9100/metrics": context deadline exceeded  # <--
            curl: (6) Could not resolve host: prometheus.monitoring.svc  # <--
            """,
        ),
        log_example(
            """
            ERROR: could not connect to Prometheus at http://10.0.0.7  # <--
            """,
        ),
    ),
)
