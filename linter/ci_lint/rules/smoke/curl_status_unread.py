"""`-o /dev/null -w '%{http_code}'` prints the status and drops the rest; a status that nobody tests says nothing.

The line looks like a check and is none: curl is content with a `500`, the number goes into the log or into a
variable, and the step goes on. Compare it, as in `[ "$status" = 200 ]`, or leave it to `--fail`.

Left alone: a status that is compared, passed on to another command, an output or a file, one printed by a
function for its caller, one beside `--fail` or beside times (`%{time_total}`), and one that is meant for the
log, as a step for failed runs or `|| true` says.
"""

from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...late_pattern import late_pattern
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Step
from .requests import PRINTERS, Request, requests

if TYPE_CHECKING:
    from ...shell import Command

_NAME = late_pattern(r"\b[A-Za-z_]\w*\b(?!=[^=])")
_ANOTHER = late_pattern(r"%\{(?!http_code|response_code)\w+\}")


def check(document: Document) -> Iterator[Problem]:
    """Report each status that is asked for alone and that nobody tests."""
    for request in requests(document):
        if not only_status(request) or request.opaque or request.fails or for_the_log(request):
            continue
        variable = request.command.assigned_to
        if variable and variable not in request.step.remember("names that are read", names_read):
            yield Problem(request.command.span, f"nobody tests the status in {variable}")
        elif not variable and is_printed(request):
            yield Problem(request.command.span, "the status is printed and nobody tests it")


def only_status(request: Request) -> bool:
    """Whether the status is all that is asked for."""
    formats = tuple(request.command.options("-w", "--write-out"))
    return request.reads_status and request.discards and not any(_ANOTHER.search(word.text) for word in formats)


def for_the_log(request: Request) -> bool:
    """Whether it is for people who look into a failure, or its result is given up."""
    condition = request.step.condition
    if condition is not None and any(word in condition.text for word in ("failure()", "always()", "cancelled()")):
        return True
    return request.command.background or request.step.node.text("continue-on-error") == "true"


def is_printed(request: Request) -> bool:
    """Whether the status goes to the log and nowhere else."""
    command = request.command
    if command.substitution or command.function or request.piped or request.ignored:
        return False
    # Of `curl` alone the file that the answer goes to is `-o`; a redirect takes the status.
    return command.writes_to is None


def names_read(step: Step) -> frozenset[str]:
    """All words of a script but those that commands print and those that are assigned to.

    A variable among them may be read, in whatever way: by a command, a `case`, a loop, an assignment.
    """
    script = step.script
    if script is None:
        return frozenset()
    printing = [command for command in script.commands if _prints(command)]
    starts = [command.start for command in printing]
    found = set()
    for name in _NAME.finditer(script.text):
        before = bisect_right(starts, name.start()) - 1
        if before < 0 or printing[before].end <= name.start():
            found.add(name[0])
    return frozenset(found)


def _prints(command: "Command") -> bool:
    """Whether the command only shows its words in the log."""
    if command.name not in PRINTERS or command.writes_to is not None or len(command.pipeline) > 1:
        return False
    return not (command.substitution or command.function)


RULE = Rule(
    id="curl-status-unread",
    summary="HTTP status that nobody tests",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("http_code", "response_code"),
    references=("https://curl.se/docs/manpage.html#-w",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - name: Smoke test
                    run: |
                      curl -s -o /dev/null -w '%{http_code}\\n' https://app.example.com/health  # <--
                      status=$(curl -so /dev/null -w '%{http_code}' https://app.example.com/)  # <--
                      echo "answered with $status"
            """,
            good="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - name: Smoke test
                    run: |
                      curl -fsS -o /dev/null -w '%{http_code}\\n' https://app.example.com/health
                      status=$(curl -so /dev/null -w '%{http_code}' https://app.example.com/)
                      echo "answered with $status"
                      [ "$status" = 200 ]
            """,
            near=(
                """
                on: push
                jobs:
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - name: Smoke test
                        run: |
                          code() { curl -s -o /dev/null -w '%{http_code}' "$1"; }
                          test "$(curl -s -o /dev/null -w '%{http_code}' https://app.example.com/)" = 200
                          curl -s -o /dev/null -w '%{http_code}' https://app.example.com/ | grep -q 200
                          curl -s -o /dev/null -w '%{time_total} %{http_code}' https://app.example.com/
                          old=$(curl -s -o /dev/null -w '%{http_code}' https://app.example.com/old)
                          case $old in 301|308) ;; *) exit 1 ;; esac
                          new=$(curl -s -o /dev/null -w '%{http_code}' https://app.example.com/new)
                          echo "status=$new" >> "$GITHUB_OUTPUT"
                          third=$(curl -s -o /dev/null -w '%{http_code}' https://app.example.com/third)
                          if (( third != 200 )); then exit 1; fi
                      - if: failure()
                        run: curl -s -o /dev/null -w '%{http_code}' https://app.example.com/
                """,
            ),
        ),
    ),
)
