"""Which contexts and special functions may be used at which key.

From the `context` lists of GitHub's workflow and action schemas, where a key also has what the keys around it
have, and from the contexts reference. A path is written with `*` for a name that the author chooses and for an
item of a list; a key without an entry takes what the nearest key above it takes, and none at all without one.
"""

from types import MappingProxyType

from msgspec import Struct

_HASH = frozenset({"hashfiles"})
_STATUS = frozenset({"always", "cancelled", "failure", "success"})


class Available(Struct, frozen=True):
    """Names of contexts and of special functions, in lower case."""

    contexts: frozenset[str]
    functions: frozenset[str] = frozenset()


NOTHING = Available(frozenset())


def _contexts(names: str, functions: frozenset[str] = frozenset()) -> Available:
    return Available(frozenset(names.split()), functions)


_WORKFLOW = "github inputs vars"
_JOB = f"{_WORKFLOW} needs"
_STRATEGY = f"{_JOB} strategy matrix"
_RUNNER = f"{_STRATEGY} steps job runner env"
_COMPOSITE = "github inputs strategy matrix steps job runner env"
_CREDENTIALS = _contexts(f"{_STRATEGY} secrets env")
_CONTAINER_ENV = _contexts(f"{_RUNNER} secrets")
_STEP = _contexts(f"{_RUNNER} secrets", _HASH)
_RUNS_IF = _contexts("github inputs strategy matrix job runner env", _STATUS | _HASH)

WORKFLOW: MappingProxyType[str, Available] = MappingProxyType(
    {
        "run-name": _contexts(_WORKFLOW),
        "env": _contexts(f"{_WORKFLOW} secrets"),
        "concurrency": _contexts(_WORKFLOW),
        "cache-mode": NOTHING,
        "on.workflow_call.inputs.*.default": _contexts(_WORKFLOW),
        "on.workflow_call.outputs.*.value": _contexts(f"{_WORKFLOW} jobs"),
        "jobs.*.if": _contexts(_JOB, _STATUS),
        "jobs.*.name": _contexts(_STRATEGY),
        "jobs.*.strategy": _contexts(_JOB),
        "jobs.*.runs-on": _contexts(_STRATEGY),
        "jobs.*.timeout-minutes": _contexts(_STRATEGY),
        "jobs.*.cancel-timeout-minutes": _contexts(_STRATEGY),
        "jobs.*.continue-on-error": _contexts(_STRATEGY),
        "jobs.*.cache-mode": NOTHING,
        "jobs.*.snapshot.if": _contexts(_STRATEGY),
        "jobs.*.container": _contexts(_STRATEGY),
        "jobs.*.container.env.*": _CONTAINER_ENV,
        "jobs.*.container.credentials": _CREDENTIALS,
        "jobs.*.services": _contexts(_STRATEGY),
        "jobs.*.services.*.env.*": _CONTAINER_ENV,
        "jobs.*.services.*.credentials": _CREDENTIALS,
        "jobs.*.env": _contexts(f"{_STRATEGY} secrets"),
        "jobs.*.environment": _contexts(_STRATEGY),
        "jobs.*.environment.url": _contexts(_RUNNER),
        "jobs.*.concurrency": _contexts(_STRATEGY),
        "jobs.*.defaults.run": _contexts(f"{_STRATEGY} env"),
        "jobs.*.outputs.*": _contexts(f"{_RUNNER} secrets"),
        "jobs.*.with.*": _contexts(_STRATEGY),
        "jobs.*.secrets.*": _contexts(f"{_STRATEGY} secrets"),
        "jobs.*.steps.*.if": _contexts(_RUNNER, _STATUS | _HASH),
        "jobs.*.steps.*.name": _STEP,
        "jobs.*.steps.*.run": _STEP,
        "jobs.*.steps.*.env": _STEP,
        "jobs.*.steps.*.with": _STEP,
        "jobs.*.steps.*.working-directory": _STEP,
        "jobs.*.steps.*.timeout-minutes": _STEP,
        "jobs.*.steps.*.continue-on-error": _STEP,
    }
)
ACTION: MappingProxyType[str, Available] = MappingProxyType(
    {
        "inputs.*.default": _contexts("github strategy matrix job runner", _HASH),
        "outputs.*.value": _contexts("github strategy matrix steps inputs job runner env"),
        "runs.args": _contexts("inputs"),
        "runs.env": _contexts("inputs"),
        "runs.pre-if": _RUNS_IF,
        "runs.post-if": _RUNS_IF,
        "runs.steps.*.if": _contexts(_COMPOSITE, _STATUS | _HASH),
        "runs.steps.*.name": _contexts(_COMPOSITE, _HASH),
        "runs.steps.*.run": _contexts(_COMPOSITE, _HASH),
        "runs.steps.*.shell": _contexts(_COMPOSITE, _HASH),
        "runs.steps.*.env": _contexts(_COMPOSITE, _HASH),
        "runs.steps.*.with": _contexts(_COMPOSITE, _HASH),
        "runs.steps.*.working-directory": _contexts(_COMPOSITE, _HASH),
        "runs.steps.*.continue-on-error": _contexts(_COMPOSITE, _HASH),
    }
)


def available(table: MappingProxyType[str, Available], path: tuple[str, ...]) -> Available:
    """What may be used at a key, given by its path from the root: the entry of the longest part of the path.

    Chosen names and items are `*` in `path` as they are in the table.
    """
    for length in range(len(path), 0, -1):
        if (found := table.get(".".join(path[:length]))) is not None:
            return found
    return NOTHING
