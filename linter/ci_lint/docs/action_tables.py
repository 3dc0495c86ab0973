"""What the project says about its composite actions: tables written from each action.yml."""

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from ..source import read_source
from ..tree import Mapping, parse

ACTIONS_FOLDER = "actions"


class ActionFile(Struct, frozen=True):
    """An action of this project: its folder's name, what it is for, and what is said of inputs and outputs."""

    name: str
    summary: str
    inputs: tuple[tuple[str, str], ...]
    outputs: tuple[tuple[str, str], ...]


def action_files(root: Path) -> tuple[ActionFile, ...]:
    """The actions of a project by name. Raises TypeError for an action.yml that holds no mapping."""
    return tuple(_read(path) for path in sorted((root / ACTIONS_FOLDER).glob("*/action.yml")))


def _read(path: Path) -> ActionFile:
    top = parse(read_source(path, str(path))).root
    if not isinstance(top, Mapping):
        raise TypeError(f"{path} holds no mapping")
    inputs, outputs = tuple(_described(top, "inputs")), tuple(_described(top, "outputs"))
    return ActionFile(path.parent.name, top.text("description") or "", inputs, outputs)


def _described(top: Mapping, block: str) -> Iterator[tuple[str, str]]:
    entries = top.get(block)
    for key, value in entries.named_entries() if isinstance(entries, Mapping) else ():
        if isinstance(value, Mapping):
            yield key.text, value.text("description") or ""


def inputs_table(action: ActionFile) -> str:
    """The inputs with their types, units and defaults, which their descriptions say."""
    return _table("input", action.inputs)


def outputs_table(action: ActionFile) -> str:
    """The outputs with the values that they take."""
    return _table("output", action.outputs)


def _table(what: str, rows: tuple[tuple[str, str], ...]) -> str:
    lines = (f"| `{name}` | {_cell(description)} |" for name, description in rows)
    return "\n".join((f"| {what} | meaning |", "|---|---|", *lines))


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def actions_table(actions: tuple[ActionFile, ...], folder: str) -> str:
    """All actions with what they are for; the links go to the pages in `folder`."""
    lines = (f"| [{action.name}]({folder}{action.name}/README.md) | {_cell(action.summary)} |" for action in actions)
    return "\n".join(("| action | what it does |", "|---|---|", *lines))


def actions_index(actions: tuple[ActionFile, ...]) -> str:
    """The page that lists all actions."""
    return f"""# Actions

What ci-lint tells people to do, done once: composite actions without a Docker image or a build of their own. Their
scripts are Python of the standard library, their inputs reach no shell, and everything they use of others is
[pinned to a commit](../docs/pins.md).

{actions_table(actions, "")}

Pin them by commit, as everything else; `ci-lint pin --update` looks the commit up.
"""
