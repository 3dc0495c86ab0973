"""A build context without a `.dockerignore` sends everything, and everything ends up in the layer.

`COPY . .` takes `.git`, local builds, test data and files with credentials along. The layer changes with
every commit, so nothing behind it is ever cached, and secrets that lay in the folder are in the image.

Left alone: Dockerfiles that copy single paths only (BuildKit sends no more than those), contexts that are
not in the repository or that an expression decides, builds straight from the git remote, and Dockerfiles
with an ignore file of their own.
"""

from collections.abc import Iterator

from ...docker import Build, builds, dockerfile_of
from ...docker.dockerfiles import context_path, dockerfile_path
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document


def check(document: Document) -> Iterator[Problem]:
    """Report the first build of each context that nothing filters."""
    reported: set[str] = set()
    for build in builds(document):
        context = context_path(build) if build.context is not None else None
        if context is None or context in reported or not copies_all(build) or filtered(document, build, context):
            continue
        reported.add(context)
        shown = "the repository" if context == "." else context
        yield Problem(build.at, f"the build context {shown} has no .dockerignore, and the Dockerfile copies all of it")


def copies_all(build: Build) -> bool:
    """Whether the Dockerfile is known and copies the whole context."""
    dockerfile = dockerfile_of(build)
    if dockerfile is None:
        return False
    return any(
        source.rstrip("/") in (".", "") for copy in dockerfile.copies if not copy.stage for source in copy.sources
    )


def filtered(document: Document, build: Build, context: str) -> bool:
    """Whether the context or the Dockerfile has an ignore file."""
    files = document.repository
    return files.exists(f"{context}/.dockerignore") or files.exists(f"{dockerfile_path(build)}.dockerignore")


RULE = Rule(
    id="docker-context-unfiltered",
    summary="build context without a .dockerignore",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("docker",),
    references=("https://docs.docker.com/build/concepts/context/#dockerignore-files",),
    examples=(
        example(
            files={
                "Dockerfile": "FROM python:3.14-slim\nCOPY . /app\n",
                "api/Dockerfile": "FROM python:3.14-slim\nCOPY . /app\n",
                "api/.dockerignore": ".git\n",
                "web/Dockerfile": "FROM nginx:1.29\nCOPY dist/ /usr/share/nginx/html/\n",
            },
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - uses: docker/build-push-action@v7  # <--
                    with:
                      context: .
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - uses: docker/build-push-action@v7
                    with:
                      context: api
            """,
            near=(
                """
                on: push
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: docker build web
                      - uses: docker/build-push-action@v7
                      - uses: docker/build-push-action@v7
                        with:
                          context: ${{ matrix.context }}
                """,
            ),
        ),
    ),
)
