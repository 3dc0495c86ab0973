"""Workflow commands that set outputs, state, variables or paths by printing are deprecated or refused.

Whatever a step prints can hold `::set-env`, so a commit title or a test log could change the steps behind
it. GitHub refuses `set-env` and `add-path` unless `ACTIONS_ALLOW_UNSECURE_COMMANDS` is set, and warns about
`set-output` and `save-state`. A step writes to the file that `GITHUB_OUTPUT`, `GITHUB_STATE`, `GITHUB_ENV`
or `GITHUB_PATH` names instead: `echo "name=value" >> "$GITHUB_OUTPUT"`.

Left alone: comments, text that a redirect or a heredoc puts into a file, text that another command or a
variable takes in, patterns of grep and sed, and lines in which the command does not come first, because
the runner does not see those.
"""

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import TYPE_CHECKING

from ...rule import Problem, Rule, Severity, example
from ...source import Span
from ...tree import Scalar
from ...workflow import Document, Step

if TYPE_CHECKING:
    from ...shell import Command, Script

FILES = MappingProxyType(
    {
        "set-output": "GITHUB_OUTPUT",
        "save-state": "GITHUB_STATE",
        "set-env": "GITHUB_ENV",
        "add-path": "GITHUB_PATH",
    }
)
REFUSED = ("set-env", "add-path")

_COMMAND = rf"::({'|'.join(FILES)})(?=[ :])"
_ANYWHERE = re.compile(_COMMAND, re.IGNORECASE)
# The runner takes a line as a command if nothing but blanks stands before it; `\n` is what printf and echo -e break at.
_FIRST = re.compile(rf"(?:^|\n|\\n)[ \t]*{_COMMAND}", re.IGNORECASE)
# In other languages: a string, or the words behind an echo, that begin with the command.
_PRINTER = r"(?:^|\b(?:write-output|write-host|echo|print|puts|console\.log|write)\b)[ \t(]*"
_PRINTED = re.compile(rf"{_PRINTER}(?:[fru]{{0,2}}[\"'`]|(?<=[ \t])){_COMMAND}", re.IGNORECASE)
_INTO_FILE = re.compile(r"[\"'\w)][ \t]*(?:>>?|\|[ \t]*(?:out-file|add-content|set-content))[ \t]*\S", re.IGNORECASE)
_SCREENS = ("/dev/stdout", "/dev/stderr", "/dev/tty")
_PROGRAMS = ("awk", "gawk", "jq", "node", "perl", "python", "python3", "ruby")
_STRING = re.compile(rf"[\"'`]{_COMMAND}", re.IGNORECASE)


def check(document: Document) -> Iterator[Problem]:
    """Report each printed workflow command that has a file instead."""
    for step in document.steps():
        if step.run is None or not _ANYWHERE.search(step.run.text):
            continue
        found = in_script(step.script) if step.script else in_lines(step.run)
        for name, span in found:
            yield problem(step, name, span)


def problem(step: Step, name: str, span: Span) -> Problem:
    """What is wrong with the command of that name in that step; one that still works is a warning."""
    if name in REFUSED and step.env("ACTIONS_ALLOW_UNSECURE_COMMANDS") is None:
        return Problem(span, f"workflow command {name} is refused by GitHub; ${FILES[name]} names the file to write to")
    message = f"workflow command {name} is deprecated; ${FILES[name]} names the file to write to"
    return Problem(span, message, Severity.WARNING)


def in_script(script: "Script") -> Iterator[tuple[str, Span]]:
    """The commands that a script of bash or sh prints, each with its place."""
    for command in script.commands:
        if not reaches_log(command):
            continue
        for start, end in printed(command):
            pattern = _STRING if command.name in _PROGRAMS else _FIRST
            for found in pattern.finditer(script.text[start:end]):
                place = start + found.start(1)
                yield found[1].lower(), script.scalar.part(place - 2, place + len(found[1]))


def reaches_log(command: "Command") -> bool:
    """Whether what the command prints is read by the runner."""
    if command.substitution or any(later.name != "tee" for later in command.pipeline[command.position + 1 :]):
        return False
    return command.writes_to is None or command.writes_to.text in _SCREENS


def printed(command: "Command") -> Iterator[tuple[int, int]]:
    """The ranges of the script whose text the command prints."""
    words = command.arguments
    if command.name == "echo":
        first = next((word for word in words if not word.text.startswith("-")), None)
        if first:
            yield first.start + len(first.quote), words[-1].end
    elif command.name in ("printf", *_PROGRAMS):
        for word in words:
            yield word.start + (len(word.quote) if command.name == "printf" else 0), word.end
    elif command.name == "cat":
        for heredoc in command.heredocs:
            yield heredoc.start, heredoc.end


def in_lines(script: Scalar) -> Iterator[tuple[str, Span]]:
    """The commands that a script of another language seems to print, line by line."""
    start = 0
    for line in script.text.splitlines(keepends=True):
        text = line.strip()
        if not text.startswith(("#", "::", "REM ", "rem ")) and not _INTO_FILE.search(line):
            for found in _PRINTED.finditer(text):
                place = start + line.index(text) + found.start(1)
                yield found[1].lower(), script.part(place - 2, place + len(found[1]))
        start += len(line)


RULE = Rule(
    id="deprecated-workflow-command",
    summary="deprecated workflow command",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=tuple(f"::{name}" for name in FILES),
    aliases=("actionlint:deprecated-commands", "octoscan:unsecure-commands"),
    references=(
        "https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands",
        "https://github.blog/changelog/2022-10-11-github-actions-deprecating-save-state-and-set-output-commands/",
        "https://github.blog/changelog/2020-10-01-github-actions-deprecating-set-env-and-add-path-commands/",
    ),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              version:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      echo "::set-output name=version::$(cat VERSION)"  # <--
                      printf '::set-env name=%s::%s\\n' MODE release  # <--
                      echo -e ::set-output name=tag::$TAG  # <--
                  - run: Write-Output "::add-path::C:\\\\tools"  # <--
                    shell: pwsh
            """,
            good="""
            on: push
            jobs:
              version:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      echo "version=$(cat VERSION)" >> "$GITHUB_OUTPUT"
                      printf '%s=%s\\n' MODE release >> "$GITHUB_ENV"
                      echo "tag=$TAG" >> "$GITHUB_OUTPUT"
                  - run: Add-Content $env:GITHUB_PATH "C:\\\\tools"
                    shell: pwsh
            """,
            near=(
                """
                on: push
                jobs:
                  check:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          # echo "::set-output name=version::1"
                          ! grep -rn '::set-output name=' action/
                          sed -i 's/::set-env name=/::debug::/' log.txt
                          echo "do not print ::add-path::/bin" | tee -a log.txt
                          echo "::set-output name=x::y" >> expected.txt
                          echo "::set-output name=x::y" | ./parse
                          title=$(echo "::set-output name=x::y")
                          cat > expected.txt <<EOF
                          ::set-env name=x::y
                          EOF
                      - run: |
                          # Write-Output "::set-output name=x::y"
                          "::set-output name=x::y" | Out-File expected.txt
                        shell: pwsh
                """,
            ),
        ),
        example(
            bad="""
            on: push
            jobs:
              version:
                runs-on: windows-2025
                steps:
                  - run: |
                      "::set-output name=mode::release"  # <--
                  - run: |
                      print(f"::set-output name=tag::{tag}")  # <--
                    shell: python
                  - run: |
                      { echo "::save-state name=pid::$!"; } 2>&1 | tee log.txt  # <--
                      cat <<EOF
                      ::set-output name=left::1  # <--
                      EOF
                    shell: bash
            """,
            good="""
            on: push
            jobs:
              version:
                runs-on: windows-2025
                steps:
                  - run: |
                      "mode=release" >> $env:GITHUB_OUTPUT
            """,
        ),
    ),
)
