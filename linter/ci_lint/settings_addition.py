"""Settings that are added to those of a repository: where they go, and how the file reads then.

Nothing that stands in a settings file is edited. A new table goes to the end of `pyproject.toml` or into a new
`.ci-lint.toml`; where there are settings already, what is added comes as an override for all files, since overrides
add to what is there.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct, field

from .edits import Edit, apply_edits
from .proposal import changed, made, read
from .report import FileReport
from .settings import Settings, SettingsError
from .settings_file import OWN_NAME, SHARED_NAME, find_settings, read_settings
from .source import Source, Span
from .toml_places import TomlError, load
from .toml_text import toml_entries, toml_entry

EVERYWHERE = ("**",)


class PathAddition(Struct, frozen=True):
    """What is added for the files that match `paths`: names that are ignored, and severities by name."""

    paths: tuple[str, ...]
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)


class Statement(Struct, frozen=True):
    """A setting at the top, with the reason for it, or "" if it speaks for itself."""

    key: str
    value: str | int | tuple[str, ...]
    reason: str = ""


class Addition(Struct, frozen=True):
    """Settings that are wanted. `statements` are for repositories that have no settings yet."""

    statements: tuple[Statement, ...] = ()
    everywhere: PathAddition = PathAddition(EVERYWHERE)
    for_paths: tuple[PathAddition, ...] = ()

    @property
    def overrides(self) -> tuple[PathAddition, ...]:
        """Everything but the statements, as overrides."""
        return tuple(part for part in (self.everywhere, *self.for_paths) if part.ignore or part.severity)

    @property
    def empty(self) -> bool:
        """Whether nothing is wanted."""
        return not (self.statements or self.overrides)


def lacking(settings: Settings, addition: Addition) -> Addition:
    """The part of an addition that the settings do not have yet, whatever their statements."""
    parts = [_lacking(settings, part) for part in (addition.everywhere, *addition.for_paths)]
    return Addition(everywhere=parts[0], for_paths=tuple(part for part in parts[1:] if part.ignore or part.severity))


def _lacking(settings: Settings, part: PathAddition) -> PathAddition:
    same = [override for override in settings.overrides if override.paths == part.paths]
    ignored = {name for override in same for name in override.ignore}
    judged = {name for override in same for name, _ in override.severity}
    if part.paths == EVERYWHERE:
        ignored |= set(settings.ignore)
        judged |= {name for name, _ in settings.severity}
    return PathAddition(
        part.paths,
        tuple(name for name in part.ignore if name not in ignored),
        {name: word for name, word in part.severity.items() if name not in judged},
    )


def settings_change(root: Path, addition: Addition) -> FileReport | None:
    """The settings file of a repository with the addition in it; None if there is nothing to add.

    Raises SettingsError for settings that are wrong, or that cannot be added to.
    """
    if addition.empty:
        return None
    own = find_settings(root)
    if own is not None:
        return _extended(own, addition)
    if (root / SHARED_NAME).is_file():
        before = read(root, SHARED_NAME)
        after = _appended(before, _as_table(addition, "tool.ci-lint"))
        if _valid(after):
            return changed(root, before, after)
    return made(root, OWN_NAME, _as_table(addition, ""))


def _extended(file: Path, addition: Addition) -> FileReport | None:
    wanted = lacking(read_settings(file), addition)
    if wanted.empty:
        return None
    before = read(file.parent, file.name)
    prefix = "tool.ci-lint" if file.name == SHARED_NAME else ""
    text = "\n".join(_override(part, prefix) for part in wanted.overrides)
    after = _appended(before, text)
    if not _valid(after):
        raise SettingsError([f"{file}: no override can be added at the end; put this where it fits:\n{text}"])
    return changed(file.parent, before, after)


def _valid(source: Source) -> bool:
    try:
        load(source.text)
    except TomlError:
        return False
    return source.damage is None


def _appended(source: Source, text: str) -> Source:
    """The file with a text behind an empty line at its end."""
    end = len(source.text)
    apart = "" if not source.text else "\n" if source.text.endswith("\n") else "\n\n"
    return apply_edits(source, [Edit(Span(end, end), apart + text)])[0]


def _as_table(addition: Addition, table: str) -> str:
    return "\n".join(part for part in _parts(addition, table) if part)


def _parts(addition: Addition, table: str) -> Iterator[str]:
    lines = [f"[{table}]"] if table else []
    for statement in addition.statements:
        lines += [f"# {statement.reason}"] if statement.reason else []
        lines.append(toml_entry(statement.key, statement.value))
    if addition.everywhere.ignore:
        lines.append(toml_entry("ignore", addition.everywhere.ignore))
    yield "".join(f"{line}\n" for line in lines)
    if addition.everywhere.severity:
        yield f"[{_below(table, 'severity')}]\n{toml_entries(addition.everywhere.severity)}\n"
    for part in addition.for_paths:
        yield _override(part, table)


def _override(part: PathAddition, table: str) -> str:
    lines = [f"[[{_below(table, 'override')}]]", toml_entry("paths", part.paths)]
    lines += [toml_entry("ignore", part.ignore)] if part.ignore else []
    lines += [f"severity = {{ {_inline(part.severity)} }}"] if part.severity else []
    return "".join(f"{line}\n" for line in lines)


def _inline(severity: Mapping[str, str]) -> str:
    return ", ".join(toml_entry(name, word) for name, word in severity.items())


def _below(table: str, name: str) -> str:
    return f"{table}.{name}" if table else name
