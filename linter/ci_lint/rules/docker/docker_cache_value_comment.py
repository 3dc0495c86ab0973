"""A `#` inside a block scalar is no comment: the action takes it for a part of the value.

YAML knows no comments between the lines of a `|` or `>` text, and the docker actions know none in their
list inputs either. `type=gha  # from GitHub` asks BuildKit for a cache type named `gha  # from GitHub`,
`mode=max  # all layers` is no mode it knows and falls back to the layers of the final stage, and a tag or
platform with a comment behind it is rejected. Move the comment above the key.

Left alone: `docker/metadata-action`, whose inputs do have comments; `#` inside of a word or of `${{ }}`;
labels and annotations, whose text may well hold a `#` behind a space; quoted secrets, which may have many
lines. A whole line of comment in `build-args`, `labels` or `annotations` changes no image that is used and
is reported as information.
"""

from collections.abc import Iterator
from functools import partial

from ...docker import comment_start
from ...rule import Problem, Rule, Severity, example
from ...source import Span
from ...tree import Scalar
from ...workflow import Document, Step
from .moved_comments import PROSE, move_comments

# docker/build-push-action 7.3 and docker/bake-action 7: none of these is read with a comment character.
_INPUTS = {
    "docker/build-push-action": (
        "add-hosts",
        "allow",
        "annotations",
        "attests",
        "build-args",
        "build-contexts",
        "cache-from",
        "cache-to",
        "labels",
        "no-cache-filters",
        "outputs",
        "platforms",
        "secret-envs",
        "secret-files",
        "secrets",
        "ssh",
        "tags",
        "ulimit",
    ),
    "docker/bake-action": ("allow", "files", "set", "targets", "vars"),
}
_HARMLESS_LINES = (*PROSE, "build-args")


def check(document: Document) -> Iterator[Problem]:
    """Report each comment in a list input."""
    for step in document.steps():
        names = _INPUTS.get(step.uses.name, ()) if step.uses else ()
        for name in names:
            yield from comments(step, name)


def comments(step: Step, name: str) -> Iterator[Problem]:
    """The comments in one input."""
    scalar = step.input(name)
    if scalar is None or "#" not in scalar.text or (name == "secrets" and '"' in scalar.text):
        return
    for span, whole_line in places(scalar):
        if whole_line and name in _HARMLESS_LINES:
            message = f"the comment is passed on as one of the {name}"
            yield Problem(span, message, Severity.INFO, partial(move_comments, step, name))
        elif whole_line or name not in PROSE:
            message = f"the comment is part of the value of {name}"
            yield Problem(span, message, fix=partial(move_comments, step, name))


def places(scalar: Scalar) -> Iterator[tuple[Span, bool]]:
    """Where the comments of a text stand, and whether each has its line for itself."""
    start = 0
    for line in scalar.text.splitlines(keepends=True):
        comment = comment_start(line)
        if comment is not None:
            yield scalar.part(start + comment, start + len(line.rstrip())), not line[:comment].strip()
        start += len(line)


RULE = Rule(
    id="docker-cache-value-comment",
    summary="comment that is part of a value",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("docker/build-push-action", "docker/bake-action"),
    references=("https://yaml.org/spec/1.2.2/#66-comments",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: |
                        type=gha  # what the last run left  # <--
                        # type=registry,ref=registry.example.com/app:cache  # <--
                      cache-to: type=gha,mode=max
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      # what the last run left
                      # type=registry,ref=registry.example.com/app:cache
                      cache-from: |
                        type=gha
                      cache-to: type=gha,mode=max
            """,
            near=(
                """
                on: push
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/metadata-action@v6
                        with:
                          tags: |
                            # the branch
                            type=ref,event=branch
                      - uses: docker/build-push-action@v7
                        with:
                          context: https://github.com/example/app.git#main
                          tags: |
                            app:${{ format('{0} # {1}', 'a', 'b') }}
                          labels: |
                            org.opencontainers.image.title=The # of things
                          build-contexts: |
                            docs=https://github.com/example/docs.git#main
                          secrets: |
                            "settings=[server]
                            # the port
                            port=1"
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
                      build-args: |
                        # what the page talks to  # <--
                        API=https://api.example.com
                        LEVEL=3  # the highest  # <--
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      # what the page talks to
                      # LEVEL=3: the highest
                      build-args: |
                        API=https://api.example.com
                        LEVEL=3
            """,
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
                      # the names

                      tags: |-
                        # first  # <--
                        # and second  # <--
                        app:1 # fixed  # <--

                        app:${{ format('{0} # {1}', 'a', 'b') }}
                        app:latest,app:2    #moving  # <--
                        # last  # <--
                      platforms: 'linux/amd64  # the runner''s own'  # <--
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      # the names

                      # first
                      # and second
                      # app:1: fixed
                      # app:latest: moving
                      # last
                      tags: |-
                        app:1

                        app:${{ format('{0} # {1}', 'a', 'b') }}
                        app:latest,app:2
                      # the runner's own
                      platforms: 'linux/amd64'
            """,
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
                      cache-from: |
                        # type=gha  # <--
                      cache-to: >
                        type=gha,mode=max # all  # <--
                  - {uses: docker/build-push-action@v7, with: {tags: "app # one"}}  # <--
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      # type=gha
                      cache-to: type=gha,mode=max  # all
                  - {uses: docker/build-push-action@v7, with: {tags: app}}  # one
            """,
        ),
    ),
)
