"""`kubectl wait` gives up after 30 seconds unless `--timeout` says otherwise.

Pulling an image and starting its pods often takes longer on a fresh node, so the job fails on busy days and
passes on others. Zero means to look once and not to wait at all; a negative limit waits for a week.

Left alone: any limit above zero, waits in a loop, waits whose failure is ignored, those for a custom resource
to be established, which takes a moment, and options that come from a variable.
"""

from collections.abc import Iterator
from functools import partial

from ...docker.option_edits import add_option, replace_option
from ...edits import Fix, Preferences
from ...rule import Problem, Profile, Rule, Severity, example
from ...workflow import Document
from .kubectl import Call, kubectl_calls
from .timeouts import longest_timeout

_NOTHING = ("true", ":", "echo", "printf")
_USUAL = "5m"


def check(document: Document) -> Iterator[Problem]:
    """Report each wait with the limit that kubectl brings, or with none."""
    for step in document.steps():
        for call in kubectl_calls(step):
            if call.subcommand != "wait" or is_harmless(call):
                continue
            if call.text("timeout").startswith("-"):
                yield Problem(call.command.span, "kubectl wait waits for a week", fix=partial(set_limit, call))
            elif not call.option("timeout"):
                message = "kubectl wait gives up after 30 seconds, its default"
                yield Problem(call.command.span, message, fix=partial(set_limit, call))


def is_harmless(call: Call) -> bool:
    """Whether it may end at any time, or is over in a moment."""
    command = call.command
    ignored = any(other.name in _NOTHING for other in command.otherwise)
    moment = "established" in call.text("for").lower()
    return call.may_hold_options or command.in_loop or ignored or moment or call.has("help")


def set_limit(call: Call, _preferences: Preferences) -> Fix:
    """Give the wait the longest limit that rollouts of the file have."""
    limit = longest_timeout(call.step, _USUAL)
    option = call.option("timeout")
    if option and option.value:
        edit = replace_option(call.command, option.value, f"--timeout={limit}")
    else:
        edit = add_option(call.command, max(call.command.words, key=lambda word: word.end), f"--timeout={limit}")
    # Unsafe: only the owner knows how long the pods may take.
    return Fix(f"wait for {limit} at most", (edit,), safe=False)


RULE = Rule(
    id="kubectl-wait-without-timeout",
    summary="kubectl wait with the limit it happens to have",
    severity=Severity.INFO,
    why=__doc__,
    check=check,
    profile=Profile.STRICT,
    hints=("kubectl",),
    references=("https://kubernetes.io/docs/reference/kubectl/generated/kubectl_wait/",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: kubectl wait --for=condition=ready pod -l app=api  # <--
                  - run: |
                      kubectl wait --for=condition=complete job/migrate --timeout=-1s -n shop || exit 1  # <--
            """,
            good="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: kubectl wait --for=condition=ready pod -l app=api --timeout=5m
                  - run: |
                      kubectl wait --for=condition=complete job/migrate --timeout=5m -n shop || exit 1
            """,
            near=(
                """
                on: push
                jobs:
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          kubectl wait --for=condition=ready pod -l app=api --timeout=90s
                          kubectl wait --for=condition=established crd/certificates.cert-manager.io
                          kubectl wait --for=delete pod/old || true
                          kubectl wait --for=condition=ready pod/api "${WAIT_FLAGS[@]}"
                          until kubectl wait --for=condition=ready pod/api; do
                            sleep 1
                          done
                """,
            ),
        ),
    ),
)
