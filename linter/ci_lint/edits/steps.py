"""Edits of a list of steps."""

from itertools import pairwise

from ..late_pattern import late_pattern
from ..source import Source, Span
from ..tree import Sequence
from ..workflow import Step
from .edit import Edit, Refusal
from .place import (
    column,
    indented,
    line_end,
    line_start,
    removable_lines,
    require_closed,
    require_editable,
    require_here,
    require_room,
)

_EMPTY_LINE = late_pattern(r"\n[ \t]*\r?\n")


def insert_step_before(step: Step, *texts: str) -> Edit:
    """Add steps before another. Each text is a step without its dash, its lines indented from 0.

    They go behind the step before, so that a comment above a step stays with it.
    """
    steps = _steps(step)
    place = steps.items.index(step.node)
    if place:
        return _insert(steps, texts, _end(steps, place - 1))
    return _insert(steps, texts, _line_before(steps), first=True)


def insert_step_after(step: Step, *texts: str) -> Edit:
    """Add steps behind another; see `insert_step_before`."""
    steps = _steps(step)
    return _insert(steps, texts, _end(steps, steps.items.index(step.node)))


def named_step(beside: Step, title: str, text: str) -> str:
    """The text of a step, with a name in front if most steps around have one."""
    steps = beside.parent.all_steps
    usual = sum(bool(step.name) for step in steps) * 2 > len(steps)
    return f"name: {title}\n{text}" if usual else text


def remove_step(step: Step) -> Edit:
    """Take a step away with its lines. Raises Refusal for the only step and for one with a comment above it."""
    steps = _steps(step)
    source = steps.source
    if len(steps.items) == 1:
        raise Refusal("the job would have no steps")
    if source.line_text(source.position(step.node.start).line - 1).lstrip().startswith("#"):
        raise Refusal("a comment stands above the step")
    number = steps.items.index(step.node)
    above = steps.items[number - 1] if number else None
    _dash(source, step.node.start)
    lines = removable_lines(step.node, step.node.start, _end(steps, number), above)
    return Edit(_with_gap(source, lines), "")


def _with_gap(source: Source, lines: Span) -> Span:
    """The lines and, where empty ones stand above and below them, those below."""
    above = source.position(lines.start).line - 1
    if above < 1 or source.line_text(above).strip():
        return lines
    end = lines.end
    while (line := source.position(end).line) < len(source.line_starts) and not source.line_text(line).strip():
        end = source.line_starts[line]
    return Span(lines.start, end)


def _steps(step: Step) -> Sequence:
    """The list that the step stands in; Refusal where it cannot be edited line by line."""
    if step.group is not None:
        raise Refusal("the step runs in parallel with others")
    owner = getattr(step.parent, "runs", None) or step.parent.node
    steps = owner.get("steps")
    if not isinstance(steps, Sequence) or steps.flow:
        raise Refusal("the steps are in flow style")
    require_editable(owner)
    require_editable(steps)
    require_editable(step.node)
    return steps


def _end(steps: Sequence, number: int) -> int:
    """Where the last line of a step ends; Refusal where another one behind it would change its last value."""
    require_here(steps, number)
    require_closed(steps.items[number])
    return line_end(steps.source, steps.items[number].end)


def _insert(steps: Sequence, texts: tuple[str, ...], place: int, *, first: bool = False) -> Edit:
    dash = _dash(steps.source, steps.items[0].start)
    require_room(steps.source, place, "\n".join(texts))
    gap = "\n" if _spaced(steps) else ""
    before, behind = ("", gap) if first else (gap, "")
    items = (f"{' ' * dash}- {indented(text, dash + 2).lstrip(' ')}" for text in texts)
    return Edit(Span(place, place), "".join(f"{before}\n{item}{behind}" for item in items))


def _spaced(steps: Sequence) -> bool:
    """Whether the steps are set apart by empty lines."""
    between = (steps.source.text[a.end : b.start] for a, b in pairwise(steps.items))
    return any(_EMPTY_LINE.search(text) for text in between)


def _dash(source: Source, item: int) -> int:
    """The column of the dash before an item."""
    place = source.text.rfind("-", line_start(source, item), item)
    if place < 0 or source.text[place + 1 : item].strip(" "):
        raise Refusal("the dash of the step stands in another line")
    return column(source, place)


def _line_before(steps: Sequence) -> int:
    """The end of the line above the first step, comments above it left below."""
    source = steps.source
    first = line_start(source, steps.items[0].start)
    line = source.position(first).line - 1
    while line > 1 and source.line_text(line).lstrip().startswith("#"):
        line -= 1
    return source.line_span(line).end
