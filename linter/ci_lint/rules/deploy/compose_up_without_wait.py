"""`docker compose up -d` returns as soon as the containers run, not when what is in them answers.

What comes next then finds a database that still starts, on some days. `--wait` returns when every service is
healthy, and fails when one becomes unhealthy; services without a `healthcheck` count as soon as they run, so
give them one.

Left alone: anything that waits in between, be it a loop, a `sleep`, a `curl --retry` or a program made for it;
project scripts and local actions in between, which may wait; `docker compose run`, which starts what it
depends on; `docker compose exec` of what needs no other service, such as the install of a package; and stacks
that no later command of the job uses.
"""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ...docker.option_edits import add_option
from ...edits import Fix, Preferences, Refusal
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Step
from .compose_files import all_checked
from .service_use import Next, kind, later_kind

if TYPE_CHECKING:
    from ...shell import Command


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
                  inside:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: docker compose up -d
                      - run: docker compose exec -T web sh -c 'apk add curl-dev'
                      - run: docker compose exec -T web sh -c "./bin/wait-for-tcp.sh db:5432 -t 30"
                      - run: docker compose exec -T web bundle exec rspec
                  lint:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: docker compose up -d
                      - run: docker compose exec -T web bundle exec rubocop
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
