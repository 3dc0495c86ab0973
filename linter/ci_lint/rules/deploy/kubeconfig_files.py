"""Places where a script writes a kubeconfig from a secret."""

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct

from ...late_pattern import late_pattern
from ...tree import Scalar
from ...workflow import Step
from .aftermath import LAST

if TYPE_CHECKING:
    from ...shell import Command, Word

_PATH = late_pattern(
    r"(?:^|[/._-])kube_?config(?:$|[./_-])|^\$\{?KUBE_?CONFIG(?:_\w+)?\}?$|\.kube/[^/]+$", re.IGNORECASE
)
_MENTION = late_pattern(r"kube_?config|\.kube/", re.IGNORECASE)
_SECRET = late_pattern(r"\bsecrets\.(?!GITHUB_TOKEN\b)\w|\binputs\.\w*kube\w*|outputs\.\w*kube\w*", re.IGNORECASE)
_MODES = late_pattern(r"chmod|umask|install")
_MASK = late_pattern(r"0*(?:[12]?77|[12]?66)|u=rwx,go=")
_VARIABLE = late_pattern(r"\$\{?([A-Za-z_]\w*)")


class Written(Struct, frozen=True, eq=False):
    """A kubeconfig that a command writes. `path` is the word that names the file."""

    step: Step
    command: "Command"
    path: "Word"

    @property
    def name(self) -> str:
        """The path without quotes, the home folder written in one way."""
        return same_home(self.path.text)


def same_home(path: str) -> str:
    """The path with `~` for the home folder, and without `./` in front."""
    return re.sub(r"^(?:\$HOME|\$\{HOME\})(?=/|$)", "~", path).removeprefix("./").rstrip("/")


def written_kubeconfigs(step: Step) -> Iterator[Written]:
    """The kubeconfigs that a step writes from a secret, in order."""
    if step.run is None or not _may_write(step.run.text) or step.script is None:
        return
    for command in step.script.commands:
        path = _target(command)
        if path and _PATH.search(path.text) and "GITHUB_" not in path.text and _from_secret(step, command):
            yield Written(step, command, path)


def _may_write(text: str) -> bool:
    """Whether a script is worth reading: a quick look that misses none."""
    return (">" in text or "tee" in text) and bool(_MENTION.search(text))


def _target(command: "Command") -> "Word | None":
    if command.name == "tee":
        return next((word for word in command.arguments if not word.text.startswith("-")), None)
    return command.writes_to


def _from_secret(step: Step, command: "Command") -> bool:
    """Whether what is written holds a secret: named there, or in a variable that the step is given."""
    if command.position + 1 < len(command.pipeline):
        return False
    parts = command.pipeline
    texts = [word.text for part in parts for word in part.words]
    texts += [heredoc.text for part in parts for heredoc in part.heredocs]
    texts += [redirect.target.text for part in parts for redirect in part.redirects if "<<<" in redirect.operator]
    return any(
        _SECRET.search(text) or any(_is_secret(step, name) for name in _VARIABLE.findall(text)) for text in texts
    )


def _is_secret(step: Step, name: str) -> bool:
    value = step.env(name)
    assigned = step.script.assignments.get(name, ()) if step.script else ()
    texts = [word.text for word in assigned] + ([value.text] if value else [])
    return any(map(_SECRET.search, texts))


class Modes(Struct, frozen=True):
    """What a job keeps to its user: kubeconfigs by name or all of them, files and folders by path, scripts by umask."""

    kubeconfigs: bool
    paths: frozenset[str]
    masked: MappingProxyType[Scalar, int]


def is_protected(written: Written) -> bool:
    """Whether the job keeps others than the owner from reading the file, before or after it is written."""
    if _is_temporary(written):
        return True
    modes: Modes = written.step.parent.remember("modes of files", lambda parent: _modes(parent.all_steps))
    folders = (written.name, written.name.rpartition("/")[0])
    if modes.kubeconfigs or not modes.paths.isdisjoint(folders):
        return True
    return modes.masked.get(written.command.scalar, LAST) < written.command.start


def _is_temporary(written: Written) -> bool:
    """Whether `mktemp` has made the file, which nobody else can read then."""
    variable = _VARIABLE.fullmatch(written.path.text.replace("}", ""))
    assigned = written.step.script.assignments.get(variable[1], ()) if variable and written.step.script else ()
    return any("mktemp" in word.text for word in assigned)


def _modes(steps: tuple[Step, ...]) -> Modes:
    private, masked = list[str](), dict[Scalar, int]()
    for command in (command for step in steps for command in _mode_commands(step)):
        words = [word.text for word in command.arguments]
        if command.name == "umask" and any(_MASK.fullmatch(word) for word in words):
            masked.setdefault(command.scalar, command.start)
        elif command.name != "umask" and any(map(_is_private, words)):
            private += words
    paths = frozenset(map(same_home, private))
    return Modes(any(map(_PATH.search, private)), paths, MappingProxyType(masked))


def _mode_commands(step: Step) -> Iterator["Command"]:
    if step.run is None or not _MODES.search(step.run.text) or step.script is None:
        return iter(())
    return step.script.named("chmod", "umask", "install")


def _is_private(mode: str) -> bool:
    """Whether a mode keeps others, and the group too, from reading."""
    if mode.isdigit():
        return mode.endswith("00")
    return bool(re.fullmatch(r"(?:u[=+][rwx]*,)?(?:go|og|g)[-=](?:|r|rw|rwx)(?:,o[-=](?:|r|rw|rwx))?", mode))


def uploads_workspace(step: Step) -> bool:
    """Whether a step keeps the whole workspace as an artifact."""
    if step.uses is None or not step.uses.names("actions/upload-artifact"):
        return False
    paths = {line.strip() for line in step.input_text("path").splitlines()}
    return bool(paths & {".", "./", "*", "**", "**/*", "./*", "${{ github.workspace }}", "${{ github.workspace }}/"})
