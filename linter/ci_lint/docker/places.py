"""Whether two cache entries may name the same place.

BuildKit finds nothing, and says nothing, when a cache is read from another place than it was written to.
Names are often computed, so the question is whether some values of the expressions make them equal.
"""

from collections.abc import Callable
from functools import lru_cache

from ..environment import resolve, resolve_in_shell
from ..late_pattern import late_pattern
from .build import Build
from .cache import Cache
from .image import parse_image

# Longer names are not compared: they may be equal.
_LENGTH_LIMIT = 300
_ANYTHING = "\0"
_SHELL_VALUE = late_pattern(r"\$(?:\{[^}]*\}|\([^)]*\)|\w+)|`[^`]*`")


def place_of(build: Build, cache: Cache) -> str:
    """The scope, image or directory of an entry, with stated environment values filled in and one spelling."""
    fill = resolve if build.is_action else resolve_in_shell
    text = one_spelling(fill(build.step, cache.location).strip("\"'"))
    if cache.type == "local":
        return text.rstrip("/").removeprefix("./")
    return _image_name(text) if cache.type == "registry" else text


def _image_name(text: str) -> str:
    image = parse_image(text)
    may_have_a_tag = image.name.endswith("}") or not image.name
    if image.tag or may_have_a_tag or "@" in text:
        return text.lower()
    return f"{text}:latest".lower()


def one_spelling(text: str) -> str:
    """The text with expressions spelled alike: white space and case in them mean nothing outside of strings."""
    spelled, position = "", 0
    while (start := text.find("${{", position)) >= 0 and (end := text.find("}}", start)) >= 0:
        inner = "".join(text[start + 3 : end].split())
        spelled += text[position:start] + "${{" + (inner if "'" in inner else inner.lower()) + "}}"
        position = end + 2
    return spelled + text[position:]


def may_be_same(left: str, right: str) -> bool:
    """Whether two places can be equal for some values of the expressions and shell variables in them."""
    if left == right or max(len(left), len(right)) > _LENGTH_LIMIT:
        return True
    return _meet(_pattern(left), _pattern(right))


def is_computed(place: str) -> bool:
    """Whether expressions or shell variables decide a part of the place."""
    return len(place) > _LENGTH_LIMIT or _ANYTHING in _pattern(place)


@lru_cache(maxsize=1024)
def _pattern(text: str) -> str:
    pattern, position = "", 0
    while (start := text.find("${{", position)) >= 0 and (end := text.find("}}", start)) >= 0:
        pattern += text[position:start] + _ANYTHING
        position = end + 2
    return _SHELL_VALUE.sub(_ANYTHING, pattern + text[position:])


def _meet(left: str, right: str) -> bool:
    """Whether two patterns have a text in common."""
    if _ANYTHING not in left or _ANYTHING not in right:
        return _matches(left, right) if _ANYTHING in left else _matches(right, left)
    # What stands between the first and the last expression of one fits into any expression of the other.
    begins, ends = ([side.split(_ANYTHING)[end] for side in (left, right)] for end in (0, -1))
    return _agree(begins, str.startswith) and _agree(ends, str.endswith)


def _agree(sides: list[str], test: Callable[[str, str], bool]) -> bool:
    left, right = sides
    return test(left, right) or test(right, left)


def _matches(pattern: str, text: str) -> bool:
    """Whether a text without expressions is one that the pattern stands for."""
    first, *others = pattern.split(_ANYTHING)
    if not others:
        return pattern == text
    last = others.pop()
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    place, end = len(first), len(text) - len(last)
    for part in others:
        place = text.find(part, place, end) + len(part)
        if place < len(part):
            return False
    return True
