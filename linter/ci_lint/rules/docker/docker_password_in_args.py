"""A password on the command line can be read by every process of the machine.

`docker login -p` puts the password into the list of processes, and into the log when the shell traces its
commands. Docker itself warns about it on every use. `--password-stdin` takes it from a pipe.

Left alone: `--password-stdin`, and logins without a password on the command line.
"""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ...docker.login import LOGIN_COMMANDS
from ...edits import Fix, Preferences
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Step
from .piped_password import pipe_password

if TYPE_CHECKING:
    from ...shell import Command, Word


def check(document: Document) -> Iterator[Problem]:
    """Report each password that is an argument of a registry login."""
    for step in document.steps():
        if step.run is None or "login" not in step.run.text or step.script is None:
            continue
        for command in step.script.commands:
            if not any(command.starts_with(*words) for words in LOGIN_COMMANDS):
                continue
            password = command.option("--password", "-p")
            if password is not None:
                message = f"the password of {command.name} login is visible to every process"
                yield Problem(password.span, message, fix=partial(hide, step, command, password))


def hide(step: Step, command: "Command", password: "Word", _preferences: Preferences) -> Fix:
    """Hand the password over through a pipe."""
    return Fix("take the password from standard input", pipe_password(step, command, password))


RULE = Rule(
    id="docker-password-in-args",
    summary="registry password on the command line",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("login",),
    references=("https://docs.docker.com/reference/cli/docker/login/",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - run: docker login quay.io -u acme -p "$QUAY_TOKEN"  # <--
                    env:
                      QUAY_TOKEN: ${{ secrets.QUAY_TOKEN }}
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - run: printf '%s' "$QUAY_TOKEN" | docker login quay.io -u acme --password-stdin
                    env:
                      QUAY_TOKEN: ${{ secrets.QUAY_TOKEN }}
            """,
            near=(
                """
                on: push
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: docker run -p 8080:80 nginx
                      - run: echo "docker login -p is not what we do"
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
                  - name: Log in
                    run: |
                      sudo docker login -u=acme --password=${{ secrets.HUB_TOKEN }}  # <--
                      docker login -p ${TOKEN} \\  # <--
                        -u acme quay.io || exit 1
                      if ! podman login -u acme -p '${{secrets.HUB_TOKEN}}' quay.io; then exit 1; fi  # <--
                  - run: "docker login -p \\"$TOKEN\\" -u acme"  # <--
                  - run: helm registry login -u acme -p "$(cat token)" quay.io  # <--
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - name: Log in
                    env:
                      HUB_TOKEN: ${{ secrets.HUB_TOKEN }}
                    run: |
                      printf '%s' "$HUB_TOKEN" | sudo docker login -u=acme --password-stdin
                      printf '%s' "${TOKEN}" | docker login --password-stdin \\
                        -u acme quay.io || exit 1
                      if ! printf '%s' "$HUB_TOKEN" | podman login -u acme --password-stdin quay.io; then exit 1; fi
                  - run: "printf '%s' \\"$TOKEN\\" | docker login --password-stdin -u acme"
                  - run: printf '%s' "$(cat token)" | helm registry login -u acme --password-stdin quay.io
            """,
        ),
    ),
)
