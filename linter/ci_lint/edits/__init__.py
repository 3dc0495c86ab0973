"""Changes to the text of a file, and the few shapes of change that rules may ask for.

Rules never write text at offsets of their own: they ask a builder, which knows indentation, quoting and
comments, and which raises `Refusal` where it could only guess.
"""

from .comment import note_version
from .edit import Edit, Fix, Limits, NewFile, Pin, Placed, Preferences, Refusal, apply_edits, overlap
from .inputs import insert_input
from .mapping import (
    add_comments,
    insert_entry,
    insert_entry_above,
    insert_section,
    remove_entry,
    replace_value,
    replace_with_block,
    require_uncommented,
)
from .place import indentation_width
from .quoting import quoted
from .script import remove_lines, replace_in_scalar
from .steps import insert_step_after, insert_step_before, named_step, remove_step

__all__ = [
    "Edit",
    "Fix",
    "Limits",
    "NewFile",
    "Pin",
    "Placed",
    "Preferences",
    "Refusal",
    "add_comments",
    "apply_edits",
    "indentation_width",
    "insert_entry",
    "insert_entry_above",
    "insert_input",
    "insert_section",
    "insert_step_after",
    "insert_step_before",
    "named_step",
    "note_version",
    "overlap",
    "quoted",
    "remove_entry",
    "remove_lines",
    "remove_step",
    "replace_in_scalar",
    "replace_value",
    "replace_with_block",
    "require_uncommented",
]
