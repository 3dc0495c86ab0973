"""The answer to a login holds a token, and a printed token can be used by everyone who can read the log.

GitHub hides the values of secrets, and nothing that a secret was exchanged for. A smoke test that prints the
answer of its login, or runs under `set -x`, gives its token to all readers of the repository, for as long as
the token lasts. `echo "::add-mask::$TOKEN"` hides it from then on, in that line only.

Left alone: tokens that are masked, lengths and beginnings (`${#TOKEN}`, `${TOKEN:0:4}`), answers that are
printed right before `exit`, since no token came then, what goes into a file or an output, and logins at a
service of the runner itself, whose tokens die with it.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ...edits import Fix, Preferences, Refusal, replace_in_scalar
from ...late_pattern import late_pattern
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document
from .logins import Held, held, logins
from .requests import Request

if TYPE_CHECKING:
    from ...shell import Command

_TRACES = late_pattern(r"-\w*x")
_ENDS = ("exit", "return", "false")


def check(document: Document) -> Iterator[Problem]:
    """Report each token of a login that gets into the log."""
    for request in logins(document):
        if request.opaque:
            continue
        if is_shown(request):
            yield Problem(request.command.span, "the answer to the login is printed")
        tracing = traced(request)
        if tracing is not None:
            yield Problem(tracing.span, "the shell prints the token as it traces the login")
        yield from printed(request)


def is_shown(request: Request) -> bool:
    """Whether the answer goes to the log as it comes."""
    return not (request.captured or request.piped or request.target or request.reads_status)


def traced(request: Request) -> "Command | None":
    """The `set -x` under which the answer gets into a variable."""
    if not request.command.assigned_to:
        return None
    tracing = None
    for command in request.script.named("set"):
        if command.start > request.command.start:
            break
        words = [word.text for word in command.arguments]
        if any(_TRACES.fullmatch(word) for word in words) or words == ["-o", "xtrace"]:
            tracing = command
        elif "+x" in words or words == ["+o", "xtrace"]:
            tracing = None
    return tracing


def printed(request: Request) -> Iterator[Problem]:
    """The commands that print a variable with the token in it."""
    for variable in held(request):
        shown = re.compile(rf"\$(?:{re.escape(variable.name)}\b|\{{{re.escape(variable.name)}\}})")
        for command in request.script.commands:
            if "add-mask" in command.text and shown.search(command.text):
                break
            if command.start >= variable.end and _prints(command, shown) and not _gives_up(request, command):
                what = "the answer to the login" if variable.whole else "a token"
                message = f"{command.name} prints {what} in {variable.name}"
                yield Problem(command.span, message, fix=partial(mask, request, variable))


def _prints(command: "Command", shown: re.Pattern[str]) -> bool:
    if command.name not in ("echo", "printf") or command.substitution or command.writes_to is not None:
        return False
    return len(command.pipeline) == 1 and any(shown.search(word.text) for word in command.arguments)


def _gives_up(request: Request, command: "Command") -> bool:
    """Whether the script ends right behind: what is printed then is why there is no token."""
    later = (other for other in request.behind if other.start >= command.end)
    following = next((other for other in later if other.name not in ("echo", "printf")), None)
    return following is not None and following.name in _ENDS


def mask(request: Request, variable: Held, _preferences: Preferences) -> Fix:
    """Hide the token before it is printed."""
    if variable.whole:
        raise Refusal("an answer can take several lines, and a mask hides one")
    scalar = request.command.scalar
    line = scalar.text[scalar.text.rfind("\n", 0, variable.end) + 1 :]
    indent = line[: len(line) - len(line.lstrip(" "))]
    if scalar.text[variable.end : variable.end + 1] not in ("\n", "") or not line.lstrip(" ").startswith(variable.name):
        raise Refusal("the variable is not set in a line of its own")
    text = f'\n{indent}echo "::add-mask::${variable.name}"'
    # Unsafe: who reads the log for the token would not find it any more.
    return Fix("hide the token", (replace_in_scalar(scalar, variable.end, variable.end, text),), safe=False)


RULE = Rule(
    id="smoke-token-printed",
    summary="token of a login in the log",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("curl", "wget"),
    references=(
        "https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#masking-a-value-in-a-log",
    ),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              smoke:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      TOKEN=$(curl -s https://app.example.com/api/login -d "password=$PASSWORD" | jq -r .access_token)
                      echo "logged in with $TOKEN"  # <--
                      ANSWER=$(curl -s "$URL/oauth/token" -u "$CLIENT" -d grant_type=client_credentials)
                      if [ -n "$ANSWER" ]; then
                        BEARER=$(jq -r .access_token <<< "$ANSWER")
                        printf 'Authorization: Bearer %s\\n' "${BEARER}"  # <--
                      fi
            """,
            good="""
            on: push
            jobs:
              smoke:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      TOKEN=$(curl -s https://app.example.com/api/login -d "password=$PASSWORD" | jq -r .access_token)
                      echo "::add-mask::$TOKEN"
                      echo "logged in with $TOKEN"
                      ANSWER=$(curl -s "$URL/oauth/token" -u "$CLIENT" -d grant_type=client_credentials)
                      if [ -n "$ANSWER" ]; then
                        BEARER=$(jq -r .access_token <<< "$ANSWER")
                        echo "::add-mask::$BEARER"
                        printf 'Authorization: Bearer %s\\n' "${BEARER}"
                      fi
            """,
            near=(
                """
                on: push
                jobs:
                  smoke:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          ANSWER=$(curl -s -X POST "$URL/api/auth/login" -d "{\\"password\\":\\"$PASSWORD\\"}")
                          TOKEN=$(echo "$ANSWER" | jq -r .access_token)
                          if [ -z "$TOKEN" ]; then
                            echo "no token: $ANSWER"
                            exit 1
                          fi
                          echo "::add-mask::$TOKEN"
                          echo "a token of ${#TOKEN} characters, ${TOKEN:0:4}…, $TOKEN"
                          echo "token=$TOKEN" >> "$GITHUB_OUTPUT"
                      - run: |
                          curl -s -o /dev/null "$URL/oauth/token" -d grant_type=client_credentials
                          STATE=$(curl -s "$URL/login" -d "password=$PASSWORD" | jq -r .state)
                          echo "$STATE"
                      - run: |
                          curl -s http://localhost:8080/login -d "password=$PASSWORD"
                          curl -s https://app.example.com/login
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
                      set -ex  # <--
                      ANSWER=$(curl -s -X POST "$URL/auth/login" -H "Content-Type: application/json" \\
                        -d "{\\"username\\":\\"ci\\",\\"password\\":\\"$PASSWORD\\"}")
                      echo "answer: $ANSWER"  # <--
                      TOKEN=$(jq -r .access_token <<< "$ANSWER")
                  - run: curl "$URL/oauth/token" -d "grant_type=password&password=$PASSWORD"  # <--
            """,
            good="""
            on: push
            jobs:
              smoke:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      set -e
                      ANSWER=$(curl -s -X POST "$URL/auth/login" -H "Content-Type: application/json" \\
                        -d "{\\"username\\":\\"ci\\",\\"password\\":\\"$PASSWORD\\"}")
                      TOKEN=$(jq -r .access_token <<< "$ANSWER")
                  - run: curl -o answer.json "$URL/oauth/token" -d "grant_type=password&password=$PASSWORD"
            """,
        ),
    ),
)
