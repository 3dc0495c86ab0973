"""All contexts and what is known of their properties.

From GitHub's contexts reference and from the runner, which knows a few names more. What a workflow names itself
(steps, jobs, inputs, variables, a matrix) and what depends on the event is open: any name may exist there.
"""

from enum import Enum
from types import MappingProxyType

from msgspec import Struct, field


class Kind(Enum):
    """What a value is."""

    STRING = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"
    OBJECT = "object"
    ANY = "any"


class Shape(Struct, frozen=True):
    """What is known of a value.

    `values` are all texts it can have, empty if they are not fixed. `properties` are the known names of an
    object, in lower case; `others` is what any further name holds, None if there is no further name.
    """

    kind: Kind
    values: tuple[str, ...] = ()
    properties: MappingProxyType[str, "Shape"] = field(default_factory=lambda: MappingProxyType({}))
    others: "Shape | None" = None


ANY = Shape(Kind.ANY)
STRING = Shape(Kind.STRING)
NUMBER = Shape(Kind.NUMBER)
BOOLEAN = Shape(Kind.BOOLEAN)


def _texts(*values: str) -> Shape:
    return Shape(Kind.STRING, values)


def _record(properties: dict[str, Shape]) -> Shape:
    return Shape(Kind.OBJECT, properties=MappingProxyType(properties))


def _each(others: Shape) -> Shape:
    return Shape(Kind.OBJECT, others=others)


def _strings(names: str) -> dict[str, Shape]:
    return dict.fromkeys(names.split(), STRING)


_RESULT = _texts("success", "failure", "cancelled", "skipped")
_STRINGS = _each(STRING)
_CONTAINER = {"id": STRING, "network": STRING}

_GITHUB = _record(
    _strings(
        "action action_path action_ref action_repository action_status actor actor_id api_url base_ref env "
        "event_name event_path graphql_url head_ref job output path ref ref_name repository repository_id "
        "repository_owner repository_owner_id repositoryurl retention_days run_attempt run_id run_number "
        "server_url sha state step_summary token triggering_actor workflow workflow_ref workflow_sha workspace"
    )
    | {
        "event": _each(ANY),
        "ref_protected": BOOLEAN,
        "ref_type": _texts("branch", "tag"),
        "secret_source": _texts("None", "Actions", "Codespaces", "Dependabot"),
    }
)
_JOB = _record(
    _strings("workflow_file_path workflow_ref workflow_repository workflow_sha")
    | {
        "check_run_id": NUMBER,
        "container": _record(_CONTAINER),
        "services": _each(_record(_CONTAINER | {"ports": _STRINGS})),
        "status": _texts("success", "failure", "cancelled"),
    }
)
_RUNNER = _record(
    _strings("name temp tool_cache workspace")
    | {
        "arch": _texts("X86", "X64", "ARM", "ARM64"),
        "debug": _texts("1"),
        "environment": _texts("github-hosted", "self-hosted"),
        "os": _texts("Linux", "Windows", "macOS"),
    }
)
_STRATEGY = _record({"fail-fast": BOOLEAN, "job-index": NUMBER, "job-total": NUMBER, "max-parallel": NUMBER})

CONTEXTS: MappingProxyType[str, Shape] = MappingProxyType(
    {
        "env": _STRINGS,
        "github": _GITHUB,
        "inputs": _each(ANY),
        "job": _JOB,
        "jobs": _each(_record({"outputs": _STRINGS, "result": _RESULT})),
        "matrix": _each(ANY),
        "needs": _each(_record({"outputs": _STRINGS, "result": _RESULT})),
        "runner": _RUNNER,
        "secrets": _STRINGS,
        "steps": _each(_record({"conclusion": _RESULT, "outcome": _RESULT, "outputs": _STRINGS})),
        "strategy": _STRATEGY,
        "vars": _STRINGS,
    }
)


def shape(path: tuple[str, ...]) -> Shape | None:
    """What is known of a path in lower case; None if there is no such context or property.

    Below a `*`, and below a string or a number, nothing is known.
    """
    known = CONTEXTS.get(path[0]) if path else None
    for name in path[1:]:
        if known is None or known.kind is not Kind.OBJECT:
            return ANY if known else None
        known = ANY if name == "*" else known.properties.get(name, known.others)
    return known
