"""`ci-lint history`: how the runs of a repository are doing, from what GitHub tells of them."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .command_group import Hindrance
from .terminal import write

if TYPE_CHECKING:
    from .history import History

_FORMATS = ("text", "json", "markdown", "html")


_HELP = """\
Say how often runs succeed, how long they take, which jobs are flaky and what failures cost.

FILES hold what gh or GitHub's API tell of runs and jobs, in any order; `-` is standard input. Nothing is sent
anywhere. In a checkout of the repository, with gh logged in, this gets the last 500 runs and all their jobs:

\b
  gh run list --limit 500 --json \\
    attempt,conclusion,createdAt,databaseId,headBranch,headSha,startedAt,updatedAt,url,workflowName \\
    > runs.json
  for id in $(gh run list --limit 500 --json databaseId --jq '.[].databaseId'); do
    gh api --paginate "repos/{owner}/{repo}/actions/runs/$id/jobs?filter=all&per_page=100"
  done > jobs.json
  ci-lint history runs.json jobs.json

runs.json alone gives the figures of workflows. What `gh run view ID --json` writes is read too; it knows one
attempt only, and not how long jobs waited:

\b
  gh run view "$id" --json \\
    attempt,conclusion,createdAt,databaseId,headSha,jobs,startedAt,updatedAt,workflowName
"""


@click.command(
    short_help="Say how the runs are doing, from what gh recorded.",
    help=_HELP,
    epilog="Exit status: 0 the files were read, 2 they cannot be, or wrong use, 3 a mistake in ci-lint.",
)
@click.argument("files", nargs=-1, required=True, metavar="FILES...", type=click.Path(path_type=Path))
@click.option("--since", default="", metavar="COMMIT|DATE", help="Compare what ran before it with what ran after it.")
@click.option(
    "--format", "format_name", "-f", type=click.Choice(_FORMATS), default="text", show_default=True,
    help="How the figures are written. html is one page with plots; it needs the extra `plots`.",
)  # fmt: skip
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write them to this file.")
@click.option(
    "--write-limits",
    is_flag=True,
    help="Write time limits to .ci-lint-limits.toml, for the fix of job-timeout-missing.",
)
def history(*, files: tuple[Path, ...], since: str, format_name: str, output: Path | None, write_limits: bool) -> None:
    """Print or write the figures of the runs in the files, and the limits of their jobs."""
    from .history import UnreadableRuns, read_runs
    from .history import history as figures
    from .history.trend import UnknownMoment

    try:
        found = figures(read_runs(files), since)
    except (UnreadableRuns, UnknownMoment) as error:
        raise Hindrance(str(error)) from None
    text = _rendered(found, format_name)
    if write_limits:
        click.echo(_write_limits(found), err=True)
    write(text, output)


def _rendered(found: "History", format_name: str) -> str:
    from .reports import history_html, history_json, history_markdown, history_text

    if format_name == "json":
        return history_json.render(found)
    if format_name == "markdown":
        return history_markdown.render(found)
    if format_name == "html":
        try:
            return history_html.render(found)
        except history_html.NoPlots as error:
            raise Hindrance(str(error)) from None
    return history_text.render(found)


def _write_limits(found: "History") -> str:
    """Put the limits beside those that are known already; what was written, in words."""
    from .limits_file import LIMITS_FILE, find_limits_file, read_limits, written
    from .repository import repository_root
    from .settings import SettingsError
    from .writer import WriteError, write_text

    new = {(job.workflow, job.job): job.limit for job in found.jobs if job.workflow and job.limit}
    if not new:
        return "no time limit was written: no job of a known workflow succeeded often enough"
    folder = Path.cwd()
    file = find_limits_file(folder) or repository_root(folder / LIMITS_FILE) / LIMITS_FILE
    try:
        old = read_limits(file) if file.exists() else {}
        limits = {workflow: dict(jobs) for workflow, jobs in old.items()}
        for (workflow, job), minutes in new.items():
            limits.setdefault(workflow, {})[job] = minutes
        write_text(file, written(limits))
    except (SettingsError, WriteError) as error:
        raise Hindrance(str(error)) from None
    left = len(found.jobs) - len(new)
    return f"wrote the limits of {len(new)} jobs to {file}" + (f"; {left} have too few successes" if left else "")
