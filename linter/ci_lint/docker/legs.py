"""How the legs of a matrix differ in what they build."""

from ..late_pattern import late_pattern
from ..tree import Mapping, Scalar, Sequence, scalars
from ..workflow import Job
from .build import Build
from .places import is_computed

_VARIABLE = late_pattern(r"\bmatrix\.([\w-]+)")


def varies(build: Build) -> str | None:
    """The input in which the legs of the job's matrix build different images; None if they build the same."""
    job = build.step.parent
    if not isinstance(job, Job) or job.matrix is None or _picks_a_leg(build):
        return None
    for name, text in deciding_texts(build):
        if any(may_vary(job, variable) for variable in _VARIABLE.findall(text)):
            return name
    return None


def varying_part(build: Build, scope: str) -> str | None:
    """The input in which the legs of a matrix build different images under the same scope."""
    return None if is_computed(scope) and not _only_of_the_run(scope) else varies(build)


def _only_of_the_run(scope: str) -> bool:
    """Whether all expressions of a scope are the same for each leg."""
    parts = scope.split("${{")[1:]
    return "$" not in scope.replace("${{", "") and all(part.startswith("github.") for part in parts)


def _picks_a_leg(build: Build) -> bool:
    condition = build.step.condition
    return condition is not None and "matrix." in condition.text


def deciding_texts(build: Build) -> tuple[tuple[str, str], ...]:
    """What decides on the image that is built, by the name of the input."""
    job = build.step.parent
    return (
        ("context", build.context or ""),
        ("file", build.file or ""),
        ("target", build.target or ""),
        ("platforms", " ".join(item.text for item in build.platforms)),
        ("build-args", " ".join(item.text for item in build.build_arguments)),
        ("runner", _runner(job, build) if isinstance(job, Job) else ""),
    )


def _runner(job: Job, build: Build) -> str:
    """The runner, where it decides for which processor an image without stated platforms is built."""
    matrix = job.matrix
    decides = not build.platforms and matrix is not None and any("arm" in scalar.text for scalar in scalars(matrix))
    return " ".join(scalar.text for scalar in scalars(job.node.get("runs-on"))) if decides else ""


def may_vary(job: Job, name: str) -> bool:
    """Whether a matrix variable may have several values."""
    matrix = job.matrix
    if not isinstance(matrix, Mapping):
        return True
    values: set[str] = set()
    for owner in _owners(matrix):
        node = owner.get(name)
        items = node.items if isinstance(node, Sequence) and owner is matrix else [node] if node else []
        for item in items:
            values.add(" ".join(scalar.text for scalar in scalars(item)))
            if isinstance(item, Scalar) and "${{" in item.text:
                return True
    return len(values) != 1


def _owners(matrix: Mapping) -> list[Mapping]:
    include = matrix.get("include")
    entries = include.items if isinstance(include, Sequence) else []
    return [matrix, *(entry for entry in entries if isinstance(entry, Mapping))]
