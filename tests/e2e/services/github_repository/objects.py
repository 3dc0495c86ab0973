"""The repository behind the API: a bare one, changed by git itself."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

IDENTITY = {
    f"GIT_{role}_{part}": value
    for role in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", "GitHub"), ("EMAIL", "noreply@github.com"))
}


class Missing(Exception):
    """There is no such object or branch."""


@dataclass(frozen=True)
class Objects:
    """A bare repository."""

    path: Path

    def git(self, *arguments: str, stdin: bytes = b"", **variables: str) -> str:
        """Runs git and returns what it prints; raises Missing when it fails."""
        environment = {**os.environ, **IDENTITY, "GIT_CONFIG_GLOBAL": os.devnull, **variables}
        command = ["git", "-C", str(self.path), *arguments]
        run = subprocess.run(command, env=environment, input=stdin, capture_output=True, check=False)
        if run.returncode:
            raise Missing(run.stderr.decode())
        return run.stdout.decode().strip()

    def head(self, branch: str) -> str:
        """The commit of a branch."""
        return self.git("rev-parse", "--verify", "--quiet", f"refs/heads/{branch}")

    def commit(self, sha: str) -> dict[str, object]:
        """A commit as the API shows it."""
        text = self.git("cat-file", "commit", sha)
        head, _, message = text.partition("\n\n")
        fields = [line.split(" ", 1) for line in head.split("\n")]
        tree = next(value for name, value in fields if name == "tree")
        parents = [{"sha": value} for name, value in fields if name == "parent"]
        return {"sha": sha, "tree": {"sha": tree}, "parents": parents, "message": message}

    def tree(self, base: str, entries: list[dict[str, str | None]], index: Path) -> str:
        """Another tree with entries replaced; an entry without id goes away."""
        self.git("read-tree", base, GIT_INDEX_FILE=str(index))
        lines = [
            f"{entry['mode'] if entry['sha'] else 0} {entry['sha'] or '0' * 40}\t{entry['path']}\0" for entry in entries
        ]
        stdin = "".join(lines).encode()
        self.git("update-index", "-z", "--index-info", stdin=stdin, GIT_INDEX_FILE=str(index))
        return self.git("write-tree", GIT_INDEX_FILE=str(index))

    def workflows(self, sha: str) -> list[str]:
        """The workflow files in which a commit differs from its first parent."""
        command = ("diff-tree", "-r", "--name-only", "--no-commit-id", f"{sha}^", sha, "--", ".github/workflows")
        return self.git(*command).split("\n") if self.git(*command) else []

    def comparison(self, base: str, head: str) -> str:
        """ahead, behind, identical or diverged, said of the head."""
        left, right = self.git("rev-list", "--left-right", "--count", f"{base}...{head}").split()
        words = {(True, True): "identical", (True, False): "ahead", (False, True): "behind"}
        return words.get((left == "0", right == "0"), "diverged")
