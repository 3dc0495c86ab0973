"""Where the actions of this kit come from: `OWNER/REPO@REF`."""

from msgspec import Struct

from .. import __version__
from ..late_pattern import late_pattern

DEFAULT_SOURCE = "org/ci-kit@v1"

_SOURCE = late_pattern(r"([A-Za-z0-9][A-Za-z0-9-]{0,99})/((?!\.\.?@)[\w.-]{1,100})@([\w.+/-]{1,250})")
_COMMIT = late_pattern(r"[0-9a-f]{40}")
_VERSION = late_pattern(r"v\d+\.\d+\.\d+")


class WrongKit(Exception):
    """The text does not say where the kit is."""


class Kit(Struct, frozen=True):
    """A repository with the actions, and the ref that they are used by."""

    owner: str
    name: str
    ref: str

    @property
    def is_commit(self) -> bool:
        """Whether the ref names the same code for ever."""
        return bool(_COMMIT.fullmatch(self.ref))

    @property
    def address(self) -> str:
        """Where git finds it."""
        return f"https://github.com/{self.owner}/{self.name}"

    @property
    def revision(self) -> str:
        """The ref for pre-commit, which wants one that does not move: a commit or a whole version."""
        return self.ref if self.is_commit or _VERSION.fullmatch(self.ref) else f"v{__version__}"

    def action(self, name: str) -> str:
        """What `uses:` says for one of its actions."""
        return f"{self.owner}/{self.name}/actions/{name}@{self.ref}"


def parse_kit(text: str) -> Kit:
    """The kit that a text names. Raises WrongKit."""
    found = _SOURCE.fullmatch(text)
    if found is None:
        raise WrongKit(f"{text[:100]!r} does not read OWNER/REPO@REF")
    return Kit(found[1], found[2], found[3])
