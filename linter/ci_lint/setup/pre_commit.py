"""The entry of ci-lint in `.pre-commit-config.yaml`, added without touching what else stands there."""

from collections.abc import Iterator
from pathlib import Path

from ..edits import Edit, Refusal, apply_edits
from ..edits.place import column, indented, line_end, require_closed, require_editable, with_comments_below
from ..proposal import changed, made, read
from ..report import FileReport
from ..source import Source, Span
from ..tree import Mapping, Scalar, Sequence, Tree, parse
from .kit import Kit

CONFIGURATION = ".pre-commit-config.yaml"
_HOOKS = ("ci-lint", "ci-lint-fix")


def pre_commit_changes(root: Path, kit: Kit, *, wanted: bool) -> Iterator[FileReport | str]:
    """The configuration with our hook in it, or a sentence; a new file only where it is `wanted`.

    Raises OSError and TooLarge for a configuration that cannot be read.
    """
    if not (root / CONFIGURATION).is_file():
        if wanted:
            yield made(root, CONFIGURATION, f"repos:\n{indented(_entry(kit), 2)}\n")
        return
    before = read(root, CONFIGURATION)
    tree = parse(before)
    if _has_our_hook(tree):
        yield f"{CONFIGURATION} has ci-lint already"
        return
    try:
        yield changed(root, before, _with_entry(tree, kit))
    except Refusal as refusal:
        yield f"{CONFIGURATION} stays as it is: {refusal}; add this to its repos:\n{_entry(kit)}"


def _entry(kit: Kit) -> str:
    lines = (f"- repo: {kit.address}", f"  rev: {kit.revision}", "  hooks:", "    - id: ci-lint")
    return "\n".join(lines)


def _has_our_hook(tree: Tree) -> bool:
    return any(
        key.text == "id" and isinstance(value, Scalar) and value.text in _HOOKS
        for node in tree.nodes()
        if isinstance(node, Mapping)
        for key, value in node.named_entries()
    )


def _with_entry(tree: Tree, kit: Kit) -> Source:
    """The configuration with our entry behind the last one. Raises Refusal."""
    if tree.error or not isinstance(tree.root, Mapping):
        raise Refusal("it cannot be read" if tree.error else "it holds no mapping")
    repos = tree.root.get("repos")
    if not isinstance(repos, Sequence):
        raise Refusal("it has no list of repos")
    after = apply_edits(tree.source, [_insertion(repos, kit)])[0]
    reread = parse(after)
    if reread.error or not _has_our_hook(reread):
        raise Refusal("the entry would not stand among its repos")
    return after


def _insertion(repos: Sequence, kit: Kit) -> Edit:
    require_editable(repos)
    source = repos.source
    if repos.flow and not repos.items:
        start = len(source.text[: repos.start].rstrip(" "))
        return Edit(Span(start, repos.end), f"\n{indented(_entry(kit), 2)}")
    if repos.flow:
        raise Refusal("its repos are in flow style")
    require_closed(repos)
    indent = column(source, repos.start)
    end = with_comments_below(source, line_end(source, repos.end), indent)
    return Edit(Span(end, end), f"\n{indented(_entry(kit), indent)}")
