"""Which actions a workflow calls, with what, and the folder that stands for each.

act takes any input and says nothing; GitHub warns. Here an input that an action does not have is an error, and an
action of others is only found at the commit that our own action.yml files name, so that a run proves these pins.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

# act copies the files itself instead of running these.
BUILT_IN = ("actions/checkout",)
OWN = "org/ci-kit"
COMMIT = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True)
class Call:
    """One step that uses an action."""

    repository: str
    folder: str
    """Folder of the action in its repository, empty for the top."""
    ref: str
    inputs: tuple[str, ...]
    place: str
    """Which file calls it, for messages."""

    @property
    def name(self) -> str:
        """The action as it is written before the @."""
        return f"{self.repository}/{self.folder}".rstrip("/")


def calls_of_workflow(text: str, place: str) -> Iterator[Call]:
    """The calls of a workflow's jobs."""
    jobs: Mapping[str, Any] = yaml.safe_load(text)["jobs"]
    for job in jobs.values():
        yield from calls(job.get("steps", []), place)


def calls_of_action(file: Path) -> Iterator[Call]:
    """The calls of a composite action; other actions call none."""
    yield from calls(yaml.safe_load(file.read_text())["runs"].get("steps", []), f"{file.parent.name}/{file.name}")


def calls(steps: list[dict[str, Any]], place: str) -> Iterator[Call]:
    """The steps that use an action of some repository."""
    for step in steps:
        if "uses" not in step or step["uses"].startswith((".", "docker://")):
            continue
        name, _, ref = step["uses"].partition("@")
        owner, repository, *folder = name.split("/")
        yield Call(f"{owner}/{repository}", "/".join(folder), ref, tuple(step.get("with") or {}), place)


def local_repositories(kit: Path, standins: Path, own: Path, workflow: str = "") -> dict[str, Path]:
    """`owner/repository@ref` and the folder that stands for it.

    Ours is in `own`; those of others are what the actions in `kit` call, and at a whole commit what only the workflow
    calls.
    """
    folders = {f"{OWN}@v1": own}
    called = [*calls_of_kit(kit)]
    known = {call.repository for call in called} | {OWN}
    others = calls_of_workflow(workflow, "the workflow") if workflow else ()
    pinned = (call for call in others if call.repository not in known and COMMIT.fullmatch(call.ref))
    for call in (*called, *pinned):
        if call.repository not in BUILT_IN:
            folders[f"{call.repository}@{call.ref}"] = standin(standins, call)
    return folders


def calls_of_kit(kit: Path) -> Iterator[Call]:
    """The calls of all composite actions in a folder of actions."""
    for file in sorted(kit.glob("*/action.yml")):
        yield from calls_of_action(file)


def standin(standins: Path, call: Call) -> Path:
    """The folder that stands for the repository of that action; raises AssertionError when nobody wrote one."""
    folder = standins / call.repository.replace("/", "__")
    assert (folder / call.folder / "action.yml").is_file(), f"no stand-in for {call.name}, which {call.place} uses"
    return folder


def check_inputs(called: Call, action: Path) -> None:
    """Raises AssertionError when a call passes an input that the action does not have."""
    known = {name.lower() for name in yaml.safe_load((action / "action.yml").read_text()).get("inputs") or {}}
    unknown = [name for name in called.inputs if name.lower() not in known]
    assert not unknown, f"{called.place}: {called.name} has no input {', '.join(unknown)}"


def check_calls(workflow: str, kit: Path, standins: Path) -> None:
    """Checks the inputs of every call in the workflow and in the actions of `kit`."""
    for call in (*calls_of_workflow(workflow, "the workflow"), *calls_of_kit(kit)):
        if call.repository == OWN:
            check_inputs(call, kit.parent / call.folder)
        elif call.repository not in BUILT_IN:
            check_inputs(call, standin(standins, call) / call.folder)
