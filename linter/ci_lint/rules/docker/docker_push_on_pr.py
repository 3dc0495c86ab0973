"""A pull request that pushes under a shared tag publishes what nobody has reviewed.

`push: true` with a fixed tag such as `latest` replaces the image that others pull as soon as a pull
request is opened. From a fork the push fails instead, because the token is read-only and secrets are
empty, and the contributor sees a red check that is not theirs.

Left alone: steps and jobs whose `if:` keeps them away from pull requests, or may do so by a value that the
file does not tell (an output of another job); `push:` given by an expression; tags made of expressions (a
preview image per pull request is a good pattern); registries on the runner; and composite actions.
"""

from collections.abc import Iterator

from ...docker import Push, pushes_of
from ...reach import PULL_REQUEST, reaches
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Workflow


def check(document: Document) -> Iterator[Problem]:
    """Report each push under fixed tags that a pull request can cause."""
    if not isinstance(document, Workflow) or "pull_request" not in document.triggers:
        return
    for step in document.steps():
        for push in pushes_of(step):
            tag = shared_tag(push)
            if push.certain and tag and reaches(step, PULL_REQUEST, surely=True):
                yield Problem(push.at, f"a pull request pushes {tag}")


def shared_tag(push: Push) -> str:
    """A reference among the pushed ones that is the same for every pull request, or ""."""
    for image in push.images:
        if "$" not in image.text and image.name and not image.on_localhost and image.registry:
            return image.text
    return ""


RULE = Rule(
    id="docker-push-on-pr",
    summary="image pushed from pull requests under a shared tag",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("pull_request",),
    references=("https://docs.docker.com/build/ci/github-actions/push-multi-registries/",),
    examples=(
        example(
            bad="""
            on: [push, pull_request]
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/login-action@v4
                    with:
                      username: acme
                      password: ${{ secrets.DOCKERHUB_TOKEN }}
                  - uses: docker/build-push-action@v7  # <--
                    with:
                      push: true
                      tags: acme/app:latest
            """,
            good="""
            on: [push, pull_request]
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/login-action@v4
                    if: github.event_name != 'pull_request'
                    with:
                      username: acme
                      password: ${{ secrets.DOCKERHUB_TOKEN }}
                  - uses: docker/build-push-action@v7
                    with:
                      push: ${{ github.event_name != 'pull_request' }}
                      tags: acme/app:latest
            """,
            near=(
                """
                on: [push, pull_request]
                jobs:
                  image:
                    if: github.event_name == 'push' && github.ref == 'refs/heads/main'
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/build-push-action@v7
                        with:
                          push: true
                          tags: acme/app:latest
                """,
                """
                on: [push, pull_request]
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - if: contains(fromJSON('["refs/heads/main"]'), github.ref)
                        run: docker push acme/app:latest
                      - if: needs.version.outputs.is-latest == 'true'
                        run: docker push acme/app:latest
                """,
                """
                on: [push, pull_request]
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/build-push-action@v7
                        with:
                          push: true
                          tags: acme/app:pr-${{ github.event.number }}
                """,
            ),
        ),
    ),
)
