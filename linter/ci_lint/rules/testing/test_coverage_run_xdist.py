"""`coverage run` measures the process it starts, and with `-n` the tests run in others.

`coverage run -m pytest -n 4` starts pytest under measurement; pytest-xdist then starts four processes without
it. The report lacks what only tests have run, so coverage falls or a threshold fails for no reason in the code.
pytest-cov measures the processes of pytest-xdist and joins their data: `pytest --cov -n 4`.

Left alone: projects that tell coverage to measure processes it did not start (`patch = subprocess`, or
`COVERAGE_PROCESS_START`), and `-n 0`.
"""

import posixpath
import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ...docker.dockerfiles import repository_of
from ...edits import Fix, Preferences, Refusal, replace_in_scalar
from ...late_pattern import late_pattern
from ...rule import Problem, Rule, Severity, example
from ...shell.wrappers import static_name
from ...workflow import Document, Step
from .parallel_runs import ParallelRun, parallel_runs
from .python_packages import brings
from .working_directory import directory

if TYPE_CHECKING:
    from ...shell import Word

_SETTINGS = (".coveragerc", "pyproject.toml", "setup.cfg", "tox.ini")
_MEASURES_ALL = late_pattern(
    r"^[ \t]*(?:patch[ \t]*=.*subprocess|patch[ \t]*=[ \t\r\n]*\n[ \t]+subprocess)", re.MULTILINE
)
# What `coverage run` and pytest-cov have in common.
_SAME = ("--source", "--branch", "--rcfile")


def check(document: Document) -> Iterator[Problem]:
    """Report each `coverage run` of a pytest that starts processes of its own."""
    if "COVERAGE_PROCESS_START" in document.tree.source.text:
        return
    for step in document.steps():
        if step.run is None or "coverage" not in step.run.text:
            continue
        for run in parallel_runs(step):
            lead = measured(run)
            if lead and not measures_all(step, run):
                message = "coverage run does not measure the processes that pytest starts with -n"
                yield Problem(lead[0].span, message, fix=partial(use_plugin, step, run, lead))


def measured(run: ParallelRun) -> tuple["Word", ...]:
    """The words from `coverage` to `pytest`, if that is how the tests are run."""
    words = run.command.words
    names = [static_name(word) if place == 0 else word.text for place, word in enumerate(words)]
    for place in range(len(names) - 1):
        if static_name(words[place]) == "coverage" and names[place + 1] == "run":
            end = next((n for n in range(place, len(words)) if names[n] in ("pytest", "py.test")), None)
            return words[place : end + 1] if end is not None else ()
    return ()


def measures_all(step: Step, run: ParallelRun) -> bool:
    """Whether the settings of the project make coverage measure every process."""
    folder = directory(step, run.command)
    repository = repository_of(step)
    texts = (repository.text(posixpath.join(folder or ".", name)) or "" for name in _SETTINGS)
    return any("coverage" in text and _MEASURES_ALL.search(text) for text in texts)


def use_plugin(step: Step, run: ParallelRun, lead: tuple["Word", ...], _preferences: Preferences) -> Fix:
    """Let pytest-cov measure."""
    options = [option(word) for word in lead[2:-2]]
    if lead[-2].text != "-m" or not run.option:
        raise Refusal("how pytest is started is not certain")
    text = " ".join(("pytest", *(options or ["--cov"])))
    if "--cov" not in text:
        text = text.replace("pytest", "pytest --cov", 1)
    edit = replace_in_scalar(run.command.scalar, lead[0].start, lead[-1].end, text)
    # Safe where the plugin is there.
    return Fix("measure with pytest-cov", (edit,), safe=brings(step, "pytest-cov") is True)


def option(word: "Word") -> str:
    """The option of pytest-cov for one of `coverage run`."""
    name, equals, value = word.raw.partition("=")
    if name == "--source" and equals and "," not in value:
        return f"--cov={value}"
    if name == "--branch" and not equals:
        return "--cov-branch"
    if name == "--rcfile" and equals:
        return f"--cov-config={value}"
    if name in ("-p", "--parallel-mode"):
        return ""
    raise Refusal(f"pytest-cov has no option for {word.text}")


RULE = Rule(
    id="test-coverage-run-xdist",
    summary="coverage run around parallel tests",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("coverage",),
    references=(
        "https://coverage.readthedocs.io/en/latest/subprocess.html",
        "https://pytest-cov.readthedocs.io/en/latest/xdist.html",
    ),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - run: pip install pytest pytest-cov pytest-xdist
                  - run: coverage run -m pytest -n auto tests  # <--
                  - run: |
                      uv run coverage run --branch --source=shop -m pytest tests \\  # <--
                        --numprocesses 4 -q
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - run: pip install pytest pytest-cov pytest-xdist
                  - run: pytest --cov -n auto tests
                  - run: |
                      uv run pytest --cov-branch --cov=shop tests \\
                        --numprocesses 4 -q
            """,
            near=(
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: coverage run -m pytest tests
                      - run: coverage run -m pytest -n 0
                      - run: pytest --cov -n auto
                      - run: coverage report
                """,
                """
                on: push
                env:
                  COVERAGE_PROCESS_START: pyproject.toml
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: coverage run -m pytest -n auto
                """,
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: coverage run -m pytest -n auto
                        working-directory: shop
                """,
            ),
            files={
                "shop/pyproject.toml": """
                    [tool.coverage.run]
                    patch = ["subprocess"]
                    """
            },
        ),
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: coverage run --omit='tests/*' -m pytest -n 2  # <--
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: pytest --cov --cov-config=.coveragerc -n 2
            """,
        ),
    ),
)
