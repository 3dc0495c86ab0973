"""The navigation of the site: what a newcomer needs first, then by subject, every page in one place."""

import json
from collections.abc import Iterable, Mapping

from ..diagnose import Signature
from ..diagnose.signatures import FAMILIES
from ..rule import Rule
from ..rules import GROUPS

# A section or a page: its title, and its pages or its path. Without a title it has the one of the page.
Entry = tuple[str, "str | list[Entry]"]

_USING = ("settings", "fixing", "pinning", "symptoms", "migrating")
_PROJECT = ("architecture", "decisions", "pins", "contributing", "security", "changelog")
_FIRST = ("index", "getting-started")


def navigation(files: Iterable[str], folder: str) -> str:
    """The setting `nav` over these files, as a line of TOML; a page that nobody placed is among those on using it."""
    paths = {path.removeprefix(f"{folder}/") for path in files}
    actions = sorted(path for path in paths if path.startswith("actions/") and path != "actions/index.md")
    known = {f"{name}.md" for name in (*_FIRST, *_PROJECT)}
    using = [f"{name}.md" for name in _USING]
    using += sorted(path for path in paths if "/" not in path and path not in {*known, *using})
    entries: list[Entry] = [
        ("Overview", "index.md"),
        ("Getting started", "getting-started.md"),
        ("Using it", _titled(path for path in using if path in paths)),
        ("Rules", [("", "rules/index.md"), *_grouped(GROUPS, "rules")]),
        ("Causes of failed runs", [("", "causes/index.md"), *_grouped(FAMILIES, "causes")]),
        ("Actions", [("", "actions/index.md"), *((path[8:-3], path) for path in actions)]),
        ("The project", _titled(f"{name}.md" for name in _PROJECT if f"{name}.md" in paths)),
    ]
    return f"nav = {_list(entries)}\n"


def _titled(paths: Iterable[str]) -> list[Entry]:
    return [("", path) for path in paths]


def _grouped(groups: Mapping[str, Iterable[Rule | Signature]], folder: str) -> list[Entry]:
    """A section for each group, its pages in the order of the alphabet."""
    return [
        (group, [(name, f"{folder}/{name}.md") for name in sorted(item.id for item in items)])
        for group, items in groups.items()
    ]


def _list(entries: Iterable[Entry]) -> str:
    return f"[{', '.join(map(_entry, entries))}]"


def _entry(entry: Entry) -> str:
    title, content = entry
    value = json.dumps(content) if isinstance(content, str) else _list(content)
    return f"{{ {json.dumps(title)} = {value} }}" if title else value
