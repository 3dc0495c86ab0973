"""The variables that action.yml gives a step of docker-build, for the few expressions that occur there."""

import re
from collections.abc import Mapping
from pathlib import Path

import yaml

ACTION = Path(__file__).parents[2] / "actions" / "docker-build"
_INPUT = re.compile(r"\$\{\{ inputs\.([a-z-]+) \}\}")
_OUTPUT = re.compile(r"\$\{\{ steps\.([a-z]+)\.(?:outputs\.)?([a-z-]+) \}\}")
Outputs = Mapping[str, Mapping[str, str]]


def step_variables(step: str, inputs: Mapping[str, str], outputs: Outputs) -> dict[str, str]:
    """The variables of the step that runs this one of our scripts. `outputs` are those of the steps before."""
    action = yaml.safe_load((ACTION / "action.yml").read_text())
    script = f'docker_build.py" {step}'
    given = next(entry["env"] for entry in action["runs"]["steps"] if script in entry.get("run", ""))
    defaults = {name: str(entry.get("default", "")) for name, entry in action["inputs"].items()}
    return {name: _value(text, {**defaults, **inputs}, outputs) for name, text in given.items()}


def _value(expression: str, inputs: Mapping[str, str], outputs: Outputs) -> str:
    found = _INPUT.fullmatch(expression)
    if found:
        return inputs[found[1]]
    special = {
        "${{ inputs.username != '' && inputs.password != '' }}": str(
            bool(inputs["username"] and inputs["password"])
        ).lower(),
        "${{ inputs.build-contexts != '' }}": str(bool(inputs["build-contexts"])).lower(),
        "${{ inputs.builder || steps.setup.outputs.name }}": inputs["builder"],
        "${{ fromJSON(steps.build.outputs.metadata || '{}')['buildx.build.ref'] }}": _output(
            outputs, "build", "reference"
        ),
        "${{ fromJSON(steps.again.outputs.metadata || '{}')['buildx.build.ref'] }}": _output(
            outputs, "again", "reference"
        ),
    }
    if expression in special:
        return special[expression]
    step = _OUTPUT.fullmatch(expression)
    assert step, f"what does {expression} mean?"
    return _output(outputs, step[1], step[2])


def _output(outputs: Outputs, step: str, name: str) -> str:
    return outputs.get(step, {}).get(name, "")
