"""A deployment that waits for Prometheus fails when Prometheus does, and passes when nothing was measured.

A query has three results: a value, no data, and no answer. Where the script knows the value only, a
monitoring server that is down or slow stops every deployment, and a service that nobody scrapes, or that got
no requests yet, counts as free of errors. Give the query a time limit, and say what is to happen when there
is no value: warn and go on, or stop.

Left alone: queries whose value decides nothing, scripts that look for an empty value (`[ -z "$RATE" ]`,
`null`, `NaN`), for `.status`, or for `length`, and steps with `continue-on-error`.
"""

from collections.abc import Iterator
from functools import partial

from ...docker.option_edits import add_option
from ...edits import Fix, Preferences
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document
from .metrics_queries import decides, expects_nothing, metrics_queries
from .requests import Request

SECONDS = 10


def check(document: Document) -> Iterator[Problem]:
    """Report each query that decides a deployment and knows one of three results."""
    for request in metrics_queries(document):
        if request.opaque or request.step.node.text("continue-on-error") == "true" or not decides(request):
            continue
        if not request.limited:
            message = "a metrics server that does not answer stops the deployment: curl has no time limit"
            yield Problem(request.command.words[0].span, message, fix=partial(set_deadline, request))
        if not expects_nothing(request):
            message = f"no data in {request.command.assigned_to} is taken for a value"
            yield Problem(request.command.span, message)


def set_deadline(request: Request, _preferences: Preferences) -> Fix:
    """Give up on a metrics server that does not answer."""
    edit = add_option(request.command, request.command.words[0], f"--max-time {SECONDS}")
    # Unsafe: what is to happen without a value, somebody has to decide.
    return Fix("give up on a metrics server that does not answer", (edit,), safe=False)


RULE = Rule(
    id="metrics-gate-blocking",
    summary="deployment that depends on an answer of Prometheus",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("/api/v1/query",),
    references=("https://prometheus.io/docs/prometheus/latest/querying/api/",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      RATE=$(curl -s -G "$URL/api/v1/query" --data-urlencode "query=$QUERY" \\  # <--
                        | jq -r '.data.result[0].value[1] // empty')
                      if [ -z "$RATE" ]; then
                        echo "::warning::no data"
                      elif (( $(echo "$RATE > 0.05" | bc -l) )); then
                        exit 1
                      fi
            """,
            good="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      RATE=$(curl --max-time 10 -s -G "$URL/api/v1/query" --data-urlencode "query=$QUERY" \\
                        | jq -r '.data.result[0].value[1] // empty')
                      if [ -z "$RATE" ]; then
                        echo "::warning::no data"
                      elif (( $(echo "$RATE > 0.05" | bc -l) )); then
                        exit 1
                      fi
            """,
            near=(
                """
                on: push
                jobs:
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          RATE=$(curl -s "$URL/api/v1/query?query=errors" | jq -r '.data.result[0].value[1]')
                          echo "error rate $RATE" >> "$GITHUB_STEP_SUMMARY"
                      - continue-on-error: true
                        run: |
                          RATE=$(curl -s "$URL/api/v1/query?query=errors" | jq -r '.data.result[0].value[1]')
                          if [ "$RATE" -gt 5 ]; then exit 1; fi
                      - run: |
                          curl -s "$URL/api/v1/query" -o result.json || exit 1
                """,
            ),
        ),
        example(
            bad="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      errors=$(curl -m 10 "$URL/api/v1/query?query=errors" | jq '.data.result[0].value[1] // 0')  # <--
                      if [ "$(echo "$errors > 5" | bc)" = 1 ]; then
                        kubectl rollout undo deployment/app
                        exit 1
                      fi
            """,
            good="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      errors=$(curl -m 10 "$URL/api/v1/query?query=errors" | jq -r '.data.result[0].value[1] // empty')
                      if [ -z "$errors" ]; then
                        echo '::warning::the error rate is not known'
                      elif [ "$(echo "$errors > 5" | bc)" = 1 ]; then
                        kubectl rollout undo deployment/app
                        exit 1
                      fi
            """,
        ),
    ),
)
