"""Links of a page that has moved: to other pages where they are now, to everything else in the repository."""

import posixpath
import re
from collections.abc import Mapping
from pathlib import Path

from ..late_pattern import late_pattern

REPOSITORY = "https://github.com/org/ci-kit"

_CODE_OR_LINK = late_pattern(r"(?ms)^(`{3,})[^\n]*\n.*?^\1$|(\[(?:`[^`\n]*`|[^\]\[`])*\]\()([^)\s]+)(\))|`[^`\n]*`")
_ELSEWHERE = late_pattern(r"[a-z][a-z+.-]*:|#|/")


def relinked(root: Path, path: str, text: str, places: Mapping[str, str]) -> str:
    """The text of the page at `path` with its links as they have to be at its place.

    `places` holds the new place of each page by its old path. Code stays as it is.
    """

    def rewritten(found: re.Match[str]) -> str:
        return found[0] if found[3] is None else f"{found[2]}{_target(root, path, found[3], places)}{found[4]}"

    return _CODE_OR_LINK.sub(rewritten, text)


def _target(root: Path, path: str, target: str, places: Mapping[str, str]) -> str:
    if _ELSEWHERE.match(target):
        return target
    name, hash_mark, anchor = target.partition("#")
    old = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
    page = next((known for known in (old, f"{old}/README.md") if known in places), None)
    if page is None:
        kind = "tree" if (root / old).is_dir() else "blob"
        return f"{REPOSITORY}/{kind}/main/{old}{hash_mark}{anchor}"
    new = posixpath.relpath(places[page], posixpath.dirname(places[path]) or ".")
    return f"{new}{hash_mark}{anchor}"
