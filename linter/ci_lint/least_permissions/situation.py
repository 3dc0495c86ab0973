"""Where the token of a job is when a step runs: in the environment, in git's settings, in a login to ghcr.io."""

import re
from collections.abc import Iterator
from types import MappingProxyType

from msgspec import Struct, field

from ..expressions.evaluate import Facts, Value
from ..late_pattern import late_pattern
from ..reach import holds, job_reaches
from ..tree import Mapping, Scalar
from ..workflow import Job, Step, Workflow

# The whole contexts hold the token too.
_TOKEN = late_pattern(
    r"\bgithub\s*(?:\.\s*token\b|\[\s*'token)|\bsecrets\s*(?:\.\s*github_token\b|\[\s*'github_token)"
    r"|\btojson\s*\(\s*(?:secrets|github)\s*\)",
    re.IGNORECASE,
)
_INPUT = late_pattern(r"\binputs\s*(?:\.\s*([\w-]{1,100})|\[\s*'([\w-]{1,100})')", re.IGNORECASE)
_VARIABLE = late_pattern(r"\benv\s*\.\s*(\w{1,100})", re.IGNORECASE)
_EVENTS = 50  # more than GitHub has


class Situation(Struct, frozen=True):
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

    def holds_token(self, step: Step, text: str) -> bool:
        """Whether a value may be the token of the job, or hold it; variables in it are looked into."""
        seen: set[str] = set()
        pending = [text]
        while pending:
            value = pending.pop()
            if _TOKEN.search(value) or any(_TOKEN.search(given) for given in self._inputs_in(value)):
                return True
            for name in {found[1] for found in _VARIABLE.finditer(value)} - seen:
                seen.add(name)
                variable = step.env(name)
                if variable is not None:
                    pending.append(variable.text)
        return False

    def _inputs_in(self, text: str) -> Iterator[str]:
        """The values of the inputs that a text names."""
        if self.inputs:
            for name in {(found[1] or found[2]).lower() for found in _INPUT.finditer(text)}:
                yield self.inputs.get(name, "")

    def variables(self, step: Step) -> Iterator[str]:
        """The variables by which the file gives a step the token of the job; those of the step hide the job's."""
        blocks = [block for owner in _owners(step) if isinstance(block := owner.get("env"), Mapping)]
        for number, block in enumerate(blocks):
            for name in self._tokens_in(block, step):
                if all(nearer.get(name) is None for nearer in blocks[:number]):
                    yield name

    def _tokens_in(self, block: Mapping, step: Step) -> tuple[str, ...]:
        """The names in an `env` whose values hold the token; the blocks of jobs and workflows are asked about often."""

        def find(_: object = None) -> tuple[str, ...]:
            values = ((name.text, value) for name, value in block.named_entries() if isinstance(value, Scalar))
            return tuple(name for name, value in values if self.holds_token(step, value.text))

        if block is step.node.get("env"):
            return find()
        return self.workflow.remember(f"variables with the token at {block.start}", find)

    def events(self, step: Step) -> tuple[str, ...]:
        """The events of the workflow on which a step may run."""
        return tuple(name for name in self._events_of(step) if holds(step.condition, _event(name)))

    def _events_of(self, step: Step) -> tuple[str, ...]:
        names = [event.name for event in self.workflow.triggers][:_EVENTS]
        job = step.parent
        if not isinstance(job, Job):
            return tuple(names)
        return self.workflow.remember(
            f"events of the job at {job.key.start}",
            lambda _: tuple(name for name in names if job_reaches(job, _event(name))),
        )

    def sees_token(self, step: Step) -> bool:
        """Whether any program that a step starts has the token."""
        return self.given or self.token or next(self.variables(step), None) is not None


def _owners(step: Step) -> tuple[Mapping, ...]:
    """The mappings whose `env` a step has, the nearest first."""
    return (step.node, *step.parent.env_owners)


def _event(name: str) -> Facts:
    return MappingProxyType[tuple[str, ...], Value]({("github", "event_name"): name})
