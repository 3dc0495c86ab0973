"""Fingerprints as reports give them: those of a baseline file that stands in the working directory."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter

from ..baseline import fingerprint
from ..report import Finding
from .location import relative_path


def identities(findings: Iterable[Finding], working_directory: str) -> Iterator[str]:
    """A fingerprint for each finding in turn, all different."""
    seen: Counter[str] = Counter()
    for source, group in groupby(findings, key=attrgetter("source")):
        path = relative_path(source.path, working_directory)
        for finding in group:
            first = fingerprint(finding, path)
            yield fingerprint(finding, path, seen[first]) if seen[first] else first
            seen[first] += 1
