"""The organization or the package does not let this repository's workflows create or write packages.

`installation not allowed to Create organization package`: the settings of the organization forbid new packages
of this visibility, or the job's token has no `packages: write`. `… to Write organization package`: the package
exists and this repository is not among those that may write it, typically because it was pushed by hand first.

What it is not: a plain `denied` or 403 of a user's package; a refused login.
"""

from ...signature import Clue, Signature, log_example

SIGNATURE = Signature(
    id="push-org-package-not-allowed",
    summary="the organization lets this repository write no such package",
    why=__doc__,
    decisive=(Clue("installation not allowed to", r"installation not allowed to \w{1,20} (?:organization )?package"),),
    cure=(
        "in the settings of the package, under Manage Actions access, give this repository the role Write",
        "in the settings of the organization, under Packages, allow the creation of packages",
        "give the job permissions: packages: write",
    ),
    rules=("docker-push-permission",),
    references=(
        "https://docs.github.com/en/packages/learn-github-packages/configuring-a-packages-access-control-and-visibility",
    ),
    examples=(
        log_example(
            """
            The push refers to repository [ghcr.io/shop/app]
            5f70bf18a086: Preparing
            denied: installation not allowed to Write organization package  # <--
            """,
            near=(
                """
                The push refers to repository [ghcr.io/ann/app]
                denied: permission_denied: write_package
                """,
            ),
        ),
        log_example(
            """
            ERROR: failed to solve: failed to push ghcr.io/shop/app:1: denied: installation not allowed to Create organization package  # <--
            """,
        ),
    ),
)
