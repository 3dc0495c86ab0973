"""From paths to a report: which files, under which settings, what is in them, what is known already."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from .catalogue import whole_catalogue
from .engine import check_source
from .fixer import Patient, Wanted, fix_source
from .limits_file import limits_for
from .paths import Exclusion, InputFile, find_files
from .pin_file import pins_for
from .report import FileReport, Finding, Report
from .repository import Folder, Repository, repository_root
from .selection import choices, selection
from .settings import Options, Settings, SettingsError, with_options
from .settings_file import settings_for
from .source import Source, TooLarge, decode, read_source
from .workers import each

STANDARD_INPUT = "-"

# Called with how many files are done and how many there are.
Progress = Callable[[int, int], None]


class Fixes(Struct, frozen=True):
    """Which fixes are to be made: with `unsafe` also those that a person should look at; `only` names rules."""

    unsafe: bool = False
    only: tuple[str, ...] = ()


class Request(Struct, frozen=True, dict=True):
    """What the user asked for.

    `config` names one settings file for everything; without it each repository has its own. `options` win
    over both. `external` asks for actionlint by name, so that its absence is worth a note. With `proposals`
    findings carry the fixes that could be made, with `fixes` they are made, in memory.
    """

    paths: tuple[str, ...] = ()
    options: Options = field(default_factory=Options)
    config: Path | None = None
    external: bool = False
    proposals: bool = False
    fixes: Fixes | None = None

    @cached_property
    def settings(self) -> Settings:
        """What holds for the run: read beside the first path. Raises SettingsError."""
        first = Path(self.paths[0]) if self.paths and self.paths[0] != STANDARD_INPUT else Path()
        beside = next((folder for folder in (first, first.parent) if os.path.isdir(folder)), Path())
        return self.settings_in(beside)

    def settings_in(self, folder: Path) -> Settings:
        """What holds for the files of a repository, given its folder. Raises SettingsError."""
        if folder not in self._known:
            settings = with_options(settings_for(folder, self.config), self.options)
            if self.fixes or self.proposals:
                settings = replace(settings, pins=pins_for(settings.folder), limits=limits_for(settings.folder))
            self._known[folder] = settings
        return self._known[folder]

    @cached_property
    def _known(self) -> dict[Path, Settings]:
        return {}


class Input(Struct, frozen=True):
    """A file that was read, and what surrounds it."""

    file: InputFile
    source: Source
    repository: Repository


def check(request: Request, progress: Progress = lambda _done, _total: None) -> Report:
    """The report on all files that the request names. Raises SettingsError."""
    found = find_files(request.paths, exclude=Exclusion(request.settings.exclude, request.settings.folder))
    repositories = {file.root: Folder(file.root) for file in found.files}
    read = [(file, _read(file)) for file in found.files]
    inputs = [Input(file, source, repositories[file.root]) for file, source in read if isinstance(source, Source)]
    unreadable = [problem for _, problem in read if isinstance(problem, str)]
    report = check_inputs(request, inputs, progress)
    return replace(report, unreadable=(*found.problems, *unreadable), notes=(*found.notes, *report.notes))


def _read(file: InputFile) -> Source | str:
    """The text of a file, or a sentence on why it cannot be had."""
    try:
        return read_source(file.path, file.shown)
    except TooLarge as error:
        return str(error)
    except OSError as error:
        return f"{file.shown} cannot be read: {error.strerror}"


def check_text(request: Request, content: bytes, name: str) -> Report:
    """The report on one text that was read elsewhere, as if it were the file `name`. Raises SettingsError."""
    path = Path(name)
    root = repository_root(path.absolute())
    file = InputFile(path, path.as_posix(), root, path.absolute().relative_to(root).as_posix())
    return check_inputs(request, [Input(file, decode(file.shown, content), Folder(root))], on_disk=False)


def check_inputs(
    request: Request,
    inputs: Sequence[Input],
    progress: Progress = lambda _done, _total: None,
    *,
    on_disk: bool = True,
) -> Report:
    """The report on files that have been read. Raises SettingsError."""
    external = run_external(request, inputs, on_disk=on_disk)
    by_path: dict[str, list[Finding]] = {}
    for finding in external.findings:
        by_path.setdefault(finding.source.path, []).append(finding)
    for root in {given.file.root for given in inputs}:
        settings = request.settings_in(root)  # mistakes in settings are raised here, before any work is done
        if request.fixes:
            wanted_fixes(request.fixes, settings)
    reports: list[FileReport] = []
    sources = [given.source for given in inputs]
    for report in each(lambda given: check_input(request, given, by_path.get(given.source.path, ())), inputs, sources):
        reports.append(report)
        progress(len(reports), len(inputs))
    return Report(tuple(without_twins(reports)), notes=external.notes)


def without_twins(reports: Iterable[FileReport]) -> Iterator[FileReport]:
    """The reports with each new file made once, though the fixes of several files want it.

    A file whose fixes want another text for it is left as it was.
    """
    wanted: dict[tuple[str, str], str] = {}
    for report in reports:
        known = {new: wanted.get((report.root, new.path)) for new in report.new_files}
        rivals = [new.path for new, text in known.items() if text not in (None, new.text)]
        if rivals:
            yield report.undone(f"another file's fixes make {rivals[0]} with another text")
            continue
        wanted.update(((report.root, new.path), new.text) for new in known)
        yield replace(report, new_files=tuple(new for new, text in known.items() if text is None))


def check_input(request: Request, given: Input, external: Sequence[Finding]) -> FileReport:
    """The report on one file, with what other tools have said of it."""
    report = judge(request, given, external)
    return replace(report, root=given.file.root.as_posix(), path=given.file.relative)


def judge(request: Request, given: Input, external: Sequence[Finding]) -> FileReport:
    """What is found in one file, or what is left to be found once it is fixed."""
    settings = request.settings_in(given.file.root)
    place = settings.place(given.file.path) if settings.overrides else ""
    chosen = choices(settings, place)
    if request.fixes:
        patient = Patient(given.file.relative, given.repository, chosen, settings.preferences)
        return fix_source(given.source, patient, wanted_fixes(request.fixes, settings))
    said = tuple(selection(settings, place).external(external)) if external else ()
    preferences = settings.preferences if request.proposals else None
    return check_source(
        given.source, given.file.relative, given.repository, chosen, external=said, preferences=preferences
    )


def wanted_fixes(fixes: Fixes, settings: Settings) -> Wanted:
    """The fixes that the user asked for. Raises SettingsError for names that no rule has."""
    complaints = [whole_catalogue().complaint(name) for name in fixes.only]
    if any(complaints):
        raise SettingsError(f"--fix-only: {complaint}" for complaint in complaints if complaint)
    named = [whole_catalogue().find(name) for name in fixes.only]
    return Wanted(
        settings.preferences, fixes.unsafe, lambda rule: not named or any(name.covers(rule) for name in named)
    )


class External(Struct, frozen=True):
    """What other tools said, and sentences on why they said less than they could."""

    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()


def run_external(request: Request, inputs: Sequence[Input], *, on_disk: bool) -> External:
    """What actionlint says, where it is installed and wanted."""
    # Fixes are made for what our own rules find; the next check tells what actionlint says of the result.
    if not request.settings.external or request.fixes:
        return External()
    from .checkers.actionlint import find_program, run_actionlint, run_on_text

    program = find_program()
    if program is None:
        note = "actionlint is not installed; `pip install 'ci-lint[actionlint]'` brings it"
        return External(notes=(note,) if request.external else ())
    # Of bytes that are no text actionlint says less than yaml-parse-error, and on line 1.
    sources = [given.source for given in inputs if given.source.damage is None]
    if not sources:
        return External()
    checked = run_actionlint(program, sources) if on_disk else run_on_text(program, sources[0])
    return External(checked.findings, checked.notes)
