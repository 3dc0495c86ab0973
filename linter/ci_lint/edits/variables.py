"""An environment variable for one step."""

from ..tree import Mapping, Scalar
from ..workflow import Step
from .edit import Edit, Refusal
from .mapping import insert_entry
from .quoting import quoted


def set_variable(step: Step, name: str, value: str) -> tuple[Edit, ...]:
    """Give a step a variable; no edit if it has it already, with this value.

    Raises Refusal if the name is taken by another value, in the step or around it.
    """
    present = step.env(name)
    if present is not None and present.text.strip() == value:
        return ()
    if present is not None:
        raise Refusal(f"the variable {name} has another value already")
    block = step.node.get("env")
    if block is None:
        return (insert_entry(step.node, f"env:\n  {name}: {quoted(value)}"),)
    if not isinstance(block, Mapping) or not block.entries:
        raise Refusal("the env of the step is no mapping with entries")
    last = block.entries[-1].key
    return (insert_entry(block, f"{name}: {quoted(value)}", after=last.text if isinstance(last, Scalar) else ""),)
