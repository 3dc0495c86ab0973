"""PromQL is full of characters that an address cannot hold: braces, brackets, quotes, spaces, `+`.

curl takes `[5m]` and `{job="app"}` in an address for patterns of its own and gives up, a space makes the
address malformed, a `+` arrives as a space. `--get --data-urlencode 'query=…'` encodes the query.

Left alone: `--data-urlencode`, queries that are encoded already (`%7B`), and names of metrics without any
such character.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ...edits import Edit, Fix, Preferences, Refusal, replace_in_scalar
from ...late_pattern import late_pattern
from ...rule import Problem, Profile, Rule, Severity, example
from ...workflow import Document
from .metrics_queries import metrics_queries
from .requests import Request

if TYPE_CHECKING:
    from ...shell import Word

_QUERY = late_pattern(r"/api/v1/query(?:_range)?\?(?:.*&)?query=(.*)", re.DOTALL)
_SPECIAL = late_pattern(r"[\[\]{}\"+ ]")
_EXPANSION = late_pattern(r"\$\{\{.*?\}\}|\$\{[^}]*\}")
_ENCODED = late_pattern(r"%[0-9A-Fa-f]{2}")


def check(document: Document) -> Iterator[Problem]:
    """Report each query that stands in an address as it is."""
    for request in metrics_queries(document):
        for address in request.addresses:
            found = _QUERY.search(address.text)
            if found and _SPECIAL.search(_EXPANSION.sub("", found[1])) and not _ENCODED.search(found[1]):
                message = "the query stands in the address unencoded"
                yield Problem(address.span, message, fix=partial(encode, request, address))


def encode(request: Request, address: "Word", _preferences: Preferences) -> Fix:
    """Let curl encode the query."""
    # Unsafe: a query that has failed silently so far gets a value now.
    return Fix("let curl encode the query", (_separated(request, address),), safe=False)


def _separated(request: Request, address: "Word") -> Edit:
    raw = address.raw
    place, question = raw.find("query="), raw.find("?")
    if not address.quote or raw[:1] != address.quote or question < 0 or place != question + 1 or "&" in raw:
        raise Refusal("the address has more than the query in it")
    if request.sends or request.carried:
        raise Refusal("the request is not a plain question")
    quote = address.quote
    query, base = raw[place:-1], raw[1:question]
    text = f"--get --data-urlencode {quote}{query}{quote} {quote}{base}{quote}"
    return replace_in_scalar(request.command.scalar, address.start, address.end, text)


RULE = Rule(
    id="metrics-query-unencoded",
    summary="PromQL put into an address as it is",
    severity=Severity.INFO,
    why=__doc__,
    check=check,
    profile=Profile.STRICT,
    hints=("/api/v1/query",),
    references=(
        "https://prometheus.io/docs/prometheus/latest/querying/api/",
        "https://curl.se/docs/manpage.html#--data-urlencode",
    ),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      curl 'http://metrics:9090/api/v1/query?query=rate(errors[5m])' | jq .  # <--
                      curl -s "$URL/api/v1/query?query=up{job=\\"$JOB\\"} + 1" | jq .  # <--
            """,
            good="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      curl --get --data-urlencode 'query=rate(errors[5m])' 'http://metrics:9090/api/v1/query' | jq .
                      curl -s --get --data-urlencode "query=up{job=\\"$JOB\\"} + 1" "$URL/api/v1/query" | jq .
            """,
            near=(
                """
                on: push
                jobs:
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          curl -s -G "$URL/api/v1/query" --data-urlencode 'query=rate(errors{job="app"}[5m])'
                          curl -s "$URL/api/v1/query?query=up"
                          curl -s "$URL/api/v1/query?query=up%7Bjob%3D%22app%22%7D"
                          curl -s "$URL/api/v1/query?query=${ENCODED}"
                """,
            ),
        ),
    ),
)
