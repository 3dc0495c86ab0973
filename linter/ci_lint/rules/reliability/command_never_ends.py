"""A step ends when its command does, and a server, a watcher or a followed log never does.

The job waits in front of the steps that would use the server until its time limit, six hours if it has none,
and then fails. A server belongs into the background, with something that waits until it answers; a log is
shown once.

Left alone: commands with `&`, under `timeout`, in a pipeline, in a function or a background step, and in a
step with a time limit of its own; `docker compose up` that ends with its containers; the log of one pod or
container, which ends with it; and scripts of package.json whose text is not there to be read.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from ...edits import Edit, Fix, Preferences, Refusal, replace_in_scalar
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Job, Step
from .foreground import (
    MARKS,
    SCRIPT_MARKS,
    compose_stays,
    follows,
    may_run_scripts,
    may_stay,
    package_scripts,
    serves,
)

if TYPE_CHECKING:
    from ...shell import Command


def check(document: Document) -> Iterator[Problem]:
    """Report each command that keeps its step from ending."""
    marks = document.worth_looking_for(MARKS)
    for step in document.steps():
        if (
            step.run is None
            or not worth_reading(step, step.run.text, marks)
            or ends_otherwise(step)
            or step.script is None
        ):
            continue
        for command in step.script.commands:
            if not worth_reading(step, command.text, marks) or not goes_on(command):
                continue
            flag = follows(command)
            if compose_stays(command):
                yield Problem(command.span, "docker compose up without -d never ends", fix=partial(detach, command))
            elif flag:
                yield Problem(command.span, f"{command.name} {flag} never ends", fix=partial(show_once, command, flag))
            elif serves(command, scripts(step)):
                yield Problem(command.span, f"{shown(command)} never ends", fix=partial(send_to_background, command))


def worth_reading(step: Step, text: str, marks: Iterable[str]) -> bool:
    """Whether some command of a script, or a command, may go on for ever: a quick look."""
    return may_stay(text, marks) or (may_run_scripts(text) and bool(scripts(step)))


def ends_otherwise(step: Step) -> bool:
    """Whether the step is meant to go on beside others, or has a limit."""
    return step.node.get("timeout-minutes") is not None or step.node.get("background") is not None


def goes_on(command: "Command") -> bool:
    """Whether the script waits for the command, whatever it does."""
    aside = command.background or command.function or command.substitution or command.in_condition
    timed = any("timeout" in wrapper for wrapper in command.wrappers)
    return not (aside or timed or len(command.pipeline) > 1)


def scripts(step: Step) -> dict[str, Any]:
    """The scripts of the package.json in the folder of the step."""
    document = step.parent.workflow if isinstance(step.parent, Job) else step.parent
    folder = step.node.text("working-directory") or step.parent.default("working-directory") or "."
    return document.remember(f"package scripts {folder}", lambda document: package_scripts(document.repository, folder))


def shown(command: "Command") -> str:
    """The first words of a command."""
    return " ".join(word.text for word in command.words[:3] if not word.text.startswith("-"))


def detach(command: "Command", _preferences: Preferences) -> Fix:
    """Start the services in the background."""
    place = next(word for word in command.words if word.text == "up").end
    # Unsafe: the step may have been there to show what the services print.
    edit = replace_in_scalar(command.scalar, place, place, " -d --wait")
    return Fix("start the services in the background", (edit,), safe=False)


def show_once(command: "Command", flag: str, _preferences: Preferences) -> Fix:
    """Show what is there, and end."""
    words = command.words
    number = next(number for number, word in enumerate(words) if word.text == flag)
    # Unsafe: what comes later is not shown.
    edit = replace_in_scalar(command.scalar, words[number - 1].end, words[number].end, "")
    return Fix("show what is there, and end", (edit,), safe=False)


def send_to_background(command: "Command", _preferences: Preferences) -> Fix:
    """Let the server run beside what follows."""
    return Fix("run it in the background", (_ampersand(command),), safe=False)


def _ampersand(command: "Command") -> Edit:
    text, end = command.scalar.text, command.end
    if text[end:].partition("\n")[0].strip() or command.runs_after or command.in_loop or command.subshell:
        raise Refusal("the command is a part of a longer one")
    # Unsafe: nothing waits until it answers.
    return replace_in_scalar(command.scalar, end, end, " &")


RULE = Rule(
    id="command-never-ends",
    summary="command stays in the foreground",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    references=(
        "https://docs.docker.com/reference/cli/docker/compose/up/",
        "https://www.gnu.org/software/bash/manual/html_node/Lists.html",
    ),
    hints=(*MARKS, *SCRIPT_MARKS),
    examples=(
        example(
            files={"web/package.json": '{"scripts": {"start": "PORT=3000 next start", "test": "jest"}}'},
            bad="""
            on: push
            jobs:
              e2e:
                runs-on: ubuntu-24.04
                steps:
                  - run: docker compose up --build db  # <--
                  - run: uv run uvicorn app:api --port 8000  # <--
                  - run: |
                      kubectl port-forward svc/api 8080:80  # <--
                      curl --max-time 5 -f http://localhost:8080/health
                  - run: npm start  # <--
                    working-directory: web
                  - run: |
                      tail -n 50 -f app.log  # <--
                      kubectl logs -f deployment/api  # <--
            """,
            good="""
            on: push
            jobs:
              e2e:
                runs-on: ubuntu-24.04
                steps:
                  - run: docker compose up -d --wait --build db
                  - run: uv run uvicorn app:api --port 8000 &
                  - run: |
                      kubectl port-forward svc/api 8080:80 &
                      curl --max-time 5 -f http://localhost:8080/health
                  - run: npm start &
                    working-directory: web
                  - run: |
                      tail -n 50 app.log
                      kubectl logs deployment/api
            """,
            near=(
                """
                on: push
                jobs:
                  e2e:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          npm start &
                          (cd api && uvicorn app:api) &
                          cd web && npx vite preview &
                          nohup python -m http.server 8000 > server.log 2>&1 &
                          serve() { uvicorn app:api; }
                          timeout 30 tail -f app.log
                          tail -f app.log | grep -m1 ready
                          tail -n 50 app.log
                          redis-server --daemonize yes
                          kubectl logs -f job/migrate
                          kubectl get pods -o wide
                          docker logs -f migrate
                          tsc --noEmit
                          jest --watchAll=false
                          uvicorn --version
                      - run: docker compose up --abort-on-container-exit --exit-code-from test
                      - run: docker compose up -d
                      - run: uvicorn app:api
                        background: true
                      - run: docker compose logs
                      - run: npm run dev
                        timeout-minutes: 5
                """,
            ),
        ),
    ),
)
