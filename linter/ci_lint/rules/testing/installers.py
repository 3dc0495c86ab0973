"""Commands that install all packages of a project and may rewrite its lock file, and their strict kin."""

from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct

from ...edits import Edit, Refusal, replace_in_scalar
from ...late_pattern import late_pattern
from ...purpose import inner, program
from ...workflow import Step
from .lock_files import LockFile, lock_file
from .node_packages import node_packages

if TYPE_CHECKING:
    from ...shell import Command, Word


_FREEZES_GEMS = late_pattern(r"BUNDLE_(?:FROZEN|DEPLOYMENT)|bundle config .*(?:frozen|deployment)")


class Install(Struct, frozen=True):
    """An install that may rewrite a lock file. `at` and `text` are the edit after which it follows the file."""

    command: "Command"
    shown: str
    instead: str
    lock: LockFile
    at: tuple[int, int]
    text: str

    def edits(self) -> tuple[Edit, ...]:
        """The edit. Raises Refusal where there is none."""
        if not self.text:
            raise Refusal(f"whether {self.shown} is meant is not known")
        return (replace_in_scalar(self.command.scalar, *self.at, self.text),)


def install_of(step: Step, command: "Command") -> Install | None:
    """The install that a command is, if it may rewrite a lock file that is there."""
    reader = _READERS.get(program(command))
    return reader(step, command) if reader else None


def _positional(command: "Command") -> tuple["Word", ...]:
    return tuple(word for word in command.arguments if not word.text.startswith("-"))


def _npm(step: Step, command: "Command") -> Install | None:
    verb = next(iter(_positional(command)), None)
    spared = ("-g", "--global", "--no-package-lock", "--dry-run", "--save", "-D", "--save-dev", "--no-save")
    if verb is None or verb.text not in ("install", "i") or command.has(*spared) or command.option("--location"):
        return None
    lock = None if any(node_packages(command)) else lock_file(step, command, "package-lock.json", "npm-shrinkwrap.json")
    return Install(command, f"npm {verb.text}", "npm ci", lock, (verb.start, verb.end), "ci") if lock else None


def _yarn(step: Step, command: "Command") -> Install | None:
    positional = _positional(command)
    if [word.text for word in positional] not in ([], ["install"]):
        return None
    strict = ("--frozen-lockfile", "--immutable", "--pure-lockfile", "--no-lockfile", "--version", "-v", "--help")
    if any(word.text in strict or word.text.startswith("--mode") for word in command.arguments):
        return None
    lock = lock_file(step, command, "yarn.lock")
    # Newer ones freeze the file in CI, and have another kind of it.
    if lock is None or "# yarn lockfile v1" not in (lock.text or ""):
        return None
    end = (positional or inner(command)[:1])[-1].end
    return Install(command, "yarn install", "--frozen-lockfile", lock, (end, end), " --frozen-lockfile")


def _pnpm(step: Step, command: "Command") -> Install | None:
    thawed = ("--no-frozen-lockfile", "--frozen-lockfile=false", "--fix-lockfile")
    word = next((word for word in command.arguments if word.text in thawed), None)
    installs = command.starts_with("pnpm", "install") or command.starts_with("pnpm", "i")
    if word is None or not installs:
        return None
    lock = lock_file(step, command, "pnpm-lock.yaml")
    shown = f"pnpm install {word.text}"
    return (
        Install(command, shown, "--frozen-lockfile", lock, (word.start, word.end), "--frozen-lockfile")
        if lock
        else None
    )


def _bundle(step: Step, command: "Command") -> Install | None:
    if [word.text for word in _positional(command)][:1] not in ([], ["install"]):
        return None
    if command.has("--deployment", "--frozen", "--version", "-v", "--local") or _frozen_gems(step):
        return None
    lock = lock_file(step, command, "Gemfile.lock")
    start = command.words[0].start
    return (
        Install(command, "bundle install", "BUNDLE_FROZEN=true", lock, (start, start), "BUNDLE_FROZEN=true ")
        if lock
        else None
    )


def _frozen_gems(step: Step) -> bool:
    """Whether Bundler is told to follow the file in the environment or by its own settings."""
    if step.env("BUNDLE_FROZEN") is not None or step.env("BUNDLE_DEPLOYMENT") is not None:
        return True
    if any(
        other.uses and other.uses.names("ruby/setup-ruby") and other.input("bundler-cache") for other in step.earlier
    ):
        return True
    return any(other.run is not None and _FREEZES_GEMS.search(other.run.text) for other in (*step.earlier, step))


def _uv(step: Step, command: "Command") -> Install | None:
    verb = next(iter(_positional(command)), None)
    if verb is None or not command.starts_with("uv", "sync"):
        return None
    strict = ("--locked", "--frozen", "--check", "--script", "-U", "--upgrade", "--upgrade-package", "-P", "--dry-run")
    resolving = ("--resolution", "--prerelease", "--exclude-newer", "--no-sources")
    if any(word.text.partition("=")[0] in (*strict, *resolving) for word in command.arguments):
        return None
    if any(step.env(name) is not None for name in ("UV_LOCKED", "UV_FROZEN", "UV_RESOLUTION", "UV_PRERELEASE")):
        return None
    lock = lock_file(step, command, "uv.lock")
    verb = next(word for word in command.arguments if word.text == "sync")
    return Install(command, "uv sync", "uv sync --locked", lock, (verb.end, verb.end), " --locked") if lock else None


def _poetry(step: Step, command: "Command") -> Install | None:
    if not command.starts_with("poetry", "lock") or command.has("--check"):
        return None
    lock = lock_file(step, command, "poetry.lock")
    if lock is None or not _installs_later(step, command):
        return None
    return Install(command, "poetry lock", "poetry install alone", lock, (0, 0), "")


def _installs_later(step: Step, command: "Command") -> bool:
    if command.scalar.text.find("poetry install", command.end) >= 0:
        return True
    return any(other.run is not None and "poetry install" in other.run.text for other in step.later)


_READERS: MappingProxyType[str, Callable[[Step, "Command"], Install | None]] = MappingProxyType(
    {"npm": _npm, "yarn": _yarn, "pnpm": _pnpm, "bundle": _bundle, "uv": _uv, "poetry": _poetry}
)
