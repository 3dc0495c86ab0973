"""poutine's .poutine.yml: findings that are skipped, by rule, path and other properties.

https://github.com/boostsecurityio/poutine/blob/main/.poutine.sample.yml
"""

from collections.abc import Iterator

from ..catalogue import whole_catalogue
from ..tree import Mapping, Node, Scalar
from .item import Configuration, Item, entries, items

NAMES = (".poutine.yml", ".github/poutine.yml")

_OURS_TO_KNOW = ("rule", "path")
_SKIP_KEYS = (*_OURS_TO_KNOW, "job", "level", "osv_id", "purl")
_OF_POUTINE = {
    "include": "Rego rules are poutine's; CONTRIBUTING.md tells how to add a rule to ci-lint",
    "ignoreForks": "ci-lint looks at no organisations",
    "rulesConfig": "ci-lint has no rule that it speaks of",
    "allowedRules": "`select` does it, by names of ci-lint; poutine's rules are others",
}


def read(file: Configuration) -> Iterator[Item]:
    """What becomes of each entry."""
    for key, value in entries(file.root):
        if key.text in _OF_POUTINE:
            yield file.item(key, key.text, note=_OF_POUTINE[key.text])
        elif key.text == "skip":
            for skipped in items(value):
                yield from _skip(file, skipped)
        else:
            yield file.unknown(key, key.text)


def _skip(file: Configuration, node: Node) -> Iterator[Item]:
    if not isinstance(node, Mapping) or not node.entries:
        yield file.unknown(node, "skip")
        return
    yield from (file.unknown(key, f"skip.{key.text}") for key, _ in entries(node) if key.text not in _SKIP_KEYS)
    rules, paths = _texts(node.get("rule")), _texts(node.get("path"))
    said = "skip: " + ", ".join(f"{key}: {' '.join(_texts(node.get(key)))}" for key in _SKIP_KEYS if node.get(key))
    others = [key for key in _SKIP_KEYS if key not in _OURS_TO_KNOW and node.get(key)]
    if others or not rules:
        why = f"settings of ci-lint know no {others[0]}" if others else "it speaks of all rules of poutine"
        yield file.item(node, said, note=f"{why}; `# ci-lint: ignore[RULE] the reason` hides a single finding")
        return
    for rule in rules:
        known = whole_catalogue().get(f"poutine:{rule}")
        if known is None:
            yield file.item(node, said, note=f"ci-lint has no rule for {rule}; poutine goes on reading it here")
        else:
            yield from (file.item(node, said, name=known.name, path=path) for path in paths or [""])


def _texts(node: Node | None) -> list[str]:
    return [item.text for item in items(node) if isinstance(item, Scalar)]
