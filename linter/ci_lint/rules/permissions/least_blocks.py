"""Blocks of least permissions: one for the workflow, and one for each job that needs more than that.

What may change something stands at the job, so that no other job has it.
"""

from collections.abc import Iterable, Iterator
from types import MappingProxyType

from msgspec import Struct

from ...edits import Edit, Refusal, indentation_width, insert_entry
from ...least_permissions import Needs, merge, needs_of_job
from ...workflow import Job, Workflow

_READS_CONTENTS = Needs(MappingProxyType({"contents": "read"}))
_NAMED = 3
_JOBS = 500  # what a job needs takes a look at all others


class Blocks(Struct, frozen=True):
    """The permissions of a workflow, and the needs of its jobs that have no block of their own."""

    granted: Needs
    needs: tuple[tuple[Job, Needs], ...]

    @property
    def needing_more(self) -> tuple[tuple[Job, Needs], ...]:
        """The jobs for which the permissions of the workflow are not enough."""
        return tuple((job, needs) for job, needs in self.needs if not needs.within(self.granted.levels))

    @property
    def unknown(self) -> tuple[str, ...]:
        """Facts on what may need more than that."""
        return merge(needs for _, needs in self.needs).unknown

    @property
    def title(self) -> str:
        """What is done, as an order, and what is not known about it."""
        others = [job.id for job, _ in self.needing_more]
        more = f", with more for {_listed(others)}" if others else ""
        doubts = f"; {self.unknown[0]}" if self.unknown else ""
        return f"limit the token to {described(self.granted.levels)}{more}{doubts}"


def blocks_for(jobs: Iterable[Job]) -> Blocks:
    """The permissions for jobs without a block of their own.

    Raises Refusal for a job that calls a workflow which cannot be read: what that asks for must be granted.
    """
    jobs = tuple(jobs)
    if len(jobs) > _JOBS:
        raise Refusal(f"there are more than {_JOBS} jobs")
    needs = tuple((job, known_needs(job)) for job in jobs)
    return Blocks(_common([need for _, need in needs]), needs)


def known_needs(job: Job) -> Needs:
    """What a job needs. Raises Refusal where GitHub would not even start it with less than is asked for."""
    needs = needs_of_job(job)
    if job.calls_workflow and not needs.known:
        raise Refusal(needs.unknown[0])
    return needs


def _common(needs: list[Needs]) -> Needs:
    """What the workflow grants: what all jobs read, or else what most of them do."""
    first = needs[0] if needs else Needs()
    if all(need.levels == first.levels and not need.writes for need in needs):
        return first
    return _READS_CONTENTS if any("contents" in need.levels for need in needs) else Needs()


def described(levels: MappingProxyType[str, str]) -> str:
    """Levels as people say them."""
    return ", ".join(f"{scope}: {level}" for scope, level in levels.items()) or "nothing"


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    word = "job" if len(names) == 1 else "jobs"
    return f"{word} {shown}" + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")


def block(needs: Needs, width: int) -> str:
    """The lines behind `permissions:`, each with its line break and its reason; or ` {}`."""
    lines = (f"\n{' ' * width}{scope}: {level}{_reason(needs, scope)}" for scope, level in needs.levels.items())
    return "".join(lines) or " {}"


def _reason(needs: Needs, scope: str) -> str:
    """The comment behind a scope; everybody knows what reading the contents is for."""
    reason = needs.reasons.get(scope, "")
    if not reason or (scope, needs.levels[scope]) == ("contents", "read"):
        return ""
    return f" # for {''.join(letter for letter in reason if letter.isprintable())}"


def width_of(workflow: Workflow) -> int:
    """By how many characters the file indents its blocks."""
    return indentation_width(workflow.node)


def edits_of_jobs(blocks: Blocks, workflow: Workflow) -> Iterator[Edit]:
    """A block of its own for each job that needs more than the workflow grants."""
    for job, needs in blocks.needing_more:
        text = f"permissions:{block(needs, width_of(workflow))}"
        yield insert_entry(job.node, text, after="uses" if job.calls_workflow else "runs-on")
