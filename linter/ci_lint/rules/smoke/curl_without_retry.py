"""A check that asks once fails with the first lost packet, or a second before the service is ready.

After a deployment connections move, pods start, certificates load: a single refused connection or `503` says
little. `--retry` tries again on those, with `--retry-connrefused` also where nothing listens yet, and
`--retry-max-time` keeps all tries within a time. `--max-time` is per try.

Left alone: requests in a loop or in a function, which may be called in one, requests behind a loop or a step
that has waited already, requests that send something, and a look at the service that nothing depends on.
"""

from collections.abc import Iterator
from functools import partial

from ...docker.option_edits import add_option
from ...edits import Fix, Preferences
from ...purpose import Purpose, is_for
from ...rule import Problem, Profile, Rule, Severity, example
from ...workflow import Document, Step
from .requests import Request, requests

RETRY = "--retry 5 --retry-connrefused --retry-max-time 60"


def check(document: Document) -> Iterator[Problem]:
    """Report each check with curl that asks once."""
    for request in requests(document):
        if request.is_curl and not request.opaque and checks_once(request) and not waited(request):
            yield Problem(
                request.command.span, "the check fails with the first failed try", fix=partial(retry, request)
            )


def checks_once(request: Request) -> bool:
    """Whether it is a readiness or smoke check that is made a single time."""
    command = request.command
    if command.in_loop or command.function or command.background or request.sends or request.downloads:
        return False
    if request.ignored and not request.reads_status:
        return False
    return request.serves(Purpose.SMOKE, Purpose.WAIT) and next(command.options("--retry"), None) is None


def waited(request: Request) -> bool:
    """Whether the job has waited for the service before."""
    since: int | None = request.step.remember("has waited since", _first_wait)
    return since is not None and since < request.command.start


def _first_wait(step: Step) -> int | None:
    """Where in the script of a step the job has waited for something; None if it has not."""
    if any(is_for(earlier, Purpose.WAIT) for earlier in step.earlier):
        return -1
    loops = (loop.end - 1 for loop in step.script.loops) if step.script else ()
    curls = step.script.named("curl") if step.script else ()
    tries = (command.start for command in curls if next(command.options("--retry"), None) is not None)
    return min((*loops, *tries), default=None)


def retry(request: Request, _preferences: Preferences) -> Fix:
    """Let curl try again."""
    # Unsafe: a check that is there to catch a service which fails now and then would not any more.
    edit = add_option(request.command, request.command.words[0], RETRY)
    return Fix("let curl try again for a minute", (edit,), safe=False)


RULE = Rule(
    id="curl-without-retry",
    summary="readiness or smoke check that asks once",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    profile=Profile.STRICT,
    hints=("curl",),
    references=("https://curl.se/docs/manpage.html#--retry", "https://curl.se/docs/manpage.html#--retry-max-time"),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - name: Smoke test
                    run: |
                      curl -fsS --max-time 10 https://app.example.com/health  # <--
                      status=$(curl -s -o /dev/null -w '%{http_code}' https://app.example.com/ || echo 000)  # <--
                      [ "$status" = 200 ]
            """,
            good="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - name: Smoke test
                    run: |
                      curl --retry 5 --retry-connrefused --retry-max-time 60 -fsS --max-time 10 https://app.example.com/health
                      status=$(curl --retry 5 --retry-connrefused --retry-max-time 60 -s -o /dev/null -w '%{http_code}' https://app.example.com/ || echo 000)
                      [ "$status" = 200 ]
            """,  # noqa: E501 - a command of one line stays one
            near=(
                """
                on: push
                jobs:
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - name: Smoke test
                        run: |
                          for i in 1 2 3; do curl -f https://app.example.com/health && break; sleep 5; done
                          curl -f https://app.example.com/version
                      - name: Send an order as a smoke test
                        run: curl -f -X POST https://app.example.com/orders -d '{"item":1}'
                """,
                """
                on: push
                jobs:
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - name: Smoke test
                        run: |
                          curl --retry 5 -f https://app.example.com/health
                          curl -f https://app.example.com/version
                          curl https://app.example.com/metrics || true
                """,
                """
                on: push
                jobs:
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - name: Wait for the service
                        run: until curl -f https://app.example.com/health; do sleep 1; done
                      - name: Smoke test
                        run: curl -f https://app.example.com/health
                """,
            ),
        ),
    ),
)
