"""There is nothing to roll back to.

`kubectl rollout undo` goes to the revision before the present one. A deployment of which there is only one, because it is new, was deleted
and made again, or keeps no old ones (`revisionHistoryLimit: 0`), has none. helm says the same of a release.

What it is not: a rollback that is refused because the deployment is paused; one that was done and does not help.
"""

from ...signature import Clue, Signature, log_example

SIGNATURE = Signature(
    id="k8s-no-rollout-history",
    summary="a rollback is refused: no earlier revision",
    why=__doc__,
    decisive=(
        Clue("no rollout history found", r"\bno rollout history found for \w"),
        Clue("no last revision", r"\bno last revision to roll ?back to\b"),
        Clue("nable to find", r"\bunable to find (?:the )?specified revision\b"),
        Clue("release has no", r"\brelease has no \d{1,6} version\b"),
    ),
    cure=(
        "deploy a version that is known to be good, by its tag or digest",
        "look at what there is: kubectl rollout history deployment/NAME, helm history NAME",
        "roll back in the workflow only where there is a revision, and keep some: revisionHistoryLimit is 10 by default",
    ),
    references=("https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-back-a-deployment",),
    examples=(
        log_example(
            """
            Run kubectl rollout undo deployment/shop -n staging
            error: no rollout history found for deployment "shop"  # <--
            ##[error]Process completed with exit code 1.
            """,
            near=(
                """
                error: you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again
                """,
                """
                deployment.apps/shop rolled back
                Waiting for deployment "shop" rollout to finish: 1 old replicas are pending termination...
                """,
            ),
        ),
        log_example(
            """
            error: no last revision to roll back to  # <--
            """,
        ),
        log_example(
            """
            error: unable to find specified revision 7 in history  # <--
            """,
        ),
        log_example(
            """
            Error: release has no 0 version  # <--
            """,
        ),
    ),
)
