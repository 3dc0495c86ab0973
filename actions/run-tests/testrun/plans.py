"""One way to run the tests, and the command for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .interpreter import Interpreter
from .project_options import switched_off
from .settings import Settings


@dataclass(frozen=True)
class Plan:
    """How to run: `workers` 0 is one by one; `selection` None is all tests; a seed asks for a random order."""

    name: str
    workers: int = 0
    selection: tuple[str, ...] | None = None
    seed: int | None = None
    again: bool = False
    collect_only: bool = False


@dataclass(frozen=True)
class Files:
    """Where a run leaves what it has to say."""

    junit: Path
    coverage: Path


def command(
    plan: Plan, settings: Settings, interpreter: Interpreter, files: Files, *, ordered: bool
) -> tuple[str, ...]:
    """The whole command line. What we add stands last, where it wins over `args` and over settings of the project.

    `ordered` is false where the project asks for a random order itself.
    """
    added = [
        *_company(plan, settings, interpreter),
        *_order(plan, interpreter, ordered=ordered),
        *_coverage(plan, settings, interpreter, files),
        *(["--timeout", f"{settings.limits.test:g}"] if settings.limits.test else []),
        *(["--collect-only", "-qq"] if plan.collect_only else [f"--junitxml={files.junit}"]),
    ]
    return (*_asked(settings), "-p", "cikit_events", *added)


def reproduction(plan: Plan, settings: Settings, interpreter: Interpreter, test: str = "") -> tuple[str, ...]:
    """The command line for a person who wants to see the same at home; for one test alone if it is named."""
    if test:
        return (*settings.tests.python, "-m", "pytest", *settings.tests.arguments, test)
    return (*_asked(settings), *_company(plan, settings, interpreter), *_order(plan, interpreter, ordered=True))


def _asked(settings: Settings) -> tuple[str, ...]:
    tests = settings.tests
    return (*tests.python, "-m", "pytest", *tests.arguments, *tests.paths)


def _company(plan: Plan, settings: Settings, interpreter: Interpreter) -> list[str]:
    if plan.workers:
        # A replacement for a dead worker may wait for ever, and repeats the test that killed the first one.
        distribution = settings.company.distribution
        return ["-n", str(plan.workers), "--dist", distribution, "--max-worker-restart=0"]
    return ["-n", "0", "--dist", "no"] if has_xdist(settings, interpreter) else []


def has_xdist(settings: Settings, interpreter: Interpreter) -> bool:
    """Whether workers are possible: xdist is installed and nobody has switched it off."""
    return interpreter.has("xdist") and not switched_off("xdist", settings)


def _order(plan: Plan, interpreter: Interpreter, *, ordered: bool) -> list[str]:
    if plan.seed is None:
        # Installed is active: without this, each run would have another order that nobody asked for.
        return ["-p", "no:randomly"] if ordered and interpreter.has("pytest_randomly") else []
    if interpreter.has("pytest_randomly"):
        return ["-p", "randomly", f"--randomly-seed={plan.seed}"]
    return ["--random-order-bucket=global", f"--random-order-seed={plan.seed}"]


def _coverage(plan: Plan, settings: Settings, interpreter: Interpreter, files: Files) -> list[str]:
    if not interpreter.has("pytest_cov") or switched_off("cov", settings):
        return []
    if plan.seed is not None or plan.collect_only:
        return ["--no-cov"]
    again = ["--cov-append"] if plan.again else []
    if not settings.coverage.wanted:
        return again
    sources = [f"--cov={source}" for source in settings.coverage.sources] or ["--cov"]
    # The gate is ours: with pytest's own, too little coverage would look like a failed test.
    return [*sources, *again, f"--cov-report=json:{files.coverage}", "--cov-fail-under=0"]
