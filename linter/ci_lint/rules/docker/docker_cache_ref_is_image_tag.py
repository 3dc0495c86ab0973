"""A cache is written to a tag that people pull the image from.

`cache-to: type=registry` pushes a manifest of its own, which is a bag of layers and no image. Pushed to the
tag of the image it replaces the image, or is replaced by it, depending on which of the two uploads ends
last: `docker pull` then fails or the cache is gone. Give the cache a tag of its own, such as `:buildcache`,
or a package of its own.

Left alone: `type=inline`, which lives inside the image by design; tags with `cache` in them or in the name
of their package; references that an expression decides to the end.
"""

from collections.abc import Iterator

from ...docker import Build, Image, builds, parse_image, place_of
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document


def check(document: Document) -> Iterator[Problem]:
    """Report each registry cache whose reference is one of an image."""
    for build in builds(document):
        for cache in build.cache_to:
            if cache.type != "registry" or cache.computed:
                continue
            place = parse_image(place_of(build, cache))
            if is_tag_of_image(build, place):
                yield Problem(cache.span, f"the cache is written over the image {cache.value('ref')}")


def is_tag_of_image(build: Build, place: Image) -> bool:
    """Whether the build pushes its image to the place, or everybody takes the place for an image."""
    if "cache" in place.text:
        return False
    if any(tag_of(image) == tag_of(place) for image in build.images if "}" not in last_part(image)):
        return True
    return place.tag == "latest" and not place.name.endswith("}")


def last_part(image: Image) -> str:
    """The tag, or the name of an image that shows none: an expression in it may be name and tag at once."""
    return image.tag or image.name


def tag_of(image: Image) -> tuple[str, str]:
    """Name and tag, the default tag filled in."""
    return image.name.replace(" ", ""), (image.tag or "latest").replace(" ", "")


RULE = Rule(
    id="docker-cache-ref-is-image-tag",
    summary="cache written over an image",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("cache-to",),
    references=("https://docs.docker.com/build/cache/backends/registry/",),
    examples=(
        example(
            bad="""
            on: push
            env:
              IMAGE: registry.example.com/app
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      push: true
                      tags: registry.example.com/app:1.0
                      cache-from: type=registry,ref=${{ env.IMAGE }}:1.0
                      cache-to: type=registry,ref=${{ env.IMAGE }}:1.0,mode=max  # <--
                  - uses: docker/build-push-action@v7
                    with:
                      push: true
                      tags: ${{ steps.meta.outputs.tags }}
                      cache-from: type=registry,ref=registry.example.com/web
                      cache-to: type=registry,ref=registry.example.com/web,mode=max  # <--
            """,
            good="""
            on: push
            env:
              IMAGE: registry.example.com/app
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      push: true
                      tags: registry.example.com/app:1.0
                      cache-from: type=registry,ref=${{ env.IMAGE }}:buildcache
                      cache-to: type=registry,ref=${{ env.IMAGE }}:buildcache,mode=max
            """,
            near=(
                """
                on: push
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/build-push-action@v7
                        with:
                          push: true
                          tags: registry.example.com/app:latest
                          cache-from: type=registry,ref=registry.example.com/app:latest
                          cache-to: type=inline
                      - uses: docker/build-push-action@v7
                        with:
                          push: true
                          tags: registry.example.com/app:latest
                          cache-to: type=registry,ref=registry.example.com/app/cache:latest,mode=max
                      - uses: docker/build-push-action@v7
                        with:
                          push: true
                          tags: ${{ steps.names.outputs.image }}
                          cache-to: type=registry,ref=${{ steps.names.outputs.image }},mode=max
                      - uses: docker/build-push-action@v7
                        with:
                          push: true
                          tags: registry.example.com/app:latest
                          cache-to: type=registry,ref=registry.example.com/app:layers,mode=max
                """,
            ),
        ),
    ),
)
