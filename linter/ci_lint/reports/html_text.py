"""Text that stands in HTML and means nothing there."""

import html

from .visible import visible


def escaped(text: str) -> str:
    """Text that stays text in a page, between tags and in quoted attributes."""
    return html.escape(visible(text), quote=True)
