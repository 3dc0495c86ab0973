"""Jobs that failed and then succeeded on the same commit: what they test had not changed."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from .runs import FAILURES, SUCCESS, Job


class Flaky(Struct, frozen=True):
    """A job that is red and green on one commit. `commits` are those where it was, each once.

    `wasted` is what its failures on those commits took, in seconds.
    """

    workflow: str
    job: str
    commits: tuple[str, ...]
    wasted: float


def flaky(jobs: Iterable[Job]) -> Iterator[Flaky]:
    """The flaky jobs, those with the most commits first. A success before the failure shows as much."""
    found: dict[tuple[str, str], dict[str, list[Job]]] = {}
    for job in jobs:
        if job.commit:
            found.setdefault((job.workflow, job.name), {}).setdefault(job.commit, []).append(job)
    flakes = (_flaky(workflow, name, commits) for (workflow, name), commits in found.items())
    yield from sorted(filter(None, flakes), key=lambda flake: (-len(flake.commits), flake.workflow, flake.job))


def _flaky(workflow: str, name: str, commits: dict[str, list[Job]]) -> Flaky | None:
    both = {commit: tries for commit, tries in commits.items() if _both(tries)}
    if not both:
        return None
    failures = (job for tries in both.values() for job in tries if job.conclusion in FAILURES)
    return Flaky(workflow, name, tuple(both), sum(job.seconds or 0 for job in failures))


def _both(tries: Iterable[Job]) -> bool:
    conclusions = {job.conclusion for job in tries}
    return SUCCESS in conclusions and not conclusions.isdisjoint(FAILURES)
