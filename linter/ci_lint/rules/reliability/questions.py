"""Which commands ask before they act, and with which option they do not.

What the tools do without a terminal is from their manuals and sources: apt, dnf and pacman take no answer for a
no, pip and git end with an error, `docker … prune` removes nothing.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from ...late_pattern import late_pattern
from ...purpose import inner, inner_words

if TYPE_CHECKING:
    from ...shell import Command, Word


class Question(Struct, frozen=True):
    """What a command asks. `option` goes behind `word` and answers it; both are empty where no option does."""

    fact: str
    option: str = ""
    word: "Word | None" = None


class _Tool(Struct, frozen=True):
    """Names, the subcommands that ask, the options that answer (the first is the one to add)."""

    names: tuple[str, ...]
    subcommands: tuple[str, ...]
    answers: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_APT = _Tool(
    _words("apt apt-get aptitude"),
    _words("install upgrade dist-upgrade full-upgrade remove purge autoremove build-dep"),
    _words("-y --yes --assume-yes -qq -qqq --assume-no -s --simulate --dry-run --print-uris"),
)
_TOOLS = (
    _Tool(
        _words("yum dnf microdnf tdnf"),
        _words("install update upgrade remove erase autoremove reinstall groupinstall localinstall builddep swap"),
        _words("-y --assumeyes --assumeno --downloadonly"),
    ),
    _Tool(
        _words("zypper"),
        _words("install in update up remove rm dist-upgrade dup patch"),
        _words("-y --no-confirm -n --non-interactive --dry-run"),
    ),
    _Tool(_words("pip pip3"), _words("uninstall"), _words("-y --yes")),
    _Tool(_words("flatpak"), _words("install uninstall update"), _words("-y --assumeyes --noninteractive")),
    _Tool(
        _words("pulumi"),
        _words("up update destroy refresh"),
        _words("--yes -y --preview-only --help --expect-no-changes"),
    ),
    _Tool(_words("eas"), _words("build submit update"), _words("--non-interactive --help")),
)
_CONDA = _Tool(
    _words("conda mamba micromamba"), _words("install create remove update upgrade"), _words("-y --yes --dry-run -d")
)
_PRUNED = _words("system image volume container network builder buildx")
_EDITORS = _words("vi vim nvim nano emacs")
_EDITOR_SCRIPT = ("-es", "-Es", "-e", "-E", "-c", "-S", "--headless", "--batch", "-batch", "--version", "-s")
_MESSAGE = _words(
    "-m --message -F --file -C --reuse-message --no-edit --fixup --squash --dry-run -c --help --porcelain --short"
)
_DELETED = (("gh", "repo", "delete"), ("gh", "release", "delete"), ("gh", "issue", "delete"))
_AZURE = (("az", "group", "delete"), ("az", "aks", "delete"), ("az", "vm", "delete"))
_CLUSTER = late_pattern(r"-[a-zA-Z]+")

# Options of docker that are followed by no value.
_FLAGS = _words(
    "-i -t -it -ti -d -di -dt -dit -P --rm --init --interactive --tty --detach --privileged --read-only --publish-all "
    "--no-healthcheck --oom-kill-disable -q --quiet --sig-proxy"
)

# One of these is in every script that may ask.
MARKS = (
    *("yum ", "dnf ", "zypper ", "pacman ", "flatpak ", "pulumi ", "eas ", "conda ", "mamba ", "uninstall", " prune"),
    *(" -it", " -ti", " -i -t", " -t -i", "--tty", " commit", "rebase", "add -p", "add -i", "--patch"),
    *("vi ", "vim ", "nano ", "emacs ", "mysql ", "mysqldump ", "mysqladmin "),
    *(" ".join(words) for words in (*_DELETED, *_AZURE)),
)
# No message, or none that is plain to see.
_COMMIT = " commit"
_OPEN_COMMIT = late_pattern(
    r""" commit(?![\w-])(?![^\n;&|()`#"'<>\\$]*\s(?:-[a-zA-Z]*[mFC][a-zA-Z]*|--message|--no-edit)(?![^\s=]))"""
)
APT_MARKS = ("apt ", "apt-get ", "aptitude ")


def may_ask(text: str, marks: Iterable[str]) -> bool:
    """Whether a script is worth reading, given marks that the file has: a quick look that misses none."""
    return any(mark in text for mark in marks if mark != _COMMIT or _OPEN_COMMIT.search(text))


def question(command: "Command", *, bare_apt: bool, quiet_conda: bool) -> Question | None:
    """What the command asks, if it does.

    `bare_apt` tells that apt asks there: GitHub's own images tell it not to. `quiet_conda` tells that conda
    was set up not to ask.
    """
    words = inner_words(command)
    if not words or not command.words:
        return None
    tools = (*_TOOLS, *((_APT,) if bare_apt else ()), *(() if quiet_conda else (_CONDA,)))
    for tool in tools:
        if words[0] in tool.names:
            return _confirmation(command, tool)
    return _other(command, words)


def _confirmation(command: "Command", tool: _Tool) -> Question | None:
    words = inner(command)
    subcommand = next((word for word in words[1:] if not word.text.startswith("-")), None)
    if subcommand is None or subcommand.text not in tool.subcommands or _answered(words, tool.answers):
        return None
    return Question(f"{words[0].text} {subcommand.text} asks for confirmation", tool.answers[0], subcommand)


def _answered(words: tuple["Word", ...], answers: tuple[str, ...]) -> bool:
    """Whether an option answers, alone or in a cluster such as `-qy`."""
    letters = {answer[1] for answer in answers if len(answer) == len("-y")}
    return any(
        word.text.partition("=")[0] in answers
        or (bool(_CLUSTER.fullmatch(word.text)) and not letters.isdisjoint(word.text[1:]))
        or "Assume-Yes" in word.text
        for word in words[1:]
    )


def _other(command: "Command", words: tuple[str, ...]) -> Question | None:
    if words[0] in ("docker", "podman"):
        return _docker(command, words)
    if words[0] == "git":
        return _git(command, words)
    if words[0] == "pacman":
        return _pacman(command, words)
    if any(words[: len(known)] == known for known in (*_DELETED, *_AZURE)):
        asks = {"--yes", "-y"}.isdisjoint(words)
        return Question(f"{' '.join(words[:3])} asks for confirmation", "--yes", inner(command)[2]) if asks else None
    return _terminal(words)


def _terminal(words: tuple[str, ...]) -> Question | None:
    if words[0] in _EDITORS and not any(word.startswith(_EDITOR_SCRIPT) for word in words[1:]):
        return Question(f"{words[0]} needs a terminal")
    if words[0] in ("mysql", "mysqldump", "mysqladmin") and not {"-p", "--password"}.isdisjoint(words):
        return Question(f"{words[0]} asks for the password")
    return None


def _pacman(command: "Command", words: tuple[str, ...]) -> Question | None:
    changes = any(re.fullmatch(r"-[SRU][a-z]*", word) for word in words) and "--noconfirm" not in words
    upgrades = any(word.startswith("-S") and "u" in word for word in words)
    named = any(not word.startswith("-") for word in words[1:])
    asks = changes and (upgrades or named)
    return Question("pacman asks for confirmation", "--noconfirm", inner(command)[0]) if asks else None


def _docker(command: "Command", words: tuple[str, ...]) -> Question | None:
    if "prune" in words[1:3] and words[1] in _PRUNED:
        word = next(word for word in command.words if word.text == "prune")
        clusters = any(_CLUSTER.fullmatch(text) and "f" in text for text in words)
        quiet = clusters or command.has("--force", "--help")
        return None if quiet else Question(f"{' '.join(words[:3])} asks, and removes nothing", "-f", word)
    return None


def _git(command: "Command", words: tuple[str, ...]) -> Question | None:
    if command.starts_with("git", "commit"):
        clusters = any(_CLUSTER.fullmatch(word) and set("mFC") & set(word[1:]) for word in words)
        given = clusters or any(word.partition("=")[0] in _MESSAGE for word in words)
        if given:
            return None
        amend = next((word for word in command.words if word.text == "--amend"), None)
        return Question("git commit opens an editor for the message", "--no-edit" if amend else "", amend)
    if command.starts_with("git", "rebase") and command.has("-i", "--interactive"):
        return Question("git rebase -i opens an editor")
    if command.starts_with("git", "add") and command.has("-p", "--patch", "-i", "--interactive"):
        return Question("git add -p asks what to take")
    return None


def terminal_flag(command: "Command") -> "Word | None":
    """The flag with which docker wants a terminal for a container that also reads input."""
    if command.name not in ("docker", "podman"):
        return None
    interactive, terminal = False, None
    for word in _container_options(command):
        cluster = re.fullmatch(r"-[it]{1,2}", word.text)
        interactive = interactive or word.text == "--interactive" or (cluster is not None and "i" in word.text)
        if word.text == "--tty" or (cluster is not None and "t" in word.text):
            terminal = word
    return terminal if interactive else None


def _container_options(command: "Command") -> Iterator["Word"]:
    """The options of `docker run` and `docker exec` before the image or the container."""
    if not (command.starts_with(command.name, "run") or command.starts_with(command.name, "exec")):
        return
    place = next(number for number, word in enumerate(command.words) if word.text in ("run", "exec"))
    for before, word in pairwise(command.words[place:]):
        if word.text.startswith("-"):
            yield word
        elif not before.text.startswith("-") or before.text in _FLAGS or "=" in before.text:
            return
