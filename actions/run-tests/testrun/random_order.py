"""Random orders that can be had again: which plugin makes them, with which seeds, and whether it really did."""

from __future__ import annotations

import secrets
from typing import Iterator

from .classes import FailureClass
from .plans import Plan
from .rounds import Round
from .settings import LARGEST_SEED, Shuffling
from .troubles import Trouble


def seeds(shuffling: Shuffling) -> tuple[int, ...]:
    """The seeds, one for each run."""
    first = secrets.randbelow(LARGEST_SEED) if shuffling.seed is None else shuffling.seed
    return tuple((first + number) % (LARGEST_SEED + 1) for number in range(shuffling.runs))


def plans(shuffling: Shuffling) -> Iterator[Plan]:
    """A plan for each seed. One by one, so that nothing but the order is new."""
    return (Plan(f"Random order with seed {seed}", seed=seed) for seed in seeds(shuffling))


def not_random(run: Round) -> Iterator[Trouble]:
    """A trouble if the tests did not run in the order that was asked for: then nothing was learned about it."""
    main = run.main
    if run.plan.seed is not None and main and (not main.shuffled or main.seed != str(run.plan.seed)):
        message = f"the order was not the random one of seed {run.plan.seed}; an option of the project is against it"
        yield Trouble(FailureClass.INFRASTRUCTURE, message)
