"""A loop that waits until something is there, and has no other end, waits for ever when it never comes.

The database that did not start, the deployment that crashed, the job queue that is stuck: just when the wait
should say so, it says nothing until the job's limit ends it, six hours later by default, with no hint at what
was waited for. A deadline, or a number of rounds, turns that into a failure with a message.

It is an error in a job without a time limit, and a warning in one that has a limit.

Left alone: loops that count, or look at the time, loops for as long as a process runs (`kill -0`) or lines
come in (`while read`), loops in the background, steps with `timeout-minutes`, and loops inside of
`timeout 60 bash -c '…'`.
"""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ...edits import Fix, Preferences
from ...purpose import runs_tests
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Step
from .loop_deadline import SECONDS, set_deadline
from .waiting_loops import (
    counts,
    follows_process,
    head,
    job_is_limited,
    limited,
    loop_commands,
    waiting_loops,
    watches_clock,
)

if TYPE_CHECKING:
    from ...shell import Loop


def check(document: Document) -> Iterator[Problem]:
    """Report each loop that waits and has neither a counter nor a deadline."""
    for step, loop in waiting_loops(document):
        if counts(loop) or watches_clock(loop) or follows_process(loop) or limited(step, loop):
            continue
        if any(map(runs_tests, loop_commands(loop))):  # see test-retry-unbounded
            continue
        severity = Severity.WARNING if job_is_limited(step) else None
        message = f"the {loop.kind} loop waits without a limit"
        yield Problem(head(loop), message, severity, partial(give_up, step, loop))


def give_up(step: Step, loop: "Loop", _preferences: Preferences) -> Fix:
    """Give the loop a deadline."""
    # Not `timeout`: it runs programs, so the loop would have to become text, without the script's functions.
    # Unsafe: only the owner knows how long it may take.
    return Fix(f"let the loop give up after {SECONDS} seconds", set_deadline(step, loop), safe=False)


RULE = Rule(
    id="wait-loop-unbounded",
    summary="loop that waits without a limit",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("while", "until"),
    references=("https://www.gnu.org/software/bash/manual/bash.html#index-SECONDS",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - name: Wait for the database
                    run: |
                      until pg_isready -h localhost; do  # <--
                        echo waiting
                        sleep 2
                      done
                      while true; do  # <--
                        if curl -fs --max-time 5 http://localhost:8080/health; then break; fi
                        sleep 1
                      done
                  - run: until nc -z localhost 6379; do sleep 1; done  # <--
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - name: Wait for the database
                    run: |
                      deadline=$((SECONDS + 300))
                      until pg_isready -h localhost; do
                        ((SECONDS < deadline)) || { echo 'gave up after 300 seconds' >&2; exit 1; }
                        echo waiting
                        sleep 2
                      done
                      deadline=$((SECONDS + 300))
                      while true; do
                        ((SECONDS < deadline)) || { echo 'gave up after 300 seconds' >&2; exit 1; }
                        if curl -fs --max-time 5 http://localhost:8080/health; then break; fi
                        sleep 1
                      done
                  - run: deadline=$((SECONDS + 300)); until nc -z localhost 6379; do ((SECONDS < deadline)) || { echo 'gave up after 300 seconds' >&2; exit 1; }; sleep 1; done
            """,  # noqa: E501 - what stands in one line stays in one
            near=(
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          attempt=0
                          until pg_isready; do
                            attempt=$((attempt + 1))
                            [ "$attempt" -lt 30 ] || exit 1
                            sleep 2
                          done
                          while ! nc -z localhost 6379; do
                            if [[ $SECONDS -gt 600 ]]; then exit 1; fi
                            sleep 5
                          done
                          start=$(date +%s)
                          while true; do
                            docker logs app | grep -q ready && break
                            test $(($(date +%s) - start)) -lt 60
                            sleep 1
                          done
                          for i in {1..30}; do pg_isready && break; sleep 1; done
                      - run: timeout 60 bash -c 'until pg_isready; do sleep 1; done'
                      - run: while kill -0 "$PID"; do sleep 1; done
                      - run: |
                          while read -r line; do echo "$line"; sleep 1; done < hosts.txt
                          while true; do df -h; sleep 60; done &
                          watch() { while true; do free -m; sleep 10; done; }
                          watch &
                      - timeout-minutes: 3
                        run: until pg_isready; do sleep 1; done
                      - run: until npm test; do sleep 5; done
                """,
            ),
        ),
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                timeout-minutes: 20
                container: alpine:3.22
                steps:
                  - run: |
                      wait_for() {
                        while [ "$(redis-cli ping)" != PONG ]; do  # <--

                          sleep 1
                        done
                      }
                      wait_for
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                timeout-minutes: 20
                container: alpine:3.22
                steps:
                  - run: |
                      wait_for() {
                        deadline=$(($(date +%s) + 300))
                        while [ "$(redis-cli ping)" != PONG ]; do
                          [ "$(date +%s)" -lt "$deadline" ] || { echo 'gave up after 300 seconds' >&2; exit 1; }

                          sleep 1
                        done
                      }
                      wait_for
            """,
        ),
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      docker compose up -d && until pg_isready; do sleep 1; done  # <--
                      deadline=tomorrow
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      docker compose up -d && timeout 60 bash -c 'until pg_isready; do sleep 1; done'
                      deadline=tomorrow
            """,
        ),
    ),
)
