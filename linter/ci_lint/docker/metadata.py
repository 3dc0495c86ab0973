"""The names that `docker/metadata-action` gives to the images of later builds."""

from collections.abc import Iterator

from ..environment import resolve
from ..late_pattern import late_pattern
from .build import Build
from .image import parse_image
from .item import list_items
from .places import one_spelling

_TAGS = late_pattern(r"\$\{\{steps\.([\w-]+)\.outputs\.tags\}\}")


def image_names(build: Build) -> Iterator[str]:
    """The names, without tags, that the image is pushed under; expressions in them stay where they are not known."""
    for image in build.images:
        found = _TAGS.fullmatch(one_spelling(image.text))
        yield from _computed_names(build, found[1]) if found else [one_spelling(image.name)]


def _computed_names(build: Build, identifier: str) -> Iterator[str]:
    """The names that the step of that id computes; an expression stands for those of an unknown action."""
    for step in build.step.earlier:
        if (step.id or "").lower() == identifier and step.uses and step.uses.names("docker/metadata-action"):
            for item in list_items(step.input("images"), commas=False):
                text = item.text.split(",")[0].removeprefix("name=")
                yield parse_image(one_spelling(resolve(step, text))).name
            return
    yield "${{unknown}}"
