"""`kubectl rollout status -l` is content when no workload has the label.

It prints that nothing was found and ends with exit code 0, so a typo in the label, or a label that only the
pods have, turns the check off for good. `kubectl wait -l` fails in the same place, and a workload that is
named fails when it is not there.

Left alone: `kubectl wait`, which fails when nothing matches, and workloads that are named.
"""

from collections.abc import Iterator

from ...rule import Problem, Profile, Rule, Severity, example
from ...workflow import Document
from .kubectl import kubectl_calls


def check(document: Document) -> Iterator[Problem]:
    """Report each rollout that is chosen by a label."""
    for step in document.steps():
        for call in kubectl_calls(step):
            selector = call.option("selector")
            if call.subcommand == "rollout status" and selector and selector.value and not call.has("help"):
                message = f"kubectl rollout status succeeds when no workload has the label {selector.value.text}"
                yield Problem(call.command.span, message)


RULE = Rule(
    id="kubectl-selector-empty",
    summary="rollout check that passes when its label matches nothing",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    profile=Profile.STRICT,
    hints=("kubectl",),
    references=("https://kubernetes.io/docs/reference/kubectl/generated/kubectl_rollout/kubectl_rollout_status/",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      kubectl rollout status deployment -l app=api --timeout=5m  # <--
                      kubectl rollout status deployment --selector "$LABEL" --timeout=5m  # <--
            """,
            good="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      kubectl rollout status deployment/api --timeout=5m
                      kubectl rollout status "deployment/$NAME" --timeout=5m
            """,
            near=(
                """
                on: push
                jobs:
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          kubectl wait --for=condition=ready pod -l app=api --timeout=5m
                          kubectl get pods -l app=api
                """,
            ),
        ),
    ),
)
