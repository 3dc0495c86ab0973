"""A linter or type checker without a version is a new one on the day of its release.

`pip install ruff mypy` takes whatever is newest. A release with a new check turns every branch red at once,
for code nobody has touched, while laptops go on with the old version and see nothing.

Left alone: tools asked for with a version, from a requirements file or with constraints; tools that a file of
the repository which the job installs pins; tools that nothing in the job runs, or whose failure it throws away;
and tests or libraries, whose newest version one may want to meet.

The fix takes the version that the repository names elsewhere, in `.pre-commit-config.yaml` or in a lock file.
"""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ...docker.dockerfiles import repository_of
from ...edits import Fix, Preferences, Refusal, replace_in_scalar
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Step
from .node_packages import node_packages
from .python_packages import brings_from_files, installations
from .tool_use import may_be_run
from .tool_versions import version_of

if TYPE_CHECKING:
    from ...shell import Word

_PYTHON = ("mypy", "ruff", "black", "pylint", "flake8", "isort", "pyright", "basedpyright")
_NODE = ("eslint", "prettier", "stylelint", "@biomejs/biome", "pyright")
_HINTS = ("mypy", "ruff", "black", "pylint", "flake8", "isort", "pyright", "eslint", "prettier", "stylelint", "biome")


def check(document: Document) -> Iterator[Problem]:
    """Report each tool that is installed in whatever version is newest."""
    for step in document.steps():
        if step.run is None or not may_install(step.run.text):
            continue
        for joint, tools in (("==", of_python(step)), ("@", of_node(step))):
            yield from (problem(step, name, word, joint) for name, word in tools if may_be_run(step, name))


def may_install(text: str) -> bool:
    """Whether a script is worth reading: a quick look that misses none."""
    return any(tool in text for tool in _HINTS) and any(verb in text for verb in (" install", " inject", " add", " i "))


def problem(step: Step, name: str, word: "Word", joint: str) -> Problem:
    """What is wrong; `joint` stands between a name and its version."""
    message = f"{name} is installed in whatever version is newest"
    return Problem(word.span, message, fix=partial(pin, step, name, word, joint))


def of_python(step: Step) -> Iterator[tuple[str, "Word"]]:
    """The tools that pip, uv or pipx install without a version."""
    for one in installations(step):
        if one.files or one.constrained:
            continue
        for package in one.packages:
            if package.name in _PYTHON and not package.pinned and not brings_from_files(step, package.name):
                yield package.name, package.word


def of_node(step: Step) -> Iterator[tuple[str, "Word"]]:
    """The tools that a package manager of Node.js installs without a version."""
    for command in step.script.commands if step.script else ():
        for word in node_packages(command):
            if word.text in _NODE:
                yield word.text, word


def pin(step: Step, name: str, word: "Word", joint: str, _preferences: Preferences) -> Fix:
    """Take the version that the repository names elsewhere."""
    version = version_of(repository_of(step), name)
    if not version:
        raise Refusal(f"the repository names no version of {name}, or several")
    end = word.end - len(word.quote)
    # Unsafe: the newest version may be wanted.
    return Fix(f"install {name} {version}", (replace_in_scalar(word.scalar, end, end, joint + version),), safe=False)


RULE = Rule(
    id="test-tool-unpinned",
    summary="linter without a version",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=_HINTS,
    examples=(
        example(
            bad="""
            on: push
            jobs:
              lint:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - run: |
                      pip install ruff mypy types-requests  # <--
                      uv tool install "black"  # <--
                  - run: npm install --global eslint  # <--
                  - run: |
                      ruff check . && mypy src
                      git diff --name-only | xargs black --check
                  - run: npm run lint
            """,
            good="""
            on: push
            jobs:
              lint:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - run: |
                      pip install ruff==0.14.1 mypy==1.18.2 types-requests
                      uv tool install "black==25.9.0"
                  - run: npm install --global eslint@9.38.0
                  - run: |
                      ruff check . && mypy src
                      git diff --name-only | xargs black --check
                  - run: npm run lint
            """,
            near=(
                """
                on: push
                jobs:
                  lint:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: pip install ruff==0.14.1 'mypy>=1.18,<2' pytest
                      - run: pip install -c constraints.txt ruff
                      - run: pip install -r requirements.txt black
                      - run: pip install mypy-extensions ./ruff
                      - run: npm install eslint@9 eslint-plugin-vue
                      - run: npm ci && npx eslint .
                      - run: ruff check . && mypy . && black .
                      - run: echo pip install ruff
                """,
                """
                on: push
                jobs:
                  lint:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: pip install -r requirements-dev.txt
                      - run: pip install mypy
                      - run: mypy src
                """,
                """
                on: push
                jobs:
                  publish:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/checkout@v6
                      - run: |
                          python -m pip install --upgrade pip
                          pip install flake8 pytest
                      - run: pytest
                      - uses: docker/build-push-action@v6
                  advice:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: pip install ruff
                      - run: ruff check . || true
                """,
            ),
            files={
                ".pre-commit-config.yaml": """
                    repos:
                      - repo: https://github.com/astral-sh/ruff-pre-commit
                        rev: v0.14.1
                        hooks: [{id: ruff-check}]
                      - repo: https://github.com/psf/black-pre-commit-mirror
                        rev: 25.9.0
                        hooks: [{id: black}]
                    """,
                "requirements-dev.txt": """
                    mypy==1.18.2
                    """,
                "package-lock.json": """
                    {"packages": {"node_modules/eslint": {"version": "9.38.0"}}}
                    """,
            },
        ),
    ),
)
