"""The tags and branches of a repository somewhere else, as `git ls-remote` tells them.

What a workflow names is not trusted: git is started without a shell, for a name that GitHub would allow, over
protocols that run nothing; it asks no questions, and it is ended when it takes too long or says too much.
"""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from types import MappingProxyType
from typing import IO, TYPE_CHECKING

from msgspec import Struct

from .late_pattern import late_pattern

if TYPE_CHECKING:
    from subprocess import Popen

GITHUB = "https://github.com"
SECONDS = 30
_LARGEST_ANSWER = 32 * 1024 * 1024
_SLUG = late_pattern(r"[A-Za-z0-9][A-Za-z0-9-]{0,99}/(?!\.\.?$)[\w.-]{1,100}")
_ADDRESS = late_pattern(r"(https?|ssh)://[^\s]+")
_LINE = late_pattern(r"([0-9a-f]{40})\trefs/(tags|heads)/(\S+?)(\^\{\})?")


class RemoteError(Exception):
    """The tags and branches cannot be had. The text says why, as a fact."""


class Refs(Struct, frozen=True):
    """Tags and branches by name, with the commits that they name."""

    tags: MappingProxyType[str, str]
    branches: MappingProxyType[str, str]


class Mirror(Struct, frozen=True):
    """Where repositories are: a folder, or the beginning of an address, in front of `owner/name`."""

    place: str = GITHUB
    seconds: float = SECONDS

    def addresses(self, slug: str) -> Iterator[str]:
        """Where a repository may be, the likeliest place first."""
        if _ADDRESS.fullmatch(self.place):
            yield f"{self.place.rstrip('/')}/{slug}"
            return
        folder = Path(self.place.removeprefix("file://")).absolute()
        yield from (str(place) for place in (folder / f"{slug}.git", folder / slug) if place.is_dir())

    @property
    def protocols(self) -> str:
        """What git may use to get there; whoever has git ask GitHub by ssh has said so in their own settings."""
        found = _ADDRESS.fullmatch(self.place)
        return "file" if found is None else "http:https:ssh" if found[1] == "http" else "https:ssh"


def remote_refs(slug: str, mirror: Mirror) -> Refs:
    """The tags and branches of `owner/name`. Raises RemoteError."""
    if not _SLUG.fullmatch(slug):
        raise RemoteError("no repository can have this name")
    address = next(mirror.addresses(slug), None)
    if address is None:
        raise RemoteError(f"{mirror.place} has no such repository")
    return read_refs(_ask(address, mirror))


def read_refs(answer: str) -> Refs:
    """What git has said; a tag with a text of its own counts as the commit it stands for, in the line behind it."""
    found: dict[str, dict[str, str]] = {"tags": {}, "heads": {}}
    for line in answer.splitlines():
        parts = _LINE.fullmatch(line)
        if parts:
            found[parts[2]][parts[3]] = parts[1]
    return Refs(MappingProxyType(found["tags"]), MappingProxyType(found["heads"]))


def _ask(address: str, mirror: Mirror) -> str:
    """The answer of git."""
    from tempfile import TemporaryFile
    from threading import Timer

    with TemporaryFile() as complaints:
        began = monotonic()
        with _started(address, mirror, complaints) as process:
            clock = Timer(mirror.seconds, _end, (process,))
            clock.start()
            answer = process.stdout.read(_LARGEST_ANSWER + 1) if process.stdout else b""
            if len(answer) > _LARGEST_ANSWER:
                _end(process)
            status = process.wait()
            clock.cancel()
        if len(answer) > _LARGEST_ANSWER:
            raise RemoteError("the answer has more than 32 MiB")
        if status and monotonic() - began >= mirror.seconds:
            raise RemoteError(f"no answer within {mirror.seconds:g} seconds")
        if status:
            raise RemoteError(_last_complaint(complaints) or f"git ended with status {status}")
    return answer.decode("utf-8", errors="replace")


def _started(address: str, mirror: Mirror, complaints: IO[bytes]) -> "Popen[bytes]":
    from subprocess import DEVNULL, PIPE, Popen

    # `--` keeps git from taking an address for an option; without askPass no program asks for a password.
    command = ("git", "-c", "core.askPass=", "ls-remote", "--tags", "--heads", "--", address)
    try:
        return Popen(  # noqa: S603 - no shell, and a command of our own
            command,
            env=_environment(mirror),
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=complaints,
            start_new_session=True,
        )
    except OSError as error:
        raise RemoteError(f"git cannot be started: {error.strerror}") from None


def _environment(mirror: Mirror) -> dict[str, str]:
    """The environment for git, which must not stop to ask anybody anything, and runs no helpers of addresses."""
    quiet = {
        "GIT_ALLOW_PROTOCOL": mirror.protocols,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "",
        "SSH_ASKPASS": "",
        "SSH_ASKPASS_REQUIRE": "never",
        "GCM_INTERACTIVE": "never",
        "LC_ALL": "C",
    }
    return {"GIT_SSH_COMMAND": "ssh -o BatchMode=yes", **os.environ, **quiet}


def _end(process: "Popen[bytes]") -> None:
    """End git and what it has started."""
    try:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except (ProcessLookupError, PermissionError):
        return  # it has ended by itself


def _last_complaint(complaints: IO[bytes]) -> str:
    """The line in which git says why it gave up."""
    complaints.seek(0)
    lines = complaints.read(10_000).decode("utf-8", errors="replace").splitlines()
    telling = [line for line in lines if line.startswith(("fatal: ", "remote: ", "error: "))]
    words = telling[0].partition(": ")[2] if telling else ""
    return "".join(letter for letter in words if letter.isprintable())[:200].strip().rstrip(".")
