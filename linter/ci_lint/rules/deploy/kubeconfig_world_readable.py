"""A kubeconfig holds the keys of a cluster, and a redirect writes it so that every user can read it.

On a runner of one's own other jobs and users may read along; in the workspace the file also gets into
artifacts, images and caches that are made of all of it. Helm and kubectl plugins warn about the mode of such
a file. `chmod 600` behind the redirect, or `umask 077` before it, keeps it to the user.

Left alone: files that `chmod`, `umask` or `install -m` protects anywhere in the job, or whose folder is
protected; what the tools of clouds write, which set the mode themselves; and files that hold no secret, such
as the kubeconfig of a cluster that the job has made; and files of `mktemp`, which are made private.
"""

from collections.abc import Iterator
from functools import partial

from ...edits import Fix, Preferences
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document
from .kubeconfig_files import Written, is_protected, uploads_workspace, written_kubeconfigs
from .next_line import require_plain, run_next


def check(document: Document) -> Iterator[Problem]:
    """Report each kubeconfig that others can read, or that is uploaded with the workspace."""
    if not document.complete:
        return
    for step in document.steps():
        for written in written_kubeconfigs(step):
            if not is_protected(written):
                message = f"every user of the runner can read {written.path.text}"
                yield Problem(written.path.span, message, fix=partial(protect, written))
            if not written.name.startswith(("~", "/", "$")) and any(map(uploads_workspace, step.later)):
                message = f"{written.path.text} is uploaded with the workspace"
                yield Problem(written.path.span, message, Severity.ERROR)


def protect(written: Written, _preferences: Preferences) -> Fix:
    """Keep the file to its owner, right behind the command that writes it."""
    program = "sudo chmod" if "sudo" in written.command.wrappers else "chmod"
    path = written.path
    require_plain(path.raw)
    # A redirect does not split its word; an argument would be split, and between quotes no tilde is a home.
    splits = not (path.static or path.quote or path.raw.startswith("~") or set("'\"") & set(path.raw))
    argument = f'"{path.raw}"' if splits else path.raw
    edit = run_next(written.command, [f"{program} 600 {argument}"])
    return Fix(f"keep {written.path.text} to its owner", (edit,))


RULE = Rule(
    id="kubeconfig-world-readable",
    summary="kubeconfig that every user of the runner can read",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("kube",),
    references=("https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      mkdir -p ~/.kube
                      echo "$KUBE_CONFIG" | base64 -d > ~/.kube/config  # <--
                      kubectl get nodes
                    env:
                      KUBE_CONFIG: ${{ secrets.KUBE_CONFIG }}
              workspace:
                runs-on: ubuntu-24.04
                steps:
                  - run: echo "${{ secrets.KUBECONFIG }}" > kubeconfig.yaml  # <--
            """,
            good="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      mkdir -p ~/.kube
                      echo "$KUBE_CONFIG" | base64 -d > ~/.kube/config
                      chmod 600 ~/.kube/config
                      kubectl get nodes
                    env:
                      KUBE_CONFIG: ${{ secrets.KUBE_CONFIG }}
              workspace:
                runs-on: ubuntu-24.04
                steps:
                  - run: echo "${{ secrets.KUBECONFIG }}" > kubeconfig.yaml && chmod 600 kubeconfig.yaml
            """,
            near=(
                """
                on: push
                jobs:
                  chmod:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: echo "${{ secrets.KUBECONFIG }}" > "$HOME/.kube/config"
                      - run: chmod 0600 ~/.kube/config
                  letters:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          echo "${{ secrets.KUBECONFIG }}" > kubeconfig
                          chmod go-r kubeconfig
                  folder:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          mkdir -p ~/.kube && chmod 700 ~/.kube
                          echo "${{ secrets.KUBECONFIG }}" > ~/.kube/config
                  umask:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          umask 077
                          echo "${{ secrets.KUBECONFIG }}" > kubeconfig
                  temporary:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          KUBECONFIG=$(mktemp --suffix .yaml)
                          echo "${{ secrets.KUBECONFIG }}" > "$KUBECONFIG"
                          export KUBECONFIG
                  no-secret:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          kind get kubeconfig > ~/.kube/config
                          echo "KUBECONFIG=$PWD/kubeconfig" >> "$GITHUB_ENV"
                          echo "${{ secrets.TOKEN }}" > token.txt
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
                  - run: |
                      CONFIG="${{ secrets.KUBE_CONFIG_PROD }}"
                      if [ "$STAGE" = prod ]; then
                        echo "$CONFIG" | base64 --decode | sudo tee /etc/acme/kubeconfig > /dev/null  # <--
                      else
                        base64 -d <<< "${{ secrets.KUBE_CONFIG_TEST }}" > $HOME/.kube/config || exit 1  # <--
                      fi
            """,
            good="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      CONFIG="${{ secrets.KUBE_CONFIG_PROD }}"
                      if [ "$STAGE" = prod ]; then
                        echo "$CONFIG" | base64 --decode | sudo tee /etc/acme/kubeconfig > /dev/null
                        sudo chmod 600 /etc/acme/kubeconfig
                      else
                        base64 -d <<< "${{ secrets.KUBE_CONFIG_TEST }}" > $HOME/.kube/config || exit 1
                        chmod 600 "$HOME/.kube/config"
                      fi
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
                      umask 077
                      cat > kubeconfig << EOF  # <--
                      ${{ secrets.KUBECONFIG }}
                      EOF
                  - uses: actions/upload-artifact@v4
                    with:
                      path: .
            """,
            good="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      umask 077
                      cat > "$RUNNER_TEMP/kubeconfig" << EOF
                      ${{ secrets.KUBECONFIG }}
                      EOF
                  - uses: actions/upload-artifact@v4
                    with:
                      path: .
            """,
        ),
    ),
)
