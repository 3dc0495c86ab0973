"""Artifacts of one run: who uploads which name, and what of it the legs of a matrix make."""

from collections.abc import Iterator

from ...expressions import Expression, find_expressions, references
from ...late_pattern import late_pattern
from ...tree import Mapping, Scalar, Sequence
from ...workflow import Job, Step, Workflow

DEFAULT_NAME = "artifact"
_OLD = late_pattern(r"v[1-3](?:\.\d+)*")


def uploads(job: Job) -> Iterator[Step]:
    """The steps that upload an artifact in a version that writes each name once, under the name they give."""
    for step in job.all_steps:
        # A file that is not archived keeps its own name.
        named = step.input_text("archive").strip().lower() != "false"
        if named and step.uses and step.uses.names("actions/upload-artifact") and not _OLD.fullmatch(step.uses.ref):
            yield step


def downloads(workflow: Workflow) -> Iterator[Step]:
    """The steps that download artifacts of the same run, in a version that does not read old ones."""
    for step in workflow.steps():
        own = step.input("run-id") is None and step.input("repository") is None
        if own and step.uses and step.uses.names("actions/download-artifact") and not _OLD.fullmatch(step.uses.ref):
            yield step


def artifact_name(step: Step) -> str:
    """The name of what a step uploads."""
    return step.input_text("name").strip() or DEFAULT_NAME


def name_expressions(step: Step) -> tuple[Expression, ...]:
    """The expressions in the name of an artifact."""
    name = step.input("name")
    return find_expressions(name) if name is not None else ()


def contexts(scalar_expressions: tuple[Expression, ...]) -> set[str]:
    """The first names of all that the expressions refer to; "" for one that cannot be read."""
    found: set[str] = set()
    for expression in scalar_expressions:
        found |= {r.path[0] for r in references(expression.tree)} if expression.tree else {""}
    return found


def axes(job: Job) -> dict[str, Sequence]:
    """The axes of a matrix that is written out; empty where an expression makes a part of it, or it has `include`."""
    matrix = job.matrix
    if not isinstance(matrix, Mapping):
        return {}
    found: dict[str, Sequence] = {}
    for key, value in matrix.named_entries():
        if key.text == "exclude":
            continue
        if not isinstance(value, Sequence) or key.text == "include" or not _written_out(value):
            return {}
        found[key.text] = value
    return found


def _written_out(values: Sequence) -> bool:
    return all(not isinstance(item, Scalar) or "${{" not in item.text for item in values.items)


def legs(job: Job) -> int | None:
    """How many jobs the matrix makes, `exclude` not counted; None if an expression decides."""
    matrix = job.matrix
    if not isinstance(matrix, Mapping):
        return None
    include = matrix.get("include")
    if isinstance(include, Sequence) and len(matrix.entries) == 1:
        return len(include.items)
    number = 1
    for values in axes(job).values():
        number *= len(values.items)
    return number if axes(job) else None
