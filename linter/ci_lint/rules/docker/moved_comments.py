"""Comments of a list input, moved to where YAML has comments: above the key.

A block scalar holds none, so nothing can stand beside a single value any more; a comment that stood behind
one of several values begins with the value instead.
"""

from collections.abc import Iterator

from ...docker import comment_start
from ...edits import Edit, Fix, Preferences, Refusal, add_comments, remove_lines, replace_in_scalar
from ...tree import Scalar
from ...workflow import Step

# Inputs whose values are texts, in which a `#` behind a space may be meant.
PROSE = ("annotations", "labels")


def move_comments(step: Step, name: str, _preferences: Preferences) -> Fix:
    """Put all comments of an input above its key, where YAML has comments."""
    inputs, scalar = step.inputs, step.input(name)
    key = next((key for key, value in inputs.named_entries() if value is scalar), None) if inputs else None
    if inputs is None or scalar is None or key is None:
        raise Refusal("the input is no text")
    if scalar.style == ">":
        raise Refusal("the text is folded, so its lines are one value")
    lines = scalar.text.splitlines(keepends=True)
    several = sum(bool(value_of(line, name)) for line in lines) > 1
    moved = [(number, line) for number, line in enumerate(lines) if is_reported(line, name)]
    comments = [comment_of(line, several=several) for _, line in moved]
    edits = (add_comments(inputs, key.text, comments), *removals(scalar, lines, dict(moved)))
    return Fix(f"move the comments of {name} above it", edits)


def is_reported(line: str, name: str) -> bool:
    """Whether a line has a comment, and not one that may be meant as a part of a text."""
    start = comment_start(line)
    return start is not None and (name not in PROSE or not line[:start].strip())


def value_of(line: str, name: str) -> str:
    """A line without its comment."""
    return line[: comment_start(line)].strip() if is_reported(line, name) else line.strip()


def comment_of(line: str, *, several: bool) -> str:
    """The comment of a line; among several values it begins with the one that it stood behind."""
    start = comment_start(line) or 0
    value, comment = line[:start].strip(), line[start:].rstrip()
    return f"# {value.split(',')[0]}: {comment.lstrip('# ')}" if value and several else comment


def removals(scalar: Scalar, lines: list[str], commented: dict[int, str]) -> Iterator[Edit]:
    """The edits that take the comments out of the text."""
    whole = [number for number, line in commented.items() if not line[: comment_start(line)].strip()]
    if whole:
        yield from remove_lines(scalar, whole)
    for number, line in commented.items():
        if number not in whole:
            start = sum(map(len, lines[:number]))
            value = line[: comment_start(line)].rstrip()
            yield replace_in_scalar(scalar, start + len(value), start + len(line.rstrip("\n")), "")
