"""`cancel-in-progress: true` over a deploy ends it wherever it is when the next commit comes.

Half of the manifests are applied, the state of terraform stays locked, a migration has run without the code
that needs it, and the new run begins from there. What saves minutes for tests must spare deploys: let them
wait for each other instead.

Left alone: groups that hold one run only, since their name has `github.run_id` or `github.sha` in it;
expressions that spare the deploy; deploys that only pull requests start, be it by a `workflow_run`; deploys into
a cluster that the job has made; scripts that bring nothing new to the machine they run on; and hosts of static
sites, which change over to the new version as a whole or not at all.
"""

from collections.abc import Iterator
from functools import partial

from ...edits import Fix, Preferences, replace_value
from ...expressions import find_expressions
from ...expressions.evaluate import evaluate
from ...rule import Problem, Rule, Severity, example
from ...tree import Mapping, Scalar
from ...workflow import Document, Job
from .lasting_deploys import PULL_REQUESTS, deploy_events, lasting_deploys, only_replaces_site, runs_on

ALONE = ("github.run_id", "github.sha", "github.run_number")


def check(document: Document) -> Iterator[Problem]:
    """Report each group that ends deploys."""
    # Whether a job deploys is the costly question, and most files that cancel runs end none with a deploy.
    if not any(switch_of(owner) for owner in (document.node, *(job.node for job in document.jobs()))):
        return
    for job in lasting_deploys(document):
        if only_replaces_site(job):
            continue
        for owner in (document.node, job.node):
            switch = ending(owner, job)
            if switch is not None:
                message = f"a newer run ends job {job.id} in the middle of its deploy"
                yield Problem(switch, message, fix=partial(spare, job, switch))


def ending(owner: Mapping, job: Job) -> Scalar | None:
    """The `cancel-in-progress` that ends the job's runs on events that deploy."""
    switch = switch_of(owner)
    return switch if switch and any(ends(switch, event) for event in deploy_events(job)) else None


def switch_of(owner: Mapping) -> Scalar | None:
    """The `cancel-in-progress` of a job or a workflow that may end a run; None if it is off."""
    block = owner.get("concurrency")
    if not isinstance(block, Mapping) or any(name in (block.text("group") or "") for name in ALONE):
        return None
    switch = block.get("cancel-in-progress")
    return switch if isinstance(switch, Scalar) and switch.boolean is not False else None


def ends(switch: Scalar, event: str) -> bool:
    """Whether the switch is surely on for an event."""
    if switch.boolean is not None:
        return switch.boolean
    found = find_expressions(switch)
    tree = found[0].tree if len(found) == 1 and (found[0].start, found[0].end) == (0, len(switch.text)) else None
    return tree is not None and evaluate(tree, {("github", "event_name"): event}) is True


def spare(job: Job, switch: Scalar, _preferences: Preferences) -> Fix:
    """Cancel only what does not deploy: pull requests, if they never reach the deploy."""
    names = [name for name in PULL_REQUESTS if name in job.workflow.triggers]
    others = [other for other in job.workflow.jobs() if other is not job]
    if names and others and not any(runs_on(job, name) for name in names):
        only = (
            f"github.event_name == '{names[0]}'" if len(names) == 1 else "startsWith(github.event_name, 'pull_request')"
        )
        return Fix("cancel runs of pull requests only", (replace_value(switch, f"${{{{ {only} }}}}"),))
    return Fix("let deploys wait for each other", (replace_value(switch, "false"),))


RULE = Rule(
    id="deploy-cancelled-midway",
    summary="deploy is cancelled midway",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("cancel-in-progress",),
    references=(
        "https://docs.github.com/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency",
    ),
    examples=(
        example(
            bad="""
            on:
              push:
                branches: [main]
              pull_request:
            concurrency:
              group: ${{ github.workflow }}-${{ github.ref }}
              cancel-in-progress: true  # <--
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: make test
              deploy:
                needs: test
                if: github.event_name == 'push'
                runs-on: ubuntu-24.04
                steps:
                  - run: kubectl apply -f k8s/
            """,
            good="""
            on:
              push:
                branches: [main]
              pull_request:
            concurrency:
              group: ${{ github.workflow }}-${{ github.ref }}
              cancel-in-progress: ${{ github.event_name == 'pull_request' }}
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: make test
              deploy:
                needs: test
                if: github.event_name == 'push'
                runs-on: ubuntu-24.04
                steps:
                  - run: kubectl apply -f k8s/
            """,
            near=(
                """
                on: [push, pull_request]
                concurrency:
                  group: ${{ github.workflow }}-${{ github.ref }}
                  cancel-in-progress: ${{ github.event_name == 'pull_request' }}
                jobs:
                  deploy:
                    if: github.event_name == 'push'
                    runs-on: ubuntu-24.04
                    steps:
                      - run: kubectl apply -f k8s/
                """,
                """
                on: push
                concurrency:
                  group: ${{ github.workflow }}-${{ github.run_id }}
                  cancel-in-progress: true
                jobs:
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: kubectl apply -f k8s/
                """,
                """
                on: push
                concurrency:
                  group: pages
                  cancel-in-progress: true
                jobs:
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/deploy-pages@v4
                """,
                """
                on:
                  workflow_run:
                    workflows: [Tests of pull requests]
                    types: [completed]
                concurrency:
                  group: ${{ github.workflow }}-${{ github.event.workflow_run.head_branch }}
                  cancel-in-progress: true
                jobs:
                  of-pull-requests:
                    if: github.event.workflow_run.event == 'pull_request'
                    runs-on: ubuntu-24.04
                    steps:
                      - run: skaffold run --namespace trial
                  own-cluster:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: acme/actions/setup-kind@v3
                      - run: make deploy-fixtures
                      - run: helm install api ./chart
                  cleaning:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: appleboy/ssh-action@v1
                        with:
                          script: |
                            set -eu
                            # New versions come with the deploy, not from here.
                            docker compose exec -T api python -m shop.expire --dry-run
                """,
                """
                on: push
                concurrency:
                  group: test-${{ github.ref }}
                  cancel-in-progress: true
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: make test
                """,
            ),
        ),
        example(
            bad="""
            on:
              push:
                branches: [main]
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                concurrency:
                  group: production
                  cancel-in-progress: true  # <--
                steps:
                  - run: terraform apply -input=false -auto-approve
            """,
            good="""
            on:
              push:
                branches: [main]
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                concurrency:
                  group: production
                  cancel-in-progress: false
                steps:
                  - run: terraform apply -input=false -auto-approve
            """,
        ),
    ),
)
