"""The token that a runner hands to actions: its `ac` claim says which branches' entries may be read and written.

GitHub signs it; no client can check that, so ours is unsigned. Clients do read the claims `exp`, `nbf` and `ac`.
"""

import base64
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass

READ, WRITE = 1, 2


@dataclass(frozen=True)
class Scopes:
    """The refs whose entries a token may read, in the order they are searched, and those it may write to."""

    readable: tuple[str, ...]
    writable: tuple[str, ...]


def make_token(readable: Iterable[str], writable: Iterable[str]) -> str:
    """A token for these refs, such as refs/heads/main; those that may be written come first."""
    reads, writes = tuple(readable), tuple(writable)
    refs = dict.fromkeys((*writes, *reads))
    access = [{"Scope": ref, "Permission": READ * (ref in reads) + WRITE * (ref in writes)} for ref in refs]
    now = int(time.time())
    claims = {"ac": json.dumps(access), "nbf": now - 60, "exp": now + 86400}
    return f"{encode({'alg': 'none', 'typ': 'JWT'})}.{encode(claims)}.unsigned"


def encode(part: object) -> str:
    """One part of a token: JSON in base64 for URLs without padding."""
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def read_scopes(authorization: str) -> Scopes | None:
    """What the token of an Authorization header permits; None when it is no token of ours."""
    parts = authorization.removeprefix("Bearer ").split(".")
    if len(parts) != 3:
        return None
    claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    access = json.loads(claims["ac"])
    return Scopes(
        tuple(entry["Scope"] for entry in access if entry["Permission"] & READ),
        tuple(entry["Scope"] for entry in access if entry["Permission"] & WRITE),
    )
