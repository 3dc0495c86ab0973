"""What the user wants, read once and checked before anything is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from installation.releases import Release, read_release
from kit.inputs import Inputs

_HOUR = 3600.0
_SMALLEST, _LARGEST = 1024**2, 1024**3


@dataclass(frozen=True)
class Settings:
    """Everything the inputs say; times in seconds, sizes in bytes. `workflow` is None for no look at workflows."""

    workflow: Path | None
    comment: bool
    fail: bool
    log_size: int
    release: Release | None
    timeout: float
    token: str = field(repr=False)


def read_settings(inputs: Inputs) -> Settings:
    """The settings that the inputs make; InputError names the first that is wrong."""
    return Settings(
        workflow=inputs.folder("workflow") if inputs.given("workflow") else None,
        comment=inputs.boolean("comment"),
        fail=inputs.boolean("fail"),
        log_size=inputs.size("max-log-size", _SMALLEST, _LARGEST),
        release=read_release(inputs),
        timeout=inputs.duration("timeout", 1.0, _HOUR),
        token=inputs.secret("token"),
    )
