"""Edits of what a step gives its action."""

from ..tree import Mapping, Scalar
from ..workflow import Job, Step
from .edit import Edit, Refusal
from .mapping import insert_entry
from .place import indentation_width


def insert_input(step: Step, text: str, *, after: str = "") -> Edit:
    """Give the action of a step another input, as `name: value`, with a `with` around it if there is none.

    It goes behind the input `after`, or else behind all others. Raises Refusal as `insert_entry` does.
    """
    inputs = step.node.get("with")
    if inputs is None:
        return insert_entry(step.node, f"with:\n{' ' * _width(step)}{text}", after="uses")
    if not isinstance(inputs, Mapping) or not inputs.entries:
        raise Refusal("the inputs of the step are no list of keys and values")
    names = [key.text for key, _ in inputs.named_entries()]
    last = inputs.entries[-1].key
    behind = after if after in names else last.text if isinstance(last, Scalar) else ""
    return insert_entry(inputs, text, after=behind)


def _width(step: Step) -> int:
    """By how many characters inputs are indented: as in other steps, or else as the file does it."""
    for other in step.parent.all_steps:
        if other.inputs is not None and not other.inputs.flow:
            return indentation_width(other.node)
    root = step.parent.workflow.node if isinstance(step.parent, Job) else step.parent.node
    return indentation_width(root)
