"""Packages that a command of a Node.js package manager installs by name."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...shell import Command, Word

_ADDS = {
    "npm": ("install", "i", "add"),
    "yarn": ("add",),
    "pnpm": ("add", "install", "i"),
    "bun": ("add", "install", "i"),
}
_VALUED = (
    "--prefix",
    "-C",
    "-w",
    "--workspace",
    "--cwd",
    "--dir",
    "--filter",
    "-F",
    "--registry",
    "--location",
    "--tag",
)


def node_packages(command: "Command") -> Iterator["Word"]:
    """The packages as they are named, with their versions if they have any."""
    verbs = _ADDS.get(command.name)
    positional = tuple(_positional(command)) if verbs else ()
    if positional[:1] and positional[0].text == "global":
        positional = positional[1:]
    if verbs and positional and positional[0].text in verbs:
        yield from positional[1:]


def _positional(command: "Command") -> Iterator["Word"]:
    words = iter(command.arguments)
    for word in words:
        if word.text in _VALUED:
            next(words, None)
        elif not word.text.startswith("-"):
            yield word
