"""Edits of a step's `env`: variables come in, none is ever changed."""

from collections.abc import Mapping as MappingType

from ..tree import Mapping, Scalar
from .edit import Edit, Refusal
from .mapping import insert_entry, insert_entry_above
from .quoting import quoted


def add_variables(step: Mapping, above: str, variables: MappingType[str, str]) -> Edit:
    """Give a step more environment variables, by name and value.

    They go behind those it has, or into an `env` of its own in front of the entry whose key is `above`.
    Raises Refusal where `env` is no mapping, or one that an alias uses too.
    """
    existing = step.get("env")
    if isinstance(existing, Scalar):
        raise Refusal("env of the step is no mapping")
    if isinstance(existing, Mapping):
        last = existing.entries[-1].key if existing.entries else None
        return insert_entry(
            existing, _entries(variables, flow=existing.flow), after=last.text if isinstance(last, Scalar) else ""
        )
    if step.flow:
        return insert_entry(step, f"env: {{{_entries(variables, flow=True)}}}")
    lines = _entries(variables, flow=False).replace("\n", "\n  ")
    return insert_entry_above(step, above, f"env:\n  {lines}")


def _entries(variables: MappingType[str, str], *, flow: bool) -> str:
    return (", " if flow else "\n").join(f"{name}: {quoted(value, flow=flow)}" for name, value in variables.items())
