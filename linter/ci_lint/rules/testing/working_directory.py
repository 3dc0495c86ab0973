"""The folder of the repository that a command runs in."""

import posixpath
from typing import TYPE_CHECKING

from ...environment import resolve
from ...workflow import Step

if TYPE_CHECKING:
    from ...shell import Command


# No real script comes near.
_CHANGES_LIMIT = 100


def directory(step: Step, command: "Command") -> str | None:
    """The folder, from the root of the repository; None where it is computed or not in the repository."""
    folder = resolve(step, step.node.text("working-directory") or step.parent.default("working-directory") or ".")
    folder = _in_workspace(folder)
    for change in step.remember("changes of folder", _changes):
        if change.start > command.start or (change.subshell and not command.subshell):
            continue
        if not change.arguments or change.arguments[0].text == "-":
            return None
        folder = posixpath.join(folder, _in_workspace(resolve(step, change.arguments[0].text)))
    folder = posixpath.normpath(folder)
    inside = not folder.startswith(("..", "/", "~")) and "$" not in folder and "`" not in folder
    return _without_checkout_path(step, folder) if inside else None


def _changes(step: Step) -> tuple["Command", ...]:
    return tuple(step.script.named("cd", "pushd"))[:_CHANGES_LIMIT] if step.script else ()


def _in_workspace(folder: str) -> str:
    for root in ("${{ github.workspace }}", "${{github.workspace}}", "$GITHUB_WORKSPACE", "${GITHUB_WORKSPACE}"):
        folder = folder.replace(root, ".")
    return folder


def _without_checkout_path(step: Step, folder: str) -> str | None:
    """The folder as the repository knows it; None if it is that of another repository."""
    for checkout in step.earlier:
        if checkout.uses is None or not checkout.uses.names("actions/checkout"):
            continue
        place = posixpath.normpath(checkout.input_text("path") or ".")
        within = place in (".", folder) or folder.startswith(f"{place}/")
        if within and checkout.input("repository") is not None:
            return None
        if within and place != ".":
            return folder[len(place) + 1 :] or "."
    return folder
