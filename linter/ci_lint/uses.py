"""What a `uses:` names: an action, a reusable workflow, a container image, or a path in a repository."""

import re
from functools import lru_cache

from msgspec import Struct

from .late_pattern import late_pattern
from .tree import Scalar

_COMMIT = late_pattern(r"[0-9a-f]{40}|[0-9a-f]{64}", re.IGNORECASE)
_REMOTE = late_pattern(r"(?P<owner>[^/@\s]+)/(?P<repository>[^/@\s]+)(?:/(?P<path>[^@\s]*))?(?:@(?P<ref>\S+))?")


class Uses(Struct, frozen=True, gc=False):
    """The value of a `uses:` taken apart.

    `slug` is `owner/repository` in lower case, empty unless the thing lives in another repository; `path`
    is the folder or file in it; `name` is both, in lower case; `ref` what stands behind the `@`. `local` is set
    for `./path`, which is in the caller's workspace, and for `$/path`, which is in the repository of the file
    itself.
    """

    node: Scalar
    slug: str = ""
    path: str = ""
    name: str = ""
    ref: str = ""
    local: str | None = None
    image: str | None = None

    @property
    def text(self) -> str:
        """The value as written."""
        return self.node.text

    @property
    def is_commit(self) -> bool:
        """Whether the ref is a whole commit hash."""
        return bool(_COMMIT.fullmatch(self.ref))

    def names(self, *slugs: str) -> bool:
        """Whether it is one of these actions, given as `owner/repository` or `owner/repository/path`."""
        return self.name in slugs


def parse_uses(node: Scalar) -> Uses:
    """Take the value of a `uses:` apart; a malformed one has neither slug nor local path nor image."""
    text = node.text.strip()
    if text.startswith(("./", "$/")):
        return Uses(node, local=text[2:])
    if text.startswith("docker://"):
        return Uses(node, image=text.removeprefix("docker://"))
    return Uses(node, *_remote(text))


@lru_cache(maxsize=4096)  # the same few actions are used everywhere
def _remote(text: str) -> tuple[str, ...]:
    """Slug, path, name and ref of something in another repository; nothing if it is malformed."""
    found = _REMOTE.fullmatch(text)
    if not found:
        return ()
    slug, path = f"{found['owner']}/{found['repository']}".lower(), (found["path"] or "").strip("/")
    return slug, path, f"{slug}/{path.lower()}" if path else slug, found["ref"] or ""
