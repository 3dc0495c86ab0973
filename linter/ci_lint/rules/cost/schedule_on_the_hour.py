"""At the full hour most schedules of the world start: runs come late, and some do not come at all.

GitHub says that the beginning of an hour is its time of highest load, in which scheduled runs are delayed
and queued ones may be dropped. Any other minute costs nothing. The fix takes a minute from the name of the
file, so that the workflows of one repository do not meet either.

Left alone: every minute but 0, lists and steps of minutes, and schedules that a condition names as text.
"""

import re
from collections.abc import Iterator
from functools import partial
from zlib import crc32

from ...edits import Fix, Preferences, Refusal, replace_in_scalar
from ...late_pattern import late_pattern
from ...rule import Problem, Profile, Rule, Severity, example
from ...tree import Mapping, Scalar, Sequence
from ...workflow import Document, Workflow

_FIELDS = 5
# Away from the other full parts of an hour too.
_MINUTES = tuple(minute for minute in range(7, 54) if minute % 5)

_CLOCK = late_pattern(r"#.*(?:\d:\d\d|midnight|noon)", re.IGNORECASE)


def check(document: Document) -> Iterator[Problem]:
    """Report each schedule at minute 0."""
    if not isinstance(document, Workflow):
        return
    for cron in schedules(document):
        fields = cron.text.split()
        if len(fields) == _FIELDS and fields[0] in ("0", "00"):
            message = f"schedule {cron.text.strip()} starts at the full hour, when GitHub delays and drops runs"
            yield Problem(cron, message, fix=partial(move, document, cron))


def schedules(workflow: Workflow) -> Iterator[Scalar]:
    """The cron expressions of a workflow."""
    events = workflow.node.get("on")
    listed = events.get("schedule") if isinstance(events, Mapping) else None
    for item in listed.items if isinstance(listed, Sequence) else ():
        cron = item.get("cron") if isinstance(item, Mapping) else None
        if isinstance(cron, Scalar):
            yield cron


def move(workflow: Workflow, cron: Scalar, _preferences: Preferences) -> Fix:
    """Start at another minute of the same hour."""
    if workflow.tree.source.text.count(cron.text.strip()) > 1:
        raise Refusal("the schedule is named elsewhere too")
    line = cron.source.position(cron.start).line
    if any(_CLOCK.search(cron.source.line_text(number)) for number in (max(line - 1, 1), line)):
        raise Refusal("a comment tells the time")
    minute = _MINUTES[crc32(workflow.path.encode()) % len(_MINUTES)]
    start = len(cron.text) - len(cron.text.lstrip())
    edit = replace_in_scalar(cron, start, start + len(cron.text.split()[0]), str(minute))
    return Fix(f"start at minute {minute}", (edit,))


RULE = Rule(
    id="schedule-on-the-hour",
    summary="schedule at GitHub's busiest minute",
    severity=Severity.INFO,
    profile=Profile.STRICT,
    why=__doc__,
    check=check,
    hints=("cron",),
    references=(
        "https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule",
    ),
    examples=(
        example(
            bad="""
            on:
              schedule:
                # Each night at 02:00.
                - cron: '0 2 * * *'  # <--
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: make test
            """,
            good="""
            on:
              schedule:
                # Each night at 02:23.
                - cron: '23 2 * * *'
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: make test
            """,
        ),
        example(
            bad="""
            on:
              schedule:
                - cron: '0 4 * * 1'  # <--
                - cron: "30 4 * * 2"
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: make test
            """,
            good="""
            on:
              schedule:
                - cron: '18 4 * * 1'
                - cron: "30 4 * * 2"
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: make test
            """,
            near=(
                """
                on:
                  schedule:
                    - cron: '*/15 * * * *'
                    - cron: '0,30 4 * * *'
                    - cron: '17 0 * * 0'
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: make test
                """,
            ),
        ),
    ),
)
