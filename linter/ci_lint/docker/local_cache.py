"""What becomes of a `type=local` cache directory before and after the build.

On a hosted runner a directory lives as long as the job, so something must restore it before the build and
save it behind it; and what the build has written must take the place of what it has read.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from ..environment import resolve_in_shell
from ..tree import Node, scalars
from ..workflow import Step
from .build import Build
from .cache import Cache

if TYPE_CHECKING:
    from ..shell import Command


class Move(Struct, frozen=True):
    """A command behind the build that puts the new directory in the place of the old one."""

    step: Step
    command: "Command"


def directory(build: Build, cache: Cache) -> str:
    """The directory of a local cache, as one spelling: stated variables filled in, without `./` and final `/`."""
    return plain_path(resolve_in_shell(build.step, cache.location))


def plain_path(path: str) -> str:
    """A path without quotes, `./` in front and `/` behind."""
    return path.strip().strip("\"'").removeprefix("./").rstrip("/")


def local_pairs(build: Build) -> Iterator[tuple[Cache, str, str]]:
    """Each local export with the directory it writes and the one the build reads ("" if it reads none)."""
    sources = [directory(build, cache) for cache in build.cache_from if cache.type == "local"]
    for cache in build.cache_to:
        if cache.type == "local" and not cache.computed:
            written = directory(build, cache)
            read = next((source for source in sources if written.startswith(source)), sources[0] if sources else "")
            yield cache, written, read


def moves(build: Build, written: str) -> Iterator[Move]:
    """The `mv` and `cp` commands of later steps, or of the same script, that take the new directory away."""
    steps = build.step.later if build.command is None else (build.step, *build.step.later)
    for step in steps:
        for command, words in step.remember("moving commands", _moving_commands):
            if any(_below(word, written) for word in words):
                yield Move(step, command)


def _moving_commands(step: Step) -> tuple[tuple["Command", tuple[str, ...]], ...]:
    """The commands of a step that move or copy, with the paths they name."""
    if step.script is None:
        return ()
    moving = (command for command in step.script.commands if command.name in ("mv", "cp", "rsync"))
    return tuple(
        (command, tuple(plain_path(resolve_in_shell(step, word.text)) for word in command.arguments))
        for command in moving
    )


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


def mentioned_elsewhere(build: Build, folder: str, *, moving: bool) -> bool:
    """Whether a step other than the build names the directory; scripts that move it count only if asked."""
    others = [step for step in build.step.parent.all_steps if step is not build.step]
    return any(folder in text for step in others for text in _texts(step, moving=moving))


def _texts(step: Step, *, moving: bool) -> Iterator[str]:
    part: Node | None = step.inputs if step.uses else step.run if moving else None
    for scalar in scalars(part):
        yield resolve_in_shell(step, scalar.text).replace('"', "")
