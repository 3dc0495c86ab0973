"""Images being built and pushed, as values: whatever way a step says it.

`docker/build-push-action`, `docker buildx build` and `docker build` differ in spelling only, so rules ask
here and are written once.
"""

from .build import Build, builds, builds_of
from .cache import Cache
from .dockerfiles import dockerfile_of
from .image import Image, parse_image
from .item import comment_start
from .login import Login, logins_before
from .metadata import image_names
from .neighbours import builds_in_repository, has_hidden_caches, has_too_many_caches
from .places import is_computed, may_be_same, place_of
from .push import Push, pushes_of

__all__ = [
    "Build",
    "Cache",
    "Image",
    "Login",
    "Push",
    "builds",
    "builds_in_repository",
    "builds_of",
    "comment_start",
    "dockerfile_of",
    "has_hidden_caches",
    "has_too_many_caches",
    "image_names",
    "is_computed",
    "logins_before",
    "may_be_same",
    "parse_image",
    "place_of",
    "pushes_of",
]
