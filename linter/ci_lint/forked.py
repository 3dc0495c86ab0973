"""Work shared out among forked processes, which have all that the main process has read already.

Each takes a ticket, the number of the first of a few items, from a pipe that all read, and writes what it makes of
them to a pipe of its own, until there are no more tickets. multiprocessing.Pool would wait forever for a worker that
was killed, and concurrent.futures takes as long to import as a hundred files to check.
"""

import gc
import os
import pickle
import select
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from io import BytesIO
from typing import Any, BinaryIO, NoReturn, TypeVar

from msgspec import Struct

Given = TypeVar("Given")
Done = TypeVar("Done")

# An empty pipe takes as many bytes at once without a reader, whatever its limits.
_TICKETS, _TICKET = 4096, 4
# Many items to a ticket leave cores idle at the end, few of them wake the main process often.
_FEWEST = 4
_LENGTH = 8


class WorkerDied(Exception):
    """A worker process ended before its work did; the message says what that may mean."""


class RaisedByWorker(Exception):
    """The cause of what the work raised, with the traceback of the worker."""


class _Worker(Struct, frozen=True):
    """A process, and the pipe from which its results are read."""

    process: int
    results: int


class _Made(Struct, frozen=True):
    """What became of a few items, the first of which has this number; the error is that of the next one."""

    first: int
    results: list[Any]
    error: Exception | None = None
    details: str = ""


def forked(
    work: Callable[[Given], Done], items: Sequence[Given], shared: Sequence[object], count: int
) -> Iterator[Done]:
    """What `work` makes of each item, in order, see `workers.each`. Raises what the work raises, and WorkerDied."""
    gc.freeze()
    known = {id(each): place for place, each in enumerate(shared)}
    size = max(_FEWEST, -(-len(items) * _TICKET // _TICKETS))
    tickets = _tickets(range(0, len(items), size))

    def serve(results: BinaryIO) -> None:
        while ticket := os.read(tickets, _TICKET):
            first = int.from_bytes(ticket, "big")
            _send(results, _pickled(_made(work, items[first : first + size], first), known))
        _send(results, b"")

    workers: list[_Worker] = []
    try:
        workers += (_started(serve) for _ in range(count))
        yield from _in_order(_arrivals([worker.results for worker in workers], shared))
    finally:
        os.close(tickets)
        for worker in workers:
            _end(worker)


def _tickets(numbers: Sequence[int]) -> int:
    """A pipe from which the numbers are read."""
    tickets, writer = os.pipe()
    os.write(writer, b"".join(number.to_bytes(_TICKET, "big") for number in numbers))
    os.close(writer)
    return tickets


def _started(serve: Callable[[BinaryIO], None]) -> _Worker:
    results, writer = os.pipe()
    # A terminal sends interrupts to workers too; the main process answers them for all.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process = os.fork()
        if not process:
            os.close(results)
            _be_worker(serve, writer)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        os.close(writer)
    return _Worker(process, results)


def _be_worker(serve: Callable[[BinaryIO], None], writer: int) -> NoReturn:
    """Serve and end, without what the interpreter does at the end of the main process."""
    try:
        with open(writer, "wb") as results:
            serve(results)
    finally:
        os._exit(0)


def _end(worker: _Worker) -> None:
    """Whoever has done its work is not hurt; what the others do is wanted by nobody any more."""
    os.close(worker.results)
    with suppress(ProcessLookupError, ChildProcessError):  # where SIGCHLD is ignored the system has cleared it away
        os.kill(worker.process, signal.SIGKILL)
        os.waitpid(worker.process, 0)


def _made(work: Callable[[Given], Done], items: Sequence[Given], first: int) -> _Made:
    results: list[Done] = []
    for item in items:
        try:
            results.append(work(item))
        except Exception as error:  # noqa: BLE001 - the main process raises it
            return _Made(first, results, error, traceback.format_exc())
        gc.collect(0)
    return _Made(first, results)


class _Pickler(pickle.Pickler):
    """Writes the places of the objects that both sides have."""

    def __init__(self, stream: BinaryIO, known: dict[int, int]) -> None:
        super().__init__(stream, pickle.HIGHEST_PROTOCOL)
        self.known = known

    def persistent_id(self, value: object) -> int | None:
        return self.known.get(id(value))


class _Unpickler(pickle.Unpickler):
    """Reads what the pickler has written."""

    def __init__(self, stream: BinaryIO, shared: Sequence[object]) -> None:
        super().__init__(stream)
        self.shared = shared

    def persistent_load(self, place: int) -> object:
        return self.shared[place]


def _pickled(made: _Made, known: dict[int, int]) -> bytes:
    stream = BytesIO()
    try:
        _Pickler(stream, known).dump(made)
    except Exception as error:  # noqa: BLE001 - the main process raises it
        return pickle.dumps(_Made(made.first, [], error, traceback.format_exc()))
    return stream.getvalue()


def _send(results: BinaryIO, content: bytes) -> None:
    """Nothing is sent when all is done: a pipe that ends without that is one of a worker that died."""
    results.write(len(content).to_bytes(_LENGTH, "big") + content)
    results.flush()


def _arrivals(pipes: Sequence[int], shared: Sequence[object]) -> Iterator[_Made]:
    """What the workers make, as it comes, until all have said that they are done. Raises WorkerDied."""
    busy = set(pipes)
    poll = select.poll()
    for pipe in pipes:
        poll.register(pipe, select.POLLIN)
    while busy:
        for pipe, _ in poll.poll():
            content = _read(pipe, int.from_bytes(_read(pipe, _LENGTH), "big"))
            if content:
                yield _Unpickler(BytesIO(content), shared).load()
            else:
                poll.unregister(pipe)
                busy.remove(pipe)


def _read(pipe: int, length: int) -> bytes:
    content = bytearray()
    while len(content) < length:
        piece = os.read(pipe, length - len(content))
        if not piece:
            raise WorkerDied("a worker process died: killed for lack of memory, or by a mistake in a library")
        content += piece
    return bytes(content)


def _in_order(arrivals: Iterator[_Made]) -> Iterator[Any]:
    due = 0
    early: dict[int, _Made] = {}
    for arrival in arrivals:
        early[arrival.first] = arrival
        while made := early.pop(due, None):
            yield from made.results
            if made.error:
                raise made.error from RaisedByWorker(f"\n{made.details}")
            due += len(made.results)
