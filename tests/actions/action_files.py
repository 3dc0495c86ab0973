"""Every `actions/*/action.yml` as the checks see it: values, how they are written, and the folder around them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
ACTIONS = ROOT / "actions"


@dataclass(frozen=True)
class ActionFile:
    """An action: the folder it stands in, and the text of its `action.yml`. All values are text, as for GitHub."""

    folder: Path
    text: str

    @property
    def name(self) -> str:
        return self.folder.name

    @cached_property
    def values(self) -> Mapping[str, Any]:
        loaded = yaml.load(self.text, Loader=yaml.BaseLoader)  # noqa: S506 - it makes text of everything
        assert isinstance(loaded, dict)
        return loaded

    @property
    def inputs(self) -> Mapping[str, Mapping[str, str]]:
        return self.values.get("inputs") or {}

    @property
    def outputs(self) -> Mapping[str, Mapping[str, str]]:
        return self.values.get("outputs") or {}

    @property
    def steps(self) -> list[Mapping[str, Any]]:
        return list(self.values["runs"]["steps"])

    @property
    def scripts(self) -> Iterator[Mapping[str, Any]]:
        """The steps that run something."""
        return (step for step in self.steps if "run" in step)

    @property
    def others(self) -> Iterator[Mapping[str, Any]]:
        """The steps that use an action."""
        return (step for step in self.steps if "uses" in step)

    def unquoted_defaults(self) -> Iterator[str]:
        """The inputs whose default is not written in quotes."""
        inputs = entry(yaml.compose(self.text), "inputs")
        for key, value in inputs.value if inputs else ():
            default = entry(value, "default")
            if default and default.style not in ("'", '"'):
                yield key.value


def entry(node: Any, name: str) -> Any:
    """The value of a key of a mapping of YAML, or None."""
    return next((value for key, value in node.value if key.value == name), None)


def action_files() -> list[ActionFile]:
    """All that there are, by name."""
    paths = sorted(ACTIONS.glob("*/action.yml"))
    return [ActionFile(path.parent, path.read_text(encoding="utf-8")) for path in paths]


def used_inputs(text: str) -> list[str]:
    """The inputs that an expression in a text names."""
    return re.findall(r"\binputs\.([\w-]+)", text)
