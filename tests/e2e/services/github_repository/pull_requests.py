"""The pull requests of the repository, with the rules by which GitHub takes one."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class PullRequests:
    """All of them, and how often each was written to."""

    address: str
    all: list[dict[str, Any]] = field(default_factory=list)

    def create(self, document: dict[str, Any]) -> dict[str, Any]:
        """Opens one and returns it."""
        number = len(self.all) + 1
        one = {
            "number": number,
            "state": "open",
            "merged_at": None,
            "html_url": f"{self.address}/pull/{number}",
            "title": document["title"],
            "body": document["body"],
            "head": {"ref": document["head"]},
            "base": {"ref": document["base"]},
            "labels": [],
        }
        self.all.append(one)
        return one

    def listed(self, state: str, head: str, base: str) -> list[dict[str, Any]]:
        """Those that fit, newest first."""
        fitting = [each for each in self.all if each["head"]["ref"] == head and each["base"]["ref"] == base]
        return [each for each in reversed(fitting) if state in ("all", each["state"])]
