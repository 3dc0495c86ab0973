"""Two jobs, or one job twice, upload an artifact under one name.

Since `upload-artifact` v4 an artifact is written once and belongs to one job. In a matrix every leg uploads under the
name in the workflow, so the first one wins and the others get 409 Conflict. A job that is run again in
the same run meets its own artifact only if that was not overwritten.

What it is not: a cache that another job writes (`Unable to reserve cache`) is harmless; an artifact whose name has
characters that are not allowed; an artifact that is missing at download.
"""

from ...signature import Clue, Signature, log_example

SIGNATURE = Signature(
    id="actions-artifact-conflict",
    summary="two uploads of one artifact name",
    why=__doc__,
    decisive=(
        Clue(
            "Failed ",
            r"\bFailed (?:to CreateArtifact|request).{0,200}\ban artifact with this name already exists\b",
        ),
        Clue(
            "rror: Multiple artifacts named",
            r"\bMultiple artifacts named \"[^\"]{1,300}\" were unexpectedly found for this workflow run\b",
        ),
    ),
    cure=(
        "put what differs into the name: name: report-${{ matrix.os }}-${{ strategy.job-index }}",
        "download them together with pattern: report-* and merge-multiple: true",
        "if the last one shall win, overwrite: true",
    ),
    rules=("artifact-name-collision", "artifact-merge-pattern-missing"),
    references=("https://github.com/actions/upload-artifact/blob/main/docs/MIGRATION.md",),
    examples=(
        log_example(
            """
            With the provided path, there will be 3 files uploaded
            Artifact name is valid!
            Root directory input is valid!
            ##[error]Failed to CreateArtifact: Received non-retryable error: Failed request: (409) Conflict: an artifact with this name already exists on the workflow run  # <--
            """,
            near=(
                """
                Failed to save: Unable to reserve cache with key Linux-pip-12ab, another job may be creating this cache.
                """,
                """
                HTTP 409: Conflict: a customer with this name already exists
                """,
            ),
        ),
        log_example(
            """
            ##[error]Error: Multiple artifacts named "github-pages" were unexpectedly found for this workflow run. Artifact count is 2.  # <--
            """,
        ),
    ),
)
