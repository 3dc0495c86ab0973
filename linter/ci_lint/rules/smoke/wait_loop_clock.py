"""A loop of thirty rounds with two seconds between them takes a minute, if what it asks answers at once.

What counts rounds does not count time: a call that waits two minutes for a connection makes an hour of those
thirty rounds, and one that never comes back makes a single round of them. `timeout` in front of the call
bounds each round, and so the loop.

Left alone: calls that have a limit of their own (an option, `timeout`, `pg_isready` with its three seconds),
loops that look at the time, what changes a cluster (`kubectl apply`), steps with `timeout-minutes`, and curl
and wget, which `curl-without-deadline` judges.
"""

from collections.abc import Iterator
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from ...edits import Edit, Fix, Preferences, Refusal, replace_in_scalar
from ...purpose import inner_words
from ...rule import Problem, Profile, Rule, Severity, example
from ...workflow import Document, Job, Step
from .waiting_loops import counts, limited, loop_commands, waiting_loops, watches_clock

if TYPE_CHECKING:
    from ...shell import Command

SECONDS = 10
# Programs that wait for the other end, and the options that limit how long, by their manual pages.
_LIMITS: MappingProxyType[str, tuple[str, ...]] = MappingProxyType(
    {
        "nc": ("-w",),
        "ncat": ("-w", "--wait"),
        "netcat": ("-w",),
        "kubectl": ("--request-timeout", "--timeout"),
        "oc": ("--request-timeout", "--timeout"),
        "psql": (),
        "mysql": ("--connect-timeout",),
        "mysqladmin": ("--connect-timeout",),
        "mariadb": ("--connect-timeout",),
        "mariadb-admin": ("--connect-timeout",),
        "redis-cli": ("-t",),
        "valkey-cli": ("-t",),
        "mongosh": (),
        "grpcurl": ("-max-time",),
        "telnet": (),
        "amqp-publish": (),
    }
)
# What changes something may take its time.
_QUESTIONS = ("get", "exec", "describe", "cluster-info", "logs", "top")


def check(document: Document) -> Iterator[Problem]:
    """Report each call that can hang in a loop that counts its rounds only."""
    for step, loop in waiting_loops(document):
        if not counts(loop) or watches_clock(loop) or limited(step, loop):
            continue
        for command in loop_commands(loop):
            program = hanging(command)
            if program and command.loop is loop:
                message = f"{program} can hang in a loop that counts its rounds, not the time"
                yield Problem(command.words[0].span, message, fix=partial(limit, step, command))


def hanging(command: "Command") -> str:
    """The program that waits for its other end as long as it takes; "" if none does."""
    if any(wrapper in ("timeout", "gtimeout") for wrapper in command.wrappers) or command.may_hold_options:
        return ""
    words = inner_words(command)
    program = words[0] if words else ""
    limits = _LIMITS.get(program)
    if limits is None or (program in ("kubectl", "oc") and not any(word in _QUESTIONS for word in words[1:])):
        return ""
    return "" if any(word.startswith(limits) for word in words[1:] if limits) else program


def limit(step: Step, command: "Command", _preferences: Preferences) -> Fix:
    """Put `timeout` in front of the call."""
    # Unsafe: only the owner knows how long it may take.
    return Fix(f"give the call {SECONDS} seconds", (_timeout(step, command),), safe=False)


def _timeout(step: Step, command: "Command") -> Edit:
    if isinstance(step.parent, Job) and any(label.startswith("macos") for label in step.parent.runs_on):
        raise Refusal("macOS has no timeout command")
    start = command.words[0].start
    return replace_in_scalar(command.scalar, start, start, f"timeout {SECONDS} ")


RULE = Rule(
    id="wait-loop-clock",
    summary="counting loop around a call that can hang",
    severity=Severity.INFO,
    why=__doc__,
    check=check,
    profile=Profile.STRICT,
    hints=("sleep",),
    references=("https://www.gnu.org/software/coreutils/manual/html_node/timeout-invocation.html",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      for attempt in {1..30}; do
                        if nc -z db.example.com 5432; then break; fi  # <--
                        sleep 2
                      done
                      attempt=0
                      until docker compose exec -T cache redis-cli ping; do  # <--
                        attempt=$((attempt + 1))
                        [ "$attempt" -lt 30 ] || exit 1
                        sleep 1
                      done
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      for attempt in {1..30}; do
                        if timeout 10 nc -z db.example.com 5432; then break; fi
                        sleep 2
                      done
                      attempt=0
                      until timeout 10 docker compose exec -T cache redis-cli ping; do
                        attempt=$((attempt + 1))
                        [ "$attempt" -lt 30 ] || exit 1
                        sleep 1
                      done
            """,
            near=(
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          for attempt in {1..30}; do
                            pg_isready -h localhost && break
                            nc -w 3 -z localhost 5432 && break
                            timeout 5 redis-cli ping && break
                            kubectl get pods --request-timeout=5s && break
                            kubectl apply -f app.yaml && break
                            curl -fs http://localhost:8080/health && break
                            sleep 2
                          done
                          while [ "$SECONDS" -lt 60 ]; do
                            redis-cli ping && break
                            attempt=$((attempt + 1))
                            sleep 1
                          done
                          for table in users orders; do psql -c "analyze $table"; done
                      - timeout-minutes: 2
                        run: for i in {1..30}; do redis-cli ping && break; sleep 1; done
                """,
            ),
        ),
    ),
)
