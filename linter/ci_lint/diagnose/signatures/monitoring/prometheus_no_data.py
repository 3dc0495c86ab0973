"""Prometheus answers the query, and there is nothing in the answer.

No series has this name and these labels, or none in this time: the service is not scraped, got no requests yet, exports another
name, or was started a moment ago. `"result":[]` is an answer with success; a script that reads a number from it gets `null` or
nothing and fails later, with an error about the number.

What it is not: a query that Prometheus refuses; a query about errors that finds none may mean that there are none.
"""

from ...signature import Clue, Confidence, Signature, log_example
from .servers import NO_CODE

_REFUSED = r"bad_data|\"status\":\s?\"error\"|parse error at"

SIGNATURE = Signature(
    id="prometheus-no-data",
    summary="the query gives no data",
    why=__doc__,
    decisive=(
        Clue(
            'result"',
            rf"{NO_CODE}.*\"resultType\":\s?\"(?:vector|matrix)\",\s?\"result\":\s?\[\]",
            beside=r"\bexit code [1-9]|(?i:\berror\b|\bfail)",
            unless=_REFUSED,
            confidence=Confidence.LIKELY,
        ),
        Clue("unable to parse prometheus response", unless=_REFUSED),
        Clue("no values found", r"\bno values found for \S{1,60} metric\b|\bquery failed: no values found\b"),
        Clue("no metrics returned from", r"\bno metrics returned from (?:custom|external|resource) metrics API\b"),
        Clue("target may be lost, the result is empty"),
        Clue(
            "slice index out of range",
            r"\breflect: slice index out of range\b",
            beside=r"(?i:prometheus|analysis ?run|metric)",
        ),
        Clue(
            "rometheus",
            rf"{NO_CODE}.*\b(?:[Pp]rometheus|PromQL)\b.{{0,120}}\b(?:(?i:returned|gave|has|had|with|found|:) )?"
            r"(?i:no (?:data|datapoints|data points|results?|values?|samples?|series)|an? empty (?:result|response|vector)|empty (?:result|response|vector))\b"
            r"(?!.{0,40}(?:skip|going on|ignor|\bok\b))",
            unless=_REFUSED,
            confidence=Confidence.LIKELY,
        ),
    ),
    supporting=(
        Clue("annot iterate over null", r"\bjq: error .{0,60}Cannot iterate over null"),
        Clue(" is null", r"^\w{1,100} is null$"),
    ),
    cure=(
        "ask for the series without labels, then add them one by one: the name or a label differs",
        'check that the service is scraped: /api/v1/targets, up{job="…"}',
        "let the range be longer than the scrape interval, and wait for requests after the deployment before asking",
        "say in the script what no data means: `… or vector(0)`, or a warning instead of an error",
    ),
    rules=("metrics-gate-blocking",),
    references=("https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries",),
    examples=(
        log_example(
            """
            {"status":"success","data":{"resultType":"vector","result":[]}}  # <--
            jq: error (at <stdin>:1): Cannot iterate over null (null)
            ##[error]Process completed with exit code 5.
            """,
            near=(
                """
                {"status":"success","data":{"resultType":"vector","result":[]}}
                no errors in the last five minutes, going on
                """,
                """
                {"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1795250000,"0.5"]}]}}
                ##[error]Process completed with exit code 1.
                """,
                """
                {"status":"error","errorType":"bad_data","error":"invalid parameter \\"query\\": 1:1: parse error: no expression found in input"}
                UNKNOWN - unable to parse prometheus response
                """,
            ),
        ),
        log_example(
            """
            UNKNOWN - unable to parse prometheus response  # <--
            """,
        ),
        log_example(
            """
            {"level":"info","msg":"Halt advancement no values found for nginx metric request-success-rate probably shop.staging is not receiving traffic: running query failed: no values found"}  # <--
            """,
        ),
        log_example(
            """
            ::error::Prometheus returned no data for the error rate of shop  # <--
            ##[error]Process completed with exit code 1.
            """,
        ),
    ),
)
