"""Which cluster and which namespace a command changes should not depend on what was written last.

Every `aws eks update-kubeconfig` and its like adds a cluster to the kubeconfig and makes it the present one.
With two of them in a job, a changed order of steps deploys to the other cluster. A namespace that is not
given is the one that the kubeconfig's secret happens to hold, else `default`, where a deployment of the same
name may live.

Left alone: calls with `--context`, those behind `kubectl config use-context`, commands that write a
kubeconfig of their own, cluster set-up behind conditions, jobs that set the namespace of the context, calls
that read, and clusters that end with the job.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...rule import Problem, Profile, Rule, Severity, example
from ...workflow import Document, Job, Step
from .aftermath import Place, has_own_cluster, place_of
from .failure_path import is_top_level
from .kubectl import Call, kubectl_calls

if TYPE_CHECKING:
    from ...shell import Command

_CHANGES = ("set image", "set env", "set resources", "patch", "rollout restart", "rollout undo", "scale", "delete")
_ADDS_CLUSTER = (
    ("aws", "eks", "update-kubeconfig"),
    ("gcloud", "container", "clusters", "get-credentials"),
    ("az", "aks", "get-credentials"),
    ("doctl", "kubernetes", "cluster", "kubeconfig", "save"),
)
_NAMESPACE_PROGRAMS = ("kubens", "kubectx")


def check(document: Document) -> Iterator[Problem]:
    """Report each change of a workload whose cluster or namespace is left to the kubeconfig."""
    for job in document.jobs() if document.complete else ():
        calls = [call for step in job.all_steps for call in kubectl_calls(step)]
        changes = [call for call in calls if is_change(call)]
        if not changes or has_own_cluster(changes[0].step):
            continue
        second = second_cluster(job)
        places = (place_of(c.step, c.command) for c in calls if c.subcommand == "config use-context")
        chosen = next((place for place in places if second and place > second), None)
        named = any(c.subcommand == "config set-context" and c.option("namespace") for c in calls) or switches(job)
        for call in changes:
            place = place_of(call.step, call.command)
            if second and second < place and not call.option("context") and not (chosen and chosen < place):
                message = f"kubectl {call.subcommand} does not say which of the job's clusters it changes"
                yield Problem(call.command.span, message)
            elif not (named or call.option("namespace") or call.option("all-namespaces")):
                yield Problem(call.command.span, f"kubectl {call.subcommand} does not say which namespace it changes")


def is_change(call: Call) -> bool:
    """Whether it changes a workload that it names."""
    named = any(workload.target or "/" in workload.written for workload in call.workloads)
    return call.subcommand in _CHANGES and named and not (call.changes_nothing or call.may_hold_options)


def second_cluster(job: Job) -> Place | None:
    """Where the job adds a second cluster to the same kubeconfig, whatever it finds."""
    if not any("cluster" in s.run.text or "aks" in s.run.text or "eks" in s.run.text for s in job.all_steps if s.run):
        return None
    added = [place_of(step, command) for step in job.all_steps for command in adders(step)]
    return added[1] if len(added) > 1 else None


def adders(step: Step) -> Iterator["Command"]:
    """The commands of a step that add a cluster to the kubeconfig."""
    if step.script is None or step.condition is not None or step.env("KUBECONFIG"):
        return
    for command in step.script.named(*{words[0] for words in _ADDS_CLUSTER}):
        own = command.option("--kubeconfig", "--file", "-f") or any(a.name == "KUBECONFIG" for a in command.assignments)
        if any(command.starts_with(*words) for words in _ADDS_CLUSTER) and is_top_level(command) and not own:
            yield command


def switches(job: Job) -> bool:
    """Whether a program of the job sets the namespace for all that follow."""
    texts = [(step, step.run.text) for step in job.all_steps if step.run is not None]
    suspects = [step for step, text in texts if any(name in text for name in _NAMESPACE_PROGRAMS)]
    return any(command.name in _NAMESPACE_PROGRAMS for s in suspects if s.script for command in s.script.commands)


RULE = Rule(
    id="kubectl-context-implicit",
    summary="cluster or namespace of a change left to chance",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    profile=Profile.STRICT,
    hints=("kubectl",),
    references=("https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              one-cluster:
                runs-on: ubuntu-24.04
                steps:
                  - run: kubectl set image deployment/api api=acme/api:1  # <--
              two-clusters:
                runs-on: ubuntu-24.04
                steps:
                  - run: aws eks update-kubeconfig --name tools
                  - run: aws eks update-kubeconfig --name shop
                  - run: kubectl rollout restart deployment/api -n shop  # <--
            """,
            good="""
            on: push
            jobs:
              one-cluster:
                runs-on: ubuntu-24.04
                steps:
                  - run: kubectl set image deployment/api api=acme/api:1 --namespace shop
              two-clusters:
                runs-on: ubuntu-24.04
                steps:
                  - run: aws eks update-kubeconfig --name tools
                  - run: aws eks update-kubeconfig --name shop --alias shop
                  - run: kubectl --context shop rollout restart deployment/api -n shop
            """,
            near=(
                """
                on: push
                jobs:
                  either:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          if [ "$STAGE" = prod ]; then
                            aws eks update-kubeconfig --name prod
                          else
                            aws eks update-kubeconfig --name staging
                          fi
                      - run: kubectl -n shop rollout restart deployment/api
                  own-files:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: aws eks update-kubeconfig --name tools --kubeconfig tools.yaml
                      - run: aws eks update-kubeconfig --name shop --kubeconfig shop.yaml
                      - run: kubectl --kubeconfig shop.yaml -n shop rollout restart deployment/api
                  chosen:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: az aks get-credentials --name tools --resource-group acme
                      - run: az aks get-credentials --name shop --resource-group acme
                      - run: kubectl config use-context shop
                      - run: kubectl config set-context --current --namespace=shop
                      - run: kubectl rollout restart deployment/api
                  reads:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: kubectl rollout status deployment/api --timeout=5m
                      - run: kubectl delete clusterrole/admin
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: helm/kind-action@v1
                      - run: kubectl rollout restart deployment/api
                """,
            ),
        ),
    ),
)
