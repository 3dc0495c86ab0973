"""Runs both steps of the action as the runner does, against a repository of its own and a GitHub of its own."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.e2e.services.github_repository import GitHub, Token

ACTION = Path(__file__).parents[3] / "actions" / "autofix-pr"
PYTHON = os.environ.get("AUTOFIX_PR_PYTHON", sys.executable)
INPUTS: dict[str, dict[str, Any]] = yaml.safe_load((ACTION / "action.yml").read_text("utf-8"))["inputs"]
DEFAULTS = {name: str(given.get("default", "")) for name, given in INPUTS.items()}
IDENTITY = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{role}_NAME": "Author" for role in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{role}_EMAIL": "author@example.com" for role in ("AUTHOR", "COMMITTER")},
}
SECRET = "ghs_0123456789secret"  # noqa: S105 - made up, to be looked for


@dataclass(frozen=True)
class Ran:
    """What both steps left behind; the second does not run if the first says so."""

    returncode: int
    log: str
    outputs: dict[str, str]
    summary: str

    @property
    def blocked_by(self) -> str:
        return self.outputs.get("blocked-by", "")


@dataclass
class Workplace:
    """A checkout of acme/app and where GitHub is."""

    folder: Path
    github: GitHub
    event: str = "push"
    payload: dict[str, Any] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    token: Token = field(default_factory=lambda: Token(SECRET))
    token_of_job: bool = False

    @property
    def checkout(self) -> Path:
        return self.folder / "checkout"

    def git(self, *arguments: str) -> str:
        command = ["git", "-C", str(self.checkout), *arguments]
        run = subprocess.run(command, env={**os.environ, **IDENTITY}, capture_output=True, text=True, check=True)
        return run.stdout.strip()

    def commit(self, files: dict[str, str | bytes]) -> str:
        """Write files and commit them on main, at GitHub too."""
        for name, content in files.items():
            path = self.checkout / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "change")
        self.github.take(self.checkout)
        return self.git("rev-parse", "HEAD")

    def fresh(self) -> None:
        """The checkout as a new runner has it."""
        self.git("reset", "--quiet", "--hard", "HEAD")
        self.git("clean", "--quiet", "-fdx")

    def run(self, script: str = "", /, **inputs: str) -> Ran:
        """Run the action with a fixing command written in Python; names of inputs with _ for -."""
        if script:
            (self.folder / "fixer.py").write_text(script, encoding="utf-8")
            inputs.setdefault("command", f"{sys.executable} {self.folder / 'fixer.py'}")
        given = DEFAULTS | {name.replace("_", "-"): value for name, value in inputs.items()}
        given["token"] = inputs.get("token", self.github.token(self.token))
        fixed = self._step("fix", given, {})
        if "fixes" not in fixed.outputs:
            return fixed
        own = {"FIXES": fixed.outputs["fixes"], "TOKEN_OF_THE_JOB": str(self.token_of_job).lower()}
        published = self._step("publish", given, own)
        outputs = {**fixed.outputs, **published.outputs}
        return Ran(published.returncode, fixed.log + published.log, outputs, published.summary)

    def _step(self, name: str, given: dict[str, str], own: dict[str, str]) -> Ran:
        place = self.folder / "runner"
        place.mkdir(exist_ok=True)
        files = {f"GITHUB_{file.upper()}": place / file for file in ("output", "step_summary")}
        for file in files.values():
            file.write_text("")
        (place / "event.json").write_text(json.dumps(self.payload))
        # As in action.yml: only the second step gets the token.
        hidden = {"token"} if name == "fix" else {"command"}
        variables = {
            f"CIKIT_{key.upper().replace('-', '_')}": value for key, value in given.items() if key not in hidden
        }
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "GIT_"))},
            **IDENTITY,
            **self.github.environment,
            "GITHUB_WORKSPACE": str(self.checkout),
            "GITHUB_EVENT_NAME": self.event,
            "GITHUB_EVENT_PATH": str(place / "event.json"),
            "GITHUB_REF": "refs/heads/main",
            "GITHUB_SHA": self.git("rev-parse", "HEAD"),
            "RUNNER_TEMP": str(place),
            **{key: str(value) for key, value in files.items()},
            **variables,
            **own,
            **self.environment,
        }
        run = subprocess.run(
            [PYTHON, str(ACTION / "autofix_pr.py"), name],
            cwd=self.checkout,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        outputs = read_assignments(files["GITHUB_OUTPUT"])
        return Ran(run.returncode, run.stdout, outputs, files["GITHUB_STEP_SUMMARY"].read_text("utf-8"))


def read_assignments(path: Path) -> dict[str, str]:
    """The outputs in a file of `name<<delimiter` assignments."""
    lines = iter(path.read_text("utf-8").splitlines())
    found = {}
    for line in lines:
        name, _, end = line.partition("<<")
        found[name] = "\n".join(itertools.takewhile(end.__ne__, lines))
    return found
