"""actionlint.yaml: ci-lint runs actionlint with it, so most of it goes on working where it is.

https://github.com/rhysd/actionlint/blob/main/docs/config.md
"""

import re
from collections.abc import Iterator

from ..catalogue import whole_catalogue
from ..late_pattern import late_pattern
from ..tree import Node, Scalar
from .item import Configuration, Item, entries, items

NAMES = (".github/actionlint.yaml", ".github/actionlint.yml")

_STAYS = "stays there: ci-lint runs actionlint, which reads it"
_EVERYTHING = late_pattern(r"\^?\.[*+]\$?")
# What an expression says that hides the messages on `::set-output` and the like, for which we have a rule of ours.
_DEPRECATED = late_pattern(r"(?i)deprecated|set-output|save-state|set-env|add-path")
_DEPRECATED_KIND = "actionlint:deprecated-commands"


def read(file: Configuration) -> Iterator[Item]:
    """What becomes of each entry."""
    for key, value in entries(file.root):
        if key.text == "self-hosted-runner":
            for inner, _ in entries(value):
                said = f"{key.text}.{inner.text}"
                yield file.item(inner, said, note=_STAYS) if inner.text == "labels" else file.unknown(inner, said)
        elif key.text == "config-variables":
            yield file.item(key, key.text, note=_STAYS)
        elif key.text == "require-commit-hash":
            yield _pinning(file, key, value)
        elif key.text == "paths":
            for pattern, settings in entries(value):
                yield from _path(file, pattern, settings)
        else:
            yield file.unknown(key, key.text)


def _pinning(file: Configuration, key: Scalar, value: Node) -> Item:
    on = isinstance(value, Scalar) and value.boolean
    return file.item(
        key, key.text, note="unpinned-action demands it" if on else f"{_STAYS}; unpinned-action demands it"
    )


def _path(file: Configuration, pattern: Scalar, settings: Node) -> Iterator[Item]:
    for key, value in entries(settings):
        if key.text != "ignore":
            yield file.unknown(key, f"paths.{pattern.text}.{key.text}")
            continue
        for expression in items(value):
            yield from _ignored(file, pattern.text, expression)


def _ignored(file: Configuration, pattern: str, expression: Node) -> Iterator[Item]:
    text = expression.text if isinstance(expression, Scalar) else ""
    said = f"paths.{pattern}.ignore: {text}"
    if not text:
        yield file.unknown(expression, said)
    elif any("{" in path for path in alternatives(pattern)):
        yield file.item(expression, said, note=f"{_STAYS}; settings of ci-lint know no such pattern of paths")
    elif _EVERYTHING.fullmatch(text):
        for path in alternatives(pattern):
            yield file.item(expression, said, name="actionlint", path=path)
    elif _DEPRECATED.search(text) and whole_catalogue().by_alias.get(_DEPRECATED_KIND):
        for path in alternatives(pattern):
            yield file.item(expression, said, name=_DEPRECATED_KIND, path=path)
    else:
        yield file.item(expression, said, note=f"{_STAYS}; settings of ci-lint ignore kinds of findings, not messages")


def alternatives(pattern: str) -> tuple[str, ...]:
    """The patterns that one with a choice in braces stands for: ours have none. At most one choice is taken apart."""
    found = re.fullmatch(r"([^{}]*)\{([^{}]*)\}([^{}]*)", pattern)
    return tuple(f"{found[1]}{word}{found[3]}" for word in found[2].split(",")) if found else (pattern,)
