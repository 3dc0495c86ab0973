"""A builder of docker/setup-buildx-action before the first build of a job that needs one.

A build on such a builder is not loaded into the Docker engine by itself, and does not see the engine's
images. Builds whose image a later step uses are told to load it; where an earlier image may be the base of
a later one, nothing is changed.
"""

import re
from collections.abc import Iterator

from ...docker import Build, builds_of, dockerfile_of
from ...docker.builder import has_own_builder
from ...docker.option_edits import add_option
from ...edits import Edit, Refusal, insert_step_before, named_step, replace_in_scalar
from ...edits.list_input import add_input
from ...late_pattern import late_pattern
from ...pins import pinned
from ...workflow import Step

_USES_IMAGES = late_pattern(
    r"\b(?:docker|podman|trivy|grype|syft|dive|kind|minikube|k3d|skopeo|compose|act)\b", re.IGNORECASE
)
_IMAGE_INPUT = late_pattern(r"image|container", re.IGNORECASE)
# These take nothing from the engine's images.
_INDIFFERENT = ("docker/login-action", "docker/metadata-action", "docker/build-push-action", "docker/setup-qemu-action")


def set_up_builder(build: Build) -> tuple[Edit, ...]:
    """The edits that give the build, and those behind it in the job, a builder of their own."""
    behind = [build, *(other for step in build.step.later for other in builds_of(step))]
    switched = [other for other in behind if not other.builder and not other.foreign]
    require_no_local_base(build)
    return (insert_step_before(build.step, setup_step(build.step)), *(e for other in switched for e in switch(other)))


def setup_step(beside: Step) -> str:
    """The step that sets up a builder."""
    return named_step(beside, "Set up Docker Buildx", f"uses: {pinned('docker/setup-buildx-action')}")


def require_no_local_base(build: Build) -> None:
    """Raise Refusal if an image that an earlier build leaves in the engine may be the base of this one."""
    earlier = [other for step in build.step.earlier for other in builds_of(step) if not has_own_builder(step)]
    kept = [other for other in earlier if other.push is not True]
    if not kept:
        return
    dockerfile = dockerfile_of(build)
    names = {image.name for other in kept for image in other.images}
    if dockerfile is None or any(stage.final_image.partition(":")[0].lower() in names for stage in dockerfile.stages):
        raise Refusal("the base may be an image of an earlier build, which only the engine's own builder sees")


def switch(build: Build) -> Iterator[Edit]:
    """The edits of a build that moves to the new builder."""
    loads = not leaves_the_builder(build) and used_later(build)
    if loads and (len(build.platforms) > 1 or any("$" in platform.text for platform in build.platforms)):
        raise Refusal("later steps may use the image, and several platforms cannot be loaded")
    if build.command is None:
        if loads and build.step.input("load"):
            raise Refusal("an expression decides whether the image is loaded")
        if loads:
            yield add_input(build.step, "load: true", after="push")
        return
    yield from switch_command(build, loads=loads)


def switch_command(build: Build, *, loads: bool) -> Iterator[Edit]:
    """Turn `docker build`, which stays with the engine's builder, into `docker buildx build`, and load the image."""
    command = build.command
    assert command is not None  # noqa: S101 - the caller has looked
    verb = next((word for word in command.arguments if word.text in ("build", "b")), None)
    if verb is None:
        raise Refusal("the command is not read as a build")
    if not command.starts_with("docker", "buildx"):
        if not command.starts_with("docker", "build") or not build.cache_to:
            return
        text = "buildx build --load" if loads else "buildx build"
        yield replace_in_scalar(command.scalar, verb.start, verb.end, text)
    elif loads:
        yield add_option(command, verb, "--load")


def leaves_the_builder(build: Build) -> bool:
    """Whether the file says where the image goes."""
    return bool(build.push or build.load or build.outputs)


def used_later(build: Build) -> bool:
    """Whether a later step, or the rest of the script, may use the image."""
    rest = build.step.run.text[build.command.end :] if build.command and build.step.run else ""
    return bool(_USES_IMAGES.search(rest)) or any(uses_images(step) for step in build.step.later)


def uses_images(step: Step) -> bool:
    """Whether a step may use images of the Docker engine."""
    if step.run is not None:
        return bool(_USES_IMAGES.search(step.run.text))
    if step.uses is None or step.uses.names(*_INDIFFERENT):
        return False
    names = [key.text for key, _ in step.inputs.named_entries()] if step.inputs else []
    return step.uses.local is not None or any(_IMAGE_INPUT.search(name) for name in names)
