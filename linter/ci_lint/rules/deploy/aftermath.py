"""What comes behind a change of a cluster: what waits for it, what may do so, and what takes it back.

A job is read once into a list of events; rules then ask what stands behind a place in it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from ...late_pattern import late_pattern
from ...purpose import makes_cluster, runs_tests
from ...workflow import Job, Step, Workflow
from .kubectl import Call, kubectl_calls

if TYPE_CHECKING:
    from ...shell import Command

# The step, and the offset in its script.
Place: TypeAlias = tuple[int, int]
LAST = 1 << 30
_JOBS_LIMIT = 300  # no real workflow has more, and each would be asked what comes behind it
_MENTIONS = late_pattern(r"kubectl|helm|argocd|flux|curl|wget|oc |\.sh|\.py|make|npm|yarn|ssh|python|test|source|\$")
_PROGRAMS = (
    "bash", "sh", "zsh", "python", "python3", "node", "ruby", "perl", "make", "just", "task", "npm", "npx", "yarn",
    "pnpm", "bun", "ssh", "source", ".", "eval", "xargs", "find", "parallel", "gh", "pwsh", "ansible", "oc", "werf",
    "ansible-playbook", "skaffold", "flux", "helmfile", "docker", "stern", "kubectl-argo-rollouts", "timeout",
)  # fmt: skip
_SCRIPT = late_pattern(r"\.(?:sh|bash|py|js|mjs|ts|rb|pl|ps1)$")
_ASKING = ("curl", "wget", "http", "nc", "grpcurl")
# Actions that set something up, keep or drop files, or tell somebody; any other may look at the cluster.
_BYSTANDERS = late_pattern(
    r"^(?:actions/|docker/|hashicorp/|codecov/|dorny/|azure/(?:login|setup-\w+|docker-login|aks-set-context|k8s-set-context)"
    r"|aws-actions/(?:configure-aws-credentials|amazon-ecr-login)|google-github-actions/(?:auth|setup-gcloud|get-gke-\w+)"
    r"|softprops/action-gh-release|peter-evans/|marocchino/"
    r"|(?:[\w.-]+/)?[\w.-]*(?:slack|discord|telegram|teams|mail|notif|purge|cache|sentry|changelog|comment)[\w.-]*)",
    re.IGNORECASE,
)


class Effect(Enum):
    """What an event does about a change before it."""

    WATCHES = "watches"
    UNDOES = "undoes"


class Event(Struct, frozen=True):
    """Something that watches a workload or takes its change back; the target is "" if it may be any."""

    place: Place
    effect: Effect
    target: str = ""


class Aftermath(Struct, frozen=True, dict=True):
    """The events of a job, in order, and the jobs that wait for it."""

    events: tuple[Event, ...]
    later: frozenset[str]
    watched_later: bool

    @cached_property
    def _places(self) -> dict[tuple[Effect, str], list[Place]]:
        found: dict[tuple[Effect, str], list[Place]] = {}
        for event in self.events:
            found.setdefault((event.effect, event.target), []).append(event.place)
            if event.target:
                found.setdefault((event.effect, "any"), []).append(event.place)
        return found

    def next(self, effect: Effect, place: Place, target: str) -> Place | None:
        """Where the next event behind a place is that this target may be meant by; None if there is none."""
        lists = (self._places.get((effect, name), []) for name in (target or "any", ""))
        following = [places[index] for places in lists if (index := bisect_right(places, place)) < len(places)]
        return min(following, default=None)


def place_of(step: Step, command: "Command") -> Place:
    """Where a command stands in its job. What a function does, happens before all that follows its script."""
    return (step.position, -1 if command.function else command.start)


def has_own_cluster(step: Step) -> bool:
    """Whether the job of a step makes a cluster, which ends with it."""
    return step.parent.remember("has a cluster of its own", lambda _: makes_cluster(step))


def aftermath(job: Job) -> Aftermath:
    """What happens in a job and behind it; read once."""
    return job.remember("aftermath", _read)


def is_watched(step: Step, command: "Command", targets: tuple[str, ...]) -> bool:
    """Whether something behind a command waits for each of the workloads, or may; "" stands for one not known.

    What cannot be read to its end may wait too, and so may the caller of an action.
    """
    if not isinstance(step.parent, Job) or not step.parent.workflow.complete:
        return True
    after = aftermath(step.parent)
    place = place_of(step, command)
    return after.watched_later or all(after.next(Effect.WATCHES, place, target) for target in targets)


def _read(job: Job) -> Aftermath:
    events = sorted((event for step in job.all_steps for event in _events(step)), key=lambda event: event.place)
    if len(job.workflow.jobs()) > _JOBS_LIMIT:
        return Aftermath(tuple(events), frozenset(), watched_later=True)
    later = _later_jobs(job)
    return Aftermath(tuple(events), frozenset(other.id for other in later), any(map(_watches, later)))


def _watches(job: Job) -> bool:
    return job.remember("watches clusters", _find_watcher)


def _find_watcher(job: Job) -> bool:
    events = (event for step in job.all_steps for event in _events(step))
    return job.calls_workflow or any(event.effect is Effect.WATCHES for event in events)


def _later_jobs(job: Job) -> tuple[Job, ...]:
    """The jobs that wait for this one, also by way of others."""
    needing = job.workflow.remember("jobs by what they need", _needing)
    pending, seen = [job.id], dict[str, Job]()
    while pending:
        for other in needing.get(pending.pop(), ()):
            if other.id not in seen:
                seen[other.id] = other
                pending.append(other.id)
    return tuple(seen.values())


def _needing(workflow: Workflow) -> dict[str, list[Job]]:
    found: dict[str, list[Job]] = {}
    for job in workflow.jobs():
        for name in job.needs:
            found.setdefault(name, []).append(job)
    return found


def _events(step: Step) -> tuple[Event, ...]:
    return step.remember("events about clusters", lambda step: tuple(_find_events(step)))


def _find_events(step: Step) -> Iterator[Event]:
    anywhere = (step.position, LAST)
    if step.run is None:
        if step.uses is None or not _BYSTANDERS.match(step.uses.text):
            yield Event(anywhere, Effect.WATCHES)
        return
    if not _MENTIONS.search(step.run.text):
        return
    if step.script is None or step.script.broken:
        yield Event(anywhere, Effect.WATCHES)
        return
    calls = {call.command: call for call in kubectl_calls(step)}
    for command in step.script.commands:
        # A function is called somewhere behind what stands before it in the script.
        place = (step.position, LAST if command.function else command.start)
        call = calls.get(command)
        found = _of_call(call) if call else _of_program(command)
        yield from (Event(place, effect, target) for effect, target in found)


def _of_call(call: Call) -> Iterator[tuple[Effect, str]]:
    if call.subcommand == "rollout undo":
        yield from ((Effect.UNDOES, workload.target) for workload in call.workloads)
    elif call.subcommand == "rollout status":
        yield from ((Effect.WATCHES, target) for target in [w.target for w in call.workloads] or [""])
    elif call.subcommand == "wait" or (call.subcommand == "get" and (call.has("watch") or call.command.in_loop)):
        yield Effect.WATCHES, ""


def _of_program(command: "Command") -> Iterator[tuple[Effect, str]]:
    if command.name == "helm":
        if command.starts_with("helm", "rollback") or command.starts_with("helm", "uninstall"):
            yield Effect.UNDOES, ""
        if command.has("--wait", "--atomic", "--rollback-on-failure") or command.starts_with("helm", "test"):
            yield Effect.WATCHES, ""
    elif _may_watch(command):
        yield Effect.WATCHES, ""


def _may_watch(command: "Command") -> bool:
    if command.name in _ASKING:
        return command.in_loop
    if command.name == "kubectl":
        # A plugin, or a subcommand that the table does not know.
        return not command.starts_with("kubectl", "exec")
    if command.name == "argocd":
        return command.starts_with("argocd", "app", "wait") or command.starts_with("argocd", "app", "sync")
    local = bool(command.words) and command.words[0].text.startswith(("./", "../"))
    return (
        not command.name
        or local
        or command.name in _PROGRAMS
        or bool(_SCRIPT.search(command.name))
        or runs_tests(command)
    )
