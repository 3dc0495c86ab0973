"""kubectl ends with an error before it does anything when it is given a flag that the subcommand does not have.

Flags belong to subcommands: `--timeout` is one of `rollout status`, not of `rollout undo` or `set image`. A
rollback with such a flag has never been run: it fails at the moment it is needed, and the broken version
stays. What each subcommand knows is read from kubectl 1.32.

Left alone: flags of older and newer versions, words that the script computes, what stands behind `--`,
plugins, and subcommands that are not in the table.
"""

from collections.abc import Iterator
from functools import partial

from ...edits import Edit, Fix, Preferences, Refusal, replace_in_scalar
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document
from .aftermath import is_watched
from .kubectl import Call, Option, kubectl_calls
from .kubectl_flags import flags
from .timeouts import seconds
from .waiting_line import Unwatched, wait_behind

# These only begin a rollout; how long it may take is for `rollout status` to say.
_BEGINNINGS = ("rollout undo", "rollout restart", "set image", "set env", "set resources", "patch")
_WAITING = ("--timeout", "--wait")


def check(document: Document) -> Iterator[Problem]:
    """Report each flag that its subcommand does not know."""
    for step in document.steps():
        for call in kubectl_calls(step):
            for option in call.options:
                if option.flag is None and not set("$`{") & set(option.name):
                    message = f"kubectl {call.subcommand} has no flag {option.name}"
                    yield Problem(option.word.span, message, fix=partial(mend, call, option))


def mend(call: Call, option: Option, _preferences: Preferences) -> Fix:
    """Write the flag that is meant, or let the rollout be waited for by the command that can do it."""
    name = nearest(call, option.name)
    script = call.command.scalar
    if name:
        edit = replace_in_scalar(script, option.word.start, option.word.start + len(option.name), name)
        # Unsafe: that the one is meant by the other is a guess.
        return Fix(f"write {name}", (edit,), safe=False)
    if option.name not in _WAITING or call.subcommand not in _BEGINNINGS or not call.workloads:
        raise Refusal(f"what {option.name} is meant to do is not certain")
    edits = [removal(call, option)]
    watched = is_watched(call.step, call.command, tuple(workload.target for workload in call.workloads))
    if not watched:
        limit = option.value.text if option.value and seconds(option.value.text) else ""
        edits.append(wait_behind(Unwatched(call, call.workloads), (), limit))
    # Unsafe where nothing waits yet: from now on the job fails with the rollout.
    return Fix(f"let kubectl rollout status do what {option.name} cannot", tuple(edits), safe=watched)


def nearest(call: Call, name: str) -> str:
    """The one flag of the subcommand that is spelt nearly so, or ""."""
    from difflib import get_close_matches

    found = get_close_matches(name, [known for known in flags(call.subcommand) if known.startswith("--")], 2, 0.85)
    return found[0] if len(found) == 1 and name.startswith("--") else ""


def removal(call: Call, option: Option) -> Edit:
    """Take the flag away with the blanks before it; Refusal for a value that may be a word of its own."""
    words = call.command.words
    place = words.index(option.word)
    if option.value is None and option.name != "--wait":
        raise Refusal("whether the next word is the value of the flag is not certain")
    return replace_in_scalar(call.command.scalar, words[place - 1].end, option.word.end, "")


RULE = Rule(
    id="kubectl-unknown-flag",
    summary="flag that the subcommand of kubectl does not have",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("kubectl",),
    references=("https://kubernetes.io/docs/reference/kubectl/generated/",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: kubectl set image deployment/api api=acme/api:$GITHUB_SHA --timeout=5m  # <--
                  - run: kubectl rollout status deployment/api --timeout=5m
                  - if: failure()
                    run: |
                      kubectl --namespace shop rollout undo deployment/api --timeout=1m  # <--
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
                      kubectl --namespace shop rollout undo deployment/api
                      kubectl rollout status deployment/api --namespace shop --timeout=1m
            """,
            near=(
                """
                on: push
                jobs:
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          kubectl rollout status -n=shop deployment/api --timeout=5m -w
                          kubectl set image deployment/api api=acme/api:1 --record --v=8 -oyaml
                          kubectl apply -Rf manifests --server-side --prune-whitelist=core/v1/ConfigMap
                          kubectl get pods -nshop -lapp=api -owide --no-headers "$FLAGS"
                          kubectl exec deploy/api -- psql --dbname shop
                          kubectl argo rollouts undo api --timeout 5m
                          kubectl create clusterrolebinding admin --clusterrole=admin --user=ci
                          kubectl get pods --$KIND=api
                          kubectl -n shop --context prod delete pod api --now --wait=false
                          kubectl drain node-1 --ignore-daemonsets --delete-local-data
                      - run: kubectl rollout undo deployment/api --timeout=1m
                        shell: python
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
                  - run: kubectl apply -f api.yaml --namepsace shop  # <--
                  - run: |
                      kubectl --dryrun=client patch \\  # <--
                        deployment api -p '{}'
                  - run: |
                      kubectl rollout restart deployment/api \\
                        --wait \\  # <--
                        -n "$NAMESPACE"
            """,
            good="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: kubectl apply -f api.yaml --namespace shop
                  - run: |
                      kubectl --dry-run=client patch \\
                        deployment api -p '{}'
                  - run: |
                      kubectl rollout restart deployment/api \\
                        -n "$NAMESPACE"
                      kubectl rollout status deployment/api -n "$NAMESPACE" --timeout=10m
            """,
        ),
        example(
            bad="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: kubectl rollout undo deployment/api -w  # <--
                  - run: kubectl create namespace shop --wait  # <--
                  - run: kubectl scale deployment/api --min=3  # <--
                  - run: kubectl rollout restart deployment/api --timeout 5m  # <--
            """,
        ),
    ),
)
