"""From paths to a report: which files, under which settings, what is in them, what is known already."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from .engine import check_source
from .paths import InputFile, find_files
from .report import FileReport, Finding, Report
from .repository import Folder, Repository, repository_root
from .selection import choices, selection
from .settings import Options, Settings, with_options
from .settings_file import settings_for
from .source import Source, TooLarge, decode, read_source

STANDARD_INPUT = "-"

# Called with how many files are done and how many there are.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Request:
    """What the user asked for.

    `config` names one settings file for everything; without it each repository has its own. `options` win
    over both. `external` asks for actionlint by name, so that its absence is worth a note.
    """

    paths: tuple[str, ...] = ()
    options: Options = field(default_factory=Options)
    config: Path | None = None
    external: bool = False

    @cached_property
    def settings(self) -> Settings:
        """What holds for the run: read beside the first path. Raises SettingsError."""
        first = Path(self.paths[0]) if self.paths and self.paths[0] != STANDARD_INPUT else Path()
        return self.settings_in(first if first.is_dir() else first.parent)

    def settings_in(self, folder: Path) -> Settings:
        """What holds for the files of a repository, given its folder. Raises SettingsError."""
        if folder not in self._known:
            self._known[folder] = with_options(settings_for(folder, self.config), self.options)
        return self._known[folder]

    @cached_property
    def _known(self) -> dict[Path, Settings]:
        return {}


@dataclass(frozen=True)
class Input:
    """A file that was read, and what surrounds it."""

    file: InputFile
    source: Source
    repository: Repository


def check(request: Request, progress: Progress = lambda _done, _total: None) -> Report:
    """The report on all files that the request names. Raises SettingsError."""
    found = find_files(request.paths, exclude=request.settings.exclude)
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
    relative = path.absolute().relative_to(root).as_posix()
    file = InputFile(path, path.as_posix(), root, relative)
    return check_inputs(request, [Input(file, decode(file.shown, content), Folder(root))])


def check_inputs(request: Request, inputs: Sequence[Input], progress: Progress = lambda _done, _total: None) -> Report:
    """The report on files that have been read. Raises SettingsError."""
    external, notes = run_external(request, inputs)
    reports: list[FileReport] = []
    for number, given in enumerate(inputs, 1):
        reports.append(check_input(request, given, external.get(given.source.path, ())))
        progress(number, len(inputs))
    return Report(tuple(reports), notes=notes)


def check_input(request: Request, given: Input, external: Sequence[Finding]) -> FileReport:
    """The report on one file, with what other tools have said of it."""
    settings = request.settings_in(given.file.root)
    place = settings.place(given.file.path)
    wanted = selection(settings, place).external(external)
    return check_source(given.source, given.file.relative, given.repository, choices(settings, place), tuple(wanted))


def run_external(request: Request, inputs: Sequence[Input]) -> tuple[dict[str, tuple[Finding, ...]], tuple[str, ...]]:
    """What actionlint says, by path, and sentences on why it said less than it could."""
    if not request.settings.external:
        return {}, ()
    from .checkers.actionlint import find_program, run_actionlint

    program = find_program()
    if program is None:
        note = "actionlint is not installed; `pip install 'ci-lint[actionlint]'` brings it"
        return {}, (note,) if request.external else ()
    checked = run_actionlint(program, [given.source for given in inputs])
    by_path: dict[str, list[Finding]] = {}
    for finding in checked.findings:
        by_path.setdefault(finding.source.path, []).append(finding)
    return {path: tuple(findings) for path, findings in by_path.items()}, checked.notes
