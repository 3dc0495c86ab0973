"""Rules about time: what waits, hangs or never ends."""

from . import (
    action_version_retired,
    always_runs_when_cancelled,
    apt_without_update,
    artifact_merge_pattern_missing,
    artifact_name_collision,
    command_interactive,
    command_never_ends,
    command_not_on_runner,
    gh_cli_without_token,
    job_timeout_missing,
    needs_skipped_passes,
    shell_pipefail_lost,
    step_can_hang,
)

RULES = (
    action_version_retired.RULE,
    always_runs_when_cancelled.RULE,
    apt_without_update.RULE,
    artifact_merge_pattern_missing.RULE,
    artifact_name_collision.RULE,
    command_interactive.RULE,
    command_never_ends.RULE,
    command_not_on_runner.RULE,
    gh_cli_without_token.RULE,
    job_timeout_missing.RULE,
    needs_skipped_passes.RULE,
    shell_pipefail_lost.RULE,
    step_can_hang.RULE,
)
