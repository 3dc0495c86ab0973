"""Runs of an imaginary company, as `gh run list` and GitHub's API tell of them.

On 2026-09-28 its image cache is mended: builds get faster and fail less often. The numbers come from a generator with
a fixed seed, of which only `random()` is used, because its numbers are the same in every version of Python.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any

FIRST = datetime(2026, 8, 31, 7, 30, tzinfo=timezone.utc)
MENDED = datetime(2026, 9, 28, tzinfo=timezone.utc)
DAYS = 56
RUNS_A_DAY = 3
JOBS = {
    "lint": (("Set up job", 3), ("Checkout", 4), ("Ruff", 6), ("Mypy", 38)),
    "test (3.11)": (("Set up job", 3), ("Checkout", 4), ("Install", 42), ("Test", 190), ("Upload the report", 5)),
    "test (3.13)": (("Set up job", 3), ("Checkout", 4), ("Install", 40), ("Test", 160), ("Upload the report", 5)),
    "image": (("Set up job", 4), ("Checkout", 4), ("Log in", 2), ("Build and push", 410), ("Smoke test", 35)),
}
FAILURE_RATES = {"lint": 0.03, "test (3.11)": 0.12, "test (3.13)": 0.04, "image": 0.34}
FLAKY = "test (3.11)"


def stamp(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class Attempt:
    """One attempt of a run of the workflow CI."""

    run: int
    number: int
    begun: datetime

    @property
    def commit(self) -> str:
        return f"{self.run:x}".rjust(8, "c") * 5


class Company:
    """Its runs and jobs: `runs` as `gh run list --json` writes them, `jobs` as pages of the API."""

    def __init__(self) -> None:
        self.random = Random(20260831).random  # noqa: S311 - made-up figures, no secrets
        self.runs: list[dict[str, Any]] = []
        self.jobs: list[dict[str, Any]] = []
        for number in range(DAYS * RUNS_A_DAY):
            begun = FIRST + timedelta(days=number // RUNS_A_DAY, hours=4 * (number % RUNS_A_DAY))
            if begun.weekday() < 5:
                self._run(Attempt(9_000_000 + number, 1, begun + timedelta(minutes=50 * self.random())))
        for week in range(DAYS // 7):
            attempt = Attempt(9_500_000 + week, 1, FIRST + timedelta(days=7 * week + 3, hours=6))
            self._record(attempt, "Release", "success", attempt.begun + timedelta(seconds=150 + 40 * self.random()))

    def write(self, folder: Path) -> list[Path]:
        """The files that the commands of the help text make."""
        files = [folder / "runs.json", folder / "jobs.json"]
        files[0].write_text(json.dumps(self.runs, indent=2), encoding="utf-8")
        files[1].write_text("".join(json.dumps(page) for page in self.jobs), encoding="utf-8")
        return files

    def _run(self, attempt: Attempt) -> None:
        if self.random() < 0.04:
            self._record(attempt, "CI", "cancelled", attempt.begun + timedelta(minutes=2))
            return
        jobs = list(self._jobs(attempt, JOBS))
        failed = [job["name"] for job in jobs if job["conclusion"] == "failure"]
        if failed == [FLAKY]:
            attempt = Attempt(attempt.run, 2, attempt.begun + timedelta(minutes=25))
            jobs += self._jobs(attempt, failed, good=True)
        self.jobs.append({"total_count": len(jobs), "jobs": jobs})
        end = datetime.strptime(max(job["completed_at"] for job in jobs), "%Y-%m-%dT%H:%M:%S%z")
        self._record(attempt, "CI", "failure" if failed and attempt.number == 1 else "success", end)

    def _record(self, attempt: Attempt, workflow: str, conclusion: str, end: datetime) -> None:
        run = {
            "attempt": attempt.number,
            "conclusion": conclusion,
            "createdAt": stamp(attempt.begun),
            "databaseId": attempt.run,
            "headBranch": "main",
            "headSha": attempt.commit,
            "startedAt": stamp(attempt.begun),
            "updatedAt": stamp(end),
            "url": f"https://github.com/example/shop/actions/runs/{attempt.run}",
            "workflowName": workflow,
        }
        self.runs.insert(0, run)

    def _jobs(self, attempt: Attempt, names: Iterable[str], *, good: bool = False) -> Iterator[dict[str, Any]]:
        for name in names:
            begun = attempt.begun + timedelta(seconds=4 + 30 * self.random() ** 3)
            cold = attempt.begun < MENDED
            failed = not good and self.random() < FAILURE_RATES[name] * (1 if cold else 0.2)
            steps = list(self._steps(name, begun, failed=failed, cold=cold))
            yield {
                "id": attempt.run * 10,
                "run_id": attempt.run,
                "run_attempt": attempt.number,
                "workflow_name": "CI",
                "head_sha": attempt.commit,
                "head_branch": "main",
                "html_url": f"https://github.com/example/shop/actions/runs/{attempt.run}/job/{attempt.run * 10}",
                "url": f"https://api.github.com/repos/example/shop/actions/jobs/{attempt.run * 10}",
                "name": name,
                "status": "completed",
                "conclusion": "failure" if failed else "success",
                "created_at": stamp(attempt.begun),
                "started_at": stamp(begun),
                "completed_at": steps[-1]["completed_at"],
                "labels": ["ubuntu-24.04"],
                "steps": steps,
            }

    def _steps(self, job: str, begun: datetime, *, failed: bool, cold: bool) -> Iterator[dict[str, Any]]:
        for number, (name, seconds) in enumerate(JOBS[job], 1):
            usual = seconds if cold or name != "Build and push" else seconds * 0.3
            end = begun + timedelta(seconds=usual * (0.8 + 0.5 * self.random()))
            fails = failed and number == 4
            yield {
                "name": name,
                "status": "completed",
                "conclusion": "failure" if fails else "success",
                "number": number,
                "started_at": stamp(begun),
                "completed_at": stamp(end),
            }
            if fails:
                return
            begun = end
