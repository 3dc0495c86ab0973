"""Where a file is, as other programs name it: relative to the working directory, or as an absolute URI."""

import posixpath
from urllib.parse import quote

from ..late_pattern import late_pattern

_DRIVE = late_pattern("[A-Za-z]:/")


def relative_path(path: str, working_directory: str) -> str:
    """The path seen from the working directory; absolute if it lies outside of it."""
    root = posixpath.normpath(working_directory)
    absolute = path if _is_absolute(path) else posixpath.join(root, path)
    normal = posixpath.normpath(absolute)
    return normal.removeprefix(root.rstrip("/") + "/")


def artifact_location(path: str, working_directory: str) -> dict[str, str]:
    """SARIF's artifactLocation of a file: a percent-encoded URI, relative to `%SRCROOT%` where it can be."""
    shown = relative_path(path, working_directory)
    if not _is_absolute(shown):
        # A colon before the first slash would make the beginning a scheme.
        return {"uri": _quoted(shown).replace(":", "%3A"), "uriBaseId": "%SRCROOT%"}
    return {"uri": f"file:///{_quoted(shown.lstrip('/'))}"}


def _is_absolute(path: str) -> bool:
    return path.startswith("/") or bool(_DRIVE.match(path))


def _quoted(path: str) -> str:
    try:
        return quote(path, safe="/:", errors="surrogateescape")
    except UnicodeEncodeError:  # half a surrogate pair that stands for no byte
        return quote(path, safe="/:", errors="replace")
