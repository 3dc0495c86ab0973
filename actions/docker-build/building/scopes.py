"""The place of a cache: one for each image, target and platform.

BuildKit's default place is the same for all, and an export replaces what is there: two images that are built in turn
find nothing of their own. A scope is a word that reads well and ends in a hash of everything that makes it differ.
"""

from __future__ import annotations

import hashlib
import re

WORDS = 60
_OTHER = re.compile(r"[^A-Za-z0-9_.-]+")


def slug(text: str, limit: int = WORDS) -> str:
    """Letters, digits, dots and dashes of a text, at most `limit` of them; never empty, never starting with a dash."""
    return _OTHER.sub("-", text).strip("-._")[:limit].rstrip("-._") or "x"


def distinct(text: str, limit: int = WORDS) -> str:
    """A slug that differs for different texts: where letters were lost, a hash of the text follows."""
    short = slug(text, limit)
    return short if short == text else f"{short}-{fingerprint(text)}"


def fingerprint(*parts: str) -> str:
    """Eight hexadecimal digits of what the parts are, kept apart from one another."""
    joined = "\0".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogateescape")).hexdigest()[:8]


def automatic_scope(image: str, dockerfile: str, target: str, platforms: str) -> str:
    """The scope of one image: its name (or where it is built from), target and platforms.

    The legs of a matrix that differ in build arguments only have the same scope, unless their images have names of
    their own; `cache-scope` keeps them apart.
    """
    words = [image.rsplit("/", 1)[-1] if image else dockerfile, target, platforms.replace("linux/", "")]
    return "-".join([*(slug(word, 24) for word in words if word), fingerprint(image, dockerfile, target, platforms)])
