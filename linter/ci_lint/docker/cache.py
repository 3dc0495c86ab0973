"""`cache-from` and `cache-to`: where BuildKit reads a build cache and where it writes one.

The syntax is a line of comma separated `name=value` fields, as `docker buildx build --cache-to` takes it;
a line without `type=` names an image in a registry. BuildKit documentation, "Cache storage backends".
"""

from collections.abc import Iterator

from msgspec import Struct

from ..source import Span
from .item import Item, split_commas

DIRECTORY_FIELDS = {"from": "src", "to": "dest"}
# BuildKit's scope of type=gha where none is given.
DEFAULT_SCOPE = "buildkit"


class Field(Struct, frozen=True):
    """One `name=value` of a cache entry; the name is in lower case."""

    name: str
    value: str
    span: Span


class Cache(Struct, frozen=True):
    """One place to read from (`direction` is `from`) or to write to (`to`).

    `type` is `gha`, `registry`, `local`, `inline`, `s3`, `azblob`, or "" where an expression decides it.
    """

    item: Item
    direction: str
    type: str
    fields: tuple[Field, ...]

    @property
    def span(self) -> Span:
        """The place of the whole entry."""
        return self.item.span

    def field(self, name: str) -> Field | None:
        """The field of that name."""
        return next((field for field in self.fields if field.name == name), None)

    def value(self, name: str) -> str:
        """The value of a field, or ""."""
        field = self.field(name)
        return field.value if field else ""

    @property
    def computed(self) -> bool:
        """Whether an expression may add or change whole fields."""
        return self.type == "" or any("${{" in field.name or not field.name for field in self.fields)

    @property
    def location(self) -> str:
        """What tells this cache from others of its type: its scope, image or directory."""
        if self.type == "gha":
            return self.value("scope") or DEFAULT_SCOPE
        if self.type == "registry":
            return self.value("ref")
        if self.type == "local":
            return self.value(DIRECTORY_FIELDS[self.direction]).rstrip("/")
        return self.value("name") or self.value("bucket")

    @property
    def has_mode_max(self) -> bool:
        """Whether all stages are exported; an expression may say so."""
        mode = self.value("mode")
        return mode.lower() == "max" or "$" in mode

    @property
    def ignores_errors(self) -> bool:
        """Whether a failing export leaves the build green; an expression may say so."""
        value = self.value("ignore-error").lower()
        return value in ("true", "1", "t") or "$" in value


def read_cache(item: Item, direction: str) -> Cache:
    """A cache entry from its line.

    A `#` comment behind the value is part of it for BuildKit; it is left out here, so that other rules see
    what was meant (see docker-cache-value-comment).
    """
    item = _without_comment(item)
    fields = tuple(_fields(item))
    kind = next((field.value.lower() for field in fields if field.name == "type"), None)
    if kind is not None:
        return Cache(item, direction, "" if "${{" in kind else kind, fields)
    if not item.text or item.text.startswith("$"):
        return Cache(item, direction, "", fields)
    # Names without values are references (buildx, `ParseCacheEntry`).
    named = tuple(field for field in fields if field.name)
    return Cache(item, direction, "registry", (Field("ref", item.text, item.span), *named))


def _without_comment(item: Item) -> Item:
    text = "" if item.text.startswith("#") else item.text.split(" #")[0].rstrip()
    return Item(text, item.part(0, len(text)), item.origin, item.start)


def _fields(item: Item) -> Iterator[Field]:
    for start, end in split_commas(item.text):
        text = item.text[start:end]
        stripped = text.strip().strip('"')
        if not stripped:
            continue
        left = start + text.index(stripped)
        span = item.part(left, left + len(stripped))
        name, equals, value = _split_name(stripped)
        yield Field(name.strip().lower() if equals else "", value.strip(), span)


def _split_name(field: str) -> tuple[str, str, str]:
    """`name=value` at the first `=` outside of an expression."""
    if field.startswith("${{"):
        close = field.find("}}") + 2
        name, equals, value = field[close:].partition("=")
        return (field[:close] + name, equals, value) if equals else (field, "", field)
    return field.partition("=")
