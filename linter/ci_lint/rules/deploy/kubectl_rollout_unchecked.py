"""A changed Deployment is a wish: kubectl is done once the cluster has written it down.

`kubectl set image` and its kin end with success while the pods of the new version are still being pulled,
started, or restarted for the fifth time. When nothing waits for the rollout, the job is green, and the next
step tests the old pods, which still answer.

Left alone: changes that something behind them waits for, or may wait for: `kubectl rollout status`,
`kubectl wait`, a loop around `kubectl get` or curl, a script, a test suite or an action that may look, in the
same job or in one that needs it. For `kubectl apply` any wait will do, as what is applied need not have
changed. Also what is applied with `-k`, from a URL, a pipe, or files that the repository does not hold; dry
runs; changes whose failure is ignored; clusters that end with the job; and composite actions, whose caller
may wait. What undoes a rollout has a rule of its own.
"""

from collections.abc import Iterator
from functools import partial

from ...edits import Fix, Preferences
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Step
from .aftermath import has_own_cluster, is_watched
from .kubectl import Call, Workload, kubectl_calls
from .manifests import applied_workloads
from .waiting_line import Unwatched, wait_behind

_CHANGES = ("set image", "set env", "set resources", "patch", "rollout restart")
_NOTHING = ("true", ":", "echo", "printf")


def check(document: Document) -> Iterator[Problem]:
    """Report each change of a workload that nothing waits for."""
    for step in document.steps():
        unwatched = find_unwatched(document, step)
        for begun in unwatched:
            message = f"nothing waits for the rollout that kubectl {begun.call.subcommand} begins"
            yield Problem(begun.call.command.span, message, fix=partial(wait, begun, unwatched))


def find_unwatched(document: Document, step: Step) -> tuple[Unwatched, ...]:
    """The changes of a step that nothing waits for."""
    calls = kubectl_calls(step)
    if not calls or has_own_cluster(step):
        return ()
    begun = (Unwatched(call, changed(document, call)) for call in calls if not is_ignored(call))
    return tuple(change for change in begun if change.workloads and not is_seen(change))


def is_seen(change: Unwatched) -> bool:
    """Whether something waits for a change. What is applied need not have changed: any wait will do for it."""
    targets = [workload.target for workload in change.workloads]
    if change.call.subcommand == "apply":
        targets = [""]
    return is_watched(change.call.step, change.call.command, tuple(targets))


def changed(document: Document, call: Call) -> tuple[Workload, ...]:
    """The workloads whose pods a call replaces."""
    if call.changes_nothing or call.has("list"):
        return ()
    if call.subcommand == "apply":
        return applied_workloads(document, call)
    return call.workloads if call.subcommand in _CHANGES else ()


def is_ignored(call: Call) -> bool:
    """Whether it is of no consequence to the job if the change fails."""
    ignored = any(command.name in _NOTHING for command in call.command.otherwise)
    return ignored or call.step.node.text("continue-on-error") == "true"


def wait(begun: Unwatched, others: tuple[Unwatched, ...], _preferences: Preferences) -> Fix:
    """Wait for the rollout behind the change, and behind the changes next to it."""
    # Unsafe: from now on a version that does not come up fails the job.
    return Fix("wait for the rollout", (wait_behind(begun, others),), safe=False)


RULE = Rule(
    id="kubectl-rollout-unchecked",
    summary="rollout that nothing waits for",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("kubectl",),
    references=("https://kubernetes.io/docs/reference/kubectl/generated/kubectl_rollout/kubectl_rollout_status/",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      kubectl set image deployment/api api=ghcr.io/acme/api:$GITHUB_SHA --namespace shop  # <--
                      echo "deployed"
                  - run: curl --fail --max-time 10 https://shop.example.com/health
            """,
            good="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      kubectl set image deployment/api api=ghcr.io/acme/api:$GITHUB_SHA --namespace shop
                      kubectl rollout status deployment/api --namespace shop --timeout=10m
                      echo "deployed"
                  - run: curl --fail --max-time 10 https://shop.example.com/health
            """,
            near=(
                """
                on: push
                jobs:
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: kubectl set image deployment/api api=acme/api:1
                      - run: kubectl rollout status deployment/api --timeout=5m
                  pods:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: kubectl rollout restart deployment api
                      - run: kubectl wait --for=condition=ready pod -l app=api --timeout=5m
                  script:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          kubectl rollout restart deployment/api
                          ./scripts/wait-for-pods.sh
                  other-shell:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: kubectl rollout restart deployment/api
                      - run: kubectl rollout status deployment/api --timeout=5m
                        shell: pwsh
                  poll:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          kubectl set image deployment/api api=acme/api:1
                          for i in $(seq 30); do
                            curl --fail --max-time 5 https://api.example.com/version && exit 0
                            sleep 5
                          done
                          exit 1
                """,
                """
                on: push
                jobs:
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: kubectl -n shop set image deployment/api api=acme/api:1
                  check:
                    needs: deploy
                    runs-on: ubuntu-24.04
                    steps:
                      - run: kubectl -n shop rollout status deployment/api --timeout=5m
                """,
                """
                on: push
                jobs:
                  other-kinds:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          kubectl patch service api -p '{"spec": {}}'
                          kubectl set image cronjob/nightly job=acme/job:1
                          kubectl apply -f config/
                          kubectl apply -f k8s/service.yaml
                          kubectl set image deployment/api api=acme/api:1 --dry-run=server
                          kubectl set env deployment/api --list
                          kubectl rollout restart deployment/cache || true
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: helm/kind-action@v1
                      - run: kubectl set image deployment/api api=acme/api:1
                  database:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: kubectl apply -f k8s/database.yaml -f k8s/api.yaml
                      - run: kubectl rollout status deployment/api --timeout=5m
                """,
            ),
            files={
                "k8s/service.yaml": "kind: Service\nmetadata:\n  name: api\n",
                "k8s/database.yaml": "kind: StatefulSet\nmetadata:\n  name: database\n",
            },
        ),
        example(
            bad="""
            on: push
            jobs:
              apply:
                runs-on: ubuntu-24.04
                steps:
                  - run: kubectl apply -f k8s/  # <--
              restart:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      # both read the new settings
                      KUBECONFIG=cluster.yaml kubectl -n shop rollout restart deploy/api deploy/web  # <--
                  - uses: slackapi/slack-github-action@v2
              patch:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      for name in api web; do
                        kubectl patch deployment "$name" \\  # <--
                          --patch-file patch.yaml  # adds the sidecar
                      done
              limit:
                runs-on: ubuntu-24.04
                steps:
                  - run: kubectl rollout status deployment/web --timeout=15m
            """,
            good="""
            on: push
            jobs:
              apply:
                runs-on: ubuntu-24.04
                steps:
                  - run: kubectl apply -f k8s/ && kubectl rollout status deployment/api --namespace shop --timeout=15m
              restart:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      # both read the new settings
                      KUBECONFIG=cluster.yaml kubectl -n shop rollout restart deploy/api deploy/web
                      KUBECONFIG=cluster.yaml kubectl rollout status deploy/api -n shop --timeout=15m
                      KUBECONFIG=cluster.yaml kubectl rollout status deploy/web -n shop --timeout=15m
                  - uses: slackapi/slack-github-action@v2
              patch:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      for name in api web; do
                        kubectl patch deployment "$name" \\
                          --patch-file patch.yaml  # adds the sidecar
                        kubectl rollout status deployment "$name" --timeout=15m
                      done
              limit:
                runs-on: ubuntu-24.04
                steps:
                  - run: kubectl rollout status deployment/web --timeout=15m
            """,
            files={
                "k8s/api.yaml": """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: api
                  namespace: shop
                spec:
                  template:
                    metadata:
                      name: pod
                ---
                kind: Service
                metadata:
                  name: api
                """
            },
        ),
        example(
            bad="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      kubectl set image deployment/api api=acme/api:1 | tee log.txt  # <--
                      kubectl rollout status deployment/web --timeout=5m
            """,
            good="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      kubectl set image deployment/api api=acme/api:1 | tee log.txt
                      kubectl rollout status deployment/api --timeout=5m
                      kubectl rollout status deployment/web --timeout=5m
            """,
        ),
    ),
)
