"""Secrets stay out of logs and reports.

The runner hides what it was told to hide, line by line, and only in the log. What goes into summaries, files and
outputs has to be cleaned here.
"""

from __future__ import annotations

import base64
import json
from typing import Iterable, Iterator
from urllib.parse import quote, quote_plus

from .commands import issue

# Hiding "a" or "on" everywhere makes a log unreadable and tells what was hidden.
SHORTEST_MASKED = 4
HIDDEN = "***"


def mask(secret: str) -> None:
    """Have the runner hide a secret in all that is printed from now on, each of its lines for itself.

    Lines under four characters are not masked; they must not be printed either.
    """
    for line in map(str.strip, secret.splitlines()):
        if len(line) >= SHORTEST_MASKED:
            issue("add-mask", line)


def redact(text: str, secrets: Iterable[str]) -> str:
    """The text with every secret in it hidden, also where it stands as part of a URL, of JSON or as base64."""
    forms = {form for secret in secrets for part in _parts(secret) for form in _forms(part)}
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, HIDDEN)
    return text


def _parts(secret: str) -> Iterator[str]:
    return (part for part in {secret, *map(str.strip, secret.splitlines())} if part.strip())


def _forms(secret: str) -> Iterator[str]:
    yield secret
    if len(secret) < SHORTEST_MASKED:
        return
    yield quote(secret, safe="", errors="replace")
    yield quote(secret, errors="replace")
    yield quote_plus(secret, errors="replace")
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    yield base64.b64encode(secret.encode("utf-8", "replace")).decode("ascii")
