"""git in the user's checkout, which may hold hooks and settings that nobody has read.

What a command has just written there must not decide what our own calls of git run.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Mapping

# In seconds; git hashes every file of the checkout in one call.
_LONGEST_CALL = 600
_NO_HOOKS = os.devnull
# Variables by which git's own behaviour is turned: those of a step before are none of ours.
_FOREIGN = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_TRACE", "GIT_CURL_VERBOSE", "GIT_EXTERNAL_DIFF")


class GitFailed(RuntimeError):
    """git said no; the message is what it said."""


@dataclass(frozen=True)
class Git:
    """Calls git in a folder. `variables` are added to its environment, `settings` are git's own, name and value."""

    folder: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    settings: tuple[tuple[str, str], ...] = ()

    def __call__(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """What git prints. Raises GitFailed."""
        run = subprocess.run(  # noqa: S603 - no shell, and the words are ours
            ["git", *arguments],  # noqa: S607 - whichever git the runner has
            cwd=str(self.folder),
            env=self._environment(),
            input=stdin,
            capture_output=True,
            check=False,
            timeout=_LONGEST_CALL,
        )
        if run.returncode:
            said = run.stderr.decode("utf-8", "replace").strip()
            raise GitFailed(f"git {arguments[0]} ended with {run.returncode}: {said}")
        return run.stdout

    def line(self, *arguments: str) -> str:
        """What git prints, as one line of text. Raises GitFailed."""
        return self(*arguments).decode("utf-8", "surrogateescape").strip()

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith((*_FOREIGN, "CIKIT_"))}
        settings = (
            ("safe.directory", str(self.folder)),
            ("core.hooksPath", _NO_HOOKS),
            ("core.fsmonitor", "false"),
            ("gc.auto", "0"),
            *self.settings,
        )
        for number, (name, value) in enumerate(settings):
            kept[f"GIT_CONFIG_KEY_{number}"] = name
            kept[f"GIT_CONFIG_VALUE_{number}"] = value
        return {
            **kept,
            "GIT_CONFIG_COUNT": str(len(settings)),
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_OPTIONAL_LOCKS": "0",
            "LC_ALL": "C",
            **self.variables,
        }
