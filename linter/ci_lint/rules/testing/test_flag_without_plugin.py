"""An option of a plugin that nothing installs ends pytest before the first test.

`pytest -n auto` needs pytest-xdist, `--cov` pytest-cov, `--timeout` pytest-timeout, `--reruns`
pytest-rerunfailures, `--random-order` pytest-random-order. Without the plugin pytest says `unrecognized
arguments` and exits with code 4. On the laptop of whoever wrote the workflow the plugin is installed.

Left alone: jobs in which something installs packages that cannot be read from here: a requirements or lock file
that is not in the repository, the project itself with its extras, make, tox, a local action, an image.
"""

from collections.abc import Iterator
from types import MappingProxyType
from typing import TYPE_CHECKING

from ...late_pattern import late_pattern
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document
from .pytest_calls import PytestCall, pytest_calls
from .python_packages import brings, names

if TYPE_CHECKING:
    from ...shell import Word

_PLUGINS = MappingProxyType(
    {
        "pytest-xdist": late_pattern(r"-n(?:auto|logical|\d+)?$|--numprocesses(?:=|$)|--dist(?:=|$)"),
        "pytest-cov": late_pattern(r"--cov(?:-\w+)*(?:=|$)"),
        "pytest-timeout": late_pattern(r"--timeout(?:=|$)"),
        "pytest-rerunfailures": late_pattern(r"--reruns(?:-delay)?(?:=|$)"),
        "pytest-random-order": late_pattern(r"--random-order(?:-\w+)?(?:=|$)"),
        "pytest-html": late_pattern(r"--html(?:=|$)|--self-contained-html$"),
        "pytest-json-report": late_pattern(r"--json-report(?:-\w+)*(?:=|$)"),
        "pytest-benchmark": late_pattern(r"--benchmark-\w+"),
    }
)
# The beginnings of these options, as far as they are the same.
_MARKS = (
    *("-n", "--dist", "--cov", "--timeout", "--reruns", "--random-order", "--html", "--self-contained-html"),
    *("--json-report", "--benchmark-"),
)


def check(document: Document) -> Iterator[Problem]:
    """Report the first option of each plugin that surely is not installed."""
    for step in document.steps():
        if step.run is None or not any(map(step.run.text.__contains__, _MARKS)):
            continue
        for call in pytest_calls(step):
            for word, package in needed(call):
                if brings(step, package) is False and not any(
                    names(other.text, package) for other in call.command.words
                ):
                    yield Problem(word.span, f"no step of the job installs {package}, which {word.text} needs")


def needed(call: PytestCall) -> Iterator[tuple["Word", str]]:
    """The first option of each plugin in a call of pytest."""
    for package, option in _PLUGINS.items():
        word = next((word for word in call.words if option.match(word.text)), None)
        if word is not None:
            yield word, package


RULE = Rule(
    id="test-flag-without-plugin",
    summary="pytest option without its plugin",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("pytest",),
    references=("https://docs.pytest.org/en/stable/reference/plugin_list.html",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - run: python -m pip install --upgrade pip
                  - run: pip install -r requirements.txt pytest pytest_cov==7.0.0
                    working-directory: api
                  - run: pytest --cov -n auto  # <--
                    working-directory: api
                  - run: |
                      pytest tests/slow \\
                        --timeout=30 \\  # <--
                        --reruns 2  # <--
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - run: python -m pip install --upgrade pip
                  - run: pip install -r requirements.txt pytest pytest_cov==7.0.0 pytest-xdist
                    working-directory: api
                  - run: pytest --cov -n auto
                    working-directory: api
                  - run: pip install pytest-timeout pytest-rerunfailures
                  - run: |
                      pytest tests/slow \\
                        --timeout=30 \\
                        --reruns 2
            """,
            near=(
                """
                on: push
                jobs:
                  file:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: pip install -r requirements-dev.txt
                      - run: pytest -n auto --cov
                  project:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: pip install pytest -e .[test]
                      - run: pytest -n auto --cov
                  helper:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: pip install pytest acme-testing
                      - run: pytest -n auto --cov
                  prepared:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: pytest -n auto --cov
                  local:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: pip install pytest
                      - uses: ./.github/actions/setup
                      - run: pytest -n auto --cov
                  with-uv:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: uv sync
                      - run: uv run --with pytest-cov pytest -n auto --cov
                  plain:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: pip install pytest
                      - run: pytest -k coverage -m "not slow" tests
                """,
            ),
            files={
                "api/requirements.txt": """
                    httpx==0.28.1
                    -r more.txt
                    """,
                "api/more.txt": "pydantic\n",
                "uv.lock": """
                    [[package]]
                    name = "pytest-xdist"
                    version = "3.8.0"
                    """,
            },
        ),
    ),
)
