"""`kubectl rollout status` waits until the rollout is done, for as long as that takes.

Its `--timeout` is 0 by default, which means no limit. A paused Deployment, a DaemonSet or a StatefulSet whose
pods never get ready, a Deployment that makes a little progress now and then keep the job until GitHub stops
it after hours. Then no step runs that would roll back, for `if: failure()` is not true of a job that was
stopped. Only a Deployment without any progress ends the command, after its `progressDeadlineSeconds`, ten
minutes by default. The limit counts for each object: with several of them it may take several times as long.

Left alone: a limit of `timeout`, of `--request-timeout` or of the step itself, `--watch=false`, what runs in
the background, and options that come from a variable.
"""

from collections.abc import Iterator
from functools import partial

from ...docker.option_edits import add_option, replace_option
from ...edits import Fix, Preferences
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document
from .kubectl import Call, kubectl_calls
from .timeouts import longest_timeout, seconds


def check(document: Document) -> Iterator[Problem]:
    """Report each wait for a rollout that nothing ends."""
    for step in document.steps():
        for call in kubectl_calls(step):
            if call.subcommand == "rollout status" and waits_for_ever(call):
                workload = call.workloads[0].written if call.workloads else "it"
                message = f"kubectl rollout status waits for {workload} without a time limit"
                yield Problem(call.command.span, message, fix=partial(set_limit, call))


def waits_for_ever(call: Call) -> bool:
    """Whether neither the call nor what is around it has a time limit."""
    command = call.command
    given = call.option("timeout")
    if given and seconds(call.text("timeout")) != 0:
        return False
    if call.option("request-timeout") or call.has("help") or call.may_hold_options or command.background:
        return False
    watch = call.option("watch")
    if watch and not call.has("watch"):
        return False
    return not {"timeout", "gtimeout"} & set(command.wrappers) and call.step.node.get("timeout-minutes") is None


def set_limit(call: Call, _preferences: Preferences) -> Fix:
    """Give the call the longest limit that other rollouts of the file have."""
    limit = longest_timeout(call.step)
    option = call.option("timeout")
    if option and option.value:
        edit = replace_option(call.command, option.value, f"--timeout={limit}")
    else:
        edit = add_option(call.command, max(call.command.words, key=lambda word: word.end), f"--timeout={limit}")
    # Safe: it is as long as Kubernetes itself gives a Deployment, or as the file gives another one.
    return Fix(f"wait for {limit} at most", (edit,))


RULE = Rule(
    id="kubectl-rollout-without-timeout",
    summary="wait for a rollout without a time limit",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("kubectl",),
    references=(
        "https://kubernetes.io/docs/reference/kubectl/generated/kubectl_rollout/kubectl_rollout_status/",
        "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#progress-deadline-seconds",
    ),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      kubectl set image deployment/api api=ghcr.io/acme/api:$GITHUB_SHA
                      kubectl rollout status deployment/api --namespace shop  # <--
            """,
            good="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      kubectl set image deployment/api api=ghcr.io/acme/api:$GITHUB_SHA
                      kubectl rollout status deployment/api --namespace shop --timeout=10m
            """,
            near=(
                """
                on: push
                jobs:
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: kubectl rollout status deployment/api --timeout 300s
                      - run: timeout 5m kubectl rollout status deployment/api
                      - run: kubectl rollout status deployment/api --watch=false
                      - run: kubectl rollout status deployment/api -w=false
                      - run: kubectl rollout status deployment/api --request-timeout=5m
                      - run: kubectl rollout status deployment/api $KUBECTL_FLAGS
                      - run: kubectl rollout status "${FLAGS[@]}" deployment/api
                      - run: kubectl rollout status daemonset/agent
                        timeout-minutes: 10
                      - run: echo "then call kubectl rollout status deployment/api"
                """,
            ),
        ),
        example(
            bad="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: kubectl -n shop rollout status deploy api  # <--
                  - run: "kubectl rollout status \\"deployment/$NAME\\" || exit 1"  # <--
                  - run: |
                      for name in api web; do
                        if ! sudo kubectl rollout status deployment/$name \\  # <--
                          --namespace shop > log.txt 2>&1; then
                          exit 1
                        fi
                      done
                      kubectl rollout status statefulset/db --timeout=0s  # <--
                      kubectl rollout status statefulset/db --timeout 15m
                  - run: >
                      kubectl rollout status  # <--
                      $WORKLOAD
            """,
            good="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: kubectl -n shop rollout status deploy api --timeout=15m
                  - run: "kubectl rollout status \\"deployment/$NAME\\" --timeout=15m || exit 1"
                  - run: |
                      for name in api web; do
                        if ! sudo kubectl rollout status deployment/$name \\
                          --namespace shop --timeout=15m > log.txt 2>&1; then
                          exit 1
                        fi
                      done
                      kubectl rollout status statefulset/db --timeout=15m
                      kubectl rollout status statefulset/db --timeout 15m
                  - run: >
                      kubectl rollout status
                      $WORKLOAD --timeout=15m
            """,
        ),
    ),
)
