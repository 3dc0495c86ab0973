"""A deploy that does not wait for the tests beside it goes out before they have failed.

Jobs of a workflow run at the same time unless `needs` orders them. The tests are red ten minutes after the
broken version went live, and the run looks as if they had been in its way.

Left alone: deploys that test in their own job, or need any job with tests, however far back; tests that run
behind the deploy, against what it made; tests that never run on an event that deploys; workflows that others
call or that start when another one is done, which may have been tested there.
"""

from collections.abc import Iterator

from ...purpose import Purpose, is_for, job_is_for
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Job
from .lasting_deploys import HINTS, deploy_events, deploy_steps, lasting_deploys, runs_on

TESTED_ELSEWHERE = ("workflow_call", "workflow_run")


def check(document: Document) -> Iterator[Problem]:
    """Report each deploy that tests of the same workflow cannot stop."""
    deploys = lasting_deploys(document)
    if not deploys or not all(job.complete for job in document.jobs()):
        return
    for job in deploys:
        if tests_itself(job) or any(job_is_for(needed, Purpose.TEST) for needed in before(job)):
            continue
        beside = next((other for other in document.jobs() if could_stop(other, job)), None)
        if beside is not None:
            yield Problem(job.key, f"job {job.id} deploys without waiting for the tests of job {beside.id}")


def tests_itself(job: Job) -> bool:
    """Whether the job tests before it deploys, or may do so in what it calls."""
    first = next((step.position for step in deploy_steps(job)), 0)
    opaque = any(step.uses is not None and step.uses.local is not None for step in job.all_steps[:first])
    return job.calls_workflow or opaque or any(is_for(step, Purpose.TEST) for step in job.all_steps[:first])


def before(job: Job) -> tuple[Job, ...]:
    """The jobs that it waits for, directly or not."""
    jobs = {other.id: other for other in job.workflow.jobs()}
    found: dict[str, Job] = {}
    pending = list(job.needs)
    while pending:
        name = pending.pop()
        if name in jobs and name not in found:
            found[name] = jobs[name]
            pending += jobs[name].needs
    return tuple(found.values())


def could_stop(other: Job, job: Job) -> bool:
    """Whether a job tests what the deploy brings out: on the same event, and not behind it."""
    if other is job or not job_is_for(other, Purpose.TEST) or job_is_for(other, Purpose.DEPLOY):
        return False
    # Tests behind another deploy are of what that one made.
    if any(needed is job or job_is_for(needed, Purpose.DEPLOY) for needed in before(other)):
        return False
    events = [event for event in deploy_events(job) if event not in TESTED_ELSEWHERE]
    return any(runs_on(other, event) for event in events)


RULE = Rule(
    id="deploy-untested",
    summary="deploy does not wait for the tests",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=HINTS,
    references=("https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idneeds",),
    examples=(
        example(
            bad="""
            on:
              push:
                branches: [main]
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: pytest
              build:
                runs-on: ubuntu-24.04
                steps:
                  - run: docker build -t ghcr.io/acme/api .
              deploy:  # <--
                needs: build
                runs-on: ubuntu-24.04
                steps:
                  - run: kubectl rollout restart deployment/api
            """,
            good="""
            on:
              push:
                branches: [main]
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: pytest
              build:
                runs-on: ubuntu-24.04
                steps:
                  - run: docker build -t ghcr.io/acme/api .
              deploy:
                needs: [build, test]
                runs-on: ubuntu-24.04
                steps:
                  - run: kubectl rollout restart deployment/api
            """,
            near=(
                """
                on: [push, pull_request]
                jobs:
                  test:
                    if: github.event_name == 'pull_request'
                    runs-on: ubuntu-24.04
                    steps:
                      - run: pytest
                  deploy:
                    if: github.event_name == 'push'
                    runs-on: ubuntu-24.04
                    steps:
                      - run: kubectl rollout restart deployment/api
                  e2e:
                    needs: deploy
                    runs-on: ubuntu-24.04
                    steps:
                      - run: npx playwright test
                """,
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: pytest
                  build:
                    needs: test
                    runs-on: ubuntu-24.04
                    steps:
                      - run: make
                  deploy:
                    needs: build
                    runs-on: ubuntu-24.04
                    steps:
                      - run: kubectl rollout restart deployment/api
                """,
                """
                on: push
                jobs:
                  lint:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: ruff check
                  integration:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: pytest tests/integration
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: pytest tests/unit
                      - run: kubectl rollout restart deployment/api
                """,
            ),
        ),
    ),
)
