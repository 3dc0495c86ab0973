"""A build argument stays in the image: whoever can pull it can read the secret.

`docker history` shows the arguments of every `RUN`, the provenance attestation that buildx adds lists
them, and cached layers carry them along. BuildKit's secret mounts give a `RUN` the value for as long as it
runs and leave no trace: `secrets:` in the action, `--secret` on the command line.

Left alone: arguments named as public by the frameworks that put them into the browser's bundle
(`NEXT_PUBLIC_`, `VITE_`, `REACT_APP_` and the like), client ids and publishable or public keys, which are told
to everybody wherever they are kept, and tests such as `${{ secrets.TOKEN != '' }}`.
"""

import re
from collections.abc import Iterator
from functools import partial

from ...docker import Build, builds
from ...docker.item import Item
from ...docker.option_edits import option_word, replace_option
from ...edits import Edit, Fix, Preferences, Refusal, insert_entry_above
from ...edits.list_input import add_line, input_entry, remove_line, rename_input
from ...environment import resolve, resolve_in_shell
from ...late_pattern import late_pattern
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document
from .secret_variable import add, known_variable, variable_for

_PUBLIC = late_pattern(
    r"(?:NEXT_PUBLIC|NUXT_PUBLIC|VITE|VUE_APP|REACT_APP|GATSBY|EXPO_PUBLIC|PUBLIC|NG_APP|STORYBOOK|SVELTE_PUBLIC)_"
)
_TOLD_TO_ALL = late_pattern(r"(?:^|_)(?:CLIENT_?ID|(?:PUBLISHABLE|PUBLIC)_KEY)$", re.IGNORECASE)
_SECRET = late_pattern(r"\$\{\{\s*(?:secrets\.(\w+)|secrets\[\s*'(\w+)'\s*\]|(github\.token))\s*(?:\|\|[^}]*)?\}\}")


def check(document: Document) -> Iterator[Problem]:
    """Report each build argument whose value is a secret."""
    for build in builds(document):
        for argument in build.build_arguments:
            name, _, value = argument.text.partition("=")
            secret = secret_in(build, argument, value)
            if secret and not (_PUBLIC.match(name) or _TOLD_TO_ALL.search(name)):
                message = f"build argument {name} keeps the secret {secret} in the image"
                yield Problem(argument.span, message, fix=partial(mount, build, argument))


def secret_in(build: Build, argument: Item, value: str) -> str:
    """The name of the secret that the value of a build argument is or holds, or ""."""
    if not value and not build.is_action:
        # `--build-arg NAME` takes the value from the environment.
        value = f"${argument.text}"
    fill = resolve if build.is_action else resolve_in_shell
    found = _SECRET.search(fill(build.step, value))
    return next((name for name in found.groups() if name), "") if found else ""


def mount(build: Build, argument: Item, _preferences: Preferences) -> Fix:
    """Hand the value over as a secret of the same name."""
    name = argument.text.partition("=")[0]
    edits = in_action(build, argument) if build.is_action else in_command(build, argument)
    # Unsafe: the Dockerfile still takes the value from an ARG.
    title = f"pass {name} as a secret; the Dockerfile must mount it: RUN --mount=type=secret,id={name}"
    return Fix(title, edits, safe=False)


def in_action(build: Build, argument: Item) -> tuple[Edit, ...]:
    """Move the line from the build arguments to the secrets."""
    step = build.step
    known, inputs = input_entry(step, "secrets") is not None, step.inputs
    if not known and argument.origin.text.strip() == argument.text:
        return (rename_input(step, "build-args", "secrets"),)
    removal = remove_line(step, "build-args", argument.start, argument.start + len(argument.text))
    if known or inputs is None:
        return (removal, add_line(step, "secrets", argument.text))
    return (insert_entry_above(inputs, "build-args", f"secrets: |\n  {argument.text}"), removal)


def in_command(build: Build, argument: Item) -> tuple[Edit, ...]:
    """Replace the option by one that reads the value from an environment variable."""
    command, step = build.command, build.step
    if command is None:
        raise Refusal("the build is no command")
    name, equals, value = argument.text.partition("=")
    variable, added = known_variable(step, value if equals else f"${name}"), {}
    if variable is None:
        variable, found = variable_for(step, value)
        added = dict(found)
    word = option_word(command, argument.start, "--build-arg")
    return (replace_option(command, word, f"--secret id={name},env={variable}"), *add(step, added))


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
                  - uses: docker/build-push-action@v7
                    with:
                      build-args: NPM_TOKEN=${{ secrets.NPM_TOKEN }}  # <--
                  - run: docker build --build-arg NPM_TOKEN .  # <--
                    env:
                      NPM_TOKEN: ${{ secrets.NPM_TOKEN }}
                  - env:
                      OTHER: ${{ secrets.NPM_TOKEN }}
                    run: |
                      docker build --build-arg=NPM_TOKEN="$OTHER" \\  # <--
                        --build-arg "HUB=${{ secrets.HUB }}" .  # <--
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      secrets: |
                        NPM_TOKEN=${{ secrets.NPM_TOKEN }}
                      build-args: |
                        VERSION=1.0
                  - uses: docker/build-push-action@v7
                    with:
                      secrets: NPM_TOKEN=${{ secrets.NPM_TOKEN }}
                  - run: docker build --secret id=NPM_TOKEN,env=NPM_TOKEN .
                    env:
                      NPM_TOKEN: ${{ secrets.NPM_TOKEN }}
                  - env:
                      OTHER: ${{ secrets.NPM_TOKEN }}
                      HUB: ${{ secrets.HUB }}
                    run: |
                      docker build --secret id=NPM_TOKEN,env=OTHER \\
                        --secret id=HUB,env=HUB .
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
                            OAUTH_CLIENT_ID=${{ secrets.OAUTH_CLIENT_ID }}
                            STRIPE_PUBLISHABLE_KEY=${{ secrets.STRIPE_PUBLISHABLE_KEY }}
                """,
            ),
        ),
    ),
)
