"""What the service keeps: entries that never change, found by branch, key and prefix, dropped when space is short.

The rules are those of GitHub's documentation: a key is searched in the own branch first, exactly and then as a prefix,
the newest of several; then each restore key; then the same in the next branch. Ten gigabytes; least recently used goes
first.
"""

import itertools
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

GIGABYTE = 1024**3


@dataclass
class Entry:
    """One reserved or finished entry."""

    number: int
    scope: str
    key: str
    version: str
    used: int
    """When it was last written or read, in steps of a clock that only counts."""
    content: bytes = b""
    blocks: dict[str, bytes] = field(default_factory=dict)
    finished: bool = False

    @property
    def size(self) -> int:
        """Bytes that count against the limit."""
        return len(self.content)


class AlreadyExists(Exception):
    """An entry of that branch, key and version exists or is being written."""


class Entries:
    """All entries of one repository; any thread may use it."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.lock = threading.RLock()
        self.clock = itertools.count(1)
        self.kept: dict[int, Entry] = {}

    def finished(self) -> list[Entry]:
        """The entries that can be read, oldest first."""
        with self.lock:
            return [entry for entry in self.kept.values() if entry.finished]

    def reserve(self, scope: str, key: str, version: str) -> Entry:
        """Makes an entry to upload to; raises AlreadyExists."""
        with self.lock:
            if any((entry.scope, entry.key, entry.version) == (scope, key, version) for entry in self.kept.values()):
                raise AlreadyExists
            number = next(self.clock)
            self.kept[number] = Entry(number, scope, key, version, used=number)
            return self.kept[number]

    def of(self, number: int) -> Entry | None:
        """The entry of that number, finished or not."""
        with self.lock:
            return self.kept.get(number)

    def unfinished(self, scopes: Iterable[str], key: str, version: str) -> Entry | None:
        """The entry of that key that is being written in one of these branches."""
        with self.lock:
            wanted = [(scope, key, version) for scope in scopes]
            matches = (entry for entry in self.kept.values() if (entry.scope, entry.key, entry.version) in wanted)
            return next((entry for entry in matches if not entry.finished), None)

    def finish(self, entry: Entry, size: int) -> bool:
        """Makes an entry readable when it has the size that its writer says; else it is dropped."""
        with self.lock:
            if entry.size != size:
                del self.kept[entry.number]
                return False
            entry.finished = True
            entry.used = next(self.clock)
            self.evict()
            return True

    def evict(self) -> None:
        """Drops what was used longest ago until the rest fits."""
        by_age = sorted(self.finished(), key=lambda entry: entry.used)
        total = sum(entry.size for entry in by_age)
        for entry in by_age:
            if total <= self.capacity:
                return
            total -= entry.size
            del self.kept[entry.number]

    def find(self, scopes: Iterable[str], keys: Iterable[str], version: str) -> Entry | None:
        """The entry that these keys lead to from these branches, marked as used."""
        with self.lock:
            found = next(self.matches(scopes, tuple(keys), version), None)
            if found:
                found.used = next(self.clock)
            return found

    def matches(self, scopes: Iterable[str], keys: tuple[str, ...], version: str) -> Iterator[Entry]:
        """Readable entries, the best first."""
        for scope, key in itertools.product(scopes, keys):
            here = [entry for entry in self.finished() if (entry.scope, entry.version) == (scope, version)]
            yield from (entry for entry in here if entry.key == key)
            yield from (entry for entry in reversed(here) if entry.key.startswith(key))
