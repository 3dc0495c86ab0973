"""Findings that are known and not reported, so that a project can start with the linter and mend later.

A finding is known again by its rule, file, message and the text of its lines, whatever moved around it.
Equal ones in a file are numbered, so a new one beside an old one is still seen.
"""

import json
import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from .late_pattern import late_pattern
from .report import FileReport, Finding
from .settings import relative_path

VERSION = 1
# A line may have a million characters, and a finding at each of them.
_LINES_LIMIT = 4000
# A message may name another line, which moves.
_LINE_NUMBERS = late_pattern(r"\blines? \d+(?:(?:, | and | to )\d+)*")


class BaselineError(Exception):
    """The baseline file cannot be read or written; the text is a sentence that names it."""


class Entry(Struct, frozen=True, order=True):
    """One known finding. Only the fingerprint counts; the rest is for people who read the file."""

    path: str
    line: int
    rule: str
    message: str
    fingerprint: str


class Baseline(Struct, frozen=True):
    """A baseline file: paths of its entries are relative to its folder."""

    file: Path
    entries: tuple[Entry, ...]

    @property
    def folder(self) -> Path:
        """The folder of the file."""
        return self.file.absolute().parent


class Filtered(Struct, frozen=True):
    """What a baseline leaves: reports with the new findings, how many were known, entries without a finding."""

    files: tuple[FileReport, ...]
    known: int
    stale: tuple[Entry, ...]


def fingerprint(finding: Finding, path: str | None = None, number: int = 0) -> str:
    """32 hexadecimal digits that stay the same while lines move. `number` counts equal findings from 0."""
    parts = (finding.rule, path or finding.source.path, _message(finding), _lines(finding), str(number))
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def fingerprints(findings: Iterable[Finding], folder: Path | None = None) -> tuple[str, ...]:
    """A fingerprint for each finding, all different; paths are taken relative to the folder, if one is given."""
    seen: Counter[str] = Counter()
    found = []
    for finding in findings:
        path = relative_path(finding.source.path, folder) if folder else None
        first = fingerprint(finding, path)
        found.append(fingerprint(finding, path, seen[first]) if seen[first] else first)
        seen[first] += 1
    return tuple(found)


def _message(finding: Finding) -> str:
    return _LINE_NUMBERS.sub("line", finding.message)


def _lines(finding: Finding) -> str:
    """The text of the lines that the finding reaches over, or of its own start if they are long, white space folded."""
    source, span = finding.source, finding.span
    line = source.line_span(source.position(span.start).line)
    last = max(span.start, min(span.end, len(source.text)) - 1)
    start, end = line.start, line.end if last <= line.end else source.line_span(source.position(last).line).end
    if end - start > _LINES_LIMIT:
        start, end = span.start, min(span.end, span.start + _LINES_LIMIT)
    return " ".join(source.text[start:end].split())


def read_baseline(file: Path) -> Baseline:
    """The entries of a baseline file. Raises BaselineError."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BaselineError(f"baseline {file} cannot be read: {error.strerror}") from None
    except json.JSONDecodeError as error:
        raise BaselineError(f"baseline {file}:{error.lineno} is no JSON: {error.msg}") from None
    except (UnicodeDecodeError, RecursionError):
        raise BaselineError(f"baseline {file} is no JSON") from None
    version = content.get("version") if isinstance(content, dict) else None
    if version != VERSION or isinstance(version, bool):
        raise BaselineError(f"baseline {file} is no baseline of version {VERSION}; write it anew")
    items = content.get("findings")
    if not isinstance(items, list):
        raise BaselineError(f"baseline {file} has no list of findings; write it anew")
    return Baseline(file, tuple(_entry(file, number, item) for number, item in enumerate(items, 1)))


def _entry(file: Path, number: int, item: Any) -> Entry:
    types = {"path": str, "line": int, "rule": str, "message": str, "fingerprint": str}
    if not isinstance(item, dict) or not all(isinstance(item.get(key), kind) for key, kind in types.items()):
        raise BaselineError(f"baseline {file}: finding {number} lacks one of {', '.join(types)}; write it anew")
    return Entry(**{key: item[key] for key in types})


def entries(findings: Iterable[Finding], folder: Path) -> Iterator[Entry]:
    """The entries for findings, with paths relative to the folder."""
    findings = tuple(findings)
    for finding, mark in zip(findings, fingerprints(findings, folder), strict=True):
        line = finding.source.position(finding.span.start).line
        yield Entry(relative_path(finding.source.path, folder), line, finding.rule, finding.message, mark)


def write_baseline(file: Path, findings: Iterable[Finding]) -> Baseline:
    """Write the findings as the new baseline, in one step or not at all. Raises BaselineError."""
    baseline = Baseline(file, tuple(sorted(entries(findings, file.absolute().parent))))
    items = [{key: getattr(entry, key) for key in Entry.__struct_fields__} for entry in baseline.entries]
    text = json.dumps({"version": VERSION, "findings": items}, indent=2, ensure_ascii=False) + "\n"
    try:
        _replace(file.resolve(), text)
    except OSError as error:
        raise BaselineError(f"baseline {file} cannot be written: {error.strerror}") from None
    return baseline


def _replace(file: Path, text: str) -> None:
    draft = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        with draft.open("x", encoding="utf-8", errors="surrogatepass", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def apply_baseline(files: Sequence[FileReport], baseline: Baseline, ran: Collection[str] | None = None) -> Filtered:
    """Take the known findings away.

    An entry is stale if its file was checked and has no such finding; with `ran`, the ids of the rules
    that ran, entries of other rules never are.
    """
    folder = baseline.folder
    known = {entry.fingerprint for entry in baseline.entries}
    met: set[str] = set()
    left = []
    for file in files:
        marks = fingerprints(file.findings, folder)
        met.update(marks)
        new = tuple(f for f, mark in zip(file.findings, marks, strict=True) if mark not in known)
        left.append(replace(file, findings=new) if len(new) < len(marks) else file)
    checked = {relative_path(file.source.path, folder) for file in files}
    unmet = (entry for entry in baseline.entries if entry.fingerprint not in met and entry.path in checked)
    return Filtered(tuple(left), len(met & known), tuple(e for e in unmet if ran is None or e.rule in ran))
