"""A build context without a `.dockerignore` sends everything, and everything ends up in the layer.

`COPY . .` takes `.git`, local builds, test data and files with credentials along. The layer changes with
every commit, so nothing behind it is ever cached, and secrets that lay in the folder are in the image.

Left alone: Dockerfiles that copy single paths only (BuildKit sends no more than those), contexts that are
not in the repository or that an expression decides, builds straight from the git remote, Dockerfiles with an
ignore file of their own, and folders below the root that hold the program and nothing else: no tests, no
documentation, nothing that an editor, a package manager or an earlier step of the job leaves there.
"""

import re
from collections.abc import Iterator
from functools import partial

from ...docker import Build, builds, dockerfile_of
from ...docker.dockerfiles import context_path, dockerfile_path
from ...docker.neighbours import builds_in_repository
from ...edits import Fix, NewFile, Preferences, Refusal
from ...late_pattern import late_pattern
from ...repository import normal
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document
from .ignored_paths import ignorable

# Names of what no image needs; a lone file or two of the program's own are no reason for an ignore file.
_UNNEEDED = late_pattern(
    r"_*(?:tests?|specs?|e2e|docs?|examples?)_*|node_modules|__pycache__|\.venv|venv"
    r"|\.(?:git|github|idea|vscode)|\.env(?!\.(?:example|sample|template|dist)$).*",
    re.IGNORECASE,
)


def check(document: Document) -> Iterator[Problem]:
    """Report the first build of each context that nothing filters."""
    reported: set[str] = set()
    for build in builds(document):
        context = context_path(build) if build.context is not None else None
        if context is None or context in reported or not copies_all(build) or filtered(document, build, context):
            continue
        if not has_more(document, build, context):
            continue
        reported.add(context)
        shown = "the repository" if context == "." else context
        message = f"the build context {shown} has no .dockerignore, and the Dockerfile copies all of it"
        yield Problem(build.at, message, fix=partial(write_ignores, document, context))


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


def has_more(document: Document, build: Build, context: str) -> bool:
    """Whether a context holds more than the program when it is built; the root has the history of all."""
    if context == "." or any(map(_UNNEEDED.fullmatch, document.repository.names(context))):
        return True
    job_folder = build.step.parent.default("working-directory") or ""
    scripts = (
        (step.node.text("working-directory") or job_folder, step.run.text) for step in build.step.earlier if step.run
    )
    return any(context in folder or context in script for folder, script in scripts)


def write_ignores(document: Document, context: str, _preferences: Preferences) -> Fix:
    """Make a file that leaves out what no build of the folder needs."""
    builders = [build for build in builds_in_repository(document) if context_path(build) in (context, None)]
    if any(context_path(build) is None or dockerfile_of(build) is None for build in builders):
        raise Refusal("another build may take the same folder, and its Dockerfile is not known")
    scripts = "\n".join(step.run.text for step in document.steps() if step.run)
    patterns = ignorable(document.repository, context, builders, scripts)
    if not patterns:
        raise Refusal("the folder has nothing that is surely not needed")
    path = normal(f"{context}/.dockerignore")
    return Fix(f"make {path}", (), new_files=(NewFile(path, "".join(f"{pattern}\n" for pattern in patterns)),))


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
                "Dockerfile": "FROM python:3.14-slim\nCOPY . /app\nRUN pip install /app\n",
                "pyproject.toml": "[project]\n",
                "api/Dockerfile": "FROM python:3.14-slim\nCOPY . /app\n",
                "api/.dockerignore": ".git\n",
                "web/Dockerfile": "FROM nginx:1.29\nCOPY dist/ /usr/share/nginx/html/\n",
                "tools/convert/Dockerfile": "FROM node:24\nCOPY . .\nRUN npm ci\n",
                "tools/convert/package.json": "{}\n",
                "tools/convert/.env.example": "LEVEL=1\n",
                "tools/convert/convert.js": "",
                "worker/Dockerfile": "FROM python:3.14-slim\nCOPY . /app\n",
                "worker/tests/test_queue.py": "",
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
                  - run: docker build worker  # <--
                  - working-directory: tools/convert
                    run: npm ci && npm test
                  - run: docker build tools/convert  # <--
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
                      - run: docker build tools/convert
                      - uses: docker/build-push-action@v7
                      - uses: docker/build-push-action@v7
                        with:
                          context: ${{ matrix.context }}
                """,
            ),
        ),
    ),
)
