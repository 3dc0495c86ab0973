"""A test run that finds no test at all should not be green.

`--passWithNoTests`, `--if-present` and an accepted exit code 5 of pytest turn a renamed folder, a filter with a
typo or a lost script into a passing job. Since nothing was run, nothing was red, and nobody notices.

Left alone: runs over what a change touches or over one shard, where none may be right; runs over all packages
of a repository, some of which have no tests; steps that may fail anyway (`continue-on-error`); and an exit
code 5 upon which something else is run.
"""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ...edits import Fix, Preferences
from ...purpose import runs_tests
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Step
from .alternative import without_alternative
from .command_words import without_words
from .pytest_calls import pytest_calls

if TYPE_CHECKING:
    from ...shell import Command, Word

_EMPTY_OK = ("--passwithnotests", "--passwithnotests=true", "--pass-with-no-tests", "--no-tests=pass", "--if-present")
_PARTIAL = (
    "--shard", "--changed", "--onlychanged", "-o", "--findrelatedtests", "related", "--changedsince", "--lastcommit",
    "--only-changed", "--last-commit", "--workspaces", "-ws", "-r", "--recursive", "--filter", "-f", "foreach",
    "affected", "run-many", "lerna", "turbo", "--projects",
)  # fmt: skip
_EQUALS = ("-eq", "=", "==")
_NO_TESTS = "5"


def check(document: Document) -> Iterator[Problem]:
    """Report each option, and each comparison of an exit code, that lets a run without tests pass."""
    for step in document.steps():
        if step.run is None or not may_pass(step.run.text) or step.script is None:
            continue
        if step.node.text("continue-on-error") == "true":
            continue
        for command in step.script.commands:
            yield from options(command)
        yield from exit_codes(step)


def may_pass(text: str) -> bool:
    """Whether a script is worth reading: a quick look that misses none."""
    lowered = text.lower()
    return any(option in lowered for option in _EMPTY_OK) or ("pytest" in lowered and _NO_TESTS in lowered)


def options(command: "Command") -> Iterator[Problem]:
    """The options of a test command with which no test is enough."""
    words = command.words
    found = [word for word in words[1:] if word.text.lower() in _EMPTY_OK]
    if found and runs_tests(command) and not is_partial(command):
        for word in found:
            message = f"{word.text} makes the step pass when no test is found"
            yield Problem(word.span, message, fix=partial(drop_option, command, word))


def is_partial(command: "Command") -> bool:
    """Whether only some of the tests are meant to run, or the tests of many packages."""
    return any(word.text.lower().partition("=")[0] in _PARTIAL for word in command.words)


def exit_codes(step: Step) -> Iterator[Problem]:
    """Where pytest's exit code for no tests counts as success."""
    for call in pytest_calls(step):
        for other in call.command.otherwise[:1]:
            if accepts(other):
                message = "exit code 5 of pytest, no test found, counts as success"
                yield Problem(other.span, message, fix=partial(drop_comparison, call.command))
    if not pytest_calls(step) or step.script is None:
        return
    commands = step.script.commands
    for place, command in enumerate(commands):
        if not command.in_condition or command.negated or not accepts(command):
            continue
        following = next((c for c in commands[place + 1 :] if c.name not in ("echo", "printf", ":")), None)
        if following is not None and following.text == "exit 0":
            yield Problem(command.span, "exit code 5 of pytest, no test found, counts as success")


def accepts(command: "Command") -> bool:
    """Whether the command compares an exit code with that for no tests."""
    words = [word.text for word in command.arguments]
    return (
        command.name in ("[", "[[", "test")
        and len(words) > 1
        and words[0].startswith("$")
        and words[1] in _EQUALS
        and words[2:] == [_NO_TESTS]
    )


def drop_option(command: "Command", option: "Word", _preferences: Preferences) -> Fix:
    """Take the option away."""
    words, place = command.words, command.words.index(option)
    # A `--` goes with the last word behind it.
    alone = words[place - 1].text == "--" and place + 1 == len(words)
    edits = without_words(command.scalar, words, words[place - 1 :] if alone else (option,))
    # Unsafe: there may be no test yet.
    return Fix(f"drop {option.text}", edits, safe=False)


def drop_comparison(command: "Command", _preferences: Preferences) -> Fix:
    """Let pytest's exit code be that of the step."""
    # Unsafe: there may be no test yet.
    return Fix("let a run without tests fail", (without_alternative(command),), safe=False)


RULE = Rule(
    id="test-empty-passes",
    summary="no test at all is green",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("passwithnotests", "pass-with-no-tests", "no-tests=pass", "--if-present", "pytest"),
    references=(
        "https://docs.pytest.org/en/stable/reference/exit-codes.html",
        "https://jestjs.io/docs/cli#--passwithnotests",
    ),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: npm test -- --ci --passWithNoTests  # <--
                  - run: |
                      npx jest apiContracts.test.ts \\
                        --passWithNoTests \\  # <--
                        --ci
                      npm test --if-present  # <--
                      npm run test:api -- --passWithNoTests  # <--
                      cargo nextest run --no-tests=pass --all  # <--
                      pytest tests/contract || [ $? -eq 5 ]  # <--
                      pytest tests/api \\
                        || test $? = 5  # <--
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: npm test -- --ci
                  - run: |
                      npx jest apiContracts.test.ts \\
                        --ci
                      npm test
                      npm run test:api
                      cargo nextest run --all
                      pytest tests/contract
                      pytest tests/api
            """,
            near=(
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: npx vitest run --shard=${{ matrix.shard }}/4 --passWithNoTests
                      - run: npx jest --changedSince=origin/main --passWithNoTests
                      - run: npm test --workspaces --if-present
                      - run: pnpm -r test --if-present
                      - run: npm run lint --if-present
                      - run: npm test -- --passWithNoTests=false
                      - run: npm test -- --coverage --passWithNoTests
                        continue-on-error: true
                      - run: |
                          pytest -m unit || status=$?
                          if [ "${status:-0}" -eq 5 ]; then
                            echo "no unit tests"
                            pytest
                          fi
                      - run: |
                          code=5
                          if [ $code -eq 5 ]; then exit 0; fi
                """,
            ),
        ),
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      set +e
                      pytest
                      code=$?
                      if [ "$code" -eq 5 ]; then  # <--
                        echo "no tests"
                        exit 0
                      fi
                      exit "$code"
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: pytest
            """,
        ),
    ),
)
