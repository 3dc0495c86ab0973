"""Names of jobs and steps, as people read them."""

from ..late_pattern import late_pattern

_SEPARATORS = late_pattern(r"[_./:-]+")


def in_words(name: str) -> str:
    """The name with blanks where its words are joined by marks: `deploy_to-prod` as `deploy to prod`."""
    return _SEPARATORS.sub(" ", name)
