"""Where the token of a job is when a step runs: in the environment, in git's settings, in a login to ghcr.io."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import MappingProxyType

from ..reach import reaches
from ..tree import Mapping, Scalar
from ..workflow import Step, Workflow

# The whole contexts hold the token too.
_TOKEN = re.compile(
    r"\bgithub\s*(?:\.\s*token\b|\[\s*'token)|\bsecrets\s*(?:\.\s*github_token\b|\[\s*'github_token)"
    r"|\btojson\s*\(\s*(?:secrets|github)\s*\)",
    re.IGNORECASE,
)
_INPUT = re.compile(r"\binputs\s*(?:\.\s*([\w-]{1,100})|\[\s*'([\w-]{1,100})')", re.IGNORECASE)
_VARIABLE = re.compile(r"\benv\s*\.\s*(\w{1,100})", re.IGNORECASE)
_DEPTH = 3


@dataclass(frozen=True)
class Situation:
    """What a step finds.

    `inputs` are the values of the composite action that it is a part of. `given` tells that the caller of that
    action has the token of the job in its environment, `token` that an earlier step left it where any program
    finds it, `git` that git has it, `registry` that the client of registries has it for ghcr.io. `depth` counts
    the actions around the step.
    """

    workflow: Workflow
    inputs: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    given: bool = False
    token: bool = False
    git: bool = False
    registry: bool = False
    depth: int = 0

    def holds_token(self, step: Step, text: str, depth: int = _DEPTH) -> bool:
        """Whether a value may be the token of the job, or hold it."""
        if _TOKEN.search(text):
            return True
        if not depth or "${{" not in text:
            return False
        given = (self.inputs.get((found[1] or found[2]).lower(), "") for found in _INPUT.finditer(text))
        if any(_TOKEN.search(value) for value in given):
            return True
        values = (step.env(found[1]) for found in _VARIABLE.finditer(text))
        return any(value is not None and self.holds_token(step, value.text, depth - 1) for value in values)

    def variables(self, step: Step) -> Iterator[str]:
        """The variables by which the file gives a step the token of the job."""
        for name, value in environment(step):
            if self.holds_token(step, value.text):
                yield name.text

    def events(self, step: Step) -> tuple[str, ...]:
        """The events of the workflow on which a step may run."""
        names = [event.name for event in self.workflow.triggers]
        return tuple(name for name in names if reaches(step, MappingProxyType({("github", "event_name"): name})))

    def sees_token(self, step: Step) -> bool:
        """Whether any program that a step starts has the token."""
        return self.given or self.token or next(self.variables(step), None) is not None


def environment(step: Step) -> Iterator[tuple[Scalar, Scalar]]:
    """The variables of a step with their values; those of its own hide those of its job and workflow."""
    seen: set[str] = set()
    for owner in (step.node, *step.parent.env_owners):
        block = owner.get("env")
        for name, value in block.named_entries() if isinstance(block, Mapping) else ():
            if isinstance(value, Scalar) and name.text not in seen:
                seen.add(name.text)
                yield name, value
