"""Globs over paths, as `.gitignore` has them, without its negation.

`*` and `?` stay inside a folder, `**` crosses folders, a pattern without a slash matches at any depth, and
a pattern that matches a folder matches all that is in it. Takes polynomial time on any pattern.
"""

from collections.abc import Iterable
from fnmatch import fnmatchcase


def matches(pattern: str, path: str) -> bool:
    """Whether the pattern matches the path or a folder above it; both with forward slashes."""
    anchored = "/" in pattern.rstrip("/")
    wanted = pattern.removeprefix("./").strip("/").split("/")
    parts = [part for part in path.split("/") if part not in ("", ".")]
    # How many parts of the path the pattern can have taken so far.
    taken = {0} if anchored else set(range(len(parts)))
    for segment in wanted:
        if segment == "**":
            taken = set(range(min(taken), len(parts) + 1)) if taken else taken
        else:
            taken = {n + 1 for n in taken if n < len(parts) and fnmatchcase(parts[n], segment)}
    return bool(taken)


def matches_any(patterns: Iterable[str], path: str) -> bool:
    """Whether one of the patterns matches."""
    return any(matches(pattern, path) for pattern in patterns)
