"""The job prints a workflow command that GitHub has switched off, such as `::set-env`.

Whatever a step prints could hold such a command, so a commit title or the output of a test could change the steps
behind it. The runner refuses `set-env` and `add-path`; newer runners may refuse `set-output` and `save-state`.
Often an old version of an action prints it, not the workflow.

What it is not: `command is deprecated and will be disabled soon` is a warning and ends nothing; an action whose
version GitHub refuses (`uses a deprecated version of`) prints no command.
"""

from ...signature import Clue, Signature, log_example

SIGNATURE = Signature(
    id="actions-deprecated-command",
    summary="a workflow command that GitHub has switched off",
    why=__doc__,
    decisive=(Clue("command is disabled", r"\bThe [`'\"][\w-]{1,40}[`'\"] command is disabled\b"),),
    supporting=(Clue("Unable to process command", r"Unable to process command '::[\w-]{1,40} .*' successfully"),),
    cure=(
        'write to the file instead: echo "NAME=value" >> "$GITHUB_ENV", "$GITHUB_OUTPUT", "$GITHUB_STATE" or "$GITHUB_PATH"',
        "if an action prints the command, take a version of it from after October 2022",
    ),
    rules=("deprecated-workflow-command",),
    references=(
        "https://github.blog/changelog/2020-10-01-github-actions-deprecating-set-env-and-add-path-commands/",
        "https://github.blog/changelog/2022-10-11-github-actions-deprecating-save-state-and-set-output-commands/",
    ),
    examples=(
        log_example(
            """
            ##[group]Run echo "::add-path::/opt/shop/bin"
            ##[error]Unable to process command '::add-path::/opt/shop/bin' successfully.
            ##[error]The `add-path` command is disabled. Please upgrade to using Environment Files or opt into unsecure command execution by setting the `ACTIONS_ALLOW_UNSECURE_COMMANDS` environment variable to `true`.  # <--
            """,
            near=(
                """
                ##[warning]The `set-output` command is deprecated and will be disabled soon. Please upgrade to using Environment Files.
                ##[error]Process completed with exit code 1.
                """,
                """
                shop: the command is disabled by the administrator
                """,
            ),
        ),
        log_example(
            """
            Error: Unable to process command '::set-env name=SHOP::1' successfully.
            Error: The `set-env` command is disabled. Please upgrade to using Environment Files  # <--
            """,
        ),
    ),
)
