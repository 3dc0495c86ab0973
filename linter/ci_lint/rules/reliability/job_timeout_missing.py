"""A job without a time limit can hold its runner for six hours, GitHub's default.

A test that waits for a server which never comes up, a package index that stops answering, a prompt that
nobody sees: each of them keeps the job running, blocks the concurrency group behind it and is paid by the
minute. A limit a little above the usual run time turns a hang into a quick, visible failure.

Left alone: jobs that call a reusable workflow (the limit belongs into the called workflow), jobs whose
every step has a limit of its own, and any limit that is given, however long.

The limit that a fix gives is that of the setting `timeout-minutes`, or for a job whose runs are known the one that
`ci-lint history --write-limits` has found for it, the longest of a matrix.
"""

from collections.abc import Iterator
from functools import partial

from ...edits import Fix, Preferences, insert_entry
from ...job_names import runs_of
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Job


def check(document: Document) -> Iterator[Problem]:
    """Report each job that nothing stops before GitHub's own limit."""
    for job in document.jobs():
        if job.complete and not job.calls_workflow and not limited(job):
            yield Problem(job.key, f"job {job.id} has no time limit", fix=partial(set_limit, job))


def limited(job: Job) -> bool:
    """Whether the job, or each of its steps, has a limit."""
    if job.node.get("timeout-minutes") is not None:
        return True
    return bool(job.all_steps) and all(step.node.get("timeout-minutes") is not None for step in job.all_steps)


def set_limit(job: Job, preferences: Preferences) -> Fix:
    """Give the job the limit that its runs suggest, or else that of the settings."""
    known = [preferences.limits[workflow][name] for workflow, name in runs_of(job, preferences.limits)]
    minutes = max(known, default=preferences.timeout_minutes)
    edit = insert_entry(job.node, f"timeout-minutes: {minutes}", after="runs-on")
    # Unsafe: only the owner knows how long the job may take.
    return Fix(f"limit the job to {minutes} minutes{', as its runs suggest' if known else ''}", (edit,), safe=False)


RULE = Rule(
    id="job-timeout-missing",
    summary="job without a time limit",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    aliases=("ghalint:job_timeout_minutes_is_required",),
    references=(
        "https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idtimeout-minutes",
    ),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              test:  # <--
                runs-on: ubuntu-24.04
                steps:
                  - run: make test
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                timeout-minutes: 30
                steps:
                  - run: make test
            """,
            near=(
                """
                on: push
                jobs:
                  call:
                    uses: ./.github/workflows/build.yml
                """,
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: make test
                        timeout-minutes: 10
                """,
            ),
        ),
    ),
)
