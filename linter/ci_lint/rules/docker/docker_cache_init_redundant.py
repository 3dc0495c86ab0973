"""A cache tag need not exist before the first build: BuildKit tolerates a missing one.

Reading a cache image that is not there prints an alarming line and goes on; the export then creates it.
Steps that pull an image, give it the cache's tag and push it only to "initialise" the cache cost minutes,
push with rights that the job would not need, and put an image without any cache data where a cache belongs.

Left alone: pushes of images that no build uses as a cache, and the export by the build itself.
"""

from collections.abc import Iterator

from ...docker import builds, parse_image
from ...environment import resolve_in_shell
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document


def check(document: Document) -> Iterator[Problem]:
    """Report each `docker push` of an image that a build of the file uses as its cache."""
    references = {
        parse_image(resolve_in_shell(build.step, cache.location)).text
        for build in builds(document)
        for cache in build.cache_to
        if cache.type == "registry" and cache.location
    }
    for step in document.steps() if references else ():
        for command in step.script.commands if step.run and "push" in step.run.text and step.script else ():
            words = [resolve_in_shell(step, word.text) for word in command.arguments]
            if command.starts_with("docker", "push") and words[-1].strip("\"'") in references:
                yield Problem(command.span, f"{words[-1]} is pushed by hand; the build makes its cache itself")


RULE = Rule(
    id="docker-cache-init-redundant",
    summary="step that creates a cache tag by hand",
    severity=Severity.INFO,
    why=__doc__,
    check=check,
    hints=("cache-to",),
    references=("https://docs.docker.com/build/cache/backends/registry/",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - name: Initialize the cache
                    continue-on-error: true
                    run: |
                      docker pull quay.io/acme/app:latest || true
                      docker tag quay.io/acme/app:latest quay.io/acme/app:buildcache || true
                      docker push quay.io/acme/app:buildcache || true  # <--
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: type=registry,ref=quay.io/acme/app:buildcache
                      cache-to: type=registry,ref=quay.io/acme/app:buildcache,mode=max
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: type=registry,ref=quay.io/acme/app:buildcache
                      cache-to: type=registry,ref=quay.io/acme/app:buildcache,mode=max
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
                          load: true
                          tags: quay.io/acme/app:1.0
                          cache-to: type=registry,ref=quay.io/acme/app:buildcache,mode=max
                      - run: docker push quay.io/acme/app:1.0
                """,
            ),
        ),
    ),
)
