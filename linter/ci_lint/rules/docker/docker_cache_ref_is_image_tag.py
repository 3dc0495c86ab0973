"""A cache is written to a tag that people pull the image from.

`cache-to: type=registry` pushes a manifest of its own, which is a bag of layers and no image. Pushed to the
tag of the image it replaces the image, or is replaced by it, depending on which of the two uploads ends
last: `docker pull` then fails or the cache is gone. Give the cache a tag of its own, such as `:buildcache`,
or a package of its own.

Left alone: `type=inline`, which lives inside the image by design; tags with `cache` in them or in the name
of their package; references that an expression decides to the end.
"""

from collections.abc import Iterator
from functools import partial

from ...docker import Build, Image, builds, parse_image, place_of
from ...docker.cache_edits import set_place
from ...edits import Fix, Preferences, Refusal
from ...environment import resolve_in_shell
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
                message = f"the cache is written over the image {cache.value('ref')}"
                yield Problem(cache.span, message, fix=partial(give_tag, document, place_of(build, cache)))


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


def give_tag(document: Document, place: str, _preferences: Preferences) -> Fix:
    """Name a tag of its own wherever the file reads or writes the cache."""
    caches = [(build, cache) for build in builds(document) for cache in build.caches if cache.type == "registry"]
    written = {place_of(build, cache) for build, cache in caches if cache.direction == "to"}
    edits = [
        set_place(cache, with_tag(build, cache.value("ref"), written))
        for build, cache in caches
        if place_of(build, cache) == place
    ]
    # Unsafe: those who pull the cache from the old tag elsewhere do not find it there any more.
    return Fix("give the cache a tag of its own", tuple(edits), safe=False)


def with_tag(build: Build, reference: str, written: set[str]) -> str:
    """The reference with the tag of a cache, told from the caches of other tags of the image if there are any."""
    image, stated = parse_image(reference), parse_image(resolve_in_shell(build.step, reference))
    if image.text != reference or "@" in reference or bool(image.tag) != bool(stated.tag):
        raise Refusal("the tag does not stand in the reference")
    name = reference[: -len(image.tag) - 1] if image.tag else reference
    tag = image.tag or "latest"
    others = any(other.name == stated.name and other.tag != tag for other in map(parse_image, written))
    return f"{name}:{tag}-buildcache" if others or "$" in tag else f"{name}:buildcache"


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
                  - uses: docker/build-push-action@v7
                    with:
                      push: true
                      tags: ${{ steps.meta.outputs.tags }}
                      cache-from: type=registry,ref=registry.example.com/web:buildcache
                      cache-to: type=registry,ref=registry.example.com/web:buildcache,mode=max
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
        example(
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      push: true
                      tags: registry.example.com/app:1.0
                      cache-from: |
                        type=registry,ref=registry.example.com/app:1.0
                        type=registry,ref=registry.example.com/app:main
                      cache-to: type=registry,ref=registry.example.com/app:1.0,mode=max  # <--
                  - run: |
                      docker buildx build . --push -t "$REGISTRY/web:api" \\
                        --cache-from "type=registry,ref=$REGISTRY/web:api" \\
                        --cache-to "type=registry,ref=$REGISTRY/web:api"  # <--
                      docker buildx build . --push -t "$REGISTRY/web:ui" --target ui \\
                        --cache-to "type=registry,ref=$REGISTRY/web:ui"  # <--
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      push: true
                      tags: registry.example.com/app:1.0
                      cache-from: |
                        type=registry,ref=registry.example.com/app:buildcache
                        type=registry,ref=registry.example.com/app:main
                      cache-to: type=registry,ref=registry.example.com/app:buildcache,mode=max
                  - run: |
                      docker buildx build . --push -t "$REGISTRY/web:api" \\
                        --cache-from "type=registry,ref=$REGISTRY/web:api-buildcache" \\
                        --cache-to "type=registry,ref=$REGISTRY/web:api-buildcache"
                      docker buildx build . --push -t "$REGISTRY/web:ui" --target ui \\
                        --cache-to "type=registry,ref=$REGISTRY/web:ui-buildcache"
            """,
        ),
        example(
            bad="""
            on: push
            env:
              IMAGE: registry.example.com/app:latest
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      push: true
                      tags: ${{ env.IMAGE }}
                      cache-to: type=registry,ref=${{ env.IMAGE }},mode=max  # <--
            """,
            good="""
            on: push
            env:
              IMAGE: registry.example.com/app:latest
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      push: true
                      tags: ${{ env.IMAGE }}
                      cache-to: type=registry,ref=registry.example.com/app:buildcache,mode=max
            """,
        ),
    ),
)
