"""What tokens may do, as GitHub decides it."""

from dataclasses import dataclass, field

APP = {"contents": "write", "pull_requests": "write", "metadata": "read"}
WITH_WORKFLOWS = {**APP, "workflows": "write"}


@dataclass(frozen=True)
class Token:
    """A token: permissions as Apps have them, or the scopes of a classic personal access token."""

    secret: str
    permissions: dict[str, str] = field(default_factory=lambda: dict(APP))
    scopes: tuple[str, ...] | None = None
    may_open: bool = True
    """The setting that lets workflows open pull requests; it holds for the token of a job only."""

    @property
    def of_app(self) -> bool:
        """Whether GitHub signs what it commits for it."""
        return self.secret.startswith("ghs_")

    def may(self, permission: str) -> bool:
        """Whether it may write there."""
        if self.scopes is not None:
            return "workflow" in self.scopes if permission == "workflows" else "repo" in self.scopes
        return self.permissions.get(permission) == "write"

    def refusal(self, path: str) -> str:
        """What git is told about a workflow file."""
        if self.scopes is not None:
            kind, needs = "a Personal Access Token", "`workflow` scope"
        else:
            kind, needs = "a GitHub App", "`workflows` permission"
        return f"refusing to allow {kind} to create or update workflow `{path}` without {needs}"
