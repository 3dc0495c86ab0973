"""Jobs as the API describes them."""

from typing import Any


def job(number: int, name: str, conclusion: str | None = "failure", *, failed_step: bool = True) -> dict[str, Any]:
    """A job of the run; one without a conclusion still runs."""
    step = {
        "name": "Run make",
        "number": 1,
        "status": "completed",
        "conclusion": "failure" if failed_step else "success",
    }
    return {
        "id": number,
        "run_id": 1,
        "name": name,
        "status": "completed" if conclusion else "in_progress",
        "conclusion": conclusion,
        "started_at": "2026-11-21T10:00:00Z",
        "completed_at": "2026-11-21T10:02:00Z" if conclusion else None,
        "html_url": f"https://github.com/acme/app/actions/runs/1/job/{number}",
        "steps": [step],
    }
