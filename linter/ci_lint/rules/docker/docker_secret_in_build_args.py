"""A build argument stays in the image: whoever can pull it can read the secret.

`docker history` shows the arguments of every `RUN`, the provenance attestation that buildx adds lists
them, and cached layers carry them along. BuildKit's secret mounts give a `RUN` the value for as long as it
runs and leave no trace: `secrets:` in the action, `--secret` on the command line.

Left alone: arguments named as public by the frameworks that put them into the browser's bundle
(`NEXT_PUBLIC_`, `VITE_`, `REACT_APP_` and the like), and tests such as `${{ secrets.TOKEN != '' }}`.
"""

import re
from collections.abc import Iterator

from ...docker import Build, builds
from ...docker.item import Item
from ...environment import resolve, resolve_in_shell
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document

_PUBLIC = re.compile(
    r"(?:NEXT_PUBLIC|NUXT_PUBLIC|VITE|VUE_APP|REACT_APP|GATSBY|EXPO_PUBLIC|PUBLIC|NG_APP|STORYBOOK|SVELTE_PUBLIC)_"
)
_SECRET = re.compile(r"\$\{\{\s*(?:secrets\.(\w+)|secrets\[\s*'(\w+)'\s*\]|(github\.token))\s*(?:\|\|[^}]*)?\}\}")


def check(document: Document) -> Iterator[Problem]:
    """Report each build argument whose value is a secret."""
    for build in builds(document):
        for argument in build.build_arguments:
            name, _, value = argument.text.partition("=")
            secret = secret_in(build, argument, value)
            if secret and not _PUBLIC.match(name):
                yield Problem(argument.span, f"build argument {name} keeps the secret {secret} in the image")


def secret_in(build: Build, argument: Item, value: str) -> str:
    """The name of the secret that the value of a build argument is or holds, or ""."""
    if not value and not build.is_action:
        # `--build-arg NAME` takes the value from the environment.
        value = f"${argument.text}"
    fill = resolve if build.is_action else resolve_in_shell
    found = _SECRET.search(fill(build.step, value))
    return next((name for name in found.groups() if name), "") if found else ""


RULE = Rule(
    id="docker-secret-in-build-args",
    summary="secret passed as a build argument",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("secrets", "github.token"),
    aliases=("flowsec:FS021",),
    references=("https://docs.docker.com/build/building/secrets/",),
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
                      build-args: |
                        VERSION=1.0
                        NPM_TOKEN=${{ secrets.NPM_TOKEN }}  # <--
                  - run: docker build --build-arg NPM_TOKEN .  # <--
                    env:
                      NPM_TOKEN: ${{ secrets.NPM_TOKEN }}
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      build-args: |
                        VERSION=1.0
                      secrets: |
                        npm_token=${{ secrets.NPM_TOKEN }}
                  - run: docker build --secret id=npm_token,env=NPM_TOKEN .
                    env:
                      NPM_TOKEN: ${{ secrets.NPM_TOKEN }}
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
                          build-args: |
                            NEXT_PUBLIC_MAPS_KEY=${{ secrets.MAPS_KEY }}
                            SIGNED=${{ secrets.SIGNING_KEY != '' }}
                """,
            ),
        ),
    ),
)
