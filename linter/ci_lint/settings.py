"""What the user wants, as values: the settings, what differs for some files, the command line over both."""

import os
from collections.abc import Iterable
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct, field
from msgspec.structs import replace

from .catalogue import Catalogue, whole_catalogue
from .edits.edit import Limits, Pin, Preferences
from .path_globs import matches_any
from .rule import Profile, Severity

# By the name of a rule: the severity of its findings, or None where the rule is switched off.
Severities = tuple[tuple[str, Severity | None], ...]


class SettingsError(Exception):
    """The settings are wrong. Each of `mistakes` is one sentence that names its place."""

    def __init__(self, mistakes: Iterable[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(self.mistakes))


class Override(Struct, frozen=True):
    """What differs for the files that match `paths`; None keeps what was there before."""

    paths: tuple[str, ...]
    profile: Profile | None = None
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    severity: Severities = ()

    def applies(self, path: str) -> bool:
        """Whether the path, relative to the folder of the settings file, is meant."""
        return matches_any(self.paths, path)


class Settings(Struct, frozen=True):
    """All settings. `folder` is what the paths of overrides are relative to, `file` where they were read.

    `select` empty means all rules of the profile; `fail_on` is None where no finding fails the run.
    """

    folder: Path = Path()
    file: Path | None = None
    profile: Profile = Profile.DEFAULT
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Severities = ()
    fail_on: Severity | None = Severity.WARNING
    exclude: tuple[str, ...] = ()
    baseline: Path | None = None
    external: bool = True
    docker_cache: str = "gha"
    timeout_minutes: int = 30
    overrides: tuple[Override, ...] = ()
    # What the files beside them hold.
    pins: MappingProxyType[str, Pin] = field(default_factory=lambda: MappingProxyType({}))
    limits: Limits = field(default_factory=lambda: MappingProxyType({}))

    @property
    def preferences(self) -> Preferences:
        """What fixes are to look like."""
        return Preferences(self.docker_cache, self.timeout_minutes, self.pins, self.limits)

    def place(self, file: str | Path) -> str:
        """The path of a file relative to `folder`, with forward slashes; links are not followed."""
        return relative_path(file, self.folder)


def relative_path(file: str | Path, folder: Path) -> str:
    """The path from the folder to the file, with forward slashes on every system; links are not followed."""
    try:
        relative = os.path.relpath(file, folder)
    except ValueError:  # another drive of Windows
        relative = str(file)
    return relative.replace(os.sep, "/")


class Options(Struct, frozen=True):
    """What the command line says; None and empty mean nothing. `fail_on` may be `never`."""

    profile: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str | None = None
    baseline: Path | None = None
    external: bool | None = None


def with_options(settings: Settings, options: Options, catalogue: Catalogue | None = None) -> Settings:
    """The settings with what the command line says over them.

    A profile and a selection replace those of the file and of its overrides, ignored rules are added.
    Raises SettingsError for names that no rule has.
    """
    catalogue = catalogue or whole_catalogue()
    named = [*(("--select", name) for name in options.select), *(("--ignore", name) for name in options.ignore)]
    complaints = [(option, catalogue.complaint(name)) for option, name in named]
    if any(complaint for _, complaint in complaints):
        raise SettingsError(f"{option}: {complaint}" for option, complaint in complaints if complaint)
    return replace(
        settings,
        profile=Profile(options.profile) if options.profile else settings.profile,
        select=options.select or settings.select,
        ignore=(*settings.ignore, *options.ignore),
        fail_on=threshold(options.fail_on) if options.fail_on else settings.fail_on,
        baseline=options.baseline or settings.baseline,
        external=settings.external if options.external is None else options.external,
        overrides=tuple(_under(options, override) for override in settings.overrides),
    )


def _under(options: Options, override: Override) -> Override:
    return replace(
        override,
        profile=None if options.profile else override.profile,
        select=None if options.select else override.select,
    )


def threshold(word: str) -> Severity | None:
    """The severity that `fail-on` names; None for `never`."""
    return None if word == "never" else Severity(word)
