"""What may appear in no sentence, no report and no log: credentials from the start, a token from when it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit.masks import mask, redact

if TYPE_CHECKING:
    from typing import Iterable


class KnownSecrets:
    """A list that grows: it is a class since a token is learnt in the middle of a run."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = tuple(secrets)

    def learn(self, secret: str) -> None:
        """Have the runner hide a secret in its log, and hide it here from now on."""
        mask(secret)
        self._secrets = (*self._secrets, secret)

    def hide(self, text: str) -> str:
        """The text with every secret hidden that is known by now."""
        return redact(text, self._secrets)
