"""`helm upgrade` is done when the cluster has taken the manifests, whether their pods ever run or not.

With `--wait` it waits until they are ready, for `--timeout`, five minutes by default. With `--atomic`, which
Helm 4 calls `--rollback-on-failure`, it waits too, and brings the last release back when they do not get
ready. With neither, the job is green while the release is down, and the next upgrade may find it stuck.

The default profile reports upgrades and rollbacks that nothing waits for. The strict profile also reports an
upgrade that waits, in a job in which nothing rolls it back.

Left alone: releases that something behind them waits for, or may wait for: `kubectl rollout status`,
`kubectl wait`, `helm test`, a script or an action that may look; dry runs, options that come from a variable,
upgrades whose failure is ignored, clusters that end with the job, and composite actions, whose caller may
wait.
"""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ...docker.option_edits import add_option
from ...edits import Edit, Fix, Preferences
from ...rule import Problem, Profile, Rule, Severity, example
from ...workflow import Document, Job, Step
from .aftermath import Effect, aftermath, has_own_cluster, is_watched
from .failure_path import reacts_to_failure

if TYPE_CHECKING:
    from ...shell import Command

_ROLLS_BACK = ("--atomic", "--rollback-on-failure")
_NOTHING = ("true", ":", "echo", "printf")


def check(document: Document) -> Iterator[Problem]:
    """Report each release that nothing waits for, and those that nothing brings back."""
    for step in document.steps():
        if step.run is None or "helm" not in step.run.text or step.script is None:
            continue
        for command in step.script.named("helm"):
            kind = next((kind for kind in ("upgrade", "rollback") if command.starts_with("helm", kind)), "")
            if kind and not is_left_alone(step, command):
                yield from check_release(step, command, kind)


def check_release(step: Step, command: "Command", kind: str) -> Iterator[Problem]:
    """Report one upgrade or rollback that may fail unseen, or stay as it has failed."""
    if command.has(*_ROLLS_BACK):
        return
    if command.has("--wait"):
        if kind == "upgrade" and isinstance(step.parent, Job) and not is_brought_back(step.parent, command):
            message = "nothing brings the last release back when helm upgrade fails"
            yield Problem(command.span, message, fix=partial(roll_back, command, kind), profile=Profile.STRICT)
    elif not is_watched(step, command, ("",)):
        message = f"nothing waits for the pods of helm {kind}"
        yield Problem(command.span, message, fix=partial(roll_back, command, kind))


def is_left_alone(step: Step, command: "Command") -> bool:
    """Whether it changes nothing that lasts, or what it does is not known."""
    harmless = command.has("--dry-run", "--help", "-h") or any(c.name in _NOTHING for c in command.otherwise)
    return harmless or command.may_hold_options or has_own_cluster(step)


def is_brought_back(job: Job, command: "Command") -> bool:
    """Whether the job rolls back, or does anything else when the upgrade fails, or may do so in what is not read."""
    if not job.workflow.complete:
        return True
    handled = command.in_condition or command.negated or command.otherwise
    undone = any(event.effect is Effect.UNDOES for event in aftermath(job).events)
    return bool(handled) or undone or reacts_to_failure(job, aftermath(job).later)


def roll_back(command: "Command", kind: str, _preferences: Preferences) -> Fix:
    """Let Helm wait for the pods, and bring the last release back when they do not get ready."""
    option = "--wait" if kind == "rollback" else "--atomic"
    limit = "" if command.option("--timeout") else " --timeout 10m"
    # Unsafe: the job takes longer and fails where it did not, and an upgrade leaves nothing to look at.
    title = "wait for the pods" if kind == "rollback" else "wait for the pods and roll back when they do not get ready"
    return Fix(title, (add(command, f"{option}{limit}"),), safe=False)


def add(command: "Command", options: str) -> Edit:
    """Put options behind all words of a command."""
    return add_option(command, max(command.words, key=lambda word: word.end), options)


RULE = Rule(
    id="helm-without-rollback",
    summary="Helm release that nothing waits for or brings back",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("helm",),
    references=("https://helm.sh/docs/helm/helm_upgrade/", "https://helm.sh/docs/helm/helm_rollback/"),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      helm upgrade --install api ./chart \\  # <--
                        --namespace shop \\
                        --set image.tag="$GITHUB_SHA"
                      kubectl get pods --namespace shop
              roll-back:
                runs-on: ubuntu-24.04
                steps:
                  - run: helm rollback api --namespace shop  # <--
            """,
            good="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      helm upgrade --install api ./chart \\
                        --namespace shop \\
                        --set image.tag="$GITHUB_SHA" --atomic --timeout 10m
                      kubectl get pods --namespace shop
              roll-back:
                runs-on: ubuntu-24.04
                steps:
                  - run: helm rollback api --namespace shop --wait --timeout 10m
            """,
            near=(
                """
                on: push
                jobs:
                  atomic:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: helm upgrade api ./chart --atomic --timeout 5m
                      - run: helm upgrade api ./chart --rollback-on-failure
                  status:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: helm upgrade api ./chart
                      - run: kubectl rollout status deployment/api --timeout=5m
                  variable:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: helm upgrade api ./chart $HELM_FLAGS
                      - run: helm upgrade api ./chart --dry-run
                      - run: helm diff upgrade api ./chart
                      - run: helm upgrade api ./chart || echo "not yet"
                  handled:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: helm upgrade api ./chart --wait --timeout 5m
                      - if: failure()
                        run: helm rollback api --wait
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: helm/kind-action@v1
                      - run: helm upgrade --install api ./chart
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
                  - run: helm upgrade api ./chart --wait --timeout 5m  # <--
            """,
            good="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: helm upgrade api ./chart --wait --timeout 5m --atomic
            """,
        ),
    ),
)
