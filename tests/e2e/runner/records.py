"""What a run of act left behind, read from the records it prints as JSON lines."""

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

LEVELS = ("error", "warning", "notice")


@dataclass(frozen=True)
class Annotation:
    """A message that GitHub would show on the run's page."""

    level: str
    """error, warning or notice."""
    message: str
    title: str
    file: str
    line: str


@dataclass(frozen=True)
class ActRun:
    """One finished run. A step is named by its id, one inside an action by both: `build/restore`."""

    returncode: int
    lines: tuple[str, ...]
    """What act printed."""
    seconds: float
    kept: Path
    """The folder with what steps copied to $KEEP."""

    @cached_property
    def records(self) -> list[dict[str, Any]]:
        """act's records in their order; what act prints without a record, such as a panic, is kept as a message."""
        return [*parse(self.lines)]

    @cached_property
    def log(self) -> str:
        """Everything, as a user reads it on the page: commands, messages and output, masks applied."""
        return "\n".join(str(record.get("msg", "")).rstrip("\n") for record in self.records)

    @cached_property
    def output(self) -> str:
        """Only what the steps printed, without act's own lines, which quote the scripts."""
        printed = (record["msg"].rstrip("\n") for record in self.records if record.get("raw_output"))
        return "\n".join(printed)

    def output_of(self, step: str) -> str:
        """Only what that step printed."""
        mine = (record for record in self.records if record.get("raw_output") and name_of(record) == step)
        return "\n".join(record["msg"].rstrip("\n") for record in mine)

    @cached_property
    def step_outputs(self) -> dict[str, dict[str, str]]:
        """The outputs of each step that has any."""
        outputs: dict[str, dict[str, str]] = defaultdict(dict)
        for record in self.commands("set-output"):
            outputs[name_of(record)][record["name"]] = record["arg"]
        return dict(outputs)

    @cached_property
    def outcomes(self) -> dict[str, str]:
        """success or failure of each step that ran; a skipped step is absent. Steps without id count from 0."""
        main = (record for record in self.records if "stepResult" in record and record.get("stage") == "Main")
        return {name_of(record): record["stepResult"] for record in main}

    @cached_property
    def summary(self) -> str:
        """The step summaries one after the other."""
        return "".join(record["content"] for record in self.commands("summary"))

    @cached_property
    def exported(self) -> dict[str, str]:
        """The variables that steps left for later ones."""
        return {record["name"]: record["arg"] for record in self.commands("set-env")}

    @cached_property
    def annotations(self) -> list[Annotation]:
        """Errors, warnings and notices in their order."""
        return [annotation(record) for record in self.records if record.get("command") in LEVELS]

    def messages(self, level: str) -> list[str]:
        """The texts of the annotations of that level."""
        return [annotation.message for annotation in self.annotations if annotation.level == level]

    def commands(self, name: str) -> Iterator[dict[str, Any]]:
        """The records of that workflow command."""
        return (record for record in self.records if record.get("command") == name)


def parse(lines: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """One record for each line."""
    for line in lines:
        record: Any = None
        with suppress(json.JSONDecodeError):
            record = json.loads(line)
        yield record if isinstance(record, dict) else {"msg": line}


def name_of(record: dict[str, Any]) -> str:
    """The step a record belongs to."""
    return "/".join(record.get("stepID") or record.get("stepid") or [])


def annotation(record: dict[str, Any]) -> Annotation:
    """The annotation of a record."""
    properties = record.get("kvPairs") or {}
    title, file, line = (properties.get(name, "") for name in ("title", "file", "line"))
    return Annotation(record["command"], record.get("arg", ""), title, file, line)
