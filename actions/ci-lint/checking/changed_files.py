"""Which files a pull request changes, as far as the linter reads them.

git is asked first: the usual checkout of a pull request is a merge, whose first parent is what the request is
compared with; `fetch-depth: 2` brings it, and a whole history has the base commit anyway. Where git cannot tell,
GitHub's API can. Where nobody can, everything is checked: a finding too many is better than one that nobody saw.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable

from github_api.client import Client
from github_api.context import PULL_REQUESTS, Context, mapping, text
from github_api.troubles import ApiTrouble
from installation.surroundings import surroundings
from kit.deadline import Deadline

_READ = re.compile(r"(?:\.github/workflows/[^/]+|\.github/dependabot|(?:.+/)?action)\.ya?ml")
# What a finding depends on, wherever it is: a change here can bring up a finding in any file.
_SETTINGS = re.compile(r"(?:.*/)?(?:\.ci-lint\.toml|pyproject\.toml|\.ci-lint-[\w-]+\.(?:json|toml))")
_SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
# GitHub lists no more files of a pull request.
_MOST_LISTED = 3000
_PATIENCE = 60.0


@dataclass(frozen=True)
class Changes:
    """The files to check; None stands for all, and `reason` says why."""

    files: tuple[str, ...] | None
    reason: str


def changes(context: Context, folder: Path, token: str, deadline: Deadline, settings_files: Iterable[str]) -> Changes:
    """What a run has to look at that wants to look at changed files only. `settings_files` are from the folder."""
    if not mapping(context.payload, "pull_request"):
        return Changes(None, f"{context.event or 'the event'} is no pull request, so all files are checked")
    names = _changed(context, folder, token, Deadline(deadline.cap(_PATIENCE)))
    if names is None:
        return Changes(None, "neither git nor GitHub could say which files changed, so all files are checked")
    setting = next((name for name in names if _SETTINGS.fullmatch(name) or name in settings_files), "")
    if setting:
        return Changes(None, f"{setting} changed, so all files are checked")
    read = tuple(sorted(name for name in names if _READ.fullmatch(name) and (folder / name).is_file()))
    return Changes(read, f"{len(read)} of {len(names)} changed files are for the linter")


def within(files: Iterable[str], paths: Iterable[str], folder: Path) -> tuple[str, ...]:
    """The files that are among the paths or in one of them; all of them if there are no paths."""
    tops = [(folder / path).resolve() for path in paths]
    return tuple(name for name in files if not tops or any(_below(folder / name, top) for top in tops))


def _below(file: Path, top: Path) -> bool:
    target = file.resolve()
    return target == top or top in target.parents


def _changed(context: Context, folder: Path, token: str, deadline: Deadline) -> tuple[str, ...] | None:
    """Names from the top of the repository; None where nobody knows them, or the workspace holds another commit."""
    request = mapping(context.payload, "pull_request")
    base, head = (text(mapping(request, side), "sha") for side in ("base", "head"))
    commits = (_git(folder, deadline, "rev-list", "--parents", "--max-count=1", "HEAD") or "").split()
    if not commits or not (folder / ".git").exists() or not _SHA.fullmatch(base):
        return None
    here, parents = commits[0], commits[1:]
    merged = parents[1:] == [head]
    if not merged and here != head and (here != context.sha or context.event not in PULL_REQUESTS):
        return None
    names = _since(parents[0] if merged else _fork_point(base, here == head, folder, deadline), folder, deadline)
    return _listed(context, token, deadline) if names is None else names


def _fork_point(base: str, on_head: bool, folder: Path, deadline: Deadline) -> str:  # noqa: FBT001 - told by its name
    """The last common commit; empty if git does not have it."""
    return (_git(folder, deadline, "merge-base", base, "HEAD") or "").strip() if on_head else ""


def _since(start: str, folder: Path, deadline: Deadline) -> tuple[str, ...] | None:
    if not start:
        return None
    listed = _git(folder, deadline, "diff", "--no-ext-diff", "--name-only", "--no-renames", "-z", start, "HEAD")
    return None if listed is None else tuple(filter(None, listed.split("\0")))


def _git(folder: Path, deadline: Deadline, *words: str) -> str | None:
    """What git prints; None if it fails or is not there."""
    try:
        run = subprocess.run(  # noqa: S603 - no shell; words of ours and commits
            ["git", *words],  # noqa: S607 - whichever git the checkout was made with
            cwd=folder,
            env={**surroundings(os.environ), "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=max(deadline.remaining(), 0.1),
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return run.stdout.decode("utf-8", "surrogateescape") if run.returncode == 0 else None


def _listed(context: Context, token: str, deadline: Deadline) -> tuple[str, ...] | None:
    """Names as GitHub lists them; None if it does not, or not all of them."""
    path = f"/repos/{context.repository}/pulls/{context.pull_request}/files?per_page=100"
    try:
        client = Client(context.api, token, deadline)
        listed = list(client.pages(path, "the files of the pull request"))
    except ApiTrouble:
        return None
    names = tuple(text(entry, "filename") for entry in listed if isinstance(entry, dict))
    return names if len(listed) < _MOST_LISTED and all(names) else None
