"""A pull request that pushes under a shared tag publishes what nobody has reviewed.

`push: true` with a fixed tag such as `latest` replaces the image that others pull as soon as a pull
request is opened. From a fork the push fails instead, because the token is read-only and secrets are
empty, and the contributor sees a red check that is not theirs.

Left alone: steps and jobs whose `if:` keeps them away from pull requests, or may do so by a value that the
file does not tell (an output of another job); `push:` given by an expression; tags made of expressions (a
preview image per pull request is a good pattern); registries on the runner; and composite actions.
"""

from collections.abc import Iterator
from functools import partial

from ...docker import Push, pushes_of
from ...edits import Fix, Preferences, Refusal, insert_entry, replace_value
from ...reach import PULL_REQUEST, reaches
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Step, Workflow

_NOT_A_PULL_REQUEST = "github.event_name != 'pull_request'"


def check(document: Document) -> Iterator[Problem]:
    """Report each push under fixed tags that a pull request can cause."""
    if not isinstance(document, Workflow) or "pull_request" not in document.triggers:
        return
    for step in document.steps():
        for push in pushes_of(step):
            tag = shared_tag(push)
            if push.certain and tag and reaches(step, PULL_REQUEST, surely=True):
                yield Problem(push.at, f"a pull request pushes {tag}", fix=partial(keep_back, push))


def shared_tag(push: Push) -> str:
    """A reference among the pushed ones that is the same for every pull request, or ""."""
    for image in push.images:
        if "$" not in image.text and image.name and not image.on_localhost and image.registry:
            return image.text
    return ""


def keep_back(push: Push, _preferences: Preferences) -> Fix:
    """Push on other events only. A script that only pushes is not run on pull requests."""
    # Unsafe: a later step or job may want the image of the pull request.
    title = "push nothing on pull requests"
    scalar = push.step.input("push")
    if scalar is not None:
        return Fix(title, (replace_value(scalar, f"${{{{ {_NOT_A_PULL_REQUEST} }}}}"),), safe=False)
    if push.step.run is None or push.step.condition is not None or not only_pushes(push.step):
        raise Refusal("the step does more than to push, or has a condition already")
    return Fix(title, (insert_entry(push.step.node, f"if: {_NOT_A_PULL_REQUEST}"),), safe=False)


def only_pushes(step: Step) -> bool:
    """Whether the script does nothing that is of use without its pushes."""
    verbs = ("push", "tag", "login", "logout")
    commands = step.script.commands if step.script else ()
    return all(
        command.name in ("echo", "set")
        or any(command.starts_with("docker", verb) or command.starts_with("docker", "image", verb) for verb in verbs)
        for command in commands
    )


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
                      push: true # for the cluster
                      tags: acme/app:latest
                  - name: Push the tools
                    run: |
                      docker tag tools acme/tools:latest
                      docker push acme/tools:latest  # <--
            """,
            good="""
            on: [push, pull_request]
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/login-action@v4
                    with:
                      username: acme
                      password: ${{ secrets.DOCKERHUB_TOKEN }}
                  - uses: docker/build-push-action@v7
                    with:
                      push: ${{ github.event_name != 'pull_request' }} # for the cluster
                      tags: acme/app:latest
                  - name: Push the tools
                    if: github.event_name != 'pull_request'
                    run: |
                      docker tag tools acme/tools:latest
                      docker push acme/tools:latest
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
