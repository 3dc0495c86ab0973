"""A login step for a registry, where the repository shows how to log in there.

GitHub's own registry takes the token of the job. For any other one, the names of the secrets are copied
from a login elsewhere in the repository; they are never made up.
"""

from collections.abc import Iterator

from ...docker.image import DOCKER_HUB, registry_host
from ...docker.neighbours import files_around
from ...edits import Edit, Refusal, insert_step_before, named_step
from ...edits.grants import grant
from ...environment import resolve
from ...pins import pinned
from ...tree import Scalar
from ...workflow import Document, Job, Step
from .kept_directory import condition_of

_LOGIN = "docker/login-action"
# What these name is the same in each job of a repository.
_EVERYWHERE = ("secrets.", "vars.", "github.")


def log_in(document: Document, job: Job, steps: tuple[Step, ...], registry: str) -> tuple[Edit, ...]:
    """The edits that log in to a registry before the first of the steps, which are those that need it."""
    own = registry == "ghcr.io"
    username, password = ("${{ github.actor }}", "${{ secrets.GITHUB_TOKEN }}") if own else _known(document, registry)
    address = [] if registry == DOCKER_HUB else [f"  registry: {registry}"]
    inputs = [*address, f"  username: {username}", f"  password: {password}"]
    lines = [*_condition(steps), f"uses: {pinned(_LOGIN)}", "with:", *inputs]
    step = named_step(steps[0], f"Log in to {'Docker Hub' if registry == DOCKER_HUB else registry}", "\n".join(lines))
    login = insert_step_before(steps[0], step)
    if own and job.permissions.lacks("packages"):
        return (login, grant(job, "packages", "write", "to write the cache"))
    return (login,)


def _condition(steps: tuple[Step, ...]) -> list[str]:
    """The `if` that all steps have in common."""
    texts = {step.condition.text if step.condition else "" for step in steps}
    return condition_of(steps[0]) if len(texts) == 1 else []


def _known(document: Document, registry: str) -> tuple[str, str]:
    """The user and the password, as written, of a login to the registry elsewhere in the repository."""
    for step in (step for file in files_around(document) for step in file.steps()):
        if step.uses and step.uses.names(_LOGIN) and _registry(step) == registry:
            found = [_written(step.input(name)) for name in ("username", "password")]
            if all(found):
                return found[0], found[1]
    shown = "Docker Hub" if registry == DOCKER_HUB else registry
    raise Refusal(f"no other job logs in to {shown}, so the names of the secrets are not known")


def _registry(step: Step) -> str | None:
    return registry_host(resolve(step, step.input_text("registry"))) if step.input("registry") else DOCKER_HUB


def _written(scalar: Scalar | None) -> str:
    """The value as it stands in the file, if it means the same in every job; else ""."""
    raw = scalar.source.text[scalar.start : scalar.end] if scalar else ""
    return "" if "\n" in raw or not all(part.startswith(_EVERYWHERE) for part in _expressions(raw)) else raw


def _expressions(raw: str) -> Iterator[str]:
    return (part.strip() for part in raw.split("${{")[1:])
