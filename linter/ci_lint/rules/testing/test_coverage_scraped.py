"""A threshold for coverage that is read out of a text report passes when there is no report.

`coverage report | grep TOTAL | awk '{print $4}'` is empty when coverage has no data, when a column is added
(`--show-missing`, branches) or when the total is hidden. The comparison behind it, `bc` or `[ -lt ]`, then fails
with an error that counts as "not below": the gate is green just when it should not be. `coverage report
--fail-under=80` compares exact numbers and fails when there is nothing to compare.

Left alone: totals that are only shown, in a badge or a comment; `coverage report --format=total`, which prints
just the number; and `go tool cover`, which has no threshold of its own.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ...edits import Fix, Preferences, Refusal, replace_in_scalar
from ...late_pattern import late_pattern
from ...purpose import inner_words
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Step

if TYPE_CHECKING:
    from ...shell import Command

_REPORTS = (("coverage", "report"), ("nyc", "report"), ("c8", "report"))
_MENTION = late_pattern(r"(?:coverage|nyc|c8) report")
_SCRAPERS = ("grep", "egrep", "awk", "gawk", "sed", "cut", "tail", "tr")
_COMPARING = ("[", "[[", "test", "((", "bc", "awk", "python", "python3")
_VALUE = r"\$\{?(?P<variable>\w+)(?:%\.\*|%)?\}?"
_LIMIT = r"(?P<limit>\d+(?:\.\d+)?|\$\{?[A-Z_]\w*\}?)"
_BELOW = rf"{_VALUE} *< *{_LIMIT}"
_COMPARISONS = tuple(
    late_pattern(rf"if {shape}; then")
    for shape in (
        rf'\(\( \$\(echo "{_BELOW}" \| bc(?: -l)?\) \)\)',
        rf'\[\[? "?\$\(echo "{_BELOW}" \| bc(?: -l)?\)"? (?:-eq|=|==) "?1"? \]\]?',
        rf'\[\[? "?{_VALUE}"? -lt "?{_LIMIT}"? \]\]?',
        rf"\(\( *{_BELOW} *\)\)",
    )
)
_ASSIGNMENT = late_pattern(r"(?P<name>\w+)=\"?\$\((?:(?P<folder>cd [\w./-]+) && )?")
_ECHO = late_pattern(r"echo\b.*|exit 1|")


def check(document: Document) -> Iterator[Problem]:
    """Report each coverage report that is taken apart to be compared with a threshold."""
    for step in document.steps():
        if step.run is None or "|" not in step.run.text or not _MENTION.search(step.run.text) or step.script is None:
            continue
        for command in step.script.commands:
            if inner_words(command)[:2] in _REPORTS and scraped(command) and gates(step):
                message = (
                    f"{' '.join(inner_words(command)[:2])} is taken apart for its total; without one the gate is green"
                )
                yield Problem(command.span, message, fix=partial(let_coverage_compare, step, command))


def scraped(command: "Command") -> bool:
    """Whether the text of the report goes into programs that cut a number out of it."""
    behind = command.pipeline[command.position + 1 :]
    exact = any(word.text.startswith("--format") for word in command.arguments)
    return not exact and any(other.name in _SCRAPERS for other in behind)


def gates(step: Step) -> bool:
    """Whether the script compares something and fails."""
    commands = step.script.commands if step.script else ()
    fails = any(command.name == "exit" and [word.text for word in command.arguments] != ["0"] for command in commands)
    return fails and any(command.name in _COMPARING for command in commands)


def let_coverage_compare(step: Step, command: "Command", _preferences: Preferences) -> Fix:
    """Let `--fail-under` compare, in the place of the whole comparison."""
    if inner_words(command)[0] != "coverage" or step.run is None:
        raise Refusal("the report has no threshold of its own")
    text = step.run.text
    start = text.rfind("\n", 0, command.start) + 1
    start += len(text[start:]) - len(text[start:].lstrip(" \t"))
    assignment = _ASSIGNMENT.match(text, start)
    if assignment is None or assignment.end() != command.start or command.assigned_to != assignment["name"]:
        raise Refusal("what becomes of the total is not certain")
    limit, end = comparison(text, text.find("\n", command.end) + 1, assignment["name"])
    own = text[command.start : command.end]
    gate = f"{own} --fail-under={limit}"
    folder = assignment["folder"]
    edit = replace_in_scalar(step.run, start, end, f"({folder} && {gate})" if folder else gate)
    # Unsafe: coverage rounds before it compares.
    return Fix("let coverage compare", (edit,), safe=False)


def comparison(text: str, start: int, variable: str) -> tuple[str, int]:
    """The limit that lines from an offset compare a variable with, and where they end. Raises Refusal."""
    place, limit = start, ""
    for line in text[start:].splitlines(keepends=True):
        place += len(line)
        found = next((m for shape in _COMPARISONS if (m := shape.fullmatch(line.strip()))), None)
        if found and not limit and found["variable"] == variable:
            limit = found["limit"]
        elif line.strip() == "fi" and limit:
            if re.search(rf"\b{variable}\b", text[place:]):
                break
            return limit, place - (len(line) - len(line.rstrip()))
        elif not _ECHO.fullmatch(line.strip()):
            break
    raise Refusal("how the total is compared is not certain")


RULE = Rule(
    id="test-coverage-scraped",
    summary="coverage threshold read from a text",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("coverage report", "nyc report", "c8 report"),
    references=("https://coverage.readthedocs.io/en/latest/commands/cmd_report.html",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      coverage=$(cd backend && coverage report | grep TOTAL | awk '{print $4}' | sed 's/%//')  # <--
                      echo "Coverage: $coverage%"
                      if (( $(echo "$coverage < 25" | bc -l) )); then
                        echo "Coverage below 25% threshold"
                        exit 1
                      fi
                  - run: |
                      TOTAL=$(coverage report --skip-covered | tail -1 | cut -c 40-42)  # <--
                      if [ "$TOTAL" -lt 80 ]; then
                        exit 1
                      fi
                      echo good
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      (cd backend && coverage report --fail-under=25)
                  - run: |
                      coverage report --skip-covered --fail-under=80
                      echo good
            """,
            near=(
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: coverage report --fail-under=80
                      - run: echo "total=$(coverage report | grep TOTAL | awk '{print $4}')" >> "$GITHUB_OUTPUT"
                      - run: |
                          total=$(coverage report --format=total)
                          if [ "$total" -lt 80 ]; then exit 1; fi
                      - run: |
                          coverage report | tee report.txt
                          if [ ! -s report.txt ]; then exit 1; fi
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
                      TOTAL=$(uv run coverage report | tail -1 | cut -c 40-42)  # <--
                      if [ "$TOTAL" -lt 80 ]; then
                        ./notify.sh
                        exit 1
                      fi
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: uv run coverage report --fail-under=80 || { ./notify.sh; exit 1; }
            """,
        ),
    ),
)
