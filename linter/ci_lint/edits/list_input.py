"""Edits of inputs that are lists with one value a line, as the docker actions have them."""

from ..source import Span
from ..tree import Entry, Mapping, Scalar
from ..workflow import Step
from .edit import Edit, Refusal
from .mapping import insert_entry, insert_entry_above, remove_entry, require_uncommented
from .place import column, line_end, require_editable, whole_lines
from .script import replace_in_scalar


def add_input(step: Step, text: str, *, after: str = "", first: bool = False) -> Edit:
    """Add an input, given as `name: value`, behind another or as the first; the step gets a `with` if it has none."""
    inputs = step.node.get("with")
    if inputs is None:
        lines = "".join(f"\n  {line}" for line in text.split("\n"))
        return insert_entry(step.node, f"with:{lines}", after="uses")
    if not isinstance(inputs, Mapping):
        raise Refusal("the inputs of the step are no mapping")
    key = inputs.entries[0].key if first and inputs.entries else None
    return (
        insert_entry_above(inputs, key.text, text)
        if isinstance(key, Scalar)
        else insert_entry(inputs, text, after=after)
    )


def add_line(step: Step, name: str, line: str) -> Edit:
    """Add a value to a list input: a line at its end. A value that stands in the line of its key moves below it."""
    entry = input_entry(step, name)
    if entry is None:
        return add_input(step, f"{name}: |\n  {line}", after=_last_input(step))
    value = entry.value
    if not isinstance(value, Scalar) or value.style == ">":
        raise Refusal(f"the lines of {name} are folded into one")
    require_editable(value)
    if value.style == "|":
        end = len(value.text.rstrip())
        return replace_in_scalar(value, end, end, f"\n{line}")
    return _as_block(entry, value, line)


def _as_block(entry: Entry, value: Scalar, line: str) -> Edit:
    raw = value.source.text[value.start : value.end]
    if "\n" in raw or "\n" in value.text or not value.text.strip():
        raise Refusal("the value takes several lines")
    if value.source.text[value.end : line_end(value.source, value.end)].strip():
        raise Refusal("a comment stands behind the value")
    indent = " " * (column(value.source, entry.key.start) + 2)
    return Edit(value.span, f"|\n{indent}{value.text.strip()}\n{indent}{line}")


def remove_line(step: Step, name: str, start: int, end: int) -> Edit:
    """Take the value at `start:end` out of a list input, and the input itself if it was the only one."""
    entry = input_entry(step, name)
    inputs = step.inputs
    if entry is None or inputs is None or not isinstance(entry.value, Scalar):
        raise Refusal(f"the step has no input {name}")
    value = entry.value
    if value.text.strip() == value.text[start:end]:
        require_uncommented(entry)
        return remove_entry(inputs, entry)
    if value.style != "|":
        raise Refusal(f"the values of {name} share a line")
    require_editable(value)
    before = value.text.rfind("\n", 0, start) + 1
    after = value.text.find("\n", end)
    if value.text[before : len(value.text) if after < 0 else after].strip() != value.text[start:end]:
        raise Refusal(f"the values of {name} share a line")
    place = value.part(start, end)
    return Edit(whole_lines(value.source, place.start, place.end), "")


def rename_input(step: Step, name: str, other: str) -> Edit:
    """Give the value of an input to another one, which the step must not have."""
    entry = input_entry(step, name)
    if entry is None or input_entry(step, other) is not None:
        raise Refusal(f"the step has {other} already, or no {name}")
    require_editable(entry.key)
    return Edit(Span(entry.key.start, entry.key.end), other)


def input_entry(step: Step, name: str) -> Entry | None:
    """The entry of an input; input names ignore case."""
    entries = step.inputs.entries if step.inputs else []
    return next((e for e in entries if isinstance(e.key, Scalar) and e.key.text.lower() == name), None)


def _last_input(step: Step) -> str:
    key = step.inputs.entries[-1].key if step.inputs and step.inputs.entries else None
    return key.text if isinstance(key, Scalar) else ""
