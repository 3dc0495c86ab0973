"""Without `concurrency`, the runs of commits that are no longer the latest go on to their end.

Five quick pushes to a pull request start five whole runs, and only the last one's answer is of use. The
others are paid for, and hold runners on which somebody waits. A group per branch with `cancel-in-progress`
ends a run when the next commit has overtaken it.

One finding a workflow, at the event. It costs money and patience, never correctness: a note.

Left alone: workflows and jobs with any `concurrency`, with or without cancelling; events that a further
push does not repeat (`schedule`, tags, `types: [opened]`); pushes to named branches, where each commit is
usually wanted tested; jobs that call a reusable workflow, which may have a group of its own; and workflows
that only label, or check out the code and let one action look at it, which end in seconds.
"""

from collections.abc import Iterator
from functools import partial

from ...edits import Fix, Preferences, Refusal, indentation_width, insert_section
from ...rule import Problem, Rule, Severity, example
from ...triggers import Trigger, Triggers
from ...workflow import Document, Job, Workflow


def check(document: Document) -> Iterator[Problem]:
    """Report a workflow whose overtaken runs go on."""
    if not isinstance(document, Workflow) or not document.complete:
        return
    if document.node.entry("concurrency") or not any(map(goes_on, document.jobs())):
        return
    event = next(filter(repeated_by_commits, document.triggers), None)
    if event:
        message = f"nothing ends a run on {event.name} when a newer commit has overtaken it"
        yield Problem(event.key, message, fix=partial(end_overtaken, document))


def goes_on(job: Job) -> bool:
    """Whether the job does real work and has no group of its own."""
    if job.calls_workflow or job.node.entry("concurrency"):
        return False
    others = [step for step in job.all_steps if step.uses is None or not step.uses.names("actions/checkout")]
    return len(others) < len(job.all_steps) and (len(others) > 1 or any(step.run is not None for step in others))


def repeated_by_commits(event: Trigger) -> bool:
    """Whether each further commit on one branch starts the workflow again, with the same question."""
    if event.name in ("pull_request", "pull_request_target"):
        types = event.values("types")
        return not types or "synchronize" in types
    if event.name != "push":
        return False
    if event.settings is None or event.settings.entry("branches-ignore"):
        return True
    branches = event.values("branches")
    if branches:
        return any(branch in ("*", "**") for branch in branches)
    return not (event.settings.entry("tags") or event.settings.entry("tags-ignore"))


def end_overtaken(workflow: Workflow, _preferences: Preferences) -> Fix:
    """Give the workflow a group for each pull request or branch."""
    if "workflow_call" in workflow.triggers:
        raise Refusal("a workflow that others call would share the group with its caller")
    group, ends = grouping(workflow.triggers)
    indent = " " * indentation_width(workflow.node)
    text = f"concurrency:\n{indent}group: {group}\n{indent}cancel-in-progress: {ends}"
    edit = insert_section(workflow.node, text, after="permissions" if workflow.node.entry("permissions") else "on")
    # Unsafe: of the runs that share a group and do not end each other, only the newest waits.
    return Fix("end runs that a newer commit has overtaken", (edit,), safe=False)


def grouping(triggers: Triggers) -> tuple[str, str]:
    """What tells groups apart, and when a run is ended: never on the branch that everybody builds on."""
    if "pull_request" in triggers and "pull_request_target" not in triggers:
        by_pull_request, ends = True, "${{ github.event_name == 'pull_request' }}"
    elif "pull_request_target" in triggers:
        by_pull_request, ends = True, "${{ startsWith(github.event_name, 'pull_request') }}"
    else:
        by_pull_request, ends = False, "${{ github.ref_name != github.event.repository.default_branch }}"
    place = "github.event.pull_request.number || github.ref" if by_pull_request else "github.ref"
    return f"${{{{ github.workflow }}}}-${{{{ {place} }}}}", ends


RULE = Rule(
    id="concurrency-missing",
    summary="overtaken runs are not cancelled",
    severity=Severity.INFO,
    why=__doc__,
    check=check,
    hints=("pull_request", "push"),
    aliases=("zizmor:concurrency-limits",),
    references=(
        "https://docs.github.com/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency",
    ),
    examples=(
        example(
            bad="""
            on:
              push:
                branches: [main]
              pull_request:  # <--
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v4
                  - run: make test
            """,
            good="""
            on:
              push:
                branches: [main]
              pull_request:
            concurrency:
              group: ${{ github.workflow }}-${{ github.event.pull_request.number || github.ref }}
              cancel-in-progress: ${{ github.event_name == 'pull_request' }}
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v4
                  - run: make test
            """,
            near=(
                """
                on:
                  push:
                    branches: [main, "release/*"]
                    tags: ["v*"]
                  schedule:
                    - cron: 17 4 * * *
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/checkout@v4
                      - run: make test
                """,
                """
                on:
                  push:
                    tags: ["v*"]
                  pull_request:
                    types: [closed]
                jobs:
                  release:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/checkout@v4
                      - run: make release
                """,
                """
                on: pull_request
                jobs:
                  label:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/labeler@v5
                  spelling:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/checkout@v4
                      - uses: codespell-project/actions-codespell@v2
                  test:
                    uses: ./.github/workflows/test.yml
                  build:
                    runs-on: ubuntu-24.04
                    concurrency: build-${{ github.ref }}
                    steps:
                      - uses: actions/checkout@v4
                      - run: make
                """,
            ),
        ),
        example(
            bad="""
            on: [push]  # <--
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v4
                  - run: make test
            """,
            good="""
            on: [push]
            concurrency:
              group: ${{ github.workflow }}-${{ github.ref }}
              cancel-in-progress: ${{ github.ref_name != github.event.repository.default_branch }}
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v4
                  - run: make test
            """,
        ),
        example(
            bad="""
            name: Test

            on:
                pull_request_target:  # <--
                    branches: [main]
                    # types: [opened]

            # All that is needed
            permissions: {}

            jobs:
                test:
                    runs-on: ubuntu-24.04
                    steps:
                        - uses: actions/checkout@v4
                        - run: make test
            """,
            good="""
            name: Test

            on:
                pull_request_target:
                    branches: [main]
                    # types: [opened]

            # All that is needed
            permissions: {}

            concurrency:
                group: ${{ github.workflow }}-${{ github.event.pull_request.number || github.ref }}
                cancel-in-progress: ${{ startsWith(github.event_name, 'pull_request') }}

            jobs:
                test:
                    runs-on: ubuntu-24.04
                    steps:
                        - uses: actions/checkout@v4
                        - run: make test
            """,
        ),
    ),
)
