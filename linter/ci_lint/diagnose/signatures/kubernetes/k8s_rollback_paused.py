"""The deployment is paused, and a paused one cannot be rolled back.

Somebody, or a step that failed before its `kubectl rollout resume`, has paused it. While it is paused no change is rolled out either.

What it is not: a rollback that finds no earlier revision; a rollout that is stuck because its pods are not ready.
"""

from ...signature import Clue, Signature, log_example

SIGNATURE = Signature(
    id="k8s-rollback-paused",
    summary="a rollback is refused: the deployment is paused",
    why=__doc__,
    decisive=(Clue("cannot rollback a paused", r"\bcannot rollback a paused (?:deployment|config)\b"),),
    cure=(
        "resume it, then roll back: kubectl rollout resume deployment/NAME && kubectl rollout undo deployment/NAME",
        "resume in a step with if: always() where the workflow itself pauses",
    ),
    references=(
        "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pausing-and-resuming-a-deployment",
    ),
    examples=(
        log_example(
            """
            Run kubectl rollout undo deployment/shop -n staging
            error: you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again  # <--
            ##[error]Process completed with exit code 1.
            """,
            near=(
                """
                deployment.apps/shop paused
                error: no rollout history found for deployment "shop"
                """,
            ),
        ),
    ),
)
