"""A password in the workflow file is known to everyone who can read the repository, and to every fork of it.

Smoke tests log in to what was just deployed, often to production. The account may be meant for tests only,
but it is an account, and nobody changes its password when somebody leaves. The same goes for a default that
steps in where the secret is missing: `${SMOKE_PASSWORD:-changeme}` logs in with a password that all can read,
or hides that the secret is gone. Take the password from a secret, and fail where it is missing.

Left alone: services of the runner itself, which end with it, empty defaults and `${PASSWORD:?…}`, words
that stand for a password in an example, and wrong passwords that a test is to be refused with.
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from ...expressions import find_expressions
from ...expressions.nodes import Binary, Literal
from ...late_pattern import late_pattern
from ...rule import Problem, Rule, Severity, example
from ...source import Span
from ...tree import Scalar
from ...workflow import Document, Step
from .requests import Request, requests

if TYPE_CHECKING:
    from ...shell import Word

_SECRET_NAME = r"\w*(?:PASSWORD|PASSWD|PASSPHRASE|API_?KEY|SECRET)\w*"
_DEFAULT = late_pattern(rf"\$\{{({_SECRET_NAME}):?-([^}}$]+)\}}", re.IGNORECASE)
_VARIABLE = late_pattern(rf"\$\{{?({_SECRET_NAME})\b", re.IGNORECASE)
_FIELD = late_pattern(r"(?:^|[\"'&?{,\s])(?:password|passwd)[\"']?\s*[=:]\s*[\"']?([^\"'&,}\s]+)", re.IGNORECASE)
# What is no password: an example, or one that must not be let in.
_NONE = late_pattern(
    r"[$*<{%]|^(?:x+|true|false|null|none|string|password:?)$|wrong|invalid|incorrect|bad|fake|your|example|placeholder",
    re.IGNORECASE,
)
_BODIES = ("-d", "--data", "--data-raw", "--data-binary", "--data-urlencode", "--json", "-F", "--form", "--post-data")


def check(document: Document) -> Iterator[Problem]:
    """Report each literal password that a request to a machine elsewhere sends."""
    asking: set[Step] = set()
    for request in requests(document):
        if request.local or not request.addresses:
            continue
        words = list(request.command.arguments)
        if request.step not in asking:
            asking.add(request.step)
            words += (assignment.value for assignment in request.script.assigned)
        for span, message in chain(written(request), defaults(words), given(request)):
            yield Problem(span, message)


def written(request: Request) -> Iterator[tuple[Span, str]]:
    """The passwords in the command itself."""
    user = request.command.option("-u", "--user") if request.is_curl else request.command.option("--password")
    password = user.text.partition(":")[2] if user and request.is_curl else user.text if user else ""
    if user and password and not _NONE.search(password):
        yield user.span, f"{request.command.name} logs in with a password that all can read"
    for word in request.command.options(*_BODIES):
        found = _FIELD.search(word.text)
        if found and not _NONE.search(found[1]):
            yield word.span, f"{request.command.name} sends a password that all can read"


def defaults(words: "list[Word]") -> Iterator[tuple[Span, str]]:
    """The passwords that the shell puts in the place of a missing variable."""
    for word in words:
        found = _DEFAULT.search(word.text)
        if found and not _NONE.search(found[2]):
            yield word.span, f"where {found[1]} is missing, a password that all can read takes its place"


def given(request: Request) -> Iterator[tuple[Span, str]]:
    """The passwords that the step's environment has for variables of the command."""
    for name in _used(request.command.arguments):
        value = request.step.env(name)
        if value is None:
            continue
        literal = value.text if "${{" not in value.text else _literal_default(value)
        if literal and not _NONE.search(literal):
            yield value.span, f"{name} is a password that all can read"


def _used(words: "tuple[Word, ...]") -> Iterator[str]:
    return (found[1] for word in words for found in _VARIABLE.finditer(word.text))


def _literal_default(value: Scalar) -> str:
    """The string behind `||` in the value's expression."""
    for expression in find_expressions(value):
        tree = expression.tree
        if isinstance(tree, Binary) and tree.operator == "||" and isinstance(tree.right, Literal):
            return tree.right.value if isinstance(tree.right.value, str) else ""
    return ""


RULE = Rule(
    id="smoke-credential-default",
    summary="password of a smoke test in the workflow file",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("curl", "wget"),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              smoke:
                runs-on: ubuntu-24.04
                steps:
                  - name: Smoke test
                    env:
                      SMOKE_PASSWORD: ${{ secrets.SMOKE_PASSWORD || 'hunter22' }}  # <--
                      ADMIN_PASSWORD: s3cret  # <--
                    run: |
                      curl -f https://app.example.com/login -d '{"password":"changeme1"}'  # <--
                      curl -f https://app.example.com/login -d "user=ci&password=$SMOKE_PASSWORD"
                      curl -f -u "admin:$ADMIN_PASSWORD" https://app.example.com/admin
                      curl -f -u admin:admin https://app.example.com/admin  # <--
                      curl -f https://app.example.com/login -d "password=${TEST_PASSWORD:-letmein}"  # <--
            """,
            good="""
            on: push
            jobs:
              smoke:
                runs-on: ubuntu-24.04
                steps:
                  - name: Smoke test
                    env:
                      SMOKE_PASSWORD: ${{ secrets.SMOKE_PASSWORD }}
                      ADMIN_PASSWORD: ${{ secrets.ADMIN_PASSWORD }}
                    run: |
                      curl -f https://app.example.com/login -d "{\\"password\\":\\"$SMOKE_PASSWORD\\"}"
                      curl -f https://app.example.com/login -d "user=ci&password=$SMOKE_PASSWORD"
                      curl -f -u "admin:$ADMIN_PASSWORD" https://app.example.com/admin
                      curl -f -u "admin:${ADMIN_PASSWORD:?}" https://app.example.com/admin
                      curl -f https://app.example.com/login -d "password=${SMOKE_PASSWORD:?is not set}"
            """,
            near=(
                """
                on: push
                jobs:
                  smoke:
                    runs-on: ubuntu-24.04
                    env:
                      LOCAL_PASSWORD: throw-away
                    steps:
                      - run: |
                          curl -f -u admin:admin http://localhost:3000/api/health
                          curl -f -u "elastic:$LOCAL_PASSWORD" http://elasticsearch:9200/
                          curl -s -o /dev/null -u admin:wrong-password https://app.example.com/admin
                          curl -f -u "$USER:$PASSWORD" https://app.example.com/admin
                          curl -f -u "$API_TOKEN:" https://api.example.com/v1/charges
                          curl -f -d "reset=password" https://app.example.com/help
                """,
            ),
        ),
    ),
)
