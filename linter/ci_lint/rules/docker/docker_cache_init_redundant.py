"""A cache tag need not exist before the first build: BuildKit tolerates a missing one.

Reading a cache image that is not there prints an alarming line and goes on; the export then creates it.
Steps that pull an image, give it the cache's tag and push it only to "initialise" the cache cost minutes,
push with rights that the job would not need, and put an image without any cache data where a cache belongs.

Left alone: pushes of images that no build uses as a cache, and the export by the build itself.
"""

from collections.abc import Iterator
from functools import partial

from ...docker import builds, parse_image
from ...edits import Fix, Preferences, Refusal, remove_step
from ...environment import resolve_in_shell
from ...rule import Problem, Rule, Severity, example
from ...shell import Command
from ...workflow import Document, Step

# With these a step brings images into a registry, and says so.
_TALK = ("echo", "printf", "set", "true", ":", "[", "[[", "test")
_MOVES = ("pull", "tag", "push")


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
                message = f"{words[-1]} is pushed by hand; the build makes its cache itself"
                yield Problem(command.span, message, fix=partial(remove, step, references))


def remove(step: Step, references: set[str], _preferences: Preferences) -> Fix:
    """Take the step away if it does nothing else."""
    for command in step.script.commands if step.script else ():
        if command.writes_to is not None and command.writes_to.text != "/dev/null":
            raise Refusal("the step writes a file")
        if not only_fills(step, command, references):
            raise Refusal(f"the step does more: {command.text.splitlines()[0][:40]}")
    if step.id and f"steps.{step.id}" in step.node.source.text:
        raise Refusal(f"other steps ask for the outcome of step {step.id}")
    # Unsafe: a later step may need an image that this one has pulled.
    return Fix("remove the step that makes the cache tag", (remove_step(step),), safe=False)


def only_fills(step: Step, command: Command, references: set[str]) -> bool:
    """Whether a command has no other purpose than that of filling the cache tag."""
    if command.only_assigns or command.name in _TALK:
        return True
    if not any(command.starts_with("docker", verb) for verb in _MOVES):
        return False
    last = resolve_in_shell(step, command.arguments[-1].text)
    return last.strip("\"'") in references or command.starts_with("docker", "pull")


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
        example(
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6

                  - name: Initialize the cache
                    run: |
                      if ! docker pull --quiet quay.io/acme/app:cache 2> /dev/null; then
                        echo "no cache yet"
                        docker push quay.io/acme/app:cache  # <--
                      fi

                  - uses: docker/build-push-action@v7
                    with:
                      cache-to: type=registry,ref=quay.io/acme/app:cache,mode=max
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6

                  - uses: docker/build-push-action@v7
                    with:
                      cache-to: type=registry,ref=quay.io/acme/app:cache,mode=max
            """,
        ),
        example(
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      make image
                      docker push quay.io/acme/app:cache  # <--
                  - id: fill
                    run: docker push quay.io/acme/app:cache  # <--
                  - if: steps.fill.outcome == 'success'
                    uses: docker/build-push-action@v7
                    with:
                      cache-to: type=registry,ref=quay.io/acme/app:cache,mode=max
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - run: make image
                  - uses: docker/build-push-action@v7
                    with:
                      cache-to: type=registry,ref=quay.io/acme/app:cache,mode=max
            """,
        ),
    ),
)
