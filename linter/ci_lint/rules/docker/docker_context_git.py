"""Without `context:` the action builds from the git remote, and what earlier steps made is not there.

`docker/build-push-action` takes the commit from GitHub by itself. A compiled binary, a downloaded artifact
or a generated file in the checkout is not part of that, and `COPY` fails or takes an older committed copy.
`context: .` builds from the checkout.

Reported is a build whose Dockerfile copies a path that the repository does not hold, and, where the
Dockerfile is not known, a build behind a download of artifacts into the workspace.

Left alone: builds with a `context:`, downloads to other places, and composite actions.
"""

from collections.abc import Iterator
from functools import partial

from ...docker import Build, builds, dockerfile_of
from ...dockerfile import Dockerfile
from ...edits import Fix, Preferences, Refusal, quoted
from ...edits.list_input import add_input
from ...repository import Repository
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Job, Step

_OUTSIDE = ("/", "~", "${{ runner.temp", "${{runner.temp", "${{ env.")


def check(document: Document) -> Iterator[Problem]:
    """Report each build from the git remote that needs files of the checkout."""
    for build in builds(document):
        if not build.is_action or build.context is not None or not isinstance(build.step.parent, Job):
            continue
        dockerfile = dockerfile_of(build)
        made = missing_copy(dockerfile, document.repository) if dockerfile else downloaded(build)
        if made and build.step.earlier:
            message = f"no context is set, so the build takes the git remote, which lacks {made}"
            yield Problem(build.at, message, fix=partial(take_checkout, build))


def missing_copy(dockerfile: Dockerfile, repository: Repository) -> str:
    """The first path that the Dockerfile copies from the context and the repository does not hold, or ""."""
    for copy in dockerfile.copies:
        for source in copy.sources if not copy.stage else ():
            plain = source.strip("/")
            if plain and not any(mark in plain for mark in "*?[$<:") and not repository.exists(plain):
                return source
    return ""


def downloaded(build: Build) -> str:
    """What an earlier step puts into the workspace from other jobs, or ""."""
    for step in build.step.earlier:
        if step.uses and step.uses.names("actions/download-artifact") and into_workspace(step):
            return "the downloaded artifacts"
    return ""


def into_workspace(step: Step) -> bool:
    """Whether the artifacts are put below the workspace."""
    return not step.input_text("path").startswith(_OUTSIDE)


def take_checkout(build: Build, _preferences: Preferences) -> Fix:
    """Build from the checkout of the job."""
    checkouts = [step for step in build.step.earlier if step.uses and step.uses.names("actions/checkout")]
    if not checkouts:
        raise Refusal("the job does not check the repository out")
    path = checkouts[-1].input_text("path") or "."
    inputs = build.step.inputs
    edit = add_input(build.step, f"context: {quoted(path, flow=inputs is not None and inputs.flow)}", first=True)
    # Unsafe: the checkout may hold files that the commit does not, wanted or not.
    return Fix("build from the checkout", (edit,), safe=False)


RULE = Rule(
    id="docker-context-git",
    summary="build from the git remote although earlier steps made files",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("build-push-action",),
    references=("https://github.com/docker/build-push-action#git-context",),
    examples=(
        example(
            files={"Dockerfile": "FROM nginx:1.29\nCOPY dist /usr/share/nginx/html\n"},
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - run: npm run build
                  - uses: docker/build-push-action@v7  # <--
                    with:
                      tags: acme/web:1.0
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - run: npm run build
                  - uses: docker/build-push-action@v7
                    with:
                      context: .
                      tags: acme/web:1.0
            """,
        ),
        example(
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v7
                  - uses: actions/download-artifact@v8
                    with:
                      name: binaries
                  - uses: docker/build-push-action@v7  # <--
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v7
                  - uses: actions/download-artifact@v8
                    with:
                      name: binaries
                  - uses: docker/build-push-action@v7
                    with:
                      context: .
            """,
            near=(
                """
                on: push
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/download-artifact@v8
                        with:
                          path: ${{ runner.temp }}/digests
                      - run: npm test
                      - uses: docker/build-push-action@v7
                """,
            ),
        ),
    ),
)
