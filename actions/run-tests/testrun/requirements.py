"""Plugins that an input needs: said before anything runs, in the words of the input."""

from __future__ import annotations

from kit.inputs import InputError

from .interpreter import Interpreter
from .plans import has_xdist
from .settings import Settings


def require_plugins(settings: Settings, interpreter: Interpreter) -> None:
    """Raise InputError for the first input that the installed plugins cannot serve."""
    ordering = interpreter.has("pytest_randomly") or interpreter.has("random_order")
    if settings.company.mode == "parallel" and not has_xdist(settings, interpreter):
        raise _missing("mode", "parallel", "pytest-xdist")
    if settings.shuffling.runs and not ordering:
        raise _missing("random-order-runs", str(settings.shuffling.runs), "pytest-randomly or pytest-random-order")
    if settings.limits.test and not interpreter.has("pytest_timeout"):
        raise _missing("test-timeout", f"{settings.limits.test:g}s", "pytest-timeout")
    if settings.coverage.wanted and not interpreter.has("pytest_cov"):
        name = "coverage-source" if settings.coverage.minimum is None else "coverage-min"
        raise _missing(name, settings.coverage.sources[0] if name == "coverage-source" else "a number", "pytest-cov")


def _missing(name: str, value: str, package: str) -> InputError:
    return InputError(name, value, f"it needs {package}, which the interpreter of the tests does not have; install it")
