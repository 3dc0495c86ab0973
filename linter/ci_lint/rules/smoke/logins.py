"""Requests that log in, and the variables that hold what they get."""

import re
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from ...late_pattern import late_pattern
from ...workflow import Document
from .requests import Request, requests

if TYPE_CHECKING:
    from ...shell import Command, Script

_PATH = late_pattern(
    r"/(?:log-?in|sign-?in|authenticate|authorize|sessions?|jwt|token|access_tokens?|auth(?:/\w+)?)/?(?:[?\"'#]|$)",
    re.IGNORECASE,
)
_LIMIT = 50
_GRANT = late_pattern(r"grant_type|\bpassword\b", re.IGNORECASE)
_TOKEN = late_pattern(r"token|jwt|session|secret|bearer", re.IGNORECASE)
_FIELDS = ("jq", "yq", "python", "python3", "node", "sed", "awk", "grep", "cut")


class Held(Struct, frozen=True):
    """A variable that holds the token, or the whole answer that the token is a part of; `end` is where it is set."""

    name: str
    whole: bool
    end: int


def logins(document: Document) -> tuple[Request, ...]:
    """The requests of a file that log in; no real file comes near the limit."""
    return tuple(islice(filter(is_login, requests(document)), _LIMIT))


def is_login(request: Request) -> bool:
    """Whether a request sends credentials to a machine that is not the runner, for a token."""
    if not request.sends or request.local or not any(_PATH.search(word.text) for word in request.addresses):
        return False
    texts = [word.text for word in request.command.arguments]
    return any(_GRANT.search(text) for text in texts) or any(text in ("-u", "--user") for text in texts)


def held(request: Request) -> tuple[Held, ...]:
    """The variables of its script that a login's token can be read from."""
    script, name = request.script, request.command.assigned_to
    if not name:
        return ()
    readers = request.command.pipeline[request.command.position + 1 :]
    if any(_hides(reader) for reader in readers) or (readers and not any(map(_takes_token, readers))):
        return ()
    end = next((a.end for a in script.assigned if a.name == name and a.end >= request.command.end), 0)
    first = Held(name, not readers, end)
    return (first, *_derived(script, first)) if first.whole else (first,)


def _hides(reader: "Command") -> bool:
    return reader.name not in _FIELDS


def _takes_token(reader: "Command") -> bool:
    return any(_TOKEN.search(word.text) for word in reader.arguments)


def _derived(script: "Script", whole: Held) -> tuple[Held, ...]:
    """The variables into which the token is taken out of the answer."""
    used = re.compile(rf"\$\{{?{re.escape(whole.name)}\b")
    return tuple(
        Held(assignment.name, whole=False, end=assignment.end)
        for assignment in script.assigned
        if assignment.start >= whole.end
        and assignment.name != whole.name
        and used.search(assignment.raw)
        and _TOKEN.search(assignment.raw.replace(whole.name, ""))
    )
