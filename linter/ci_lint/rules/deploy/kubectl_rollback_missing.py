"""A rollout that fails leaves the cluster between two versions until somebody comes.

`kubectl rollout status` ends the job when the new pods do not come up. Kubernetes keeps trying, the old pods
that were taken down stay down, and the next deploy starts from there. A step with `if: failure()` can roll
back, or at least say who has to.

Left alone: jobs in which anything reacts to a failure: a step with `failure()`, a `||` or an `if` around the
check, a `trap`, a rollback anywhere in the job, a job behind it that also runs after a failure; clusters that
end with the job; and jobs that check a rollout without beginning one.
"""

from collections.abc import Iterator

from ...rule import Problem, Profile, Rule, Severity, example
from ...workflow import Document, Job
from .aftermath import Effect, aftermath, has_own_cluster
from .failure_path import reacts_to_failure
from .kubectl import Call, kubectl_calls

_CHANGES = ("set image", "set env", "set resources", "apply", "patch", "replace", "rollout restart")


def check(document: Document) -> Iterator[Problem]:
    """Report the first check of a rollout in each job that nothing reacts to."""
    for job in document.jobs() if document.complete else ():
        calls = [call for step in job.all_steps for call in kubectl_calls(step)]
        checks = checks_behind_changes(calls)
        if checks and not any(map(is_handled, checks)) and not reacts(job) and not has_own_cluster(checks[0].step):
            workload = checks[0].workloads[0].written if checks[0].workloads else "the workloads"
            yield Problem(checks[0].command.span, f"nothing reacts when the rollout of {workload} fails")


def checks_behind_changes(calls: list[Call]) -> list[Call]:
    """The checks of rollouts that stand behind a change in the same job."""
    changes = [place for place, call in enumerate(calls) if call.subcommand in _CHANGES and not call.changes_nothing]
    if not changes:
        return []
    return [call for call in calls[changes[0] + 1 :] if call.subcommand == "rollout status"]


def is_handled(call: Call) -> bool:
    """Whether the script looks at the exit code, or nobody does."""
    command, script = call.command, call.step.script
    looked_at = command.in_condition or command.negated or command.and_or or command.assigned_to
    traps = script is not None and any(True for _ in script.named("trap"))
    return bool(looked_at) or traps or call.step.node.get("continue-on-error") is not None


def reacts(job: Job) -> bool:
    """Whether the job rolls back anywhere, or something runs when it fails."""
    after = aftermath(job)
    return any(event.effect is Effect.UNDOES for event in after.events) or reacts_to_failure(job, after.later)


RULE = Rule(
    id="kubectl-rollback-missing",
    summary="rollout whose failure nothing reacts to",
    severity=Severity.INFO,
    why=__doc__,
    check=check,
    profile=Profile.STRICT,
    hints=("kubectl",),
    references=(
        "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#failed-deployment",
        "https://docs.github.com/actions/reference/workflows-and-actions/expressions#failure",
    ),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: kubectl set image deployment/api api=acme/api:$GITHUB_SHA
                  - run: kubectl rollout status deployment/api --timeout=5m  # <--
            """,
            good="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: kubectl set image deployment/api api=acme/api:$GITHUB_SHA
                  - run: kubectl rollout status deployment/api --timeout=5m
                  - if: failure()
                    run: |
                      kubectl rollout undo deployment/api
                      kubectl rollout status deployment/api --timeout=5m
            """,
            near=(
                """
                on: push
                jobs:
                  inline:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          kubectl apply -f api.yaml
                          if ! kubectl rollout status deployment/api --timeout=5m; then
                            kubectl describe deployment/api
                            exit 1
                          fi
                  or:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          kubectl apply -f api.yaml
                          kubectl rollout status deployment/api --timeout=5m || ./roll-back
                  only-looks:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: kubectl rollout status deployment/api --timeout=5m
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: kind create cluster
                      - run: kubectl apply -f api.yaml
                      - run: kubectl rollout status deployment/api --timeout=5m
                """,
                """
                on: push
                jobs:
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: kubectl apply -f api.yaml
                      - run: kubectl rollout status deployment/api --timeout=5m
                  roll-back:
                    needs: deploy
                    if: failure()
                    runs-on: ubuntu-24.04
                    steps:
                      - run: kubectl rollout undo deployment/api
                """,
            ),
        ),
    ),
)
