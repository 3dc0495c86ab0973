"""What actionlint says, as findings of ours, where actionlint is installed.

It knows types of expressions, inputs of popular actions and much else that no rule of ours repeats. It is
run as its user has set it up: its own configuration file counts, and it starts ShellCheck and pyflakes for
`run:` scripts if they are on PATH, as it does when run by hand. Both the original and the fork of kjanat
(same options, same output) will do. github.com/rhysd/actionlint, docs/usage.md.
"""

import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from msgspec import Struct

from ..late_pattern import late_pattern
from ..report import Finding
from ..rule import Rule, Severity
from ..source import Source, Span
from .actionlint_mistakes import is_mistaken

TIMEOUT = 120
# Less than any system allows for the arguments of a process.
_ARGUMENTS_LIMIT = 30_000 if os.name == "nt" else 200_000
_CLEAN, _PROBLEMS = 0, 1

_SHELLCHECK = late_pattern(r"shellcheck reported issue in this script: SC\d+:(?P<level>[a-z]+):")
_LEVELS = {"error": Severity.ERROR, "warning": Severity.WARNING, "info": Severity.INFO, "style": Severity.INFO}
# GitHub runs such an action on a newer Node.js by itself.
_DEPRECATED_RUNTIME = late_pattern(r'runtime "\w+" is deprecated')


class Checked(Struct, frozen=True):
    """What an external program found, and sentences on why it found less than it could."""

    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()


class _Failed(Exception):
    """The program gave no answer; the message says why."""


def find_program() -> Path | None:
    """actionlint on PATH or beside the running Python, where its wheels put it; None if absent."""
    found = shutil.which("actionlint") or shutil.which("actionlint", path=str(Path(sys.executable).parent))
    return Path(found) if found else None


def run_actionlint(program: Path, files: Sequence[Source], *, timeout: float = TIMEOUT) -> Checked:
    """The findings of actionlint in the workflows among the files, ordered by file and place.

    Each `Source.path` must open the file from the working directory. Actions and dependabot.yml, which
    actionlint takes for broken workflows, are left out, as are findings that are wrong for today's syntax.
    A rule is called `actionlint/KIND`. A failure of the program becomes a note; nothing is raised.
    """
    sources = {_argument(source.path): source for source in files if _is_workflow(source.path)}
    present = [path for path in sources if Path(path).is_file()]
    parts = [_checked((str(program), *_OPTIONS, *chunk), b"", sources, timeout) for chunk in _chunks(present)]
    notes = dict.fromkeys(note for part in parts for note in part.notes)
    return Checked(tuple(finding for part in parts for finding in part.findings), tuple(notes))


def run_on_text(program: Path, source: Source, *, timeout: float = TIMEOUT) -> Checked:
    """Like `run_actionlint`, for one file whose text is not, or not yet, on disk."""
    if not _is_workflow(source.path):
        return Checked(())
    path = _argument(source.path)
    command = (str(program), *_OPTIONS, "-stdin-filename", path, "-")
    return _checked(command, source.text.encode(errors="replace"), {path: source}, timeout)


def without_known(external: Iterable[Finding], native: Iterable[Finding], rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """The external findings that no finding of ours on the same line says already.

    A rule of ours says the same if `tool:kind` is among its aliases.
    """
    kinds = {rule.id: {alias.replace(":", "/", 1) for alias in rule.aliases} for rule in rules}
    said = {
        (finding.source.path, line, kind)
        for finding in native
        for kind in kinds.get(finding.rule, ())
        for line in _lines(finding)
    }
    return tuple(f for f in external if not any((f.source.path, line, f.rule) in said for line in _lines(f)))


_OPTIONS = ("-no-color", "-format", "{{json .}}")


def _lines(finding: Finding) -> range:
    position = finding.source.position
    last = max(finding.span.start, finding.span.end - 1)
    return range(position(finding.span.start).line, position(last).line + 1)


def _is_workflow(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return folder.endswith(".github/workflows") or name.rpartition(".")[0] not in ("action", "dependabot")


def _argument(path: str) -> str:
    """The path so that it cannot be taken for an option."""
    return f"./{path}" if path.startswith("-") else path


def _chunks(paths: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """The paths in groups that each fit on a command line; one group as a rule."""
    total = 0

    def group(path: str) -> int:
        nonlocal total
        total += len(os.fsencode(path)) + 1
        return total // _ARGUMENTS_LIMIT

    for _, members in groupby(paths, group):
        yield tuple(members)


def _checked(command: Sequence[str], text: bytes, sources: dict[str, Source], timeout: float) -> Checked:
    try:
        return Checked(tuple(_findings(_run(command, text, timeout), sources)))
    except _Failed as failure:
        return Checked((), (f"actionlint was left out: {failure}",))


def _run(command: Sequence[str], text: bytes, timeout: float) -> list[dict[str, Any]]:
    """Run the program and read its answer. Raises _Failed."""
    import subprocess

    # Where the shell's name for the working directory goes through a link, Go would name files from there.
    environment = {**os.environ, "PWD": str(Path.cwd())}
    try:
        done = subprocess.run(  # noqa: S603 - the program its user has installed
            command, input=text, env=environment, capture_output=True, timeout=timeout, check=False
        )
    except subprocess.TimeoutExpired:
        raise _Failed(f"it took more than {timeout:g} seconds") from None
    except OSError as error:
        raise _Failed(f"{command[0]} cannot be started: {error.strerror}") from None
    if done.returncode not in (_CLEAN, _PROBLEMS):
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise _Failed(f"exit code {done.returncode}" + (f", {lines[0]}" if lines else ""))
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise _Failed("its output is not JSON") from None
    if answer is None:
        return []
    if not isinstance(answer, list) or not all(isinstance(entry, dict) for entry in answer):
        raise _Failed("its output is no list of findings")
    return answer


def _findings(said: Iterable[dict[str, Any]], sources: dict[str, Source]) -> Iterator[Finding]:
    """The findings of an answer, those known to be wrong left out. Raises _Failed."""
    # It names files from the working directory, whatever they were called on its command line.
    by_path = {_absolute(path): source for path, source in sources.items()}
    try:
        entries = [_Entry(**{name: entry[name] for name in _Entry.__struct_fields__}) for entry in said]
        grouped = groupby(sorted(entries, key=lambda entry: entry.filepath), lambda entry: entry.filepath)
        for path, group in grouped:
            yield from _of_file(by_path[_absolute(path)], list(group))
    except (KeyError, TypeError) as error:
        raise _Failed(f"its output is not understood: {error!r}") from None


def _absolute(path: str) -> str:
    return os.path.normpath(Path(path).absolute())


class _Entry(Struct, frozen=True):
    """One finding as actionlint prints it; the end column belongs to it."""

    filepath: str
    kind: str
    message: str
    line: int
    column: int
    end_column: int


def _of_file(source: Source, entries: Sequence[_Entry]) -> Iterator[Finding]:
    messages = tuple(entry.message for entry in entries)
    for entry in sorted(entries, key=lambda entry: (entry.line, entry.column)):
        span = _span(source, entry)
        if not is_mistaken(entry.kind, entry.message, source, span.start, messages):
            yield Finding(f"actionlint/{entry.kind}", _severity(entry), source, span, entry.message)


def _severity(entry: _Entry) -> Severity:
    found = _SHELLCHECK.match(entry.message)
    if found:
        return _LEVELS.get(found["level"], Severity.WARNING)
    return Severity.WARNING if _DEPRECATED_RUNTIME.search(entry.message) else Severity.ERROR


def _span(source: Source, entry: _Entry) -> Span:
    """The place of an entry, kept inside the file whatever the numbers are.

    Columns count from 1. Those inside a value count bytes, so behind a letter that takes several they are
    turned into characters. A syntax error has column 0 or a line behind the last.
    """
    line = source.line_span(min(max(entry.line, 1), len(source.line_starts)))
    text = source.text[line.start : line.end]
    start = line.start + _characters(text, max(entry.column, 1) - 1)
    end = line.start + _characters(text, max(entry.end_column, entry.column, 1))
    return Span(start, max(start, min(end, line.end)))


def _characters(text: str, count: int) -> int:
    """How many characters the first `count` bytes of a line hold."""
    if text.isascii():
        return min(count, len(text))
    return len(text.encode(errors="replace")[:count].decode(errors="ignore"))
