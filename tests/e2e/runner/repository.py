"""A repository to run a workflow in: real git, an `origin` on GitHub, nobody's settings."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

IDENTITY = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Author",
    "GIT_AUTHOR_EMAIL": "author@example.com",
    "GIT_COMMITTER_NAME": "Author",
    "GIT_COMMITTER_EMAIL": "author@example.com",
}


@dataclass(frozen=True)
class Repository:
    """A working tree whose files are committed."""

    path: Path

    def git(self, *arguments: str) -> str:
        """Runs git here and returns what it prints; raises CalledProcessError when it fails."""
        command = ["git", "-C", str(self.path), *arguments]
        done = subprocess.run(command, env={**os.environ, **IDENTITY}, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def commit(self, files: Mapping[str, str | bytes]) -> str:
        """Writes these files, text or bytes by their path, commits everything and returns the commit's SHA."""
        for name, content in files.items():
            place = self.path / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content.encode() if isinstance(content, str) else content)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "change")
        return self.git("rev-parse", "HEAD")


class Repositories:
    """Makes the repositories of one test; each workflow runs in the last one unless told otherwise."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: list[Repository] = []

    def __call__(
        self, files: Mapping[str, str | bytes] | None = None, *, name: str = "acme/app", branch: str = "main"
    ) -> Repository:
        """A new repository with these files, which GitHub knows as `name`."""
        repository = Repository(self.folder / f"repository-{len(self.made) + 1}")
        repository.path.mkdir(parents=True)
        repository.git("init", "--quiet", "--initial-branch", branch)
        repository.git("remote", "add", "origin", f"https://github.com/{name}.git")
        repository.commit(files or {})
        self.made.append(repository)
        return repository

    @property
    def latest(self) -> Repository:
        """The repository made last; an empty one when there is none."""
        return self.made[-1] if self.made else self()
