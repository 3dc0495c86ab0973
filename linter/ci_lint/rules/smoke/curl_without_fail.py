"""Without `--fail`, curl is content with any answer: `404` and `503` leave exit code 0.

A health check with curl says that something answered, not that it is healthy. `curl … || exit 1` never
gets to its `exit 1`, a wait loop ends at the first error page of a proxy, a download stores the error page
under the name of the program. `--fail` makes an error of the server one for the shell; `--fail-with-body`
also shows what the server said, and needs curl 7.76 of 2021, which GitHub's runners have.

The default profile reports curl where its exit code is the check: in a condition, before `&&` or `||`, and
in steps that smoke-test, wait or deploy. The strict profile also reports downloads, and what is sent
elsewhere without a look at the answer.

Left alone: a curl that prints `%{http_code}`, one whose output is read by a variable, by another command or
from a file, one that must not get through (`if curl …; then exit 1`), one whose failure is of no consequence
(`|| true`, `continue-on-error`, a notification to a chat), plain looks at something for the log, options that
come from a variable or from `.curlrc`, and `curl … | sh` without `pipefail`, where an error page fails and
nothing at all would not.
"""

import re
from collections.abc import Iterator
from functools import partial

from ...docker.option_edits import add_option
from ...edits import Fix, Preferences
from ...late_pattern import late_pattern
from ...purpose import Purpose
from ...rule import Problem, Profile, Rule, Severity, example
from ...workflow import Document
from .requests import Request, requests
from .unwanted_answers import is_unwanted

_NOTICE = late_pattern(
    r"slack|discord|teams|mattermost|telegram|pagerduty|opsgenie|pushover|ntfy|webhook\.office|chat\.google|sentry"
    r"|hc-ping|healthchecks\.io|pushgateway",
    re.IGNORECASE,
)
# Programs that look at what a file says.
_READERS = ("grep", "egrep", "jq", "yq", "diff", "cmp", "awk", "head", "sha256sum", "shasum")
_NOTIFIES = late_pattern(r"\b(?:notify|notification|alert|announce|report)\b", re.IGNORECASE)


def check(document: Document) -> Iterator[Problem]:
    """Report each curl that takes an error of the server for a success where that matters."""
    for request in requests(document):
        if request.fails or request.opaque or request.reads_status or request.ignored or request.captured:
            continue
        profile = None if is_unwanted(request) else concerns(request)
        if profile is not None:
            message = "curl takes an error of the server for a success"
            yield Problem(request.command.span, message, fix=partial(set_fail, request), profile=profile)


def concerns(request: Request) -> Profile | None:
    """Whom it concerns that the exit code says nothing; None where nobody asks for it."""
    if request.downloads:
        return None if request.run_unseen or is_read_later(request) else Profile.STRICT
    if request.piped or is_notice(request):
        return None
    if request.decides or request.serves(Purpose.SMOKE, Purpose.WAIT, Purpose.DEPLOY):
        return Profile.DEFAULT
    return Profile.STRICT if request.sends else None


def is_notice(request: Request) -> bool:
    """Whether it tells people something, which must not fail the job."""
    condition = request.step.condition
    if condition is not None and "failure()" in condition.text:
        return True
    return bool(_NOTIFIES.search(request.step.name)) or any(_NOTICE.search(word.text) for word in request.addresses)


def is_read_later(request: Request) -> bool:
    """Whether a command behind it looks into the file that it writes."""
    readers = (command for command in request.behind if command.name in _READERS)
    return any(request.target in word.text for command in readers for word in command.arguments)


def set_fail(request: Request, _preferences: Preferences) -> Fix:
    """Make an error of the server one for the shell."""
    shown = not (request.discards or request.downloads)
    option = "--fail-with-body" if shown and request.modern else "--fail"
    edit = add_option(request.command, request.command.words[0], option)
    # A loop that waits until anything answers, with a 404 where nothing is served, would wait in vain; and whether
    # a job may fail with something it sends aside, only its owner knows.
    safe = not request.command.in_loop and (request.downloads or concerns(request) is Profile.DEFAULT)
    return Fix("let curl fail when the server answers with an error", (edit,), safe=safe)


RULE = Rule(
    id="curl-without-fail",
    summary="curl that takes an error page for a success",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("curl",),
    references=(
        "https://curl.se/docs/manpage.html#-f",
        "https://curl.se/docs/manpage.html#--fail-with-body",
    ),
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
                      curl -s https://app.example.com/health || exit 1  # <--
                      curl -s -o /dev/null https://app.example.com/  # <--
                  - name: Wait for the preview
                    run: until curl -s http://localhost:3000/ready >/dev/null; do sleep 2; done  # <--
            """,
            good="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - name: Smoke test
                    run: |
                      curl --fail-with-body -s https://app.example.com/health || exit 1
                      curl --fail -s -o /dev/null https://app.example.com/
                  - name: Wait for the preview
                    run: until curl --fail -s http://localhost:3000/ready >/dev/null; do sleep 2; done
            """,
            near=(
                """
                on: push
                jobs:
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - name: Smoke test
                        run: |
                          curl -fsS https://app.example.com/health
                          if curl --noproxy '*' -s https://github.com >/dev/null 2>&1; then
                            echo "the proxy is passed by"
                            exit 1
                          else
                            echo "blocked, as it should be"
                          fi
                          curl -s http://10.0.0.1/admin && exit 1
                          curl -s https://app.example.com/health | grep -q '"status":"ok"'
                          status=$(curl -s -o /dev/null -w '%{http_code}' https://app.example.com/old)
                          [ "$status" = 410 ] || exit 1
                          body=$(curl -s https://app.example.com/version)
                          test "$body" = "$GITHUB_SHA"
                          curl -s https://app.example.com/metrics || true
                          curl $OPTIONS https://app.example.com/health
                          curl -s https://app.example.com/ > page.html
                          grep -q 'Welcome' page.html
                          curl -s https://app.example.com/state | python3 -c 'import json, sys; json.load(sys.stdin)'
                """,
                """
                on: push
                jobs:
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - name: Notify the team of the deployment
                        run: curl -X POST -d '{"text":"deployed"}' "$SLACK_WEBHOOK"
                      - run: curl -sSL https://dl.example.com/install.sh | sh
                      - name: Show the state of the service
                        if: failure()
                        run: curl -v http://localhost:8080/metrics
                      - name: Smoke test
                        continue-on-error: true
                        run: curl https://app.example.com/health
                """,
                """
                on: push
                jobs:
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: echo '--fail' >> ~/.curlrc
                      - name: Smoke test
                        run: curl https://app.example.com/health
                """,
            ),
        ),
        example(
            bad="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                container: debian:11
                steps:
                  - name: Deploy the image
                    run: >-
                      curl -X POST  # <--
                      -H "Authorization: Bearer $TOKEN"
                      https://host.example.com/deployments
                  - name: Health check in the container
                    run: docker compose exec -T app curl http://localhost:8000/health  # <--
                  - shell: bash
                    run: |
                      if ! curl -sS https://app.example.com/live; then  # <--
                        exit 1
                      fi
                      curl -LO https://dl.example.com/tool.tar.gz  # <--
                      curl -sSL https://dl.example.com/install.sh | sh  # <--
                      curl -X DELETE https://host.example.com/previews/1  # <--
            """,
            good="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                container: debian:11
                steps:
                  - name: Deploy the image
                    run: >-
                      curl --fail -X POST
                      -H "Authorization: Bearer $TOKEN"
                      https://host.example.com/deployments
                  - name: Health check in the container
                    run: docker compose exec -T app curl --fail http://localhost:8000/health
                  - shell: bash
                    run: |
                      if ! curl --fail -sS https://app.example.com/live; then
                        exit 1
                      fi
                      curl --fail -LO https://dl.example.com/tool.tar.gz
                      curl --fail -sSL https://dl.example.com/install.sh | sh
                      curl --fail -X DELETE https://host.example.com/previews/1
            """,
        ),
    ),
)
