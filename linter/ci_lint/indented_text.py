"""Texts that stand indented in a module."""

import textwrap


def unindented(text: str) -> str:
    """The text without the indentation that its lines have in common, and without the line it begins with."""
    return textwrap.dedent(text).lstrip("\n").rstrip(" ")
