"""A plugin that shuffles tests is installed, and nothing is shuffled.

pytest-random-order does nothing until it is asked to: `--random-order`, `--random-order-bucket` or
`--random-order-seed`. pytest-randomly shuffles as soon as it is installed, and `-p no:randomly` switches it off.
A job that installs the one without the option, or checks the independence of tests with the other switched
off, finds no test that depends on the order.

Left alone: jobs of which some call of pytest has the option, in the script, in `PYTEST_ADDOPTS` or in the
settings of the project; jobs that run pytest through something else; and `-p no:randomly` in steps that do not
claim to check the order.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ...edits import Fix, Preferences, replace_in_scalar
from ...late_pattern import late_pattern
from ...rule import Problem, Profile, Rule, Severity, example
from ...workflow import Action, Document, Job
from .command_words import option_words, without_words
from .pytest_calls import PytestCall, all_pytest_calls
from .python_packages import Requirement, installations

if TYPE_CHECKING:
    from ...shell import Word

_OPTION = "--random-order"
_OFF = "no:randomly"
_CHECKS_ORDER = late_pattern(r"\border\b|independen|isolation|random|shuffl", re.IGNORECASE)


def check(document: Document) -> Iterator[Problem]:
    """Report each installed pytest-random-order that is not used, and each order check without shuffling."""
    parents = document.jobs() or ((document,) if isinstance(document, Action) else ())
    for parent in parents:
        calls = tuple(all_pytest_calls(parent.all_steps))
        if calls and not any(shuffles(call) for call in calls):
            for requirement in unused(parent):
                message = "pytest-random-order is installed, but no call of pytest has --random-order"
                yield Problem(requirement.word.span, message, fix=partial(shuffle, calls[0]))
        yield from switched_off(calls)


def unused(parent: Job | Action) -> Iterator[Requirement]:
    """Where the steps of a job install pytest-random-order."""
    for step in parent.all_steps:
        if step.run is None or "random" not in step.run.text:
            continue
        for installation in installations(step):
            yield from (package for package in installation.packages if package.name == "pytest-random-order")


def shuffles(call: PytestCall) -> bool:
    """Whether a call of pytest asks for a random order."""
    return any(option.startswith(_OPTION) for option in (*call.texts, *call.elsewhere))


def switched_off(calls: tuple[PytestCall, ...]) -> Iterator[Problem]:
    """Steps that claim to check the order and switch pytest-randomly off."""
    for call in calls:
        for mention in option_words(call.words, "-p"):
            if mention[-1].text.endswith(_OFF) and _CHECKS_ORDER.search(call.step.name) and not shuffles(call):
                message = "the step checks the order of tests with pytest-randomly switched off"
                span = call.command.scalar.part(mention[0].start, mention[-1].end)
                drop = partial(switch_on, call, mention)
                yield Problem(span, message, fix=drop)


def shuffle(call: PytestCall, _preferences: Preferences) -> Fix:
    """Ask for a random order in the first call of pytest."""
    end = call.words[0].start if call.words else call.command.end
    text = f"{_OPTION} " if call.words else f" {_OPTION}"
    # Unsafe: tests that depend on their order begin to fail, which is the point.
    return Fix("run the tests in random order", (replace_in_scalar(call.command.scalar, end, end, text),), safe=False)


def switch_on(call: PytestCall, mention: tuple["Word", ...], _preferences: Preferences) -> Fix:
    """Let pytest-randomly shuffle."""
    edits = without_words(call.command.scalar, call.command.words, mention)
    # Unsafe: tests that depend on their order begin to fail, which is the point.
    return Fix("let pytest-randomly shuffle the tests", edits, safe=False)


RULE = Rule(
    id="test-order-plugin-inert",
    summary="shuffling plugin that shuffles nothing",
    severity=Severity.INFO,
    profile=Profile.STRICT,
    why=__doc__,
    check=check,
    hints=("pytest-random-order", "pytest_random_order", "no:randomly"),
    references=(
        "https://pypi.org/project/pytest-random-order/",
        "https://pypi.org/project/pytest-randomly/",
    ),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      pip install pytest \\
                        pytest-random-order==1.2.0  # <--
                  - run: pytest tests -v
                  - name: Check that tests are independent
                    run: pytest -p no:randomly -q  # <--
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      pip install pytest \\
                        pytest-random-order==1.2.0
                  - run: pytest --random-order tests -v
                  - name: Check that tests are independent
                    run: pytest -q
            """,
            near=(
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: pip install pytest-random-order
                      - run: pytest
                      - run: pytest --random-order-bucket=global
                      - name: Unit tests
                        run: pytest -p no:randomly
                  through-tox:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: pip install tox pytest-random-order
                      - run: tox
                  configured:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: pip install pytest-random-order
                      - run: pytest
                        working-directory: api
                """,
            ),
            files={"api/pytest.ini": "[pytest]\naddopts = -q\n  --random-order\n"},
        ),
    ),
)
