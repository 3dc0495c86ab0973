"""A password on the command line can be read by every process of the machine.

`docker login -p` puts the password into the list of processes, and into the log when the shell traces its
commands. Docker itself warns about it on every use. `--password-stdin` takes it from a pipe.

Left alone: `--password-stdin`, and logins without a password on the command line.
"""

from collections.abc import Iterator

from ...docker.login import LOGIN_COMMANDS
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document


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
                yield Problem(password.span, f"the password of {command.name} login is visible to every process")


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
                  - run: echo "$QUAY_TOKEN" | docker login quay.io -u acme --password-stdin
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
    ),
)
