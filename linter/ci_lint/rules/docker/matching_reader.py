"""A build that reads the cache it writes: by another name on `cache-from`, or by one more."""

from ...docker import Build, Cache
from ...docker.cache_edits import add_reader, quote_of, set_place, stands_for_itself
from ...edits import Fix, Refusal

_PLACES = {"gha": "scope", "registry": "ref"}


def read_too(build: Build, written: Cache, stale: list[Cache]) -> Fix:
    """Name the place of a written cache on `cache-from`.

    `stale` are caches of its type that are read and that nobody writes: a single one was meant to be this.
    """
    if build.uses_no_cache:
        raise Refusal("the build is told to use no cache")
    edit = set_place(stale[0], place_for(build, written, stale[0])) if len(stale) == 1 else add_reader(build, written)
    return Fix("read the cache that is written", (edit,))


def place_for(build: Build, written: Cache, reader: Cache) -> str:
    """The place of one entry as it can be written in another."""
    place = written.value(_PLACES[written.type])
    if not build.is_action and quote_of(reader) != quote_of(written) and not stands_for_itself(place):
        raise Refusal("the shell might read the name differently there")
    return place
