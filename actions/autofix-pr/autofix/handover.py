"""What the step that fixes leaves for the step that publishes: a file that only the two know."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from .lint_report import Repair

_NAME = "fixes.json"


@dataclass(frozen=True)
class Handover:
    """`commit` is what was checked out, `tree` what it becomes with the fixes, `folder` the checkout.

    `name` is the program that fixed, `left_out` how many changed files do not belong into the pull request.
    """

    folder: str
    commit: str
    tree: str
    base: str
    name: str
    repairs: tuple[Repair, ...]
    left_out: int

    def write(self, folder: Path) -> Path:
        """Write it into a folder; the path of the file."""
        path = folder / _NAME
        path.write_text(json.dumps(asdict(self)), encoding="ascii")
        return path


def read_handover(path: Path) -> Handover:
    """What was written."""
    document = json.loads(path.read_text(encoding="ascii"))
    repairs = tuple(Repair(**repair) for repair in document.pop("repairs"))
    return Handover(repairs=repairs, **document)
