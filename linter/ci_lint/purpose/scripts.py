"""Scripts and targets that a project names itself: those of package.json, a Makefile and the like.

What such a script does is not written in the workflow; its name is all there is.
"""

from types import MappingProxyType
from typing import TYPE_CHECKING

from ..late_pattern import late_pattern
from ..shell.wrappers import static_name
from .runners import words_of

if TYPE_CHECKING:
    from ..shell import Command

_PARTS = late_pattern(r"[^A-Za-z0-9]+")
# Runs one script by name behind `run`, or by the bare name.
PACKAGE_MANAGERS = ("npm", "yarn", "pnpm", "bun")
_VALUED = words_of("--prefix -C -w --workspace --cwd -F --filter --filter-prod --dir --workspace-concurrency")
_RUN = ("run", "run-script")
_BARE = MappingProxyType({"npm": ("test", "t", "tst", "start", "stop", "restart"), "bun": ()})
# One script behind these words.
_SINGLE = (
    ("lerna", "run"),
    ("composer", "run"),
    ("composer", "run-script"),
    ("composer",),
    ("deno", "task"),
    ("melos", "run"),
    ("mise", "run"),
    ("pdm", "run"),
    ("hatch", "run"),
    ("pixi", "run"),
    ("poe",),
    ("just",),
    ("moon", "run"),
)
# Any number of targets.
_TARGETS = ("make", "gmake", "mingw32-make", "task", "go-task", "rake", "ant", "grunt", "gulp", "mage", "inv", "invoke")
_MONOREPO = ("nx", "turbo", "npx")
_NAMES = frozenset((*PACKAGE_MANAGERS, *_TARGETS, *_MONOREPO, *(lead[0] for lead in _SINGLE)))
_TARGET_VALUED = words_of("-C --directory -f --file --makefile -o -W -d --dir -t --taskfile")


def script_names(command: "Command") -> tuple[str, ...]:
    """The names of the project's own scripts or targets that a command runs; a shell script counts by its stem."""
    name = command.name
    if name not in _NAMES:
        return _shell_script(command)
    words = (name, *(word.text for word in command.arguments))
    if name in PACKAGE_MANAGERS:
        return _package_script(name, words[1:])
    if name in _TARGETS:
        return tuple(_targets(words[1:]))
    if name in _MONOREPO:
        return _monorepo(words)
    for lead in _SINGLE:
        if words[: len(lead)] == lead:
            return tuple(_positional(words[len(lead) :]))[:1]
    return _shell_script(command)


def _positional(words: tuple[str, ...], valued: frozenset[str] = frozenset()) -> list[str]:
    found, rest = [], iter(words)
    for word in rest:
        if word == "--":
            break
        if word in valued:
            next(rest, None)
        elif not word.startswith("-"):
            found.append(word)
    return found


def _package_script(name: str, words: tuple[str, ...]) -> tuple[str, ...]:
    positional = _positional(words, _VALUED)
    if positional[:1] == ["workspace"]:
        positional = positional[2:]
    elif positional[:2] == ["workspaces", "foreach"] or positional[:2] == ["workspaces", "run"]:
        positional = positional[2:] if "run" not in positional else positional[positional.index("run") :]
    if positional[:1] and positional[0] in _RUN:
        return tuple(positional[1:2])
    bare = _BARE.get(name)
    if not positional or (bare is not None and positional[0] not in bare):
        return ()
    return ("test",) if positional[0] in ("t", "tst") else (positional[0],)


def _targets(words: tuple[str, ...]) -> list[str]:
    targets = _positional(words, _TARGET_VALUED)
    return [word for word in targets if "=" not in word and not word.isdigit()]


def _monorepo(words: tuple[str, ...]) -> tuple[str, ...]:
    """`nx test web`, `nx run web:test`, `nx affected -t test lint`, `turbo run test lint`, `turbo test`."""
    if words[0] == "npx" and words[1:2] and words[1] in ("nx", "turbo"):
        words = words[1:]
    if words[0] == "npx":
        return ()
    positional = _positional(words[1:])
    named = [word.split("=", 1)[1] for word in words if word.startswith(("--target=", "--targets=", "-t="))]
    if positional[:1] == ["run"]:
        return tuple(word.rpartition(":")[2] or word for word in positional[1:])
    targets = [*named, *(word for word in positional if word not in ("affected", "run-many"))]
    return tuple(part for target in targets for part in target.split(","))


def _shell_script(command: "Command") -> tuple[str, ...]:
    """The stem of `./run-tests.sh`, also behind `bash`."""
    name = command.name
    if name in ("bash", "sh", "zsh") and command.arguments:
        name = next((static_name(word) for word in command.arguments if not word.text.startswith("-")), "")
    return (name.rpartition(".")[0],) if name.endswith((".sh", ".bash", ".zsh")) else ()


def name_parts(name: str) -> frozenset[str]:
    """The words that a name is made of: `test:e2e-ci` has `test`, `e2e`, `ci`."""
    return frozenset(part.lower() for part in _PARTS.split(name) if part)
