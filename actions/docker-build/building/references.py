"""Names of images, as far as a cache needs them: is it one, which registry, which repository, which tag.

Grammar: the distribution project's reference specification. Only what it allows is let through, since a comma or a
newline in a reference would become another option of BuildKit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_NAME = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9A-Fa-f:]+\])"
_REFERENCE = re.compile(
    rf"(?:(?P<host>{_HOST}(?::[0-9]{{1,5}})?)/)?(?P<path>{_NAME}(?:/{_NAME})*)"
    r"(?::(?P<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?P<digest>@sha256:[0-9a-f]{64})?"
)
DEFAULT_HOST = "docker.io"
LONGEST = 512


@dataclass(frozen=True)
class Reference:
    """An image reference: registry, repository, tag (empty where none is given)."""

    host: str
    path: str
    tag: str

    def __str__(self) -> str:
        return f"{self.name}:{self.tag}" if self.tag else self.name

    @property
    def name(self) -> str:
        """Registry and repository."""
        return f"{self.host}/{self.path}"

    def tagged(self, tag: str) -> Reference:
        """The same repository with another tag."""
        return replace(self, tag=tag)


def parse_reference(text: str) -> Reference | None:
    """The parts of a reference; None if it is none. A digest is checked and left out."""
    found = _REFERENCE.fullmatch(text) if len(text) <= LONGEST else None
    if not found:
        return None
    host, path = found["host"] or "", found["path"]
    if host and not _is_host(host):
        host, path = "", f"{host}/{path}"
    if not host:
        host, path = DEFAULT_HOST, path if "/" in path else f"library/{path}"
    return Reference(host, path, found["tag"] or "")


def _is_host(word: str) -> bool:
    return "." in word or ":" in word or word == "localhost" or word != word.lower()
