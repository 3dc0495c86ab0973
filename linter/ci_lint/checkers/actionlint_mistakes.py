"""What actionlint reports although GitHub accepts it: syntax that is younger than the release in use.

Found by running 1.7.7, 1.7.12 and the fork's 1.17.0 on files that use each feature; the reference is the
schema of `@actions/workflow-parser` 0.3.61 and GitHub's changelog. Each entry fits one kind and one shape of
message, so that a mistyped key beside a new one is still reported. The fork makes none of these mistakes.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from ..late_pattern import late_pattern
from ..permissions import SCOPES
from ..source import Source
from ..tree import Mapping, Tree, parse, walk
from ..workflow import Workflow, view

# Labels of GitHub's own runners that came after actionlint 1.7.7: github.com/actions/runner-images.
_NEW_LABELS = (
    *("ubuntu-26.04", "ubuntu-26.04-arm", "ubuntu-slim", "windows-11-arm", "windows-11-vs2026-arm"),
    *("windows-2025-vs2026", "macos-15-intel", "macos-26", "macos-26-intel", "macos-26-large", "macos-26-xlarge"),
)
_STEPS_WITHOUT_ACTION = ("wait", "wait-all", "cancel", "parallel")


class Complaint(Struct, frozen=True):
    """One message of actionlint: what its pattern matched, where, and all messages about the same file."""

    found: re.Match[str]
    source: Source
    offset: int
    messages: Sequence[str]


class Mistake(Struct, frozen=True):
    """Messages of one kind that are wrong, why, and what must hold in the file beside."""

    kind: str
    message: re.Pattern[str]
    reason: str
    holds: Callable[[Complaint], bool] = lambda _: True


def _key(keys: str, section: str) -> re.Pattern[str]:
    """Messages about an unexpected key; sections are named in words that changed between releases."""
    return re.compile(rf'unexpected key "(?:{keys})" for (?:{section})')


def _is_new_kind_of_step(complaint: Complaint) -> bool:
    step = _mapping_at(complaint.source, complaint.offset)
    return step is not None and any(step.get(key) is not None for key in _STEPS_WITHOUT_ACTION)


def _is_in_parallel_steps(complaint: Complaint) -> bool:
    if not complaint.source.text.startswith("steps.", complaint.offset):
        return False
    document = view(_tree(complaint.source), ".github/workflows/any.yml")
    steps = document.steps() if isinstance(document, Workflow) else ()
    return complaint.found["id"] in {(step.id or "").lower() for step in steps if step.group is not None}


def _has_only_cron_and_zone(complaint: Complaint) -> bool:
    schedule = _mapping_at(complaint.source, complaint.offset)
    return schedule is not None and {key.text for key, _ in schedule.named_entries()} == {"cron", "timezone"}


def _stumbled_over_alias(complaint: Complaint) -> bool:
    return any("alias node" in message for message in complaint.messages)


MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        "syntax-check",
        _key("background", 'step to (?:run|execute)|"step" section'),
        "background steps exist since June 2026",
    ),
    Mistake(
        "syntax-check",
        _key("wait|wait-all|cancel|parallel", '"step" section'),
        "steps that wait, cancel or run in parallel exist since June 2026",
        _is_new_kind_of_step,
    ),
    Mistake(
        "syntax-check",
        late_pattern(r'step must run script with "run" section or run action with "uses" section'),
        "steps that wait, cancel or run in parallel have neither",
        _is_new_kind_of_step,
    ),
    Mistake(
        "expression",
        late_pattern(r'property "(?P<id>[^"]+)" is not defined in object type'),
        "steps inside `parallel` have outputs, and actionlint does not look into it",
        _is_in_parallel_steps,
    ),
    Mistake("syntax-check", _key("queue", '"concurrency" section'), "concurrency has a queue since 2026"),
    Mistake("syntax-check", _key("cache-mode", '"(?:workflow|job)" section'), "cache modes exist since September 2026"),
    Mistake("syntax-check", _key("description", '"workflow" section'), "the schema of workflows has a description"),
    Mistake(
        "syntax-check",
        _key("cancel-timeout-minutes|snapshot", '"job" section'),
        "the schema of jobs has these keys",
    ),
    Mistake("syntax-check", _key("deployment", '"environment" section'), "environments have it since March 2026"),
    Mistake(
        "syntax-check",
        _key("command|entrypoint", '"services" section'),
        "the schema of service containers has both",
    ),
    Mistake("expression", late_pattern(r'undefined function "case"'), "the function exists since 2026"),
    Mistake(
        "expression",
        late_pattern(
            r'property "(?:check_run_id|workflow_(?:ref|sha|repository|file_path))" is not defined in object type'
            r".*\bservices:"
        ),
        "the job context names its check run since 2025 and the file of its workflow since 2026",
    ),
    Mistake(
        "syntax-check",
        late_pattern(r'element of "schedule" section must be mapping and must contain one key "cron"'),
        "a schedule has a time zone since March 2026",
        _has_only_cron_and_zone,
    ),
    Mistake("syntax-check", _key("timezone", '"schedule" section'), "a schedule has a time zone since March 2026"),
    Mistake(
        "runner-label",
        late_pattern(rf'label "(?:{"|".join(map(re.escape, _NEW_LABELS))})" is unknown'),
        "GitHub has such runners",
    ),
    Mistake(
        "permissions",
        late_pattern(rf'unknown permission scope "(?:{"|".join(SCOPES)})"'),
        "the scope exists",
    ),
    Mistake(
        "action",
        late_pattern(r'specifying action "\$/[^"]*" in invalid format'),
        "`$/path` is an action of the same repository since July 2026",
    ),
    Mistake(
        "workflow-call",
        late_pattern(r'reusable workflow call "\$/[^"]*" at "uses" is not following the format'),
        "`$/path` is a workflow of the same repository since July 2026",
    ),
    Mistake(
        "events",
        late_pattern(r'invalid activity type "(?:typed|untyped|field_added|field_removed)" for "issues"'),
        "the schema of issues has these types",
    ),
    Mistake("events", late_pattern(r'unknown Webhook event "image_version"'), "the schema of events has it"),
    Mistake(
        "syntax-check",
        _key("names|versions", '"image_version" section'),
        "the schema of the event has both",
    ),
    Mistake(
        "syntax-check",
        late_pattern(r'is alias node but|but got alias node|section is missing in job "|step must run script with'),
        "GitHub reads aliases since August 2025; a release that does not reports what it could not see",
        _stumbled_over_alias,
    ),
)


def is_mistaken(kind: str, message: str, source: Source, offset: int, messages: Sequence[str]) -> bool:
    """Whether a message of actionlint about a place is known to be wrong.

    `messages` are all that it says about the file: an old release stumbles over an alias once and reports
    the consequences elsewhere.
    """
    return any(mistake.holds(complaint) for mistake, complaint in _fitting(kind, message, source, offset, messages))


def _fitting(
    kind: str, message: str, source: Source, offset: int, messages: Sequence[str]
) -> Iterator[tuple[Mistake, Complaint]]:
    for mistake in MISTAKES:
        found = mistake.message.search(message) if mistake.kind == kind else None
        if found:
            yield mistake, Complaint(found, source, offset, messages)


@lru_cache(maxsize=1)
def _tree(source: Source) -> Tree:
    return parse(source)


def _mapping_at(source: Source, offset: int) -> Mapping | None:
    """The mapping that begins at an offset, or holds the key that does."""
    root = _tree(source).root
    for node in walk(root) if root is not None else ():
        if isinstance(node, Mapping) and (node.start == offset or any(e.key.start == offset for e in node.entries)):
            return node
    return None
