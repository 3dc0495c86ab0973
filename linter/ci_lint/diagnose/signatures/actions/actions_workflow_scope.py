"""A push or merge was refused because it changes a file in `.github/workflows`.

Whoever may change a workflow may run anything with its secrets, so GitHub asks for a right of its own. The token of
the job can never have it, whatever `permissions:` says; a GitHub App needs the permission `workflows`, a personal
access token the scope `workflow`. It also hits jobs that only bring a fork or a branch up to date.

What it is not: a token that may not write to the repository at all (`Permission to … denied to`); a rule of the
branch (GH006, GH013).
"""

from ...signature import Clue, Signature, log_example

SIGNATURE = Signature(
    id="actions-workflow-scope",
    summary="the token may not change workflow files",
    why=__doc__,
    decisive=(
        Clue(
            "efusing to allow",
            r"\brefusing to allow an? [\w\s-]{1,60} to (?:create or update|create|update|delete) (?:workflow\b|[`'\"]?\.github/workflows/)",
        ),
    ),
    supporting=(Clue("error: failed to push", r"\berror: failed to push some refs to\b"),),
    cure=(
        "push with the token of a GitHub App that has the permission Workflows: write, or a personal access token with the scope workflow",
        "give that token to actions/checkout as token:, because git uses the one that checkout has stored",
        "or leave .github/workflows out of what the job commits",
    ),
    brings=("actions-token-scope",),
    references=(
        "https://docs.github.com/en/apps/creating-github-apps/registering-a-github-app/choosing-permissions-for-a-github-app",
    ),
    examples=(
        log_example(
            """
            To https://github.com/shop/app
             ! [remote rejected] main -> main (refusing to allow a GitHub App to create or update workflow `.github/workflows/ci.yml` without `workflows` permission)  # <--
            error: failed to push some refs to 'https://github.com/shop/app'
            """,
            near=(
                """
                 ! [rejected]        main -> main (non-fast-forward)
                error: failed to push some refs to 'https://github.com/shop/app'
                """,
                """
                fatal: refusing to merge unrelated histories
                """,
            ),
        ),
        log_example(
            """
             ! [remote rejected] sync -> sync (refusing to allow a Personal Access Token to create or update workflow `.github/workflows/ci.yml` without `workflow` scope)  # <--
            """,
        ),
        log_example(
            """
             ! [remote rejected] main -> main (refusing to allow an OAuth App to create or update workflow `.github/workflows/ci.yml` without `workflow` scope)  # <--
            """,
        ),
    ),
)
