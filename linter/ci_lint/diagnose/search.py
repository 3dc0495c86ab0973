"""Searches a whole log: a window after the other, or, where a file is large, several at once.

What windows show is put together in the order of the log: only then is it known in which step a line stands.
"""

from collections.abc import Callable, Iterable

from .reading import Found, Reading
from .sights import Sight, look
from .streams import Stream
from .watches import Watches
from .windows import PIECE, windows

# Called with how many bytes of the log have been searched.
Progress = Callable[[int], None]


def search(stream: Stream, watches: Watches, progress: Progress = lambda _bytes: None) -> Found:
    """What a stream tells; reads it to its end. Raises UnreadableLog."""
    reading = Reading(stream, watches.all)
    for number, sight in enumerate(_sights(stream, watches), 1):
        reading.add(sight)
        progress(number * PIECE)
    return reading.close()


def _sights(stream: Stream, watches: Watches) -> Iterable[Sight]:
    """What the windows show, in order; those of a file are looked at by as many processes as there are cores."""
    file = stream.file
    if file is None:
        return (look(window, watches) for window in windows(stream.content))
    from ..workers import each

    return each(lambda place: look(file.window(place), watches), range(0, file.size, PIECE))
