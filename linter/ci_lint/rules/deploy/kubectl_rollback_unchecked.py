"""`kubectl rollout undo` is done before anything is rolled back, and goes one revision back, good or bad.

It only asks for the revision before the present one. Whether that one comes up shows `kubectl rollout
status`; without it a failed rollback looks like a successful one. And "before" is not "good": the second
`rollout undo` in a row goes forward again, to the version that has failed, and after two bad deploys the
first one leads to the other bad one. A job that writes down the revision it finds can say `--to-revision`
and mean it.

Left alone: a rollback that something behind it waits for, or may wait for (a script, an action, a loop
around `kubectl get`), `--dry-run`, what is rolled back by file or label, steps whose conditions may exclude
each other, clusters that end with the job, and composite actions, whose caller may wait.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby

from ...edits import Fix, Preferences
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Job
from .aftermath import LAST, Effect, aftermath, has_own_cluster, place_of
from .failure_path import exit_behind, is_top_level, runs_after_failure
from .kubectl import Call, kubectl_calls
from .revisions import recorded_revision
from .waiting_line import Unwatched, wait_behind


def check(document: Document) -> Iterator[Problem]:
    """Report each rollback that nothing waits for, and each that leads to the wrong revision."""
    for job in document.jobs() if document.complete else ():
        calls = tuple(undos(job))
        repeated = frozenset(find_repeated(calls))
        for call in calls:
            name = call.workloads[0].written
            recorded = "" if call in repeated or call.option("to-revision") else recorded_revision(job, call)
            if call in repeated:
                message = f"{name} is rolled back a second time, to the version that has failed"
                yield Problem(call.command.span, message, Severity.ERROR)
            if recorded:
                message = f"kubectl rollout undo goes to the revision before, not to the one that {recorded} holds"
                yield Problem(call.command.span, message)
        unseen = (Unwatched(c, c.workloads) for c in calls if c not in repeated and not is_seen(job, c))
        for _, found in groupby(unseen, lambda begun: begun.call.step):
            yield from check_unseen(tuple(found))


def check_unseen(unseen: tuple[Unwatched, ...]) -> Iterator[Problem]:
    """Report the rollbacks of a step that nothing waits for."""
    for begun in unseen:
        message = f"nothing waits for the rollback of {begun.call.workloads[0].written}"
        yield Problem(begun.call.command.span, message, fix=partial(wait, begun, unseen))


def find_repeated(calls: Iterable[Call]) -> Iterator[Call]:
    """The rollbacks that run behind another one of the same workload, when that has been made."""
    before: dict[str, Call] = {}
    for call in calls:
        name = call.workloads[0].written
        if name in before and before[name].step is not call.step and is_repeated(call):
            yield call
        elif leads_to_failure(call):
            before[name] = call


def undos(job: Job) -> Iterator[Call]:
    """The rollbacks of a job by name, in order."""
    calls = (call for step in job.all_steps for call in kubectl_calls(step) if call.subcommand == "rollout undo")
    named = (call for call in calls if call.workloads and not call.changes_nothing)
    return (call for call in named if not has_own_cluster(call.step))


def is_repeated(call: Call) -> bool:
    """Whether the rollback runs behind every failure, also behind one that has been rolled back."""
    return runs_after_failure(call.step) and is_top_level(call.command) and not call.option("to-revision")


def leads_to_failure(call: Call) -> bool:
    """Whether the job has failed, or fails now, when this rollback is made."""
    if runs_after_failure(call.step):
        return is_top_level(call.command)
    end = exit_behind(call.step, call.command)
    return end is not None and [word.text for word in end.arguments] not in ([], ["0"])


def is_seen(job: Job, call: Call) -> bool:
    """Whether something waits for the rollback before anything rolls back again."""
    after, place = aftermath(job), place_of(call.step, call.command)
    end = exit_behind(call.step, call.command)
    for workload in call.workloads:
        watched = after.next(Effect.WATCHES, place, workload.target)
        if end and watched and (call.step.position, end.start) < watched < (call.step.position, LAST):
            watched = after.next(Effect.WATCHES, (call.step.position, LAST - 1), workload.target)
        undone = after.next(Effect.UNDOES, place, workload.target)
        if watched is None or (undone is not None and undone < watched):
            return after.watched_later and undone is None
    return True


def wait(begun: Unwatched, others: tuple[Unwatched, ...], _preferences: Preferences) -> Fix:
    """Wait for the rollback behind it, and behind the rollbacks next to it."""
    # Unsafe: a rollback that does not come up now fails its step.
    return Fix("wait for the rollback", (wait_behind(begun, others),), safe=False)


RULE = Rule(
    id="kubectl-rollback-unchecked",
    summary="rollback that nothing waits for, or to an unknown revision",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("kubectl",),
    references=(
        "https://kubernetes.io/docs/reference/kubectl/generated/kubectl_rollout/kubectl_rollout_undo/",
        "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-back-a-deployment",
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
                  - run: kubectl rollout status deployment/api --timeout=5m
                  - if: failure()
                    run: |
                      kubectl rollout undo deployment/api || echo "nothing to roll back to"  # <--
                      # the workers speak the same version
                      kubectl rollout undo deployment/worker -n jobs  # <--
                      echo "rolled back"
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
                      kubectl rollout undo deployment/api || echo "nothing to roll back to"
                      # the workers speak the same version
                      kubectl rollout undo deployment/worker -n jobs
                      kubectl rollout status deployment/api --timeout=5m
                      kubectl rollout status deployment/worker -n jobs --timeout=5m
                      echo "rolled back"
            """,
            near=(
                """
                on: push
                jobs:
                  status:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: kubectl rollout status deployment/api --timeout=5m
                      - if: failure()
                        run: |
                          kubectl rollout undo deployment/api || true
                          kubectl rollout status deployment/api --timeout=5m
                  next-step:
                    runs-on: ubuntu-24.04
                    steps:
                      - if: failure()
                        run: kubectl rollout undo deployment/api
                      - if: failure()
                        run: kubectl wait --for=condition=available deployment/api --timeout=5m
                  either:
                    runs-on: ubuntu-24.04
                    steps:
                      - if: failure() && steps.blue.outcome == 'failure'
                        run: |
                          kubectl rollout undo deployment/api
                          kubectl rollout status deployment/api --timeout=5m
                      - if: failure() && steps.green.outcome == 'failure'
                        run: |
                          kubectl rollout undo deployment/api
                          kubectl rollout status deployment/api --timeout=5m
                  trial:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: kubectl rollout undo deployment/api --dry-run=server
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: helm/kind-action@v1
                      - run: kubectl rollout undo deployment/api
                """,
                """
                on: push
                jobs:
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          BEFORE=$(kubectl get deployment api \\
                            -o jsonpath='{.metadata.annotations.deployment\\.kubernetes\\.io/revision}')
                          kubectl set image deployment/api api=acme/api:1
                          if ! kubectl rollout status deployment/api --timeout=5m; then
                            kubectl rollout undo deployment/api --to-revision="$BEFORE"
                            kubectl rollout status deployment/api --timeout=5m
                            exit 1
                          fi
                          NOW=$(kubectl rollout history deployment/api | tail -n 2)
                """,
            ),
        ),
        example(
            bad="""
            on: push
            jobs:
              canary:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      kubectl set image deployment/api api=acme/api:1
                      for share in 10 50; do
                        if ! ./canary "$share"; then
                          kubectl rollout undo deployment/api  # <--
                          exit 1
                        fi
                      done
                      kubectl rollout status deployment/api --timeout=10m
            """,
            good="""
            on: push
            jobs:
              canary:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      kubectl set image deployment/api api=acme/api:1
                      for share in 10 50; do
                        if ! ./canary "$share"; then
                          kubectl rollout undo deployment/api
                          kubectl rollout status deployment/api --timeout=10m
                          exit 1
                        fi
                      done
                      kubectl rollout status deployment/api --timeout=10m
            """,
        ),
        example(
            bad="""
            on: push
            jobs:
              twice:
                runs-on: ubuntu-24.04
                steps:
                  - run: ./smoke-test
                  - name: Roll back
                    if: failure()
                    run: |
                      kubectl rollout undo deployment/api
                      kubectl rollout status deployment/api --timeout=10m
                  - name: Notify
                    if: ${{ failure() }}
                    run: |
                      kubectl rollout undo deployment/api  # <--
                      kubectl rollout status deployment/api --timeout=10m
            """,
        ),
        example(
            bad="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      BEFORE=$(kubectl get deployment api \\
                        -o jsonpath='{.metadata.annotations.deployment\\.kubernetes\\.io/revision}')
                      kubectl set image deployment/api api=acme/api:1
                      if ! kubectl rollout status deployment/api --timeout=5m; then
                        kubectl rollout undo deployment/api  # <--
                        kubectl rollout status deployment/api --timeout=5m
                        exit 1
                      fi
            """,
            good="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      BEFORE=$(kubectl get deployment api \\
                        -o jsonpath='{.metadata.annotations.deployment\\.kubernetes\\.io/revision}')
                      kubectl set image deployment/api api=acme/api:1
                      if ! kubectl rollout status deployment/api --timeout=5m; then
                        kubectl rollout undo deployment/api --to-revision="$BEFORE"
                        kubectl rollout status deployment/api --timeout=5m
                        exit 1
                      fi
            """,
        ),
        example(
            bad="""
            on: workflow_call
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: kubectl rollout undo deployment/api -n ${{ inputs.namespace }}  # <--
            """,
        ),
    ),
)
