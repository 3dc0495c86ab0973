"""What the token of a job may do.

A job's `permissions` replace the workflow's; scopes that a block does not name are `none`. With no block
at all the repository's default applies, which no file tells. docs.github.com: "Assigning permissions to
jobs"; scopes and levels from the schema of `@actions/workflow-parser` 0.3.61, `code-quality`, `drives`
and `copilot-requests` from GitHub's documentation of 2026.
"""

from types import MappingProxyType

from msgspec import Struct

from .tree import Mapping, Node, Scalar

SCOPES: MappingProxyType[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "actions",
                "artifact-metadata",
                "attestations",
                "checks",
                "code-quality",
                "contents",
                "copilot-requests",
                "deployments",
                "discussions",
                "drives",
                "issues",
                "packages",
                "pages",
                "pull-requests",
                "repository-projects",
                "security-events",
                "statuses",
            ),
            ("read", "write", "none"),
        ),
        "id-token": ("write", "none"),
        "models": ("read", "none"),
        "vulnerability-alerts": ("read", "none"),
    }
)


class Permissions(Struct, frozen=True):
    """The effective permissions of a job.

    `node` is the block they come from, None if there is none; `everything` is `read` or `write` for
    `read-all` and `write-all`; `levels` the scopes that are named.
    """

    node: Node | None
    everything: str | None
    levels: MappingProxyType[str, str]

    @property
    def known(self) -> bool:
        """Whether the file says what the token may do."""
        return self.node is not None and self.everything != "unknown"

    def level(self, scope: str) -> str | None:
        """`read`, `write` or `none`; None if the repository's default decides."""
        if not self.known:
            return None
        if self.everything:
            return self.everything
        return self.levels.get(scope, "none")

    def lacks(self, scope: str, level: str = "write") -> bool:
        """Whether the file itself says that the token does not have the level."""
        granted = self.level(scope)
        if granted is None:
            return False
        return granted not in ("write", level)


DEFAULT = Permissions(None, None, MappingProxyType({}))


def read_permissions(node: Node | None) -> Permissions:
    """The permissions that a `permissions:` value grants."""
    if node is None:
        return DEFAULT
    if isinstance(node, Mapping):
        levels = {key.text: value.text for key, value in node.named_entries() if isinstance(value, Scalar)}
        return Permissions(node, None, MappingProxyType(levels))
    if isinstance(node, Scalar) and node.text in ("read-all", "write-all"):
        return Permissions(node, node.text.removesuffix("-all"), MappingProxyType({}))
    if isinstance(node, Scalar) and node.is_null:
        return DEFAULT
    return Permissions(node, "unknown", MappingProxyType({}))
