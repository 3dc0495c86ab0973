"""GitHub's API as far as a finished job needs it: logs of the run, comments, changed files, code scanning."""

from .jobs import job
from .service import NAME, READER, WRITER, GitHubRuns, running_github_runs

__all__ = ["NAME", "READER", "WRITER", "GitHubRuns", "job", "running_github_runs"]
