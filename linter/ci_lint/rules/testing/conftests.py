"""What pytest reads before the tests of a folder: each `conftest.py` above them, and what these bring in."""

import posixpath
import re
from collections.abc import Iterable, Iterator

from ...late_pattern import late_pattern
from ...repository import Repository

_DEPTH = 5
# No real conftest.py comes near.
_BROUGHT_IN = 30
_IMPORT = late_pattern(r"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import|import[ \t]+([\w.]+))", re.MULTILINE)
_PLUGINS = late_pattern(r"^pytest_plugins\b[^=\n]*=([^=]*)", re.MULTILINE)
_QUOTED = late_pattern(r"[\"']([\w.]+)[\"']")


def conftest_texts(repository: Repository, folders: Iterable[str]) -> Iterator[str]:
    """The text of each `conftest.py` in these folders and above, then those of the modules it brings in."""
    seen = set(folders)
    seen |= {parent for folder in tuple(seen) for parent in parents(folder)}
    found = [(folder, text) for folder in sorted(seen) if (text := repository.text(f"{folder}/conftest.py"))]
    yield from (text for _, text in found)
    for folder, text in found:
        for path in _brought_in(folder, text):
            yield repository.text(path) or ""


def parents(path: str) -> Iterator[str]:
    """The folders above a path, up to the root."""
    for _ in range(_DEPTH):
        path = posixpath.dirname(path)
        yield path or "."


def _brought_in(folder: str, text: str) -> Iterator[str]:
    """The paths that the modules it imports, or names as plugins, may have."""
    plugins = (name for listed in _PLUGINS.findall(text) for name in _QUOTED.findall(listed))
    names = dict.fromkeys((*plugins, *(name or other for name, other in _IMPORT.findall(text))))
    for name in tuple(names)[:_BROUGHT_IN]:
        bare = name.lstrip(".")
        dots = len(name) - len(bare)
        path = f"{bare.replace('.', '/')}.py"
        roots = (folder, *parents(folder)) if not dots else ((folder, *parents(folder))[min(dots, _DEPTH) - 1],)
        yield from dict.fromkeys(posixpath.join(root, path) for root in roots)
