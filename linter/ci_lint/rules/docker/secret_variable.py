"""The environment variable that a script reads a secret from."""

import re
from collections.abc import Mapping as MappingType

from ...edits import Edit, Refusal
from ...edits.environment import add_variables
from ...late_pattern import late_pattern
from ...workflow import Step

_SECRET = late_pattern(r"\$\{\{\s*[\w.-]*?\.?([A-Za-z_]\w*)\s*\}\}")
_RESERVED = ("GITHUB_", "GH_", "ACTIONS_", "RUNNER_", "INPUT_")
_VARIABLE = late_pattern(r"\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))")


def variable_for(step: Step, text: str) -> tuple[str, MappingType[str, str]]:
    """The name of the variable that holds the value of a `${{ }}`, and what the step's `env` must say for it.

    Raises Refusal if the text is more than one plain expression, or the name is taken.
    """
    found = _SECRET.fullmatch(text.strip())
    if not found:
        raise Refusal("the value is more than one secret")
    expression = text.strip()
    if re.match(r"\$\{\{\s*env\.", expression):
        return found[1], {}
    for name, value in _environment(step).items():
        if "".join(value.split()) == "".join(expression.split()):
            return name, {}
    # Tools look for tokens under the names that GitHub uses, and might change what they do.
    name = "REGISTRY_PASSWORD" if found[1].upper().startswith(_RESERVED) else found[1].upper()
    if name in _environment(step) or name in _assigned(step):
        raise Refusal(f"the variable {name} has another value already")
    return name, {name: expression}


def known_variable(step: Step, text: str) -> str | None:
    """The name in `$NAME` or `${NAME}` if the step's environment sets it, which a script's own variables do not."""
    found = _VARIABLE.fullmatch(text)
    name = (found[1] or found[2]) if found else ""
    return name if name in _environment(step) else None


def add(step: Step, variables: MappingType[str, str]) -> tuple[Edit, ...]:
    """The edit that gives the step the variables, if there are any."""
    return (add_variables(step.node, "run", variables),) if variables else ()


def _assigned(step: Step) -> set[str]:
    """The variables that the script sets itself."""
    commands = step.script.commands if step.script else ()
    return {assignment.name for command in commands for assignment in command.assignments}


def _environment(step: Step) -> dict[str, str]:
    names = {
        key.text
        for owner in (step.node, *step.parent.env_owners)
        if (block := owner.get("env")) is not None and hasattr(block, "named_entries")
        for key, _ in block.named_entries()
    }
    return {name: value.text for name in sorted(names) if (value := step.env(name)) is not None}
