"""A fixed pause is too short on a slow day and too long on all others.

`npm start & sleep 10` hopes that the server answers after ten seconds. When the runner is busy it does not, and
the tests fail for no reason in the code; when it answers at once, every run still pays ten seconds. Asking until
it answers, for a minute at most, is both faster and certain: `docker compose up --wait`, `npx wait-on`, `curl
--retry-connrefused`, or a loop under `timeout`.

Left alone: pauses inside of loops that ask, or before and behind one; pauses behind which the asking is repeated
(`curl --retry`); pauses between attempts, and those that give something time to end or an observation time to
last.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from ...edits import Fix, Preferences, Refusal, replace_in_scalar
from ...late_pattern import late_pattern
from ...purpose import Purpose, is_for, runs_tests
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Step
from .readiness import ASKING, asks_again, last_question, starts

if TYPE_CHECKING:
    from ...shell import Command

_SILENT = ("echo", "printf", "cd", "export", "set", ":", "true", "cat")
_LOOP = late_pattern(r"\s*(?:until|while|for)\s")
_SECONDS = late_pattern(r"(\d+)s?")
_LEAST_WAIT = 60
# Behind a pause that is shorter, little is waited for.
_SHORTEST = 2


def check(document: Document) -> Iterator[Problem]:
    """Report each pause that hopes for something to be ready behind it."""
    for step in document.steps():
        if step.run is None or "sleep" not in step.run.text or step.script is None:
            continue
        commands = step.script.commands
        for place, command in enumerate(commands):
            if seconds(command) < _SHORTEST or command.in_loop or command.function or command.substitution:
                continue
            if place >= step.remember("last repeated question", last_question) and hopes(step, place):
                following = next(acting(commands, place + 1), None)
                message = f"{command.text} hopes that what was started is ready by then"
                yield Problem(command.span, message, fix=partial(ask_until_ready, command, following))


def acting(commands: Sequence["Command"], place: int, direction: int = 1) -> Iterator["Command"]:
    """The commands from a place on, or back from it, that do more than speak or prepare."""
    while 0 <= place < len(commands):
        if commands[place].name not in _SILENT:
            yield commands[place]
        place += direction


def seconds(command: "Command") -> int:
    """How long a `sleep` lasts; 0 for other commands and where that is computed."""
    if command.name != "sleep" or len(command.arguments) != 1:
        return 0
    found = _SECONDS.fullmatch(command.arguments[0].text)
    return int(found[1]) if found else 0


def hopes(step: Step, place: int) -> bool:
    """Whether something was started before a pause and is used behind it, and nobody asks whether it is ready."""
    commands = step.script.commands if step.script else ()
    following = next(acting(commands, place + 1), None)
    uses = following is not None and (following.name in ASKING or runs_tests(following))
    if following is not None and not uses:
        return False
    before = next(acting(commands, place - 1, -1), None)
    if before is not None:
        return starts(before) and (uses or not asked_later(step))
    # What an earlier step has started or deployed.
    return uses and is_for(step, Purpose.SMOKE)


def asked_later(step: Step) -> bool:
    """Whether the first later step that uses what was started asks repeatedly, so that the pause decides nothing."""
    for following in step.later:
        commands = following.script.commands if following.script else ()
        if is_for(following, Purpose.WAIT) or any(asks_again(command) or loops_inside(command) for command in commands):
            return True
        if any(command.name in ASKING or runs_tests(command) for command in commands):
            return False
    return True


def loops_inside(command: "Command") -> bool:
    """Whether a command is a shell with a loop for its script, as behind `timeout`."""
    return command.name in ("bash", "sh") and any(_LOOP.match(word.text) for word in command.arguments)


def ask_until_ready(pause: "Command", following: "Command | None", _preferences: Preferences) -> Fix:
    """Ask, for a limited time, what is asked behind the pause."""
    if following is None or following.name != "curl":
        raise Refusal("what would tell that it is ready is not known")
    address = next((word for word in following.arguments if word.text.startswith(("http://", "https://"))), None)
    if address is None or not address.static or "${{" in address.text or "'" in address.text:
        raise Refusal("the address that is asked is computed")
    if following.otherwise and not any(command.name == "exit" for command in following.otherwise):
        raise Refusal("the script goes on even if nothing answers")
    fails = "--fail " if following.has("-f", "--fail", "--fail-with-body") else ""
    limit = max(_LEAST_WAIT, 2 * seconds(pause))
    text = f"timeout {limit} bash -c 'until curl {fails}-so /dev/null --max-time 5 {address.raw}; do sleep 1; done'"
    # Unsafe: how long it may take is known to the owner only.
    return Fix("ask until it is ready", (replace_in_scalar(pause.scalar, pause.start, pause.end, text),), safe=False)


RULE = Rule(
    id="test-fixed-sleep",
    summary="fixed pause instead of a question",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("sleep",),
    references=("https://docs.docker.com/reference/cli/docker/compose/up/",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              e2e:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      uvicorn shop:app &
                      sleep 10  # <--
                      curl -f http://[::1] || exit 1
                  - run: |
                      docker run -d -p 8080:80 shop
                      echo "Waiting"
                      sleep 45s  # <--
                      curl --fail "http://a?b"
            """,
            good="""
            on: push
            jobs:
              e2e:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      uvicorn shop:app &
                      timeout 60 bash -c 'until curl --fail -so /dev/null --max-time 5 http://[::1]; do sleep 1; done'
                      curl -f http://[::1] || exit 1
                  - run: |
                      docker run -d -p 8080:80 shop
                      echo "Waiting"
                      timeout 90 bash -c 'until curl --fail -so /dev/null --max-time 5 "http://a?b"; do sleep 1; done'
                      curl --fail "http://a?b"
            """,
            near=(
                """
                on: push
                jobs:
                  stack:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          docker compose up -d
                          sleep 30
                      - run: timeout 120 bash -c 'until docker ps | grep -q healthy; do sleep 5; done'
                      - run: npm test
                  e2e:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          npm start &
                          sleep 5
                          curl --retry 10 --retry-connrefused http://localhost:3000
                      - run: |
                          npm start &
                          sleep 5
                          until curl -f http://localhost:3000; do sleep 1; done
                      - run: for n in 1 2 3; do curl -f http://localhost:3000 && break; sleep 5; done
                      - run: |
                          docker compose up -d --wait
                          sleep 5
                          pytest
                      - run: |
                          docker run -d --name shop shop
                          sleep 3
                          docker kill --signal=INT shop
                      - run: |
                          npm start &
                          sleep 5
                      - run: docker run -d proxy
                      - run: npx wait-on http://localhost:3000
                      - run: |
                          gh pr create
                          sleep 10
                          gh pr merge
                      - name: Watch the error rate
                        run: |
                          sleep 120
                          curl -s http://prometheus/api/v1/query
                      - run: |
                          npm start &
                          sleep 1
                          pytest
                """,
            ),
        ),
        example(
            bad="""
            on: push
            jobs:
              e2e:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      docker compose up -d
                      sleep 20  # <--
                      npx playwright test
                  - run: |
                      npm start > log 2>&1 &
                      sleep 15  # <--
                  - run: npm run test:e2e
                  - name: Verify deployment
                    run: |
                      sleep 30  # <--
                      curl -f "$URL/health"
            """,
            good="""
            on: push
            jobs:
              e2e:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      docker compose up -d --wait
                      npx playwright test
            """,
        ),
    ),
)
