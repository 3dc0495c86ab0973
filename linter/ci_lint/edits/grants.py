"""A permission more for the token of one job."""

from ..tree import Mapping, Node, Scalar
from ..workflow import Job
from .edit import Edit, Refusal
from .mapping import insert_entry, replace_value
from .place import require_editable


def grant(job: Job, scope: str, level: str) -> Edit:
    """Give the token of a job a permission, and leave other jobs as they are.

    A job that has the workflow's block gets one of its own, with all that the workflow's names: a job's block
    replaces the workflow's. Raises Refusal where the permissions are `read-all` or computed, and for
    workflows that others call: they can give no more than the caller has.
    """
    if "workflow_call" in job.workflow.triggers:
        raise Refusal("the workflow is called by others, which decide how much its token may do")
    own = job.node.get("permissions")
    if own is None:
        return _own_block(job, scope, level)
    block = _mapping(own, f"job {job.id}")
    entry = block.entry(scope)
    if entry is not None and isinstance(entry.value, Scalar):
        return replace_value(entry.value, level)
    if not block.entries:
        require_editable(block)
        return Edit(block.span, f"{{{scope}: {level}}}")
    return insert_entry(block, f"{scope}: {level}", after=_last_key(block))


def _own_block(job: Job, scope: str, level: str) -> Edit:
    block = _mapping(job.workflow.node.get("permissions"), "the workflow")
    levels = {key.text: value.text for key, value in block.named_entries() if isinstance(value, Scalar)}
    levels[scope] = level
    lines = "".join(f"\n  {name}: {granted}" for name, granted in levels.items())
    return insert_entry(job.node, f"permissions:{lines}", after="runs-on")


def _mapping(node: Node | None, owner: str) -> Mapping:
    if isinstance(node, Mapping):
        return node
    written = node.text if isinstance(node, Scalar) and not node.is_null else "no list of permissions"
    raise Refusal(f"{owner} has {written}, so which permissions are needed is not known")


def _last_key(block: Mapping) -> str:
    key = block.entries[-1].key
    return key.text if isinstance(key, Scalar) else ""
