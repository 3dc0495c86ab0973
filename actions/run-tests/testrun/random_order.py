"""Random orders that can be had again: which plugin makes them, with which seeds, and whether it really did."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path
from typing import Iterator

from .classes import FailureClass
from .plans import Plan
from .rounds import Round
from .settings import LARGEST_SEED, Settings, Shuffling
from .troubles import Trouble

_SETTINGS = ("pytest.ini", ".pytest.ini", "pytest.toml", ".pytest.toml", "pyproject.toml", "tox.ini", "setup.cfg")
_OPTIONS = re.compile(r"^addopts\s*=(.*(?:\n(?:[ \t]+.*|\]))*)", re.MULTILINE)
_ASKING = re.compile(r"(?<!no:)(?:randomly|random-order)")


def seeds(shuffling: Shuffling) -> tuple[int, ...]:
    """The seeds, one for each run."""
    first = secrets.randbelow(LARGEST_SEED) if shuffling.seed is None else shuffling.seed
    return tuple((first + number) % (LARGEST_SEED + 1) for number in range(shuffling.runs))


def plans(shuffling: Shuffling) -> Iterator[Plan]:
    """A plan for each seed. One by one, so that nothing but the order is new."""
    return (Plan(f"Random order with seed {seed}", seed=seed) for seed in seeds(shuffling))


def asked_for(settings: Settings) -> bool:
    """Whether the project asks for a random order by itself, so that ours would be against its will."""
    given = [*settings.tests.arguments, os.environ.get("PYTEST_ADDOPTS", "")]
    return any(_ASKING.search(text) for text in (*given, *_options(settings.tests.folder)))


def not_random(run: Round) -> Iterator[Trouble]:
    """A trouble if the tests did not run in the order that was asked for: then nothing was learned about it."""
    main = run.main
    if run.plan.seed is not None and main and (not main.shuffled or main.seed != str(run.plan.seed)):
        message = f"the order was not the random one of seed {run.plan.seed}; an option of the project is against it"
        yield Trouble(FailureClass.INFRASTRUCTURE, message)


def _options(folder: Path) -> Iterator[str]:
    for path in (folder / name for name in _SETTINGS):
        if path.is_file():
            yield from _OPTIONS.findall(path.read_text(encoding="utf-8", errors="replace"))
