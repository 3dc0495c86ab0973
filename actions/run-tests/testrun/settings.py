"""What the user asked for, checked and in the units we reckon with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kit.inputs import InputError, Inputs
from kit.workspace import inside, workspace

from .words import located, split

MODES = ("auto", "serial", "parallel")
DISTRIBUTIONS = ("loadfile", "load", "loadscope", "loadgroup", "worksteal")
LARGEST_SEED = 2**32 - 1


@dataclass(frozen=True)
class Tests:
    """Which tests, and how pytest is called for them. `command` is empty, or what runs instead of pytest."""

    folder: Path
    python: tuple[str, ...]
    arguments: tuple[str, ...]
    paths: tuple[str, ...]
    command: tuple[str, ...]
    junit: str


@dataclass(frozen=True)
class Company:
    """How tests share the machine. `workers` is 0 for one each processor."""

    mode: str
    workers: int
    distribution: str
    rerun: bool
    forgive: bool


@dataclass(frozen=True)
class Shuffling:
    """How often the tests run in a random order; `seed` is None where one is to be drawn."""

    runs: int
    seed: int | None


@dataclass(frozen=True)
class Coverage:
    """What is measured, and how many percent there must be; None for no gate."""

    minimum: float | None
    sources: tuple[str, ...]

    @property
    def wanted(self) -> bool:
        """Whether coverage is measured at all."""
        return self.minimum is not None or bool(self.sources)


@dataclass(frozen=True)
class Checks:
    """What is looked at before any test runs."""

    modules: tuple[str, ...]
    required: tuple[str, ...]
    optional: tuple[str, ...]


@dataclass(frozen=True)
class Limits:
    """Seconds; `test` is 0 where there is none."""

    total: float
    test: float
    idle: float
    one_import: float


@dataclass(frozen=True)
class Settings:
    """All inputs of the action."""

    tests: Tests
    company: Company
    shuffling: Shuffling
    coverage: Coverage
    checks: Checks
    limits: Limits


def read_settings(inputs: Inputs) -> Settings:
    """The settings from the inputs. Raises InputError."""
    settings = Settings(
        tests=_tests(inputs),
        company=_company(inputs),
        shuffling=_shuffling(inputs),
        coverage=_coverage(inputs),
        checks=_checks(inputs),
        limits=_limits(inputs),
    )
    if settings.tests.command:
        _refuse_what_only_pytest_can(inputs, settings)
    return settings


def _tests(inputs: Inputs) -> Tests:
    folder = inputs.folder("working-directory")
    command = _words(inputs, "command")
    junit = inputs.text("junit-path", required=bool(command))
    if junit and not inside(workspace(), folder / junit):
        raise InputError("junit-path", junit, f"name a file inside of {workspace()}")
    for path in inputs.lines("paths"):
        if path.startswith("-"):
            raise InputError("paths", path, "a path must not start with a dash; write ./ before it")
    python = located(_words(inputs, "python"), folder)
    return Tests(folder, python, _words(inputs, "args"), inputs.lines("paths"), located(command, folder), junit)


def _company(inputs: Inputs) -> Company:
    workers = 0 if inputs.text("workers") == "auto" else inputs.integer("workers", 1, 256)
    return Company(
        mode=inputs.choice("mode", MODES),
        workers=workers,
        distribution=inputs.choice("dist", DISTRIBUTIONS),
        rerun=inputs.boolean("rerun-serial"),
        forgive=inputs.choice("on-isolation", ("warn", "fail")) == "warn",
    )


def _shuffling(inputs: Inputs) -> Shuffling:
    seed = inputs.integer("random-seed", 0, LARGEST_SEED) if inputs.given("random-seed") else None
    return Shuffling(inputs.integer("random-order-runs", 0, 20), seed)


def _coverage(inputs: Inputs) -> Coverage:
    minimum = inputs.number("coverage-min", 0, 100) if inputs.given("coverage-min") else None
    return Coverage(minimum, inputs.lines("coverage-source"))


def _checks(inputs: Inputs) -> Checks:
    for module in inputs.lines("import-check"):
        if not all(part.isidentifier() for part in module.replace(".*", "").split(".")):
            raise InputError("import-check", module, "write names of modules such as package.module or package.*")
    for name in ("env-required", "env-optional"):
        for variable in inputs.lines(name):
            if not variable.isidentifier():
                raise InputError(name, None, "write names of variables, one a line, without values")
    return Checks(inputs.lines("import-check"), inputs.lines("env-required"), inputs.lines("env-optional"))


def _limits(inputs: Inputs) -> Limits:
    return Limits(
        total=inputs.duration("timeout", 5.0),
        test=inputs.duration("test-timeout", 0.1) if inputs.given("test-timeout") else 0.0,
        idle=inputs.duration("idle-timeout", 1.0),
        one_import=inputs.duration("import-timeout", 1.0),
    )


def _words(inputs: Inputs, name: str) -> tuple[str, ...]:
    text = inputs.document(name, required=name == "python")
    try:
        return split(text)
    except ValueError:
        raise InputError(name, text, "a quote is opened and not closed") from None


def _refuse_what_only_pytest_can(inputs: Inputs, settings: Settings) -> None:
    asked = {
        "mode": settings.company.mode == "parallel",
        "args": bool(settings.tests.arguments),
        "paths": bool(settings.tests.paths),
        "random-order-runs": settings.shuffling.runs > 0,
        "coverage-min": settings.coverage.minimum is not None,
        "coverage-source": bool(settings.coverage.sources),
        "test-timeout": settings.limits.test > 0,
    }
    for name in (name for name, given in asked.items() if given):
        raise InputError(name, inputs.document(name), "it works with pytest only; leave it out where command is given")
