"""What the tests of ci-lint and diagnose share: runs beside GitHub's API, in which the linter is really installed."""

import os
import re
from pathlib import Path
from typing import Any

from .runner import Act, ActRun
from .services.github_runs import GitHubRuns

ACTIONS = Path(__file__).parents[2] / "actions"


def run_beside(act: Act, github: GitHubRuns, workflow: str, event: str = "push", **payload: Any) -> ActRun:
    """A run in a public repository; pip asks the index that the machine asks, and keeps what it gets."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ci-kit" / "pip"
    pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    environment = {**pip, "PIP_CACHE_DIR": str(cache), **github.environment}
    event_payload = {"repository": {"private": False, "full_name": "acme/app"}, **payload}
    secrets = {"GITHUB_TOKEN": github.token}
    run = act.run(workflow, event=event, payload=event_payload, environment=environment, secrets=secrets, timeout=240)
    assert github.token not in run.log + run.summary
    return run


def pull_request(head: str = "acme/app", base: str = "0" * 40, commit: str = "1" * 40) -> dict[str, Any]:
    """The payload of pull request 7, from a repository, over a base commit, with a head commit."""
    request = {
        "number": 7,
        "head": {"sha": commit, "ref": "topic", "repo": {"full_name": head}},
        "base": {"sha": base, "ref": "main", "repo": {"full_name": "acme/app"}},
    }
    return {"number": 7, "pull_request": request}


def example(action: str) -> str:
    """The workflow in the README of an action, as it stands there."""
    readme = (ACTIONS / action / "README.md").read_text(encoding="utf-8")
    found = re.search(r"^## Usage\n.*?^```yaml\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]
