"""A check that stands for all others, and is green when one of them is red.

A branch that requires one job takes "skipped" for success. A job without `if: always()` is skipped as soon as
a job that it needs fails, and the pull request can be merged. A gate that looks for `failure` only is green
when the run is cancelled or a job runs out of its time, and one that looks at nothing is always green.

Left alone: needs that may be skipped, since jobs with conditions are; stages for which jobs without a condition
wait; gates with a twin that fails in the other case; jobs that only report or tell somebody; and judgements in
scripts that cannot be followed here.
"""

from collections.abc import Iterator
from functools import partial

from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Job, Workflow
from .gate_edits import judge, run_always, see_cancelled
from .gates import (
    asks_all_green,
    failing_steps,
    fails,
    named_gate,
    needed,
    only_says,
    reads_needs,
    result_test,
    skipped_after_failure,
)


def check(document: Document) -> Iterator[Problem]:
    """Report each gate that lets something through."""
    if not isinstance(document, Workflow):
        return
    for job in document.jobs():
        if job.needs and job.complete and not job.calls_workflow:
            yield from in_job(job)


def in_job(job: Job) -> Iterator[Problem]:
    """What the gate lets through, if the job is one."""
    gate = asks_all_green(job) or (named_gate(job) and only_says(job) and not is_stage(job))
    at = job.condition or job.key
    if gate and skipped_after_failure(job):
        if not has_twin(job):
            message = f"job {job.id} is skipped when a job that it needs fails, and that counts as green"
            yield Problem(at, message, fix=partial(run_always, job))
    elif gate and not asks_all_green(job) and not reads_needs(job):
        yield Problem(at, f"job {job.id} is green whatever the jobs do that it needs", fix=partial(judge, job))
    else:
        yield from blind(job)


def is_stage(job: Job) -> bool:
    """Whether other jobs wait for it wherever it runs: then it is no last word."""
    return any(job.id in other.needs and other.condition is None for other in job.workflow.jobs())


def has_twin(job: Job) -> bool:
    """Whether another job of the same needs runs when this one is skipped, and fails or is made for that case."""
    others = (other for other in job.workflow.jobs() if other is not job and set(job.needs) <= set(other.needs))
    return any(not skipped_after_failure(other) and (fails(other) or made_for_failure(other)) for other in others)


def made_for_failure(job: Job) -> bool:
    """Whether the condition of the job asks for failures."""
    return job.condition is not None and "failure()" in job.condition.text and only_says(job)


def blind(job: Job) -> Iterator[Problem]:
    """What the step that fails the gate does not look at."""
    if job.condition is None or "always()" not in job.condition.text:
        return
    for _, scalar in failing_steps(job):
        call = result_test(scalar, "failure")
        text = job.node.source.text[job.node.start : job.node.end]
        if call is None or "success" in text:
            continue
        if "cancelled" not in text:
            message = f"job {job.id} is green when a job that it needs is cancelled or runs out of time"
            yield Problem(scalar, message, fix=partial(see_cancelled, scalar, call))
        hidden = hidden_failure(job) if "skipped" not in text else None
        if hidden:
            message = f"job {job.id} is green when job {hidden[1]} fails, because job {hidden[0]} is skipped then"
            yield Problem(scalar, message)


def hidden_failure(job: Job) -> tuple[str, str] | None:
    """A needed job that is skipped when another one fails which the gate does not see."""
    for other in needed(job):
        if not skipped_after_failure(other):
            continue
        for hidden in needed(other):
            if hidden.id not in job.needs:
                return other.id, hidden.id
    return None


RULE = Rule(
    id="needs-skipped-passes",
    summary="required check passes without its needs",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("needs",),
    references=(
        "https://docs.github.com/pull-requests/collaborating-with-pull-requests/collaborating-on-repositories-with-code-quality-features/troubleshooting-required-status-checks",
        "https://docs.github.com/actions/reference/workflows-and-actions/expressions#status-check-functions",
    ),
    examples=(
        example(
            bad="""
            on: pull_request
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: make test
              lint:
                runs-on: ubuntu-24.04
                steps:
                  - run: make lint
              all-green:  # <--
                needs: [test, lint]
                runs-on: ubuntu-24.04
                steps:
                  - run: echo "all checks passed"
              ci-success:
                needs: [test, lint]
                if: always()  # <--
                runs-on: ubuntu-24.04
                steps:
                  - run: echo "all checks passed"
              evergreen:
                needs: [test, lint]
                if: github.event_name == 'pull_request'  # <--
                runs-on: ubuntu-24.04
                steps:
                  - uses: re-actors/alls-green@release/v1
                    with:
                      jobs: ${{ toJSON(needs) }}
            """,
            good="""
            on: pull_request
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: make test
              lint:
                runs-on: ubuntu-24.04
                steps:
                  - run: make lint
              all-green:
                needs: [test, lint]
                if: ${{ always() }}
                runs-on: ubuntu-24.04
                steps:
                  - if: ${{ contains(needs.*.result, 'failure') || contains(needs.*.result, 'cancelled') }}
                    run: exit 1
                  - run: echo "all checks passed"
              ci-success:
                needs: [test, lint]
                if: always()
                runs-on: ubuntu-24.04
                steps:
                  - if: ${{ contains(needs.*.result, 'failure') || contains(needs.*.result, 'cancelled') }}
                    run: exit 1
                  - run: echo "all checks passed"
              evergreen:
                needs: [test, lint]
                if: ${{ always() && github.event_name == 'pull_request' }}
                runs-on: ubuntu-24.04
                steps:
                  - uses: re-actors/alls-green@release/v1
                    with:
                      jobs: ${{ toJSON(needs) }}
            """,
            near=(
                """
                on: pull_request
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: make test
                  passed:
                    needs: test
                    if: ${{ !cancelled() && !failure() }}
                    runs-on: ubuntu-24.04
                    steps:
                      - run: echo passed
                  failed:
                    needs: test
                    if: ${{ !cancelled() && failure() }}
                    runs-on: ubuntu-24.04
                    steps:
                      - run: echo failed
                  notify-success:
                    needs: test
                    runs-on: ubuntu-24.04
                    steps:
                      - run: echo "done"
                  required:
                    needs: test
                    if: always()
                    runs-on: ubuntu-24.04
                    steps:
                      - run: test "${{ needs.test.result }}" = success
                  quick-checks:
                    needs: test
                    runs-on: ubuntu-24.04
                    steps:
                      - run: exit 0
                  slow:
                    needs: quick-checks
                    runs-on: ubuntu-24.04
                    steps:
                      - run: make test-slow
                  gate:
                    needs: test
                    if: always()
                    runs-on: ubuntu-24.04
                    steps:
                      - run: exit 1
                        if: ${{ contains(needs.*.result, 'failure') || contains(needs.*.result, 'cancelled') }}
                      - run: echo good
                  publish:
                    needs: test
                    runs-on: ubuntu-24.04
                    steps:
                      - run: make publish
                """,
            ),
        ),
        example(
            bad="""
            on: pull_request
            jobs:
              build:
                runs-on: ubuntu-24.04
                steps:
                  - run: make
              test:
                needs: build
                runs-on: ubuntu-24.04
                steps:
                  - run: make test
              required:
                needs: test
                if: always()
                runs-on: ubuntu-24.04
                steps:
                  - if: contains(needs.*.result, 'failure') || contains(needs.*.result, 'cancelled')  # <--
                    run: exit 1
            """,
            good="""
            on: pull_request
            jobs:
              build:
                runs-on: ubuntu-24.04
                steps:
                  - run: make
              test:
                needs: build
                runs-on: ubuntu-24.04
                steps:
                  - run: make test
              required:
                needs: [build, test]
                if: always()
                runs-on: ubuntu-24.04
                steps:
                  - if: contains(needs.*.result, 'failure') || contains(needs.*.result, 'cancelled')
                    run: exit 1
            """,
        ),
        example(
            bad="""
            on: pull_request
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: make test
              result:
                needs: [test]
                if: always()
                runs-on: ubuntu-24.04
                steps:
                  - if: contains(needs.*.result, 'failure')  # <--
                    run: exit 1
            """,
            good="""
            on: pull_request
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: make test
              result:
                needs: [test]
                if: always()
                runs-on: ubuntu-24.04
                steps:
                  - if: contains(needs.*.result, 'failure') || contains(needs.*.result, 'cancelled')
                    run: exit 1
            """,
        ),
    ),
)
