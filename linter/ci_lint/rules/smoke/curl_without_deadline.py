"""curl waits for an answer for as long as the connection lasts, unless `--max-time` says otherwise.

A service that takes the connection and then never answers is what a smoke test is there to find. Without a
deadline the test hangs until the job's limit ends it, six hours later by default, and a loop of thirty tries
never gets to its second one. wget gives up after 900 seconds, and then tries again, up to twenty times.

The default profile reports requests that check, wait, smoke-test or deploy. The strict profile reports all
others too; for downloads the fix ends a transfer that stands still, not one that takes its time.

Left alone: `--max-time`, `--speed-time` and wget's `--timeout` of any length, requests under `timeout`, steps
with `timeout-minutes`, options that come from a variable or from `.curlrc`, and queries to Prometheus
that decide a deployment, which `metrics-gate-blocking` judges.
"""

from collections.abc import Iterator
from functools import partial

from ...docker.option_edits import add_option
from ...edits import Fix, Preferences
from ...purpose import Purpose
from ...rule import Problem, Profile, Rule, Severity, example
from ...workflow import Document
from .metrics_queries import decides
from .requests import Request, requests


def check(document: Document) -> Iterator[Problem]:
    """Report each request that may wait without end."""
    for request in requests(document):
        if request.limited or request.opaque or (request.asks_metrics and decides(request)):
            continue
        message = "curl has no time limit" if request.is_curl else "wget tries twenty times, fifteen minutes each"
        profile = Profile.DEFAULT if checks(request) else Profile.STRICT
        yield Problem(request.command.span, message, fix=partial(set_deadline, request), profile=profile)


def checks(request: Request) -> bool:
    """Whether the rest of the job depends on what the request says."""
    if request.downloads or request.command.background:
        return False
    if request.reads_status or request.decides or request.polls:
        return True
    return request.serves(Purpose.SMOKE, Purpose.WAIT, Purpose.DEPLOY)


def set_deadline(request: Request, _preferences: Preferences) -> Fix:
    """End the request some time."""
    edit = add_option(request.command, request.command.words[0], deadline(request))
    # Unsafe: how long a server may take for what it was sent, only its owner knows.
    return Fix(f"let {request.command.name} give up", (edit,), safe=not request.sends)


def deadline(request: Request) -> str:
    """The options that give a request an end: short for one that is made again, generous for one that changes things.

    A download takes as long as it takes; what can be told is that nothing has come for a minute.
    """
    seconds = 10 if request.command.in_loop else 30
    if not request.is_curl:
        return f"--timeout={seconds}"
    if request.downloads:
        return "--speed-limit 1 --speed-time 60"
    return f"--max-time {120 if request.sends else seconds}"


RULE = Rule(
    id="curl-without-deadline",
    summary="HTTP request that may wait without end",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("curl", "wget"),
    references=(
        "https://curl.se/docs/manpage.html#-m",
        "https://curl.se/docs/manpage.html#-Y",
        "https://www.gnu.org/software/wget/manual/html_node/Download-Options.html",
    ),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - name: Wait for the service
                    run: |
                      for attempt in {1..30}; do
                        curl -fsS http://localhost:8080/health && break  # <--
                        sleep 2
                      done
                  - name: Smoke test
                    run: |
                      curl -fsS https://app.example.com/health  # <--
                      status=$(curl -s -o /dev/null -w '%{http_code}' https://app.example.com/)  # <--
                      [ "$status" = 200 ]
                      wget -q --spider https://app.example.com/  # <--
                  - name: Deploy
                    run: curl -f -X POST "$DEPLOY_HOOK_URL"  # <--
            """,
            good="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - name: Wait for the service
                    run: |
                      for attempt in {1..30}; do
                        curl --max-time 10 -fsS http://localhost:8080/health && break
                        sleep 2
                      done
                  - name: Smoke test
                    run: |
                      curl --max-time 30 -fsS https://app.example.com/health
                      status=$(curl --max-time 30 -s -o /dev/null -w '%{http_code}' https://app.example.com/)
                      [ "$status" = 200 ]
                      wget --timeout=30 -q --spider https://app.example.com/
                  - name: Deploy
                    run: curl --max-time 120 -f -X POST "$DEPLOY_HOOK_URL"
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
                          curl -fsS --max-time 20 https://app.example.com/health
                          curl -fsSm5 https://app.example.com/health
                          timeout 20 curl -fsS https://app.example.com/health
                          wget -qO- -T 3 https://app.example.com/health
                          curl -y 30 -LO https://dl.example.com/tool.tar.gz
                          curl "${CURL_OPTIONS[@]}" https://app.example.com/health
                          curl --version
                      - name: Health check
                        timeout-minutes: 2
                        run: until curl -fs http://localhost:8080/health; do sleep 1; done
                """,
                """
                on: push
                jobs:
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: printf 'max-time = 30\\n' > ~/.curlrc
                      - name: Smoke test
                        run: curl -f https://app.example.com/health
                """,
            ),
        ),
        example(
            bad="""
            on: push
            jobs:
              build:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      curl -fsSLo tool.tar.gz \\  # <--
                        https://dl.example.com/tool.tar.gz
                      wget -q https://dl.example.com/data.zip  # <--
                      kubectl exec "$POD" -n shop -- wget -qO- http://localhost/health  # <--
                  - run: "curl -s \\"https://api.example.com/v1/state\\""  # <--
            """,
            good="""
            on: push
            jobs:
              build:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      curl --speed-limit 1 --speed-time 60 -fsSLo tool.tar.gz \\
                        https://dl.example.com/tool.tar.gz
                      wget --timeout=30 -q https://dl.example.com/data.zip
                      kubectl exec "$POD" -n shop -- wget --timeout=30 -qO- http://localhost/health
                  - run: "curl --max-time 30 -s \\"https://api.example.com/v1/state\\""
            """,
        ),
    ),
)
