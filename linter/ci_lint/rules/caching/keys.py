"""What the key of a cache is made of.

The action of GitHub and those of other runner vendors that take its place have the same inputs; each comes
whole, or as `/restore` and `/save`.
"""

from collections.abc import Collection, Iterator

from ...expressions import Call, descendants, find_expressions, references
from ...tree import Mapping, Scalar
from ...workflow import Action, Document, Job, Step, Workflow

_ACTIONS = tuple(
    f"{owner}/cache" for owner in ("actions", "buildjet", "runs-on", "warpbuilds", "useblacksmith", "ubicloud")
)
_ENVIRONMENT_DEPTH = 3
_KEYS_LIMIT = 200


def cache_steps(document: Document, *kinds: str) -> Iterator[tuple[Step, Scalar]]:
    """The steps that cache, with their keys; `kinds` are "" for the whole action, "/restore" and "/save"."""
    wanted = tuple(action + kind for action in _ACTIONS for kind in kinds)
    for step in document.steps():
        if step.uses is not None and step.uses.names(*wanted) and (key := step.input("key")) is not None:
            yield step, key


def changing_parts(step: Step, key: Scalar, depth: int = _ENVIRONMENT_DEPTH) -> Iterator[tuple[str, ...]]:
    """What in the key is not the same in each run, as paths such as `("github", "sha")`.

    Variables of `env` that the file sets are looked into. `("hashfiles",)` stands for a hash of files, `()`
    for an expression that cannot be read.
    """
    for expression in find_expressions(key):
        if expression.tree is None:
            yield ()
            continue
        if any(isinstance(part, Call) and part.name.lower() == "hashfiles" for part in descendants(expression.tree)):
            yield ("hashfiles",)
        for reference in references(expression.tree):
            yield from _changing(step, reference.path, depth)


def _changing(step: Step, path: tuple[str, ...], depth: int) -> Iterator[tuple[str, ...]]:
    value = _variable(step, path) if depth else None
    if value is not None:
        yield from changing_parts(step, value, depth - 1)
    elif not _constant(step, path):
        yield path


def _variable(step: Step, path: tuple[str, ...]) -> Scalar | None:
    if len(path) != len(("env", "name")) or path[0] != "env":
        return None
    for owner in (step.node, *step.parent.env_owners):
        block = owner.get("env")
        for name, value in block.named_entries() if isinstance(block, Mapping) else ():
            if name.text.lower() == path[1] and isinstance(value, Scalar):
                return value
    return None


_CONSTANT_OF_GITHUB = ("repository", "repository_owner", "repository_id", "repository_owner_id", "workflow", "job")


def _constant(step: Step, path: tuple[str, ...]) -> bool:
    if path[0] in ("runner", "strategy"):
        return True
    if path[0] == "github":
        return path[1:2] != () and path[1] in _CONSTANT_OF_GITHUB
    if path[0] != "matrix" or not isinstance(step.parent, Job):
        return False
    matrix = step.parent.matrix
    return matrix is not None and "${{" not in matrix.source.text[matrix.start : matrix.end]


def stated_text(step: Step, key: Scalar) -> str:
    """The text of the key together with that of the variables in it."""
    values = (
        _variable(step, reference.path)
        for expression in find_expressions(key)
        if expression.tree is not None
        for reference in references(expression.tree)
    )
    return " ".join([key.text, *(value.text for value in values if value is not None)])


def text_before(key: Scalar, paths: Collection[tuple[str, ...]]) -> str | None:
    """What stands in the key before the first expression that names one of these paths; None if none does."""
    for expression in find_expressions(key):
        if expression.tree is not None and any(found.path in paths for found in references(expression.tree)):
            return key.text[: expression.start].lstrip()
    return None


def named_elsewhere(document: Workflow | Action, key: Scalar) -> bool:
    """Whether a second step of the file has the same key, or a file of the repository around it names it.

    Of a file with more keys than any real one has it is assumed, because comparing them all takes too long.
    """
    text = key.text.strip()
    keys = document.remember("cache keys", _different_keys)
    if len(keys) > _KEYS_LIMIT or document.tree.source.text.count(text) > 1:
        return True
    if any(other is not key and same(key, other) for other in keys):
        return True
    repository = document.repository
    folders = {step.uses.local for step in document.steps() if step.uses and step.uses.local is not None}
    actions = (repository.action(folder) for folder in sorted(folders))
    if any(action is not None and text in action.source.text for action in actions):
        return True
    others = (path for path in repository.workflows() if path != document.path)
    return any(text in (repository.text(path) or "") for path in others)


def _different_keys(document: Document) -> tuple[Scalar, ...]:
    """The keys of the file, each once however many aliases name it."""
    return tuple({id(key): key for _, key in cache_steps(document, "", "/restore", "/save")}.values())


def same(one: Scalar, other: Scalar) -> bool:
    """Whether two keys may read the same in one run: `image-${{ matrix.arch }}` and `image-amd64` do."""
    return _matches(one, other) or _matches(other, one)


def _matches(pattern: Scalar, key: Scalar) -> bool:
    """Whether the key begins and ends like the pattern and has its other fixed parts between, in their order."""
    first, *middle = _fixed_parts(pattern)
    text, position = _without_blanks(key.text), len(first)
    if not text.startswith(first) or not text.endswith(middle[-1] if middle else first):
        return False
    for part in middle:
        position = text.find(part, position) + len(part)
        if position < len(part):
            return False
    return bool(middle) or position == len(text)


def _fixed_parts(key: Scalar) -> Iterator[str]:
    """What stands between the expressions of a key; those of `github` are the same all through a run."""
    begin = 0
    for expression in find_expressions(key):
        if not expression.inner.strip().startswith("github."):
            yield _without_blanks(key.text[begin : expression.start])
            begin = expression.end
    yield _without_blanks(key.text[begin:])


def _without_blanks(text: str) -> str:
    return "".join(text.split())
