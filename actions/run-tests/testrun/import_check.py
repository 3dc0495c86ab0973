"""Modules that must be importable, each tried where nothing else was imported before.

In a test run an import may work only because another test imported its missing half first.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Sequence

from kit.deadline import Deadline
from kit.processes import Outcome, run

from .interpreter import environment
from .mode import usable_processors
from .settings import Settings

# Prints the names of all modules below a package without importing any but the package itself.
_LISTING = """
import importlib, pkgutil, sys
def below(name, path):
    for module in pkgutil.iter_modules(path):
        full = name + "." + module.name
        if module.name != "__main__":
            print("module " + full)
        if module.ispkg:
            yield from below(full, [folder + "/" + module.name for folder in path])
name = sys.argv[1]
print("module " + name)
list(below(name, list(importlib.import_module(name).__path__)))
"""
# Says so when it is through: a module can end its process with code 0.
_IMPORT = "import importlib, sys; importlib.import_module(sys.argv[1]); print(sys.argv[2])"
_DONE = "ci-kit: imported"


@dataclass(frozen=True)
class Import:
    """A module, and why it could not be imported; empty if it could."""

    module: str
    problem: str
    timed_out: bool = False


def check_imports(settings: Settings, deadline: Deadline) -> tuple[Import, ...]:
    """Try all modules, several at a time."""
    with ThreadPoolExecutor(usable_processors()) as pool:
        listed = pool.map(lambda wanted: _modules(wanted, settings, deadline), settings.checks.modules)
        found = [entry for entries in listed for entry in entries]
        names = dict.fromkeys(entry.module for entry in found if not entry.problem)
        tried = pool.map(lambda module: _import(module, settings, deadline), names)
        return (*(entry for entry in found if entry.problem), *tried)


def _modules(wanted: str, settings: Settings, deadline: Deadline) -> Sequence[Import]:
    if not wanted.endswith(".*"):
        return (Import(wanted, ""),)
    package = wanted[: -len(".*")]
    outcome = _python(_LISTING, [package], settings, deadline)
    if not outcome.succeeded:
        return (_failed(package, outcome),)
    prefix = "module "
    return [Import(line[len(prefix) :], "") for line in outcome.tail if line.startswith(prefix)]


def _import(module: str, settings: Settings, deadline: Deadline) -> Import:
    outcome = _python(_IMPORT, [module, _DONE], settings, deadline)
    return Import(module, "") if outcome.succeeded and _DONE in outcome.tail else _failed(module, outcome)


def _failed(module: str, outcome: Outcome) -> Import:
    if outcome.reason == "timeout":
        return Import(module, f"the import took longer than {outcome.seconds:.0f} s", timed_out=True)
    said = next((line for line in reversed(outcome.tail) if line.strip()), "")
    return Import(module, said or f"the import ended its process with code {outcome.returncode}")


def _python(script: str, arguments: Sequence[str], settings: Settings, deadline: Deadline) -> Outcome:
    limit = Deadline(deadline.cap(settings.limits.one_import))
    words = [*settings.tests.python, "-c", script, *arguments]
    return run(words, deadline=limit, cwd=settings.tests.folder, env=environment(), on_line=_ignore, tail=100_000)


def _ignore(_line: str) -> None:
    """Print nothing: a failed import is told in one line of the report."""
