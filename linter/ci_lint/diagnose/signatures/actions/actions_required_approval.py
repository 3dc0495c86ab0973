"""A rule that asks for an approval, or allows only some branches, stopped the job or its push.

The environment that a job names may allow certain branches and tags only, or wait for reviewers, who can reject
the deployment. The job then has no steps and no log of its own; the message stands on the page of the run.
A branch may ask for approving reviews, and so refuses what a job pushes straight to it (GH006, GH013).

What it is not: a token that may not write at all (`Permission to … denied`, `Resource not accessible by
integration`); a push that was refused because the branch has moved on (`fetch first`).
"""

from ...signature import Clue, Signature, log_example

SIGNATURE = Signature(
    id="actions-required-approval",
    summary="an approval or protection rule stopped the job",
    why=__doc__,
    decisive=(
        Clue("not allowed to", r"\bis not allowed to\b.{1,300}\bdue to environment protection rules\b"),
        Clue("eployment was rejected", r"\bThe deployment was rejected or didn't satisfy other protection rules\b"),
        Clue(
            "rror: Invalid deployment branch",
            r"\bInvalid deployment branch and no branch protection rules set in the environment\b",
        ),
        Clue(
            "rror: At least",
            r"\bAt least \d{1,3} approving reviews? (?:is|are) required\b",
            beside=r"\bGH0(?:06|13):|\[remote rejected\]",
        ),
    ),
    cure=(
        "approve the deployment on the page of the run, or ask one of the reviewers of the environment",
        "allow the branch or tag: Settings, Environments, the environment, Deployment branches and tags",
        "name the environment only in the job that deploys, so that pull requests do not ask for it",
        "push to a branch of its own and open a pull request, where the branch asks for reviews",
    ),
    references=("https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments",),
    examples=(
        log_example(
            """
            Branch "feature/cart" is not allowed to deploy to production due to environment protection rules.  # <--
            The deployment was rejected or didn't satisfy other protection rules.  # <--
            """,
            near=(
                """
                HttpError: Resource not accessible by integration
                """,
                """
                Reviewers: the user is not allowed to deploy on Fridays
                """,
                """
                 ! [rejected]        main -> main (fetch first)
                error: failed to push some refs to 'https://github.com/shop/app'
                """,
            ),
        ),
        log_example(
            """
            remote: error: GH006: Protected branch update failed for refs/heads/main.
            remote: error: At least 1 approving review is required by reviewers with write access.  # <--
            To https://github.com/shop/app
             ! [remote rejected] main -> main (protected branch hook declined)
            """,
        ),
        log_example(
            """
            Error: HttpError: Invalid deployment branch and no branch protection rules set in the environment. Deployments are only allowed from gh-pages  # <--
            """,
        ),
    ),
)
