"""References to images: `ghcr.io/owner/name:tag@digest`.

The rules of the reference grammar are those of github.com/distribution/reference: the first part is a
registry only if it has a dot or a colon or is `localhost`; otherwise the image is Docker Hub's.
"""

from msgspec import Struct

from ..late_pattern import late_pattern

DOCKER_HUB = "docker.io"

_LOCAL = late_pattern(r"localhost|127\.[0-9.]+|\[::1\]|0\.0\.0\.0|host\.docker\.internal|[\w-]+\.local(?:domain)?")
_EXPRESSION = late_pattern(r"\$\{\{[^}]{0,500}\}\}|\$\{?\w+\}?|\$\([^)]{0,500}\)")


class Image(Struct, frozen=True):
    """A reference taken apart. `registry` is None where an expression decides it; names are in lower case."""

    text: str
    registry: str | None
    name: str
    tag: str

    @property
    def on_localhost(self) -> bool:
        """Whether the registry runs on the runner itself, where nobody logs in."""
        host = (self.registry or "").rsplit(":", 1)[0]
        return bool(_LOCAL.fullmatch(host))


def parse_image(text: str) -> Image:
    """Take a reference apart; expressions in it stay as they are written."""
    plain = text.strip().strip("\"'")
    path, _, _digest = _outside_expressions(plain, "@")
    last_slash = _last_outside(path, "/")
    colon = _last_outside(path, ":")
    name, tag = (path[:colon], path[colon + 1 :]) if colon > last_slash else (path, "")
    return Image(plain, _registry(name), name.lower(), tag)


def _registry(name: str) -> str | None:
    first, slash, _rest = _outside_expressions(name, "/")
    if _EXPRESSION.search(first):
        # `${{ env.REGISTRY }}/app` may be any registry; `${{ github.repository }}` alone is a Docker Hub name.
        return None
    if not slash or not ("." in first or ":" in first or first == "localhost"):
        return DOCKER_HUB
    return "docker.io" if first in ("index.docker.io", "registry-1.docker.io") else first.lower()


def _masked(text: str) -> str:
    return _EXPRESSION.sub(lambda found: "x" * len(found[0]), text)


def _outside_expressions(text: str, separator: str) -> tuple[str, str, str]:
    place = _masked(text).find(separator)
    return (text, "", "") if place < 0 else (text[:place], separator, text[place + 1 :])


def _last_outside(text: str, separator: str) -> int:
    return _masked(text).rfind(separator)


def registry_host(text: str) -> str | None:
    """The registry that a login names, as `Image.registry` would have it; None if an expression decides it."""
    host = text.strip().strip("\"'").removeprefix("https://").removeprefix("http://").split("/")[0].lower()
    if _EXPRESSION.search(text):
        return None
    return DOCKER_HUB if host in ("", "index.docker.io", "registry-1.docker.io", "hub.docker.com") else host
