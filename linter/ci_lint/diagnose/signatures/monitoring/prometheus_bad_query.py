"""Prometheus refuses the query: it is no valid PromQL, or did not arrive as it was written.

The answer is `400` with the type `bad_data`, and says the place in the query. Braces, brackets, quotes, spaces and `+` do
not survive in an address: curl takes `[5m]` for a pattern of its own (`curl: (3)`), a shell expands what is in double quotes, an empty
variable leaves `no expression found in input`. promtool says the same of rules. `execution` is an error of a query that is well-formed and cannot be calculated, as when labels do not match one to one.

What it is not: a query without data (`"result":[]`) is a valid one; one that takes too long says `timeout`.
"""

from ...signature import Clue, Confidence, Signature, log_example
from .servers import NO_CODE, PROMETHEUS

_PROMQL = rf"{PROMETHEUS}|(?i:\brules?\b|\bexpr\b|query)"

SIGNATURE = Signature(
    id="prometheus-bad-query",
    summary="Prometheus refuses the query",
    why=__doc__,
    decisive=(
        Clue("bad_data", rf"{NO_CODE}.*\bbad_data\b"),
        Clue(
            "invalid parameter",
            rf"{NO_CODE}.*\binvalid parameter \W{{1,8}}query\W{{1,8}}",
            unless=r"\bbad_data\b",
            reach=4,
        ),
        Clue(
            "parse error",
            rf"{NO_CODE}(?!.*invalid parameter).*(?:\b\d{{1,5}}:\d{{1,5}}: parse error: |\bparse error at char \d|\bunknown position: parse error: )",
            beside=_PROMQL,
            unless=r"\bbad_data\b",
            reach=4,
        ),
        Clue("matching not allowed", r"\bmany-to-many matching not allowed\b"),
        Clue("duplicate series for the match group"),
        Clue("multiple matches for labels"),
        Clue("cannot contain metrics with the same labelset"),
        Clue(
            "curl: (",
            r"\bcurl: \(3\) (?:\[globbing\]|bad range|URL (?:using bad/illegal format|rejected)|nested brace|unmatched|empty string)",
            beside=r"/api/v1/query|\bpromql\b",
            confidence=Confidence.LIKELY,
        ),
        Clue("400 Client Error", r"\b400 Client Error: Bad Request for url: \S{1,300}/api/v1/query"),
        Clue("client_error: client error: 400"),
    ),
    cure=(
        "encode the query: curl -G \"$PROMETHEUS_URL/api/v1/query\" --data-urlencode 'query=…', in single quotes",
        "print the query as it is sent: a variable in it may be empty",
        "try it by itself: promtool query instant URL 'QUERY', or in the expression browser",
        "check rules before they are deployed: promtool check rules FILE",
    ),
    rules=("metrics-query-unencoded",),
    references=("https://prometheus.io/docs/prometheus/latest/querying/api/#format-overview",),
    examples=(
        log_example(
            """
            Run curl -s "$PROMETHEUS_URL/api/v1/query?query=$QUERY"
            {"status":"error","errorType":"bad_data","error":"invalid parameter \\"query\\": 1:12: parse error: unexpected left brace '{'"}  # <--
            ##[error]Process completed with exit code 1.
            """,
            near=(
                """
                {"status":"success","data":{"resultType":"vector","result":[]}}
                ##[error]Process completed with exit code 1.
                """,
                """
                yaml: line 12: parse error: mapping values are not allowed in this context
                jq: parse error: Invalid numeric literal at line 1, column 5
                src/app.ts:12:7: parse error: unexpected token
                """,
                """
                curl: (3) URL using bad/illegal format or missing URL
                ##[error]Process completed with exit code 3.
                --- PASS: TestBadQueryGivesbad_data (0.01s)
                """,
            ),
        ),
        log_example(
            """
            query error: client_error: client error: 400  # <--
            bad_data: invalid parameter "query": 1:5: parse error: unexpected identifier "by"  # <--
            """,
        ),
        log_example(
            """
            Checking alerts.yml
              FAILED:
            alerts.yml: 5:15: group "shop", rule 1, "HighErrorRate": could not parse expression: 1:9: parse error: unclosed left parenthesis  # <--
            """,
        ),
        log_example(
            """
            curl -s http://prometheus:9090/api/v1/query?query=rate(http_requests_total[5m])
            curl: (3) [globbing] bad range specification in column 62  # <--
            """,
        ),
        log_example(
            """
            {"status":"error","errorType":"execution","error":"found duplicate series for the match group {job=\\"shop\\"} on the right hand-side of the operation"}  # <--
            requests.exceptions.HTTPError: 400 Client Error: Bad Request for url: http://prometheus:9090/api/v1/query?query=sum%28  # <--
            """,
        ),
    ),
)
