"""GitHub refuses a version of one of its own actions, and fails the job before its first step.

The services behind `upload-artifact` and `download-artifact` up to v3 and `cache` up to v2 were switched off, and
exact older versions of cache with them. The actions for Pages that are built on them went as well. The version
may be used by an action that the job uses, not by the workflow itself.

What it is not: a warning that Node.js 12, 16 or 20 actions are deprecated ends nothing; a workflow command that is
disabled; a version that does not exist (`unable to find version`).
"""

from ...signature import Clue, Signature, log_example

SIGNATURE = Signature(
    id="actions-deprecated-version",
    summary="a version of an action that GitHub refuses",
    why=__doc__,
    decisive=(
        Clue("fail", r"has been automatically failed because it uses a deprecated version of\b"),
        # In the weeks before, some versions were failed for some hours with the text of the warning.
        Clue(
            "rror",
            r"^(?:##\[error\]|Error: ){1,2}.{0,200}\busing a version of actions/[\w-]{1,40} that is scheduled for deprecation",
        ),
    ),
    cure=(
        "use the newest major version of the named action",
        "if the workflow does not name it, update the action that uses it: its action.yml tells",
        "uploads of one name no longer add up since upload-artifact v4: give each job a name of its own",
    ),
    rules=("action-version-retired",),
    references=(
        "https://github.blog/changelog/2024-04-16-deprecation-notice-v3-of-the-artifact-actions/",
        "https://github.blog/changelog/2024-12-05-notice-of-upcoming-releases-and-breaking-changes-for-github-actions/",
    ),
    examples=(
        log_example(
            """
            Prepare all required actions
            Getting action download info
            ##[error]This request has been automatically failed because it uses a deprecated version of `actions/upload-artifact: v2`. Learn more: https://github.blog/changelog/2024-02-13-deprecation-notice-v1-and-v2-of-the-artifact-actions/  # <--
            """,
            near=(
                """
                ##[warning]Node.js 16 actions are deprecated. Please update the following actions to use Node.js 20: actions/checkout@v3.
                ##[error]Process completed with exit code 1.
                """,
                """
                ##[warning]Your workflow is using a version of actions/cache that is scheduled for deprecation, actions/cache@v3.3.1.
                """,
                """
                npm warn deprecated glob@7.2.3: Glob versions prior to v9 are no longer supported
                """,
            ),
        ),
        log_example(
            """
            Error: Your workflow is using a version of actions/cache that is scheduled for deprecation, actions/cache@v2.1.7. Please update your workflow to use either v3 or v4 of actions/cache to avoid interruptions.  # <--
            """,
        ),
    ),
)
