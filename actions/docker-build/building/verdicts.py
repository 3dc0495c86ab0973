"""What a whole run came to: the values of the outputs, made of the plan, the builds and what was kept."""

from __future__ import annotations

from dataclasses import dataclass

from kit.plain_text import shortened

from .attempts import UNKNOWN, Result
from .plans import Plan

LONGEST_REASON = 1000


@dataclass(frozen=True)
class Kept:
    """What became of a local cache: its bytes (None where nothing was kept), and whether it had to be saved.

    `found` says whether GitHub's cache holds it now, `obstacle` why it was not kept.
    """

    size: int | None = None
    to_save: bool = False
    found: bool = False
    obstacle: str = ""


@dataclass(frozen=True)
class Run:
    """One run of the action, complete."""

    plan: Plan
    results: tuple[Result, ...]
    kept: Kept

    @property
    def last(self) -> Result | None:
        """The build that counts."""
        return self.results[-1] if self.results else None

    @property
    def succeeded(self) -> bool:
        """Whether there is an image."""
        return self.last is not None and self.last.succeeded

    @property
    def measured(self) -> Result | None:
        """The build that shows what the cache was worth.

        One that only failed to write its cache did all its steps, and the build after it finds them in the builder.
        """
        first = self.results[0] if self.results else None
        return first if first and (first.stopped == "export" or first.export_error) else self.last

    @property
    def hit_ratio(self) -> str:
        """Part of the steps that came from a cache, as `0.75`, or `unknown`."""
        ratio = self.measured.hit_ratio if self.measured else None
        return UNKNOWN if ratio is None else f"{ratio:.2f}"

    @property
    def exported(self) -> str:
        """Whether the next run finds the cache of this one: `true`, `false` or `unknown`."""
        if self.last is None or not self.succeeded or not self.last.exports:
            return "false"
        if self.plan.backend != "local":
            return self.last.exported
        if self.kept.size is None:
            return "false"
        return str(self.kept.found or not self.kept.to_save).lower()

    @property
    def reason(self) -> str:
        """Why the cache was used as it was, and why the build was red or repeated, in one line."""
        causes = [result.reason for result in self.results if not result.succeeded]
        parts = [self.plan.reason, *(causes if self.results else ["the build did not start"])]
        return shortened(" ".join("; ".join(parts).split()), LONGEST_REASON)
