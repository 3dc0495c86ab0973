"""An image that exists only as `latest` cannot be rolled back, and nobody can say what runs.

Each push replaces the last good image. A second tag that never moves, the commit or the version, costs
nothing: the layers are the same.

Left alone: images that are also pushed under a tag made of an expression or under a version, by the same
job, pushes of all tags at once, and pushes by digest, which have no tag.
"""

from collections.abc import Iterator
from functools import partial

from ...docker import Build, Push, builds_of, parse_image, pushes_of
from ...docker.option_edits import add_option, option_word
from ...edits import Edit, Fix, Preferences, Refusal, replace_in_scalar
from ...edits.list_input import add_line
from ...environment import resolve_in_shell
from ...rule import Problem, Profile, Rule, Severity, example
from ...workflow import Document, Job

MUTABLE_TAGS = frozenset(
    ("", "latest", "main", "master", "develop", "development", "dev", "edge", "nightly", "canary", "stable",
     "staging", "stage", "test", "testing", "prod", "production", "release", "beta", "alpha", "next")
)  # fmt: skip


def check(document: Document) -> Iterator[Problem]:
    """Report the first push of each image that a job pushes under mutable tags only."""
    for job in document.jobs():
        pushes = [push for step in job.all_steps for push in pushes_of(step) if push.certain and not by_digest(push)]
        if not any("$" in image.name or "--all-tags" in image.text for push in pushes for image in push.images):
            yield from check_job(job, pushes)


def by_digest(push: Push) -> bool:
    """Whether the image is pushed without any tag, for a later step to name it."""
    outputs = (output for build in builds_of(push.step) if build.at == push.at for output in build.outputs)
    return any("push-by-digest=true" in output.text for output in outputs)


def check_job(job: Job, pushes: list[Push]) -> Iterator[Problem]:
    """Report the images of one job."""
    tags: dict[str, set[str]] = {}
    first: dict[str, Push] = {}
    for push in pushes:
        for image in push.images:
            if image.registry and image.name and not image.on_localhost:
                tags.setdefault(image.name, set()).add(image.tag)
                first.setdefault(image.name, push)
    for name, found in tags.items():
        if found <= MUTABLE_TAGS:
            listed = ", ".join(sorted(tag or "latest" for tag in found))
            message = f"job {job.id} pushes {name} as {listed} only, a tag that moves"
            yield Problem(first[name].at, message, fix=partial(add_tag, first[name], name))


def add_tag(push: Push, name: str, _preferences: Preferences) -> Fix:
    """Push the image under the commit too."""
    edit = next((tag_build(build, name) for build in builds_of(push.step) if build.at == push.at), None)
    # Unsafe: each commit leaves an image in the registry from now on.
    return Fix(f"push {name} under the commit too", (edit or tag_push(push),), safe=False)


def tag_build(build: Build, name: str) -> Edit:
    """Give the build one tag more."""
    tag = next((tag for tag in build.tags if parse_image(resolve_in_shell(build.step, tag.text)).name == name), None)
    if tag is None:
        raise Refusal("the tag is not among the tags of the build")
    if build.command is None:
        return add_line(build.step, "tags", f"{untagged(tag.text)}:${{{{ github.sha }}}}")
    word = option_word(build.command, tag.start, "-t", "--tag")
    return add_option(build.command, word, f'-t "{untagged(tag.text)}:$GITHUB_SHA"')


def tag_push(push: Push) -> Edit:
    """Tag the image with the commit, and push that behind the first."""
    command = next((c for c in push.step.script.commands if c.span == push.at), None) if push.step.script else None
    if command is None or len(command.pipeline) > 1 or command.in_condition or command.runs_after or command.and_or:
        raise Refusal("the push is part of something larger")
    image = command.arguments[-1].text
    text = command.scalar.text
    end = text.find("\n", command.end)
    line = text[text.rfind("\n", 0, command.start) + 1 : len(text) if end < 0 else end]
    if command.scalar.style != "|" or line.strip() != command.text:
        raise Refusal("the push does not stand in a line of its own")
    indent, tagged = line[: len(line) - len(line.lstrip())], f'"{untagged(image)}:$GITHUB_SHA"'
    quoted = f'"{image}"' if "$" in image else image
    lines = f"\n{indent}docker tag {quoted} {tagged}\n{indent}docker push {tagged}"
    return replace_in_scalar(command.scalar, command.end, command.end, lines)


def untagged(text: str) -> str:
    """The reference without its tag."""
    tag = parse_image(text).tag
    if "@" in text or '"' in text:
        raise Refusal("the reference is not a plain one")
    return text.removesuffix(f":{tag}") if tag else text


RULE = Rule(
    id="docker-push-latest-only",
    summary="image pushed under a moving tag only",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    profile=Profile.STRICT,
    hints=("push",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7  # <--
                    with:
                      push: true
                      tags: ghcr.io/acme/app:latest
                  - run: |
                      docker buildx build --push -t ghcr.io/acme/web .  # <--
                      docker push "$REGISTRY/api:latest"  # <--
                      docker image ls
                    env:
                      REGISTRY: ghcr.io/acme
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
                      tags: |
                        ghcr.io/acme/app:latest
                        ghcr.io/acme/app:${{ github.sha }}
                  - run: |
                      docker buildx build --push -t ghcr.io/acme/web -t "ghcr.io/acme/web:$GITHUB_SHA" .
                      docker push "$REGISTRY/api:latest"
                      docker tag "$REGISTRY/api:latest" "$REGISTRY/api:$GITHUB_SHA"
                      docker push "$REGISTRY/api:$GITHUB_SHA"
                      docker image ls
                    env:
                      REGISTRY: ghcr.io/acme
            """,
            near=(
                """
                on: push
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          docker push ghcr.io/acme/app:latest
                          docker push ghcr.io/acme/app:1.4.2
                """,
                """
                on: push
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/build-push-action@v7
                        with:
                          tags: ghcr.io/acme/app
                          outputs: type=image,push-by-digest=true,name-canonical=true,push=true
                """,
            ),
        ),
    ),
)
