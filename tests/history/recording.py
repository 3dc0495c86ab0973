"""Short ways to write down runs and jobs as gh and the API tell of them."""

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from ci_lint.history import History, history, read_runs

START = datetime(2026, 10, 5, 8, tzinfo=timezone.utc)


def at(seconds: float) -> str:
    return (START + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def listed(
    run: int, conclusion: str = "success", begun: float = 0, seconds: float = 60, **fields: Any
) -> dict[str, Any]:
    """A run as `gh run list --json` writes it."""
    return {
        "attempt": 1,
        "conclusion": conclusion,
        "createdAt": at(begun),
        "databaseId": run,
        "headBranch": "main",
        "headSha": f"{run:040x}",
        "startedAt": at(begun),
        "updatedAt": at(begun + seconds),
        "url": f"https://github.com/example/shop/actions/runs/{run}",
        "workflowName": "CI",
    } | fields


def job(run: int, name: str = "test", conclusion: str = "success", **fields: Any) -> dict[str, Any]:
    """A job as the API writes it: ten seconds in the queue, a minute of work."""
    return {
        "id": run * 100,
        "run_id": run,
        "run_attempt": 1,
        "workflow_name": "CI",
        "head_sha": f"{run:040x}",
        "html_url": f"https://github.com/example/shop/actions/runs/{run}/job/{run * 100}",
        "name": name,
        "conclusion": conclusion,
        "created_at": at(0),
        "started_at": at(10),
        "completed_at": at(70),
        "steps": [{"name": "Test", "conclusion": conclusion, "started_at": at(10), "completed_at": at(65)}],
    } | fields


def file(folder: Path, content: Any, name: str = "runs.json") -> Path:
    """A file with a document, or with a text that is none."""
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def told(folder: Path, *documents: Any, since: str = "") -> History:
    """What is to be told of documents, each in a file of its own."""
    files = [file(folder, document, f"{number}.json") for number, document in enumerate(documents)]
    return history(read_runs(files), since)
