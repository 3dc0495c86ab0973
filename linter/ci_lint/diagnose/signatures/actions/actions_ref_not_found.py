"""An action or a reusable workflow that the job uses cannot be found: repository, version or folder.

GitHub looks up every `uses:` before the first step. The repository may have been renamed, deleted or made private,
the tag never made (`v4` is no tag of itself), the commit shortened. A local action (`./…`) is found only once the
repository is checked out, and needs an `action.yml` in the named folder.

What it is not: `Failed to resolve action download info` by itself also stands before a network, certificate or
service error; an action that a policy does not allow (`is not allowed to be used in`); a version that GitHub refuses as
deprecated; a branch that checkout does not find.
"""

from ...signature import Clue, Signature, log_example

SIGNATURE = Signature(
    id="actions-ref-not-found",
    summary="an action or its version does not exist",
    why=__doc__,
    decisive=(
        Clue(
            "Unable to resolve action",
            r"Unable to resolve action(?:\. Repository not found: |:? [`'\"]?[\w.-]{1,100}/[\w./-]{1,200}(?:@|[`'\"]?, ))",
        ),
        Clue(
            "Can't find 'action.yml'",
            r"Can't find 'action\.yml', 'action\.yaml' or 'Dockerfile' (?:under|for action) '",
        ),
        Clue("ould not be found at the URI", r"\bAn action could not be found at the URI '"),
        Clue("workflow was not found", r"error parsing called workflow\b.{0,1000}: workflow was not found\b"),
        Clue(
            "error parsing called workflow",
            r"error parsing called workflow\b.{0,1000}\bshould be either a valid branch, tag, or commit\b",
        ),
    ),
    cure=(
        "correct owner, name and version behind uses:, best as the full commit of a release",
        "check out the repository before a step that uses a local action, and look that its folder has an action.yml",
        "if the action is private, let its repository share it: Settings, Actions, General, Access",
    ),
    rules=("unpinned-action",),
    references=(
        "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsuses",
    ),
    examples=(
        log_example(
            """
            Prepare all required actions
            Getting action download info
            ##[error]Unable to resolve action `acme/setup-shop@v9`, unable to find version `v9`  # <--
            """,
            near=(
                """
                Getting action download info
                Failed to resolve action download info. Error: The SSL connection could not be established, see inner exception.
                Retrying in 18.2 seconds
                ##[error]Failed to resolve action download info.
                """,
                """
                ##[error]acme/setup-shop@v1 is not allowed to be used in shop/app. Actions in this workflow must be: created by GitHub.
                """,
                """
                PASS src/resolve.test.ts > unable to resolve action names the version
                """,
            ),
        ),
        log_example(
            """
            Getting action download info
            Failed to resolve action download info. Error: Unable to resolve action `acme/setup-shop@1f2e3d4`, the provided ref `1f2e3d4` is the shortened version of a commit SHA, which is not supported.  # <--
            Retrying in 21.8 seconds
            Error: Unable to resolve action. Repository not found: acme/setup-shop  # <--
            """,
        ),
        log_example(
            """
            ##[error]Can't find 'action.yml', 'action.yaml' or 'Dockerfile' under '/home/runner/work/shop/shop/.github/actions/build'. Did you forget to run actions/checkout before running your local action?  # <--
            """,
        ),
        log_example(
            """
            error parsing called workflow ".github/workflows/ci.yml" -> "acme/shared/.github/workflows/test.yml@v1" : workflow was not found. See https://docs.github.com/actions/learn-github-actions/reusing-workflows#access-to-reusable-workflows for more information.  # <--
            Error: An action could not be found at the URI 'https://api.github.com/repos/acme/gone/tarball/v1'  # <--
            """,
        ),
    ),
)
