"""Sets of words, written as prose."""


def word_set(text: str) -> frozenset[str]:
    """The words of a text that blanks separate."""
    return frozenset(text.split())
