"""The Dockerfile of a build, where the repository holds it and the file tells which it is."""

import posixpath
from functools import lru_cache

from ..dockerfile import Dockerfile, parse_dockerfile
from ..repository import Repository, normal
from ..workflow import Action, Job, Step
from .build import Build

_WORKSPACE = ("${{ github.workspace }}/", "${{github.workspace}}/", "$GITHUB_WORKSPACE/", "${GITHUB_WORKSPACE}/")
_DEFAULT_CONTEXT = "{{defaultContext}}"


def dockerfile_of(build: Build) -> Dockerfile | None:
    """The Dockerfile in the repository, or None if it is not there or not known."""
    path = dockerfile_path(build)
    text = repository_of(build.step).text(path) if path else None
    return _parsed(text) if text is not None else None


@lru_cache(maxsize=64)
def _parsed(text: str) -> Dockerfile:
    return parse_dockerfile(text)


def dockerfile_path(build: Build) -> str | None:
    """The path in the repository, or None if expressions or other folders are involved."""
    return build.remember("dockerfile path", _dockerfile_path)


def _dockerfile_path(build: Build) -> str | None:
    context = context_path(build)
    if build.file is None:
        return normal(f"{context}/Dockerfile") if context is not None else None
    return _in_repository(build, build.file)


def context_path(build: Build) -> str | None:
    """The folder of the repository that is the build context, or None if it is none or not known."""
    return build.remember("context path", _context_path)


def _context_path(build: Build) -> str | None:
    context = build.context
    if context is None:
        return "." if build.is_action else None
    if context.startswith(_DEFAULT_CONTEXT):
        return normal(context.removeprefix(_DEFAULT_CONTEXT).lstrip(":"))
    return _in_repository(build, context)


def _in_repository(build: Build, path: str) -> str | None:
    for prefix in _WORKSPACE:
        if path.startswith(prefix):
            return _in_folder(build, path.removeprefix(prefix), ".")
    return _in_folder(build, path, _folder(build))


def _in_folder(build: Build, path: str, folder: str | None) -> str | None:
    if folder is None or "$" in path or "{{" in path or "://" in path or path.startswith(("/", "~", "git@", "-")):
        return None
    whole = posixpath.normpath(posixpath.join(folder, path))
    whole = _without_checkout_path(build.step, whole)
    return None if whole.startswith("..") else whole


def _folder(build: Build) -> str | None:
    """The folder that relative paths start from; a `cd` in the script makes it unknown."""
    if build.command is None:
        return "."
    step = build.step
    if step.script and any(command.name in ("cd", "pushd") for command in step.script.commands):
        return None
    folder = step.node.text("working-directory") or step.parent.default("working-directory") or "."
    return None if "$" in folder else folder


def _without_checkout_path(step: Step, path: str) -> str:
    for offset, place in _checkout_paths(step.parent):
        if offset < step.node.start and (path == place or path.startswith(f"{place}/")):
            return path[len(place) + 1 :] or "."
    return path


# The builds of a job come one after the other, so one job is enough.
@lru_cache(maxsize=1)
def _checkout_paths(parent: Job | Action) -> tuple[tuple[int, str], ...]:
    """The folders that a job checks repositories out into, and where in the file it does."""
    checkouts = (step for step in parent.all_steps if step.uses and step.uses.names("actions/checkout"))
    places = ((step.node.start, posixpath.normpath(step.input_text("path") or ".")) for step in checkouts)
    return tuple((start, place) for start, place in places if place != ".")


def repository_of(step: Step) -> Repository:
    """The repository that holds the file of a step."""
    return step.parent.repository if isinstance(step.parent, Action) else step.parent.workflow.repository
