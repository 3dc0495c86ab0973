"""What a registry means when it says no.

GitHub's registry answers 403 for three different reasons with sentences that name none of them.
"""

from __future__ import annotations

import re

_DENIED = re.compile(r"\b(?:401|403|denied|forbidden|unauthorized|insufficient_scope)\b", re.IGNORECASE)
GHCR = "ghcr.io"


def is_denial(error: str) -> bool:
    """Whether an error says that something is not allowed."""
    return bool(_DENIED.search(error))


def explain_denial(error: str, host: str) -> str:
    """What may be behind a refusal, for the reader of the log; empty where the error is none."""
    if not is_denial(error):
        return ""
    if host != GHCR:
        return f"{host or 'the registry'} refused it: is there a login, and may this user write to this repository?"
    return (
        "ghcr.io refuses for one of three reasons: the job lacks `permissions: packages: write`; the package exists "
        "and gives this repository no write access (package settings, Manage Actions access); or the name does not "
        "begin with the owner of this repository, in lower case"
    )
