"""`docker compose up -d` returns as soon as the containers run, not when what is in them answers.

What comes next then finds a database that still starts, on some days. `--wait` returns when every service is
healthy, and fails when one becomes unhealthy; services without a `healthcheck` count as soon as they run, so
give them one.

Left alone: anything that waits in between, be it a loop, a `sleep`, a `curl --retry` or a program made for it;
project scripts and local actions in between, which may wait; `docker compose run`, which starts what it
depends on; and stacks that no later command of the job uses.
"""

from collections.abc import Iterator
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from ...docker.option_edits import add_option
from ...edits import Fix, Preferences, Refusal
from ...purpose import Purpose, inner_words, is_for, runs_tests, script_names
from ...purpose.scripts import name_parts
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Step
from .compose_files import all_checked

if TYPE_CHECKING:
    from ...shell import Command

CLIENTS = ("psql", "mysql", "mysqladmin", "redis-cli", "mongosh", "mongo", "cqlsh", "kafka-topics", "grpcurl")
ASKING = ("curl", "wget", "http")
WAITING = ("sleep", "wait-for-it", "wait-for", "wait-on", "dockerize", "wait4x", "start-server-and-test")
# What these run may wait; nobody knows from here.
PROGRAMS = ("bash", "sh", "python", "python3", "node", "ruby", "source", ".")
PACKAGE_MANAGERS = ("npm", "yarn", "pnpm", "bun")
MAY_WAIT = frozenset(("wait", "ready", "health", "start", "up", "setup", "services", "env", "serve", "prepare"))
ENDING = ("down", "stop", "kill", "rm")
OWN_MACHINE = ("localhost", "127.0.0.1", "0.0.0.0")  # noqa: S104 - an address to look for, nothing is bound


class Next(Enum):
    """What a command after the start does with the services."""

    USES = "uses them"
    WAITS = "waits, ends them, or may do so"
    NOTHING = "has nothing to do with them"


def check(document: Document) -> Iterator[Problem]:
    """Report each stack that is used without having been waited for."""
    for step in document.steps():
        if step.run is None or "compose" not in step.run.text or step.script is None:
            continue
        for command in step.script.commands:
            if starts_only(command) and used_at_once(step, command):
                message = "docker compose up does not wait until the services answer"
                yield Problem(command.span, message, fix=partial(wait, step, command))


def starts_only(command: "Command") -> bool:
    """Whether the command starts services in the background and waits for nothing."""
    if not (command.starts_with("docker", "compose", "up") or command.starts_with("docker-compose", "up")):
        return False
    waits = command.has("--wait", "--no-start", "--abort-on-container-exit") or command.may_hold_options
    return command.has("-d", "--detach") and not waits and not command.in_loop


def used_at_once(step: Step, command: "Command") -> bool:
    """Whether the first later command that has to do with the services uses them."""
    later = (command for command in step.script.later(command)) if step.script else iter(())
    found = next((use for use in map(kind, later) if use is not Next.NOTHING), Next.NOTHING)
    if found is not Next.NOTHING:
        return found is Next.USES
    return step.remember("what comes next for services", later_kind) is Next.USES


def later_kind(step: Step) -> Next:
    """What the first later step that has to do with the services does with them."""
    uses = (other.remember("what it does with services", step_kind) for other in step.later)
    return next((use for use in uses if use is not Next.NOTHING), Next.NOTHING)


def step_kind(step: Step) -> Next:
    """What a later step does with the services."""
    if step.uses is not None:
        waits = step.uses.local is not None or "wait" in step.uses.name or bool(step.input_text("wait-on"))
        if waits:
            return Next.WAITS
        return Next.USES if is_for(step, Purpose.TEST) else Next.NOTHING
    if step.run is None:
        return Next.NOTHING
    if step.script is None or is_for(step, Purpose.WAIT):
        return Next.WAITS
    return next((use for use in map(kind, step.script.commands) if use is not Next.NOTHING), Next.NOTHING)


def kind(command: "Command") -> Next:
    """What a command does with the services."""
    words = inner_words(command)
    if command.in_loop or command.name in WAITING or (words and words[0] in WAITING):
        return Next.WAITS
    if "compose" in command.text and any(word in ENDING for word in words):
        return Next.WAITS
    if runs_tests(command):
        return Next.USES
    if may_wait(command):
        return Next.WAITS
    if command.name in ASKING:
        asks = any(address in word.text for word in command.arguments for address in OWN_MACHINE)
        return Next.NOTHING if not asks else Next.WAITS if "retry" in command.text else Next.USES
    inside = command.starts_with("docker", "compose", "exec") or command.starts_with("docker-compose", "exec")
    return Next.USES if inside or command.name in CLIENTS else Next.NOTHING


def may_wait(command: "Command") -> bool:
    """Whether the command runs something of the project that may wait; package managers install things too."""
    if command.name in PACKAGE_MANAGERS:
        return any(not MAY_WAIT.isdisjoint(name_parts(name)) for name in script_names(command))
    return bool(script_names(command)) or command.name in PROGRAMS or command.text.startswith("./")


def wait(step: Step, command: "Command", _preferences: Preferences) -> Fix:
    """Let the command return when the services are healthy."""
    if command.name == "docker-compose":
        raise Refusal("docker-compose may be version 1, which cannot wait")
    flag = next((word for word in command.arguments if word.text in ("-d", "--detach")), None)
    if flag is None:
        raise Refusal("the option stands in a cluster of flags")
    # Unsafe unless every service has a health check: one that ends by itself would fail the wait.
    safe = all_checked(step, command)
    return Fix("wait until the services are healthy", (add_option(command, flag, "--wait"),), safe=safe)


RULE = Rule(
    id="compose-up-without-wait",
    summary="services are used before they answer",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("compose",),
    references=(
        "https://docs.docker.com/reference/cli/docker/compose/up/",
        "https://docs.docker.com/reference/compose-file/services/#healthcheck",
    ),
    examples=(
        example(
            files={
                "compose.yaml": """
                services:
                  db:
                    image: postgres:17
                    healthcheck:
                      test: pg_isready -U postgres
                """
            },
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v4
                  - run: docker compose up -d --build  # <--
                  - run: npm ci
                  - run: npx playwright test
              migrate:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v4
                  - run: |
                      docker compose -f compose.yaml up --detach db  # <--
                      docker compose exec -T db psql -U postgres -f schema.sql
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v4
                  - run: docker compose up -d --wait --build
                  - run: npm ci
                  - run: npx playwright test
              migrate:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v4
                  - run: |
                      docker compose -f compose.yaml up --detach --wait db
                      docker compose exec -T db psql -U postgres -f schema.sql
            """,
            near=(
                """
                on: push
                jobs:
                  waits:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: docker compose up -d
                      - run: timeout 60 bash -c 'until pg_isready -h localhost; do sleep 1; done'
                      - run: pytest
                  loops:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          docker compose up -d
                          for i in $(seq 30); do docker compose exec -T db pg_isready && break; sleep 2; done
                          pytest
                  retries:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: docker compose up -d --wait db
                      - run: docker compose up -d
                      - run: curl --retry 10 --retry-connrefused --max-time 5 -f http://localhost:8000/health
                      - run: pytest
                  script:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: docker compose up -d
                      - run: ./scripts/wait-for-services.sh
                      - run: pytest
                  unused:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: docker compose up -d
                      - run: docker compose ps
                      - run: docker compose down
                  foreground:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: docker compose up --abort-on-container-exit --exit-code-from test
                      - run: docker compose run --rm test
                """,
            ),
        ),
        example(
            bad="""
            on: push
            jobs:
              smoke:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      docker-compose up -d  # <--
                      curl -f --max-time 5 http://localhost:8000/health
            """,
            good="""
            on: push
            jobs:
              smoke:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      docker compose up -d --wait
                      curl -f --max-time 5 http://localhost:8000/health
            """,
        ),
    ),
)
