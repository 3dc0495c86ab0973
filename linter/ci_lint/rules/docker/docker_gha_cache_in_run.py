"""`type=gha` in a script does nothing: the runner gives the cache token to actions, never to `run:` steps.

BuildKit reaches GitHub's cache with `ACTIONS_RUNTIME_TOKEN`, which is in the environment of actions only.
Without it `docker buildx build` drops the cache without a word: no error, no warning, exit code 0, and no
layer is ever found. `docker/build-push-action` and `docker/bake-action` have the token and keep it to
themselves. An action that exports it for the steps behind it works too, but hands it to all of them.

Left alone: jobs in which an earlier action or script exports the token, or an action of the repository may
do so; `token=` or `ACTIONS_RUNTIME_TOKEN` given explicitly; composite actions, whose caller may have
exported it.
"""

from collections.abc import Iterator
from itertools import islice

from ...docker import builds_of
from ...rule import Problem, Rule, Severity, example
from ...source import Span
from ...tree import Scalar, scalars
from ...workflow import Document, Job, Step

_TOKEN = "ACTIONS_RUNTIME_TOKEN"


def check(document: Document) -> Iterator[Problem]:
    """Report each use of GitHub's cache by a command that has no token for it."""
    for step in document.steps():
        if step.run is None or "type=gha" not in step.run.text or not isinstance(step.parent, Job):
            continue
        if not has_token(step):
            for span in uses_of_cache(step):
                yield Problem(span, "type=gha is dropped: a run step has no token for GitHub's cache")


def uses_of_cache(step: Step) -> Iterator[Span]:
    """Where each command of a script first names GitHub's cache without a token for it."""
    for build in builds_of(step):
        yield from islice((c.span for c in build.caches if c.type == "gha" and not c.value("token")), 1)
    for command in step.script.commands if step.script else ():
        if command.starts_with("docker", "buildx", "bake") or command.starts_with("docker", "bake"):
            yield from islice((word.span for word in command.arguments if "type=gha" in word.text), 1)


def has_token(step: Step) -> bool:
    """Whether the step, or one before it, may have put the token into the environment."""
    if step.env(_TOKEN) is not None or (step.run is not None and _TOKEN in step.run.text):
        return True
    return any(may_export(earlier) for earlier in step.earlier)


def may_export(step: Step) -> bool:
    """Whether a step may export the token to the steps behind it."""
    if step.uses and (step.uses.local is not None or "runtime" in step.uses.name):
        return True
    return any(_TOKEN in scalar.text for scalar in texts(step))


def texts(step: Step) -> Iterator[Scalar]:
    """The scripts and inputs of a step."""
    yield from scalars(step.run)
    yield from scalars(step.inputs)


RULE = Rule(
    id="docker-gha-cache-in-run",
    summary="GitHub's cache in a script that has no token for it",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("type=gha",),
    references=("https://docs.docker.com/build/cache/backends/gha/#authentication",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/setup-buildx-action@v4
                  - run: |
                      docker buildx build \\
                        --cache-from type=gha \\  # <--
                        --cache-to type=gha,mode=max \\
                        --tag app .
                  - run: docker buildx bake --set '*.cache-from=type=gha'  # <--
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/setup-buildx-action@v4
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: type=gha
                      cache-to: type=gha,mode=max
                      tags: app
            """,
            near=(
                """
                on: push
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: crazy-max/ghaction-github-runtime@v4
                      - run: docker buildx build --cache-from type=gha --cache-to type=gha,mode=max .
                """,
                """
                on: push
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/github-script@v8
                        with:
                          script: |
                            core.exportVariable('ACTIONS_RUNTIME_TOKEN', process.env.ACTIONS_RUNTIME_TOKEN)
                            core.exportVariable('ACTIONS_RESULTS_URL', process.env.ACTIONS_RESULTS_URL)
                      - run: docker buildx build --cache-from type=gha --cache-to type=gha,mode=max .
                  text:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: echo "the images are built with type=gha"
                """,
            ),
        ),
    ),
)
