"""The token of the job, or the one it was given, may not do what a step asks of GitHub.

The token of a job has what `permissions:` names; where that is missing, what the settings of the repository allow;
and in runs for pull requests of forks and of Dependabot it may only read, whatever the workflow says. A personal
access token has its own scopes, and no rights in repositories that were not named when it was made.

What it is not: packages and images have refusals of their own (`denied: permission_denied: write_package`); a
workflow file needs a right that this token can never have (`refusing to allow a GitHub App to create or update
workflow`); a token that has expired is `Bad credentials`; a rule of a branch refuses with GH006 or GH013.
"""

from collections.abc import Iterator

from ...signature import Clue, Signature, log_example

_WARNING = r"\s{0,20}(?:##\[(?:warning|debug|notice)\]|Warning:|\[?WARN(?:ING)?\b)"


def _refused(mark: str, pattern: str) -> Iterator[Clue]:
    """Many actions only warn where they cannot write a comment or a status."""
    yield Clue(mark, rf"^(?!{_WARNING}).*{pattern}")
    yield Clue(mark, rf"^{_WARNING}.*{pattern}", harmless=True)


SIGNATURE = Signature(
    id="actions-token-scope",
    summary="the token may not do this",
    why=__doc__,
    decisive=(
        *_refused("esource not accessible by", r"\bResource not accessible by (?:integration|personal access token)\b"),
        *_refused("Write access to repository not granted", r"\bWrite access to repository not granted\b"),
        *_refused("denied to", r"\bPermission to \S{1,200} denied to \S"),
        *_refused(
            "not permitted to create or approve",
            r"\bGitHub Actions is not permitted to create or approve pull requests\b",
        ),
        *_refused("not been granted the required scopes", r"\bYour token has not been granted the required scopes\b"),
        *_refused("rror: your authentication", r"\bauthentication token is missing required scopes\b"),
        *_refused("rror: Must have", r"\bMust have admin rights to Repository\b"),
        *_refused(
            "Unable to get ACTIONS_ID_TOKEN", r"\bUnable to get ACTIONS_ID_TOKEN_REQUEST_(?:URL|TOKEN) env variable\b"
        ),
        *_refused(
            "not inject $ACTIONS_ID_TOKEN", r"\bGitHub Actions did not inject \$ACTIONS_ID_TOKEN_REQUEST_TOKEN\b"
        ),
        *_refused("rror: Ensure GITHUB_TOKEN", r"\bEnsure GITHUB_TOKEN has permission \"[\w-]{1,40}: write\""),
        *_refused("rror]Ensure GITHUB_TOKEN", r"\bEnsure GITHUB_TOKEN has permission \"[\w-]{1,40}: write\""),
        Clue("rror calling workflow", r"\bis requesting '[\w-]{1,40}: \w{1,10}.{0,400}', but is only allowed '"),
    ),
    cure=(
        "name what the step needs in permissions: of the job (contents, pull-requests, issues, checks, id-token …: write), also in the workflow that calls it",
        "in runs for pull requests of forks leave out what writes, or do it in a workflow of its own on workflow_run",
        "allow it in the settings: Actions, General, Workflow permissions",
        "for another repository take the token of a GitHub App that is installed there",
    ),
    rules=("permissions-missing",),
    references=(
        "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions",
        "https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps",
    ),
    examples=(
        log_example(
            """
            ##[group]Run acme/comment-action@v2
            RequestError [HttpError]: Resource not accessible by integration  # <--
                at /home/runner/work/_actions/acme/comment-action/v2/dist/index.js:4711:21
              status: 403,
            ##[error]Resource not accessible by integration  # <--
            """,
            near=(
                """
                ##[warning]Resource not accessible by integration
                3 failed, 12 passed in 4.20s
                ##[error]Process completed with exit code 1.
                """,
                """
                ##[error]HttpError: Bad credentials
                """,
                """
                git@github.com: Permission denied (publickey).
                """,
                """
                 ! [remote rejected] main -> main (refusing to allow a GitHub App to create or update workflow `.github/workflows/ci.yml` without `workflows` permission)
                """,
                """
                mkdir: cannot create directory '/opt/shop': Permission denied
                """,
            ),
        ),
        log_example(
            """
            remote: Permission to shop/app.git denied to github-actions[bot].  # <--
            fatal: unable to access 'https://github.com/shop/app/': The requested URL returned error: 403
            """,
        ),
        log_example(
            """
            pull request create failed: GraphQL: GitHub Actions is not permitted to create or approve pull requests (createPullRequest)  # <--
            gh: Resource not accessible by personal access token (HTTP 403)  # <--
            """,
        ),
        log_example(
            """
            Error: Error message: Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable  # <--
            Error: Ensure GITHUB_TOKEN has permission "id-token: write".  # <--
            """,
        ),
        log_example(
            """
            Error calling workflow 'shop/app/.github/workflows/release.yml@main'. The workflow 'shop/app/.github/workflows/release.yml' is requesting 'contents: write', but is only allowed 'contents: read'.  # <--
            """,
        ),
    ),
)
