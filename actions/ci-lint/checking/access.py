"""Finds out whether code scanning is open to the token, before an upload turns the step red for nothing.

Reading the analyses takes the permission `security-events` and the plan, as uploading does. GitHub answers 403 where
either is missing and 404 where there is no analysis yet.
"""

from __future__ import annotations

from github_api.client import Client
from github_api.context import Context
from github_api.troubles import ApiTrouble, Kind
from kit.deadline import Deadline

from .decision import Access

_PATIENCE = 20.0


def ask_access(context: Context, token: str, deadline: Deadline) -> Access:
    """What GitHub says to that token."""
    try:
        client = Client(context.api, token, Deadline(deadline.cap(_PATIENCE)))
        client.get(f"/repos/{context.repository}/code-scanning/analyses?per_page=1", "code scanning")
    except ApiTrouble as trouble:
        return {Kind.FORBIDDEN: Access.REFUSED, Kind.MISSING: Access.GRANTED}.get(trouble.kind, Access.UNKNOWN)
    return Access.GRANTED
