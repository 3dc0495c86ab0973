"""Every way an image leaves the runner: by a build that pushes, or by `docker push`."""

from collections.abc import Iterator

from msgspec import Struct

from ..environment import resolve_in_shell
from ..source import Span
from ..tree import Node
from ..workflow import Step
from .build import builds_of
from .image import Image, parse_image


class Push(Struct, frozen=True):
    """Images going to their registries. `certain` is False where an expression decides whether they do."""

    step: Step
    at: Node | Span
    images: tuple[Image, ...]
    certain: bool


def pushes_of(step: Step) -> tuple[Push, ...]:
    """The pushes of one step."""
    return step.remember("pushes", lambda _: tuple(_pushes_of(step)))


def _pushes_of(step: Step) -> Iterator[Push]:
    for build in builds_of(step):
        if build.push is not False:
            yield Push(step, build.at, build.images, build.push is True)
    if step.run is None or "docker" not in step.run.text or "push" not in step.run.text or not step.script:
        return
    for command in step.script.commands:
        if command.starts_with("docker", "push") or command.starts_with("docker", "image", "push"):
            words = [word.text for word in command.arguments if not word.text.startswith("-")]
            image = parse_image(resolve_in_shell(step, words[-1]))
            yield Push(step, command.span, (image,), certain=True)
