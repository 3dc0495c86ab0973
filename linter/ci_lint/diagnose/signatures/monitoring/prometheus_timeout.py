"""The query takes Prometheus, or whoever asks it, too long.

Prometheus stops a query after its own limit, two minutes by default, and says `timeout`; curl stops waiting after
`--max-time`. Long ranges, many series, regular expressions over labels make a query slow; so does a server that is starving.

What it is not: a server that cannot be reached at all; a query that is refused for its form.
"""

from ...signature import Clue, Confidence, Signature, log_example
from .servers import NO_CODE

_QUERY = r"/api/v1/query"

SIGNATURE = Signature(
    id="prometheus-timeout",
    summary="the query took too long",
    why=__doc__,
    decisive=(
        Clue(
            "imed out in",
            r"\bquery timed out in (?:expression evaluation|query execution|query queue|query preparation)\b",
        ),
        Clue('"timeout"', r"\"errorType\":\s?\"timeout\"", unless=r"\bquery timed out in\b", reach=0),
        Clue(
            "curl: (",
            r"\bcurl: \(28\) Operation timed out after",
            beside=rf"\bcurl\b.{{0,400}}?{_QUERY}",
            reach=4,
            confidence=Confidence.LIKELY,
        ),
        Clue(
            _QUERY,
            rf"{NO_CODE}.*\b(?:Get|Post) \\{{0,3}}\"?https?://[^\"\s]{{1,600}}{_QUERY}\S{{0,2000}}: "
            r"(?:context deadline exceeded|net/http: request canceled \(Client\.Timeout|net/http: timeout awaiting response headers)",
        ),
        Clue(
            "Read timed out",
            r"\bHTTPS?ConnectionPool\(host='[^']{0,253}prometheus[^']{0,253}', port=\d{1,5}\): Read timed out\.|ConnectionPool\(host='[^']{1,253}', port=9090\): Read timed out\.",
        ),
    ),
    cure=(
        "narrow it: a shorter range, labels that are equal instead of a regular expression, fewer series",
        "let Prometheus calculate it all the time: a recording rule",
        "give it more time where it needs it: curl --max-time 30, and the parameter timeout of the API",
    ),
    references=("https://prometheus.io/docs/prometheus/latest/querying/api/",),
    examples=(
        log_example(
            """
            {"status":"error","errorType":"timeout","error":"query timed out in expression evaluation"}  # <--
            ##[error]Process completed with exit code 1.
            """,
            near=(
                """
                curl: (28) Operation timed out after 10001 milliseconds with 0 bytes received
                ##[error]Process completed with exit code 28.
                """,
                """
                curl: (7) Failed to connect to prometheus port 9090 after 2 ms: Connection refused
                {"status":"error","errorType":"bad_data","error":"invalid parameter \\"timeout\\": cannot parse \\"x\\" to a valid duration"}
                """,
            ),
        ),
        log_example(
            """
            curl -s --max-time 10 -G http://prometheus:9090/api/v1/query --data-urlencode 'query=sum(rate(http_requests_total[30d]))'
            curl: (28) Operation timed out after 10001 milliseconds with 0 bytes received  # <--
            """,
        ),
        log_example(
            """
            Post "http://prometheus:9090/api/v1/query_range": context deadline exceeded  # <--
            """,
        ),
    ),
)
