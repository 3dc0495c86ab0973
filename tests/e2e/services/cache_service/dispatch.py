"""Which protocol a request speaks, and whether its token lets it in."""

import json
from urllib.parse import urlsplit

from . import blobs, rest, twirp
from .handler import BLOBS, TWIRP, CacheHandler
from .tokens import read_scopes


class DispatchingHandler(CacheHandler):
    """Passes each request to its protocol."""

    def answer(self, body: bytes) -> None:
        """Answers; what is stored needs no token, as its address is the secret."""
        path = urlsplit(self.path).path
        if path.startswith(BLOBS):
            blobs.answer(self, body)
            return
        scopes = read_scopes(self.headers.get("Authorization", ""))
        if not scopes:
            self.send({"code": "unauthenticated", "msg": "no valid token"}, status=401)
        elif path.startswith(TWIRP):
            twirp.answer(self, scopes, json.loads(body))
        else:
            rest.answer(self, scopes, body)
