"""ghalint.yaml: policies that are not applied to some jobs, steps and actions.

https://github.com/suzuki-shunsuke/ghalint#configuration-file
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from ..catalogue import whole_catalogue
from ..repository import Repository
from ..tree import Mapping, Node
from ..workflow import view
from .item import Configuration, Item, entries, items, place_of

NAMES = tuple(f"{begin}ghalint.{end}" for begin in ("", ".", ".github/") for end in ("yaml", "yml"))

_FILES = ("workflow_file_path", "action_file_path")
_PARTS = ("job_name", "step_id", "action_name")
_KEYS = ("policy_name", *_FILES, *_PARTS)


def read(file: Configuration) -> Iterator[Item]:
    """What becomes of each entry."""
    for key, value in entries(file.root):
        if key.text != "excludes":
            yield file.unknown(key, key.text)
            continue
        for exclusion in items(value):
            yield from _exclusion(file, exclusion)


def _exclusion(file: Configuration, node: Node) -> Iterator[Item]:
    if not isinstance(node, Mapping) or not node.text("policy_name"):
        yield file.unknown(node, "excludes")
        return
    yield from (file.unknown(key, f"excludes.{key.text}") for key, _ in entries(node) if key.text not in _KEYS)
    policy = node.text("policy_name") or ""
    said = ", ".join(f"{key}: {value}" for key in _KEYS if (value := node.text(key)))
    known = whole_catalogue().get(f"ghalint:{policy}")
    if known is None:
        note = "ci-lint has no rule for this policy; ghalint goes on reading it here"
        yield file.item(node, said, note=note)
        return
    paths = [path for key in _FILES if (path := node.text(key))]
    if not any(node.text(key) for key in _PARTS):
        for path in paths or [""]:
            yield file.item(node, said, name=known.name, path=path)
        return
    comment = f"# ci-lint: ignore[{known.rules[0].id}] the reason"
    yield file.item(node, said, note=f"settings know no parts of files: write `{comment}` {_where(file, node, paths)}")


def _where(file: Configuration, node: Mapping, paths: list[str]) -> str:
    """Where a comment has to stand, as far as the repository tells."""
    action, job = node.text("action_name"), node.text("job_name")
    if action:
        places = list(_uses(file.repository, action))
        return f"at {', '.join(places)}" if places else f"where {action} is used, which is nowhere now"
    part = f"step {node.text('step_id')} of job {job}" if node.text("step_id") else f"job {job}"
    return f"at {part} in {' and '.join(paths) or 'the workflow'}"


def _uses(repository: Repository, action: str) -> Iterator[str]:
    """The places where workflows use an action; its name may be a glob."""
    for path in repository.workflows():
        tree = repository.tree(path)
        steps = view(tree, path, repository).steps() if tree else ()
        for step in steps:
            if step.uses and fnmatchcase(step.uses.text.partition("@")[0], action):
                yield place_of(path, step.uses.node.source, step.uses.node.start)
