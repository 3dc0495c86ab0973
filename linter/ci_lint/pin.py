"""Pins: which actions need them, and which commits their tags name today.

Nothing is guessed: a name that is a tag and a branch at once, a branch (unless asked for) or a shortened hash
gets no pin, and is named with the reason.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct

from .check import Request
from .edits import Pin
from .late_pattern import late_pattern
from .paths import Exclusion, InputFile, find_files
from .pin_file import PIN_FILE, PINNED, VERSION, find_pin_file, read_pins, written
from .remote_refs import Mirror, Refs, RemoteError, remote_refs
from .repository import Folder
from .rules.supply_chain.unpinned_action import pin_name, unpinned
from .source import TooLarge, read_source
from .tree import parse
from .workflow import view
from .writer import WriteError, write_text

_TOGETHER = 8
_EXACT = late_pattern(r"v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})(-[\w.]+)?")


class Lookup(Struct, frozen=True):
    """What was found of the names that workflows use: pins, and reasons for those without."""

    pins: MappingProxyType[str, Pin]
    failures: MappingProxyType[str, str]


class Update(Struct, frozen=True):
    """What became of one pin file: how many pins are new or have moved, and which names have none."""

    file: Path
    new: int
    moved: int
    pins: int
    failures: MappingProxyType[str, str]
    problem: str = ""


class Outcome(Struct, frozen=True):
    """What became of all pin files, and sentences on paths that could not be read."""

    updates: tuple[Update, ...]
    problems: tuple[str, ...] = ()


def update_pins(request: Request, mirror: Mirror, *, branches: bool = False) -> Outcome:
    """Look up what the files of a request leave unpinned, and write the pin file of each repository.

    Raises SettingsError for settings and pin files with mistakes.
    """
    paths = find_files(request.paths, exclude=Exclusion(request.settings.exclude, request.settings.folder))
    read = [(file, _names_in(file)) for file in paths.files]
    by_root: dict[Path, frozenset[str]] = {}
    for file, names in read:
        if not isinstance(names, str):
            by_root[file.root] = by_root.get(file.root, frozenset()) | names
    old = {root: _old_pins(pin_file_of(root)) for root in by_root}
    found = look_up((name for used in by_root.values() for name in used), mirror, branches=branches)
    updates = [_update(pin_file_of(root), old[root], used, found) for root, used in sorted(by_root.items())]
    unreadable = [names for _, names in read if isinstance(names, str)]
    return Outcome(tuple(updates), (*paths.problems, *unreadable))


def _names_in(file: InputFile) -> frozenset[str] | str:
    """The names without a commit in a file, as `owner/name@ref`, or why it cannot be read."""
    try:
        source = read_source(file.path, file.shown)
    except TooLarge as error:
        return str(error)
    except OSError as error:
        return f"{file.shown} cannot be read: {error.strerror}"
    document = view(parse(source), file.relative, Folder(file.root))
    return frozenset(pin_name(uses) for uses in unpinned(document) if uses.ref)


def _old_pins(file: Path) -> Mapping[str, Pin]:
    return read_pins(file) if file.exists() else {}


def pin_file_of(root: Path) -> Path:
    """The pin file of a repository; where there is none, the one to make."""
    return find_pin_file(root) or root / PIN_FILE


def look_up(names: Iterable[str], mirror: Mirror, *, branches: bool = False) -> Lookup:
    """The pins of these names, asking each repository once."""
    from concurrent.futures import ThreadPoolExecutor

    wanted = sorted(set(names))
    slugs = sorted({name.partition("@")[0].lower() for name in wanted})
    with ThreadPoolExecutor(_TOGETHER) as pool:
        answers = dict(zip(slugs, pool.map(lambda slug: _answer(slug, mirror), slugs), strict=True))
    found = {name: _pin(name, answers[name.partition("@")[0].lower()], branches=branches) for name in wanted}
    return Lookup(
        MappingProxyType({name: pin for name, pin in found.items() if isinstance(pin, Pin)}),
        MappingProxyType({name: pin for name, pin in found.items() if isinstance(pin, str)}),
    )


def _answer(slug: str, mirror: Mirror) -> Refs | str:
    try:
        return remote_refs(slug, mirror)
    except RemoteError as error:
        return str(error)


def _pin(name: str, refs: Refs | str, *, branches: bool) -> Pin | str:
    """The pin of a name, or why it has none."""
    if isinstance(refs, str):
        return refs
    if not PINNED.fullmatch(name):
        return "no tag or branch can have this name"
    ref = name.partition("@")[2]
    tag, branch = refs.tags.get(ref), refs.branches.get(ref)
    if tag and branch and tag != branch:
        return f"{ref} is a tag and a branch, of different commits"
    commit = tag or (branch if branches else None)
    if commit is None:
        return f"{ref} is a branch; --branches pins it to its newest commit" if branch else f"it has no tag {ref}"
    version = exact_version(refs, commit, ref) or ref
    return Pin(commit, version) if VERSION.fullmatch(version) else "its name cannot stand in a comment"


def exact_version(refs: Refs, commit: str, ref: str) -> str:
    """The most exact version among the tags of a commit, as `v1.2.3`, or "".

    Versions that begin like the ref are preferred, finished ones to those before them, later ones to earlier ones.
    """
    versions = [name for name, named in refs.tags.items() if named == commit and _EXACT.fullmatch(name)]
    return max(versions, key=lambda name: _rank(name, ref), default="")


def _rank(name: str, ref: str) -> tuple[bool, bool, bool, tuple[int, ...], str]:
    found = _EXACT.fullmatch(name)
    numbers = tuple(map(int, found.groups()[:3])) if found else ()
    finished = found is not None and found[4] is None
    return name == ref, name.startswith(f"{ref}."), finished, numbers, name


def _update(file: Path, old: Mapping[str, Pin], used: frozenset[str], found: Lookup) -> Update:
    fresh = {name: found.pins[name] for name in used if name in found.pins}
    pins = {**old, **fresh}
    failures = MappingProxyType({name: reason for name, reason in found.failures.items() if name in used})
    new = sum(name not in old for name in fresh)
    moved = sum(name in old and old[name] != pin for name, pin in fresh.items())
    return Update(file, new, moved, len(pins), failures, _write(file, pins) if pins else "")


def _write(file: Path, pins: Mapping[str, Pin]) -> str:
    """Write a pin file in one step or not at all; why that failed, or ""."""
    try:
        write_text(file, written(pins))
    except WriteError as error:
        return str(error)
    return ""


def sentences(update: Update) -> Iterator[str]:
    """What to tell people of an update."""
    for name, reason in update.failures.items():
        yield f"{name}: {reason}"
    if update.problem:
        return
    if update.new or update.moved:
        yield f"{update.file} has {update.pins} pins: {update.new} new, {update.moved} moved"
    elif update.pins:
        yield f"{update.file} has {update.pins} pins, as before"
    else:
        yield "none of them has a commit, so no pin file is made" if update.failures else "there is nothing to pin"
