"""How two builds stand to each other: whether they build the same image, and whether they meet in a run."""

from collections.abc import Iterator
from itertools import islice
from types import MappingProxyType

from ..expressions.evaluate import Facts, Value
from ..reach import PULL_REQUEST, reaches
from ..workflow import Job, Step
from .build import Build
from .dockerfiles import context_path, dockerfile_of, dockerfile_path


def overwrite(first: Build, second: Build) -> bool:
    """Whether neither build writes all that the other one needs, so that their exports replace each other."""
    return not (has_all_of(first, second) or has_all_of(second, first))


def same_dockerfile(first: Build, second: Build) -> bool:
    """Whether both build the same Dockerfile in the same folder."""
    return _dockerfile(first) == _dockerfile(second)


def _dockerfile(build: Build) -> tuple[str | None, str | None]:
    return context_path(build) or build.context, dockerfile_path(build) or build.file


def has_all_of(whole: Build, part: Build) -> bool:
    """Whether the one build runs all that the other runs, as far as the files tell."""
    return same_dockerfile(whole, part) and _has_target_of(whole, part) and _has_platforms_of(whole, part)


def _has_target_of(whole: Build, part: Build) -> bool:
    """Whether the one runs all stages of the other; they may be the same where the Dockerfile is not known."""
    dockerfile = dockerfile_of(whole)
    if dockerfile is None or dockerfile.stage(whole.target) is None or dockerfile.stage(part.target) is None:
        return True
    return set(dockerfile.built(part.target)) <= set(dockerfile.built(whole.target))


def _has_platforms_of(whole: Build, part: Build) -> bool:
    """Whether the one builds for all platforms of the other; unknown and unstated ones may be the same."""
    mine, theirs = ({item.text for item in build.platforms} for build in (whole, part))
    unknown = not mine or not theirs or any("$" in text for text in mine | theirs)
    return unknown or theirs <= mine


def _starts(build: Build) -> tuple[bool, ...]:
    """On which of the events of its workflow it may run."""
    return build.step.remember("starts", lambda step: tuple(reaches(step, facts) for facts in _events(step)))


def _events(step: Step) -> tuple[Facts, ...]:
    triggers = step.parent.workflow.triggers if isinstance(step.parent, Job) else ()
    return tuple(facts for trigger in islice(triggers, _EVENTS_LIMIT) for facts in _facts(trigger.name))


# GitHub knows some forty events.
_EVENTS_LIMIT = 50

# One of each kind that conditions tell apart.
_REFS = ("refs/heads/main", "refs/heads/master", "refs/heads/topic", "refs/tags/v1.0.0")


def run_together(first: Build, second: Build) -> bool:
    """Whether some event may start both; builds that nothing starts at all are taken for switched off, not apart."""
    if not isinstance(first.step.parent, Job):
        return True
    starts = list(zip(_starts(first), _starts(second), strict=True))
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
