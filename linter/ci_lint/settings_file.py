"""Where settings are written: `.ci-lint.toml`, or `[tool.ci-lint]` in `pyproject.toml`."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .catalogue import Catalogue, whole_catalogue
from .rule import Profile, Severity
from .settings import Override, Settings, SettingsError, Severities, threshold
from .source import SIZE_LIMIT
from .toml_places import KeyPath, TomlError, load

OWN_NAME = ".ci-lint.toml"
SHARED_NAME = "pyproject.toml"


def settings_for(folder: Path, config: Path | None = None, catalogue: Catalogue | None = None) -> Settings:
    """The settings of `config`, or of the nearest file; without any, the defaults. Raises SettingsError."""
    file = config or find_settings(folder)
    return read_settings(file, catalogue) if file else Settings(folder=folder.absolute())


def find_settings(folder: Path) -> Path | None:
    """The nearest settings file in the folder or above it, up to the root of its repository.

    That is the folder with `.git`, or else the nearest one with `.github`; where there is neither, only
    the folder itself is looked at. Of two files in one folder `.ci-lint.toml` wins. Raises SettingsError
    for a `pyproject.toml` that names ci-lint and cannot be read.
    """
    for candidate in folders_upwards(folder.absolute()):
        own, shared = candidate / OWN_NAME, candidate / SHARED_NAME
        if os.path.isfile(own):
            return own
        if os.path.isfile(shared) and _mentions_us(shared) and _table(shared, _text(shared)) is not None:
            return shared
    return None


def folders_upwards(folder: Path) -> tuple[Path, ...]:
    """The folder and those above it, up to the root of its repository; `folder` is absolute."""
    upwards = (folder, *folder.parents)
    for mark in (".git", ".github"):
        root = next((n for n, place in enumerate(upwards) if os.path.exists(place / mark)), None)
        if root is not None:
            return upwards[: root + 1]
    return (folder,)


def _mentions_us(file: Path) -> bool:
    # Somebody else's broken pyproject.toml is not ours to complain about.
    try:
        return b"ci-lint" in file.read_bytes()
    except OSError:
        return False


def read_settings(file: Path, catalogue: Catalogue | None = None) -> Settings:
    """The settings in a file; a `pyproject.toml` without our table gives the defaults.

    Raises SettingsError with a sentence for every mistake in it.
    """
    text = _text(file)
    table = _table(file, text)
    if table is None:
        return Settings(folder=file.absolute().parent, file=file)
    from .settings_mistakes import mistakes

    prefix: KeyPath = ("tool", "ci-lint") if file.name == SHARED_NAME else ()
    found = mistakes(str(file), text, prefix, table, catalogue or whole_catalogue())
    if found:
        raise SettingsError(found)
    return _settings(file, table)


def _text(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            content = stream.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise SettingsError([f"{file}: cannot be read: {error.strerror}"]) from None
    if len(content) > SIZE_LIMIT:
        raise SettingsError([f"{file}: is larger than 1 MiB"])
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SettingsError([f"{file}:{line}: byte 0x{content[error.start]:02x} is not valid UTF-8"]) from None


def _table(file: Path, text: str) -> dict[str, Any] | None:
    """The table with our settings; None if the file is a `pyproject.toml` without one."""
    try:
        document = load(text)
    except TomlError as error:
        raise SettingsError([f"{file}:{error.line}: {error}"]) from None
    if file.name != SHARED_NAME:
        return document
    tool = document.get("tool")
    table = tool.get("ci-lint") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise SettingsError([f"{file}: tool.ci-lint must be a table"])
    return table


def _settings(file: Path, table: Mapping[str, Any]) -> Settings:
    """Settings from a table without mistakes."""
    folder = file.absolute().parent
    default = Settings()
    return Settings(
        folder=folder,
        file=file,
        profile=Profile(table["profile"]) if "profile" in table else default.profile,
        select=tuple(table.get("select", ())),
        ignore=tuple(table.get("ignore", ())),
        severity=_severities(table),
        fail_on=threshold(table["fail-on"]) if "fail-on" in table else default.fail_on,
        exclude=tuple(table.get("exclude", ())),
        baseline=folder / table["baseline"] if "baseline" in table else None,
        external=table.get("external", default.external),
        docker_cache=table.get("docker-cache", default.docker_cache),
        timeout_minutes=int(table.get("timeout-minutes", default.timeout_minutes)),
        overrides=tuple(map(_override, table.get("override", ()))),
    )


def _override(table: Mapping[str, Any]) -> Override:
    return Override(
        paths=tuple(table["paths"]),
        profile=Profile(table["profile"]) if "profile" in table else None,
        select=tuple(table["select"]) if "select" in table else None,
        ignore=tuple(table.get("ignore", ())),
        severity=_severities(table),
    )


def _severities(table: Mapping[str, Any]) -> Severities:
    given: Mapping[str, str] = table.get("severity", {})
    return tuple((name, None if word == "off" else Severity(word)) for name, word in given.items())
