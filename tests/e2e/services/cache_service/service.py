"""The cache service as a test sees it: variables to hand to a client, and what the clients then did."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Literal

from ..faulty_server import Behaviour, Faults, Request, serving
from .dispatch import DispatchingHandler
from .entries import GIGABYTE, Entries, Entry
from .tokens import make_token

MAIN = ("refs/heads/main",)
Operation = Literal["lookup", "reserve", "upload", "commit", "download", "any"]


class CacheService:
    """The service of one repository."""

    def __init__(self, faults: Faults, store: Entries) -> None:
        self.faults = faults
        self.store = store
        self.address = ""

    def environment(
        self,
        *,
        readable: Iterable[str] = MAIN,
        writable: Iterable[str] = MAIN,
        version: Literal[1, 2] = 2,
        mode: str = "",
    ) -> dict[str, str]:
        """The variables that a runner gives to a node action on these branches.

        No writable branch makes the read-only token of untrusted events. `mode` is what `cache-mode` says in the
        workflow: read, write, write-only, none, or empty where it is not set.
        """
        root = f"http://{self.address}/"
        variables = {
            "ACTIONS_RUNTIME_TOKEN": make_token(readable, writable),
            "ACTIONS_RUNTIME_URL": root,
            "ACTIONS_RESULTS_URL": root,
            "ACTIONS_CACHE_URL": root,
        }
        if version == 2:
            variables["ACTIONS_CACHE_SERVICE_V2"] = "true"
        if mode:
            variables["ACTIONS_CACHE_MODE"] = mode
        return variables

    @property
    def requests(self) -> list[Request]:
        """All requests so far, in the order of their arrival."""
        return self.faults.requests

    def count(self, operation: Operation) -> int:
        """How many requests of that kind there were."""
        return self.faults.count(operation)

    @property
    def entries(self) -> list[Entry]:
        """The entries that can be read, oldest first."""
        return self.store.finished()

    @property
    def size(self) -> int:
        """Bytes of all entries."""
        return sum(entry.size for entry in self.entries)

    def limit(self, capacity: int) -> None:
        """Sets how many bytes the repository may keep; the least recently used entries go at the next save."""
        self.store.capacity = capacity

    def fail(self, operation: Operation, behaviour: Behaviour, *, times: int | None = None) -> None:
        """Answers that operation with that HTTP status, never (`stall`), or by a reset connection (`reset`)."""
        self.faults.fail(operation, behaviour, times=times)

    def heal(self) -> None:
        """Behaves again."""
        self.faults.heal()


@contextmanager
def running_cache_service(capacity: int = 10 * GIGABYTE) -> Iterator[CacheService]:
    """Runs an empty service with room for that many bytes."""
    faults, store = Faults(), Entries(capacity)
    service = CacheService(faults, store)
    handler = type("BoundCacheHandler", (DispatchingHandler,), {"faults": faults, "entries": store})
    with serving(handler) as service.address:
        yield service
