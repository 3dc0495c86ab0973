"""An App with an installation on the repository, and the tokens it asks for."""

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from typing import Any

from .tokens import Token

INSTALLATION = 17


@dataclass(frozen=True)
class App:
    """An App. `granted` is what the owner of the repository has agreed to."""

    client_id: str
    private_key: str
    granted: dict[str, str]

    def signed(self, assertion: str) -> bool:
        """Whether an assertion is by this App."""
        unsigned, _, signature = assertion.rpartition(".")
        if unsigned.count(".") != 1:
            return False
        expected = hmac.new(self.private_key.encode(), unsigned.encode(), hashlib.sha256).digest()
        claims = json.loads(base64.urlsafe_b64decode(unsigned.split(".")[1] + "=="))
        right = base64.urlsafe_b64encode(expected).rstrip(b"=").decode()
        return hmac.compare_digest(right, signature) and claims["iss"] == self.client_id

    def token(self, wanted: Any) -> Token | None:
        """A token with these permissions, or with all that were granted; None if they are more than that."""
        permissions = wanted.get("permissions", self.granted)
        if any(self.granted.get(name) != level for name, level in permissions.items()):
            return None
        return Token(f"ghs_{secrets.token_hex(18)}", permissions)
