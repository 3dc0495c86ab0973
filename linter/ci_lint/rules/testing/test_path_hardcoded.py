r"""The folder that a job works in has no fixed name.

`/home/runner/work/shop/shop` is where one kind of runner puts one repository. In a fork with another name, on
macOS (`/Users/runner/work`), on Windows (`D:\a`), in a container or on a runner of one's own the folder is
elsewhere; tests then import nothing, or artifacts are empty. `GITHUB_WORKSPACE` and `RUNNER_TEMP` name it.
It is a warning where the job runs on a runner that has this path: right, until somebody forks or moves.

Left alone: comments, scripts that only look for such a path in a text, and folders above the one of the repository.
"""

from collections.abc import Iterator
from functools import partial

from msgspec import Struct

from ...edits import Edit, Fix, Preferences, Refusal, replace_in_scalar
from ...late_pattern import late_pattern
from ...rule import Problem, Rule, Severity, example
from ...tree import Scalar, scalars
from ...workflow import Document, Step
from .runner_folders import is_right_here

_RUNNERS = r"(?:/home/runner/work|/Users/runner/work|[A-Za-z]:[\\/]{1,2}a)"
_PART = r"[\w.-]+"
# The repository's folder, which has its name twice, or the folder for temporary files.
_PATH = late_pattern(
    rf"(?<![\w/.-]){_RUNNERS}[\\/]{{1,2}}(?:(?P<temp>_temp)\b|(?P<name>{_PART})[\\/]{{1,2}}(?P=name)(?![\w-]))"
)
_QUICK = late_pattern(r"/(?:home|Users)/runner/work/|[A-Za-z]:[\\/]{1,2}a[\\/]")
_SEARCHING = ("grep", "egrep", "rg", "sed", "awk", "gawk", "perl")
_HERE = ("github.workspace", "GITHUB_WORKSPACE")
_TEMPORARY = ("runner.temp", "RUNNER_TEMP")


class Found(Struct, frozen=True):
    """A path at `start:end` of a value, and the context and variable that know it; `step` holds the value."""

    value: Scalar
    step: Step | None
    start: int
    end: int
    context: str
    variable: str


def check(document: Document) -> Iterator[Problem]:
    """Report each path of a runner's own folders in scripts, inputs and variables."""
    if not _QUICK.search(document.tree.source.text):
        return
    for value, step in places(document):
        for match in _PATH.finditer(value.text):
            if step is not None and value is step.run and is_searched(step, match.start()):
                continue
            known = _TEMPORARY if match["temp"] else _HERE
            found = Found(value, step, match.start(), match.end(), *known)
            message = f"{match[0]} is the folder of one runner; {found.variable} names that of any"
            severity = Severity.WARNING if is_right_here(document, step, match[0]) else None
            yield Problem(value.part(found.start, found.end), message, severity, fix=partial(use_variable, found))


def places(document: Document) -> Iterator[tuple[Scalar, Step | None]]:
    """Every value that may hold a path, with its step if it has one."""
    blocks = [document.node.get("env"), document.node.get("defaults")]
    blocks += [job.node.get(name) for job in document.jobs() for name in ("env", "defaults")]
    for block in blocks:
        yield from ((value, None) for value in scalars(block))
    for step in document.steps():
        for name in ("run", "env", "with", "working-directory"):
            yield from ((value, step) for value in scalars(step.node.get(name)))


def is_searched(step: Step, offset: int) -> bool:
    """Whether the place in a script is a comment, or what a program looks for."""
    line = step.run.text[step.run.text.rfind("\n", 0, offset) + 1 : offset] if step.run else ""
    if line.lstrip().startswith(("#", "//", "REM ")):
        return True
    commands = step.script.commands if step.script else ()
    return any(command.start <= offset < command.end and command.name in _SEARCHING for command in commands)


def use_variable(found: Found, _preferences: Preferences) -> Fix:
    """Name the folder through the variable, or the context, that knows it."""
    if found.step is not None and found.value is found.step.run:
        return Fix(f"use {found.variable}", (in_script(found.step, found),))
    if found.step is None and found.context.startswith("runner"):
        raise Refusal("the context runner is not known outside of steps")
    edit = replace_in_scalar(found.value, found.start, found.end, f"${{{{ {found.context} }}}}")
    return Fix(f"use {found.context}", (edit,))


def in_script(step: Step, found: Found) -> Edit:
    """The edit that puts a variable into a script, in the way of its shell."""
    value, start, end, variable = found.value, found.start, found.end, found.variable
    if step.shell in ("pwsh", "powershell"):
        line = value.text[value.text.rfind("\n", 0, start) + 1 : start]
        if line.count("'") % 2:
            raise Refusal("no variable is expanded between single quotes")
        return replace_in_scalar(value, start, end, f"$env:{variable}")
    if step.shell == "cmd":
        return replace_in_scalar(value, start, end, f"%{variable}%")
    if step.script is None:
        raise Refusal(f"how {step.shell or 'the shell'} reads a variable is not known")
    return replace_in_scalar(value, start, end, posix_text(step, start, end, variable))


def posix_text(step: Step, start: int, end: int, variable: str) -> str:
    """How bash or sh is given the variable at a place. Raises Refusal where it would not expand it."""
    from ...shell.placement import Layout, Quoting, Unplaceable

    layout = step.remember("layout", lambda step: Layout(step.run) if step.run is not None else None)
    if layout is None:
        raise Refusal("the step has no script")
    try:
        quoting = layout.at(start, end).quoting
    except Unplaceable as reason:
        raise Refusal(str(reason)) from None
    if quoting is Quoting.SINGLE:
        raise Refusal("no variable is expanded between single quotes")
    return f'"${variable}"' if quoting is Quoting.NONE else f"${{{variable}}}"


RULE = Rule(
    id="test-path-hardcoded",
    summary="path of one runner",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("/home/runner/work/", "/users/runner/work/", ":\\a\\", ":/a/", ":\\\\a\\\\", "://a//"),
    references=("https://docs.github.com/actions/reference/workflows-and-actions/variables",),
    examples=(
        example(
            bad="""
            on: push
            env:
              PYTHONPATH: /Users/runner/work/app/app/backend  # <--
            jobs:
              test:
                runs-on: macos-15
                defaults:
                  run:
                    working-directory: /home/runner/work/app/app/backend  # <--
                steps:
                  - uses: actions/checkout@v6
                  - run: |
                      cd /home/runner/work/app/app/web && npm test  # <--
                      pytest "/home/runner/work/app/app/my tests" --basetemp=/home/runner/work/_temp/tests  # <--
                      cat > settings <<END
                      root=/home/runner/work/app/app/backend  # <--
                      END
                  - uses: actions/upload-artifact@v4
                    with:
                      path: |
                        /home/runner/work/app/app/reports/*.xml  # <--
                        !/home/runner/work/_temp/core  # <--
                  - run: pytest D:\\a\\atom\\atom\\tests  # <--
                    shell: pwsh
                  - run: pytest D:\\a\\atom\\atom\\tests  # <--
                    shell: cmd
            """,
            good="""
            on: push
            env:
              PYTHONPATH: ${{ github.workspace }}/backend
            jobs:
              test:
                runs-on: macos-15
                defaults:
                  run:
                    working-directory: ${{ github.workspace }}/backend
                steps:
                  - uses: actions/checkout@v6
                  - run: |
                      cd "$GITHUB_WORKSPACE"/web && npm test
                      pytest "${GITHUB_WORKSPACE}/my tests" --basetemp="$RUNNER_TEMP"/tests
                      cat > settings <<END
                      root=${GITHUB_WORKSPACE}/backend
                      END
                  - uses: actions/upload-artifact@v4
                    with:
                      path: |
                        ${{ github.workspace }}/reports/*.xml
                        !${{ runner.temp }}/core
                  - run: pytest $env:GITHUB_WORKSPACE\\tests
                    shell: pwsh
                  - run: pytest %GITHUB_WORKSPACE%\\tests
                    shell: cmd
            """,
            near=(
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      # Runs in /home/runner/work/app/app
                      - run: |
                          # The folder is /home/runner/work/app/app
                          sed -i 's#/home/runner/work/app/app#.#' coverage.xml
                          ls /home/runner/work /home/runner/work/atom
                          cat /srv/home/runner/work/app/app /home/runner/.cache
                      - run: dir D:\\\\a
                        shell: pwsh
                        env:
                          LINK: https://example.com/a/b/b
                """,
            ),
        ),
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                env:
                  CACHE: /home/runner/work/_temp/cache  # <--
                steps:
                  - run: echo 'in /home/runner/work/app/app' > place  # <--
                  - run: open("/home/runner/work/app/app/x")  # <--
                    shell: python
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: echo "in $GITHUB_WORKSPACE" > place
            """,
        ),
    ),
)
