"""How two builds stand to each other: whether they build the same image, and whether they meet in a run."""

from collections.abc import Iterator
from types import MappingProxyType

from ..expressions.evaluate import Facts, Value
from ..reach import PULL_REQUEST, reaches
from ..workflow import Job
from .build import Build
from .dockerfiles import context_path, dockerfile_of, dockerfile_path


def overwrite(first: Build, second: Build) -> bool:
    """Whether a cache of the one is of no use to the other, and the exports of both replace each other."""
    if _dockerfile(first) != _dockerfile(second):
        return True
    return not (targets_contain(first, second) and platforms_contain(first, second))


def _dockerfile(build: Build) -> tuple[str | None, str | None]:
    return context_path(build) or build.context, dockerfile_path(build) or build.file


def targets_contain(first: Build, second: Build) -> bool:
    """Whether one of two targets of a Dockerfile runs all stages of the other, as far as that is known."""
    dockerfile = dockerfile_of(first)
    if dockerfile is None or dockerfile.stage(first.target) is None or dockerfile.stage(second.target) is None:
        return True
    mine, theirs = ({stage.number for stage in dockerfile.built(build.target)} for build in (first, second))
    return mine <= theirs or theirs <= mine


def platforms_contain(first: Build, second: Build) -> bool:
    """Whether one of the builds has all platforms of the other, as far as the file tells."""
    mine, theirs = ({item.text for item in build.platforms} for build in (first, second))
    if not mine or not theirs or any("$" in text for text in mine | theirs):
        return True
    return mine <= theirs or theirs <= mine


# One of each kind that conditions tell apart.
_REFS = ("refs/heads/main", "refs/heads/master", "refs/heads/topic", "refs/tags/v1.0.0")


def run_together(first: Build, second: Build) -> bool:
    """Whether some event may start both; builds that nothing starts at all are taken for switched off, not apart."""
    if not isinstance(first.step.parent, Job):
        return True
    names = [trigger.name for trigger in first.step.parent.workflow.triggers]
    events = [facts for name in names for facts in _facts(name)]
    starts = [(reaches(first.step, facts), reaches(second.step, facts)) for facts in events]
    apart = any(one for one, _ in starts) and any(other for _, other in starts)
    return not apart or any(one and other for one, other in starts)


def _facts(event: str) -> Iterator[Facts]:
    if event == "pull_request":
        yield PULL_REQUEST
        return
    for ref in _REFS:
        facts: dict[tuple[str, ...], Value] = {
            ("github", "ref"): ref,
            ("github", "ref_name"): ref.removeprefix("refs/heads/").removeprefix("refs/tags/"),
            ("github", "ref_type"): "tag" if ref.startswith("refs/tags/") else "branch",
        }
        # A called workflow sees the event of its caller.
        if event != "workflow_call":
            facts["github", "event_name"] = event
        yield MappingProxyType(facts)
