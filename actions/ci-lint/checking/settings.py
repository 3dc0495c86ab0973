"""What the user wants, read once and checked before anything is installed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Sequence

from installation.releases import Release, read_release
from kit.inputs import InputError, Inputs
from kit.workspace import inside, native, workspace

from .decision import SARIF

SEVERITIES = ("error", "warning", "info", "never")
PROFILES = ("default", "strict")
ANNOTATIONS = ("auto", "always", "never")
# GitHub shows ten annotations of a level for a step, and all steps of a composite action count as one.
MOST_ANNOTATIONS = 10
_HOUR = 3600.0


@dataclass(frozen=True)
class Settings:
    """Everything the inputs say. What is empty is left to the settings of the project; times in seconds."""

    paths: tuple[str, ...]
    fail_on: str
    profile: str
    config: str
    baseline: str
    changed_only: bool
    sarif: str
    annotations: str
    max_annotations: int
    release: Release | None
    timeout: float
    token: str = field(repr=False)

    @property
    def options(self) -> tuple[str, ...]:
        """The options of the command line that say what is checked and how."""
        given = {
            "--fail-on": self.fail_on,
            "--profile": self.profile,
            "--config": self.config,
            "--baseline": self.baseline,
        }
        return tuple(word for option, value in given.items() if value for word in (option, value))


def read_settings(inputs: Inputs) -> Settings:
    """The settings that the inputs make; InputError names the first that is wrong."""
    return Settings(
        paths=tuple(_path(path) for path in inputs.lines("paths", comments=True)),
        fail_on=_choice(inputs, "fail-on", SEVERITIES),
        profile=_choice(inputs, "profile", PROFILES),
        config=_file(inputs, "config"),
        baseline=_file(inputs, "baseline"),
        changed_only=inputs.boolean("changed-only"),
        sarif=inputs.choice("sarif", SARIF),
        annotations=inputs.choice("annotations", ANNOTATIONS),
        max_annotations=inputs.integer("max-annotations", 0, MOST_ANNOTATIONS),
        release=read_release(inputs),
        timeout=inputs.duration("timeout", 1.0, _HOUR),
        token=inputs.secret("token"),
    )


def _path(path: str) -> str:
    """A path as the linter gets it, from the workspace."""
    if path == "-" or not inside(workspace(), Path(native(path))):
        raise InputError("paths", path, f"name files and folders inside of {workspace()}, one a line")
    return native(path)


def _choice(inputs: Inputs, name: str, allowed: Sequence[str]) -> str:
    """One of several words, or nothing."""
    return inputs.choice(name, allowed) if inputs.given(name) else ""


def _file(inputs: Inputs, name: str) -> str:
    return str(inputs.file(name)) if inputs.given(name) else ""
