"""`push` of every branch together with `pull_request` tests each commit of a pull request twice.

A commit on the branch of an open pull request starts a run for the push and one for the pull request: the
same jobs, twice the minutes, twice the queue, and two results that can disagree. Usually `push` is meant for
the branch that everybody builds on: `push: branches: [main]`.

Left alone: pushes with any filter of branches or tags, pull requests that new commits do not start
(`types: [labeled]`) or that touch other paths, workflows for changes of `.github/` only, jobs whose `if` tells
the events apart, concurrency that puts both runs into one group (`github.head_ref`), and
`pull_request_target`, which runs other code.
"""

from collections.abc import Iterator
from functools import partial

from ...edits import Edit, Fix, Preferences, Refusal, indentation_width, insert_entry, replace_with_block
from ...rule import Problem, Rule, Severity, example
from ...tree import Mapping, Scalar, Sequence
from ...triggers import Trigger, read_triggers
from ...workflow import Document, Workflow

_FILTERS = ("branches", "branches-ignore", "tags", "tags-ignore")
_PATHS = ("paths", "paths-ignore")
_USUAL = ("main", "master", "develop", "trunk")
# What tells a push from a pull request, in a condition or in the group of a run.
_TELLS = ("github.event_name", "github.event.pull_request", "github.head_ref", "github.base_ref", "github.ref")


def check(document: Document) -> Iterator[Problem]:
    """Report a push event that starts the same run as the pull request."""
    if not isinstance(document, Workflow) or not document.complete:
        return
    push, pull_request = document.triggers.get("push"), document.triggers.get("pull_request")
    if push and pull_request and overlap(push, pull_request) and not told_apart(document):
        message = "push of any branch and pull_request both run for each commit of a pull request"
        yield Problem(push.key, message, fix=partial(push_to_named, document, push, pull_request))


def overlap(push: Trigger, pull_request: Trigger) -> bool:
    """Whether a commit of a pull request starts both events."""
    settings = push.settings
    if settings is not None and any(settings.get(name) is not None for name in _FILTERS):
        return all(set(push.values(name)) <= {"**"} for name in _FILTERS) and bool(push.values("branches"))
    types = pull_request.values("types")
    same = all(push.values(name) == pull_request.values(name) for name in _PATHS)
    paths = push.values("paths")
    if paths and all(path.startswith(".github/") for path in paths):
        return False
    return same and (not types or "synchronize" in types)


def told_apart(workflow: Workflow) -> bool:
    """Whether the two runs may do different work, or the one ends the other."""
    groups = [workflow.node.get("concurrency"), *(job.node.get("concurrency") for job in workflow.jobs())]
    text = workflow.tree.source.text
    if any(group is not None and "head_ref" in text[group.start : group.end] for group in groups):
        return True
    return all(job.condition is not None and any(n in job.condition.text for n in _TELLS) for job in workflow.jobs())


def push_to_named(workflow: Workflow, push: Trigger, pull_request: Trigger, _preferences: Preferences) -> Fix:
    """Let pushes start it only on the branch that everybody builds on."""
    branches = pull_request.values("branches") or usual_branch(workflow)
    if not branches or any("${{" in name or not name.replace("/", "").isalnum() for name in branches):
        raise Refusal("the name of the default branch is not known")
    edit = _with_branches(workflow, push, f"branches: [{', '.join(branches)}]")
    # Unsafe: somebody may want branches tested that have no pull request yet.
    return Fix(f"run for pushes to {' and '.join(branches)} only", (edit,), safe=False)


def usual_branch(workflow: Workflow) -> tuple[str, ...]:
    """The default branch, as the other workflows of the repository name it; empty where they do not agree."""
    found: set[str] = set()
    for path in workflow.repository.workflows():
        tree = workflow.repository.tree(path)
        event = read_triggers(tree.root.get("on")).get("push") if tree and isinstance(tree.root, Mapping) else None
        found |= {name for name in event.values("branches") if name in _USUAL} if event else set()
    return tuple(found) if len(found) == 1 else ()


def _with_branches(workflow: Workflow, push: Trigger, branches: str) -> Edit:
    on = workflow.node.entry("on")
    if on is None or (push.settings is not None and push.settings.get("branches") is not None):
        raise Refusal("the branches of push are named")
    indent = " " * indentation_width(workflow.node)
    if isinstance(on.value, Mapping):
        if push.settings is not None:
            return insert_entry(push.settings, branches)
        entry = on.value.entry("push")
        if entry is None or on.value.flow:
            raise Refusal("the events are in flow style")
        return replace_with_block(on.value, entry, f"{indent}{branches}")
    if not isinstance(on.value, Sequence):
        raise Refusal("push is the only event")
    events = [item.text for item in on.value.items if isinstance(item, Scalar)]
    lines = (f"{indent}{n}:" + (f"\n{indent * 2}{branches}" if n == "push" else "") for n in events)
    return replace_with_block(workflow.node, on, "\n".join(lines))


RULE = Rule(
    id="duplicate-trigger",
    summary="two runs for each commit of a pull request",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("pull_request",),
    references=("https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#push",),
    examples=(
        example(
            bad="""
            on: [push, pull_request]  # <--
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: make test
            """,
            good="""
            on:
              push:
                branches: [main]
              pull_request:
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: make test
            """,
            files={".github/workflows/release.yml": "on:\n  push:\n    branches: [main]\njobs: {}\n"},
            near=(
                """
                on:
                  push:
                    tags: ['v*']
                  pull_request:
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: make test
                """,
                """
                on:
                  push:
                    paths: [.github/workflows/setup.yml]
                  pull_request:
                    paths: [.github/workflows/setup.yml]
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: make setup
                """,
                """
                on:
                  push:
                  pull_request:
                    types: [labeled]
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: make test
                """,
                """
                on: [push, pull_request]
                jobs:
                  test:
                    if: github.event_name == 'push' || github.event.pull_request.head.repo.fork
                    runs-on: ubuntu-24.04
                    steps:
                      - run: make test
                """,
                """
                on: [push, pull_request]
                concurrency:
                  group: ci-${{ github.head_ref || github.ref_name }}
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
              push:  # <--
              pull_request:
                branches: [trunk]
              workflow_dispatch:
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: make test
            """,
            good="""
            on:
              push:
                branches: [trunk]
              pull_request:
                branches: [trunk]
              workflow_dispatch:
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: make test
            """,
        ),
    ),
)
