"""Workflow commands that set outputs, state, variables or paths by printing are deprecated or refused.

Whatever a step prints can hold `::set-env`, so a commit title or a test log could change the steps behind
it. GitHub refuses `set-env` and `add-path` unless `ACTIONS_ALLOW_UNSECURE_COMMANDS` is set, and warns about
`set-output` and `save-state`. A step writes to the file that `GITHUB_OUTPUT`, `GITHUB_STATE`, `GITHUB_ENV`
or `GITHUB_PATH` names instead: `echo "name=value" >> "$GITHUB_OUTPUT"`.

Left alone: comments, text that a redirect or a heredoc puts into a file, text that another command or a
variable takes in, patterns of grep and sed, and lines in which the command does not come first, because
the runner does not see those.
"""

from collections.abc import Iterator
from functools import partial

from ...edits import Fix, Preferences
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Step
from .printed_commands import FILES, Printed, workflow_commands
from .rows import write_with_neighbours

REFUSED = ("set-env", "add-path")


def check(document: Document) -> Iterator[Problem]:
    """Report each printed workflow command that has a file instead."""
    for step in document.steps():
        for found in workflow_commands(step):
            yield problem(step, found)


def problem(step: Step, found: Printed) -> Problem:
    """What is wrong with a command of a step; one that still works is a warning."""
    file = f"${FILES[found.name]}"
    fix = partial(write, step, found)
    if found.name in REFUSED and step.env("ACTIONS_ALLOW_UNSECURE_COMMANDS") is None:
        message = f"workflow command {found.name} is refused by GitHub; {file} names the file to write to"
        return Problem(found.at, message, fix=fix)
    message = f"workflow command {found.name} is deprecated; {file} names the file to write to"
    return Problem(found.at, message, Severity.WARNING, fix)


def write(step: Step, found: Printed, _preferences: Preferences) -> Fix:
    """Write to the file what is printed."""
    return write_with_neighbours(step, found)


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
                      echo ::set-output name=tag::$TAG  # <--
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
                      echo tag=$TAG >> "$GITHUB_OUTPUT"
                  - run: Write-Output "C:\\\\tools" >> $env:GITHUB_PATH
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
                      Write-Host '::save-state name=pid::1'  # <--
                  - run: echo "::add-path::$env:TOOLS\\bin"  # <--
                    shell: powershell
                  - run: |
                      echo ::set-output name=count::%COUNT%  # <--
                    shell: cmd
                  - run: |
                      { echo "::save-state name=pid::$!"; } 2>&1 | tee log.txt  # <--
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
                      Write-Output 'pid=1' >> $env:GITHUB_STATE
                  - run: echo "$env:TOOLS\\bin" | Out-File -FilePath $env:GITHUB_PATH -Encoding utf8 -Append
                    shell: powershell
                  - run: |
                      >>"%GITHUB_OUTPUT%" echo count=%COUNT%
                    shell: cmd
                  - run: |
                      { echo "pid=$!" >> "$GITHUB_STATE"; } 2>&1 | tee log.txt
                    shell: bash
            """,
        ),
        example(
            bad="""
            on: push
            jobs:
              notes:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      print(f"::set-output name=tag::{tag}")  # <--
                    shell: python
                  - run: |
                      cat <<EOF
                      ::set-output name=left::1  # <--
                      EOF
                      notes=$(git log)
                      notes="${notes//$'\\n'/%0A}"
                      echo "::set-output name=notes::$notes"  # <--
            """,
            good="""
            on: push
            jobs:
              notes:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      with open(os.environ["GITHUB_OUTPUT"], "a") as outputs:
                          print(f"tag={tag}", file=outputs)
                    shell: python
                  - run: |
                      {
                        echo "left=1"
                        echo "notes<<END-OF-NOTES"
                        git log
                        echo "END-OF-NOTES"
                      } >> "$GITHUB_OUTPUT"
            """,
        ),
        example(
            bad="""
            on: push
            jobs:
              version:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      if make version; then
                        # of the file
                        echo "::set-output name=version::$(cat VERSION)"  # <--
                        echo "::set-output name=major::1" # for now  # <--
                        printf '::set-output name=%s::%s\\n' minor 2  # <--
                      fi
                      echo "::set-output name=a::1"  # <--
                      echo "::set-output name=b::2"  # <--
                      true &&
                      echo "::set-output name=c::3"  # <--
            """,
            good="""
            on: push
            jobs:
              version:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      if make version; then
                        # of the file
                        {
                          echo "version=$(cat VERSION)"
                          echo "major=1" # for now
                          printf '%s=%s\\n' minor 2
                        } >> "$GITHUB_OUTPUT"
                      fi
                      echo "a=1" >> "$GITHUB_OUTPUT"
                      echo "b=2" >> "$GITHUB_OUTPUT"
                      true &&
                      echo "c=3" >> "$GITHUB_OUTPUT"
            """,
        ),
    ),
)
