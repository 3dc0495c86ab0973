"""A permission more for the token of one job."""

from ..tree import Mapping, Node, Scalar
from ..workflow import Job
from .edit import Edit, Refusal
from .mapping import insert_entry, replace_value, replace_with_block
from .place import indentation_width


def grant(job: Job, scope: str, level: str, purpose: str) -> Edit:
    """Give the token of a job a permission, with a comment on what for, and leave other jobs as they are.

    A job that has the workflow's block gets one of its own, with all that the workflow's names: a job's block
    replaces the workflow's. Raises Refusal where the permissions are `read-all` or computed, and for
    workflows that others call: they can give no more than the caller has.
    """
    if "workflow_call" in job.workflow.triggers:
        raise Refusal("the workflow is called by others, which decide how much its token may do")
    own = job.node.get("permissions")
    if own is None:
        return _own_block(job, scope, f"{level} # {purpose}")
    block = _mapping(own, f"job {job.id}")
    entry = block.entry(scope)
    if entry is not None and isinstance(entry.value, Scalar):
        return replace_value(entry.value, level)
    written = f"{scope}: {level}" if block.flow and block.entries else f"{scope}: {level} # {purpose}"
    own_entry = job.node.entry("permissions")
    if own_entry and not block.entries:
        width = " " * indentation_width(job.workflow.node)
        return replace_with_block(job.node, own_entry, f"{width}{written}")
    return insert_entry(block, written, after=_last_key(block))


def _own_block(job: Job, scope: str, level: str) -> Edit:
    block = _mapping(job.workflow.node.get("permissions"), "the workflow")
    found = {key.text: value.text for key, value in block.named_entries() if isinstance(value, Scalar)}
    levels = {name: granted + _origin(name, granted) for name, granted in found.items()}
    levels[scope] = level
    lines = "".join(f"\n  {name}: {granted}" for name, granted in levels.items())
    return insert_entry(job.node, f"permissions:{lines}", after="runs-on")


def _origin(scope: str, level: str) -> str:
    """A comment for a level that is taken over, but for the one that nearly every job has."""
    return "" if (scope, level) == ("contents", "read") else " # as in the workflow"


def _mapping(node: Node | None, owner: str) -> Mapping:
    if isinstance(node, Mapping):
        return node
    written = node.text if isinstance(node, Scalar) and not node.is_null else "no list of permissions"
    raise Refusal(f"{owner} has {written}, so which permissions are needed is not known")


def _last_key(block: Mapping) -> str:
    key = block.entries[-1].key
    return key.text if isinstance(key, Scalar) else ""
