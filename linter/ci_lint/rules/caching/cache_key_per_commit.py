"""A cache key with the commit or the run in it matches nothing that was saved before.

`github.sha` is new with each commit and `github.run_id` with each run, so an exact match never comes. That
is good practice with `restore-keys`, which take the newest cache that begins alike; without them each run
uploads a cache that no other run restores, until the repository's ten gigabytes push out the useful ones.

Left alone: keys with `restore-keys`; and a key that is named a second time, in the file or near it, because
the cache then hands files from one job or workflow to another of the same commit; as does that of an action
which does its work only where `cache-hit` is not true.
"""

from collections.abc import Iterator
from functools import partial

from ...edits import Fix, Preferences, Refusal, insert_input, quoted
from ...rule import Problem, Rule, Severity, example
from ...tree import Scalar
from ...workflow import Action, Document, Step, Workflow
from .keys import cache_steps, changing_parts, named_elsewhere, text_before

_COMMIT = (
    ("github", "sha"),
    ("github", "event", "after"),
    ("github", "event", "pull_request", "head", "sha"),
    ("github", "event", "head_commit", "id"),
)
_RUN = (("github", "run_id"), ("github", "run_number"), ("github", "run_attempt"))


def check(document: Document) -> Iterator[Problem]:
    """Report each cache whose key is new each time and that takes nothing older."""
    if not isinstance(document, Workflow | Action):
        return
    for step, key in cache_steps(document, ""):
        if step.input_text("restore-keys").strip():
            continue
        parts = set(changing_parts(step, key))
        often = "run" if parts.intersection(_RUN) else "commit" if parts.intersection(_COMMIT) else None
        if often and not named_elsewhere(document, key) and not hands_on(document, step):
            message = f"cache key {key.text.strip()} is new with each {often}, and there are no restore-keys"
            yield Problem(key, message, fix=partial(restore_older, step, key))


def hands_on(document: Document, step: Step) -> bool:
    """Whether an action, which several jobs may use, asks for an exact hit."""
    return isinstance(document, Action) and f"steps.{step.id}.outputs.cache-hit" in document.tree.source.text


def restore_older(step: Step, key: Scalar, _preferences: Preferences) -> Fix:
    """Take the newest cache whose key has the same beginning; caches of other paths are never taken."""
    beginning = text_before(key, (*_COMMIT, *_RUN))
    if beginning is None:
        raise Refusal("what changes stands in a variable, not in the key")
    if not beginning or "\n" in beginning:
        raise Refusal("the key begins with what changes")
    text = quoted(beginning, flow=step.inputs is not None and step.inputs.flow)
    edit = insert_input(step, f"restore-keys: {text}", after="key")
    return Fix("restore the newest cache whose key begins alike", (edit,))


RULE = Rule(
    id="cache-key-per-commit",
    summary="cache that no later run restores",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("/cache",),
    references=(
        "https://docs.github.com/actions/reference/workflows-and-actions/dependency-caching#cache-key-matching",
    ),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/cache@v4
                    with:
                      path: /tmp/.buildx-cache
                      key: buildx-${{ runner.os }}-${{ github.sha }}  # <--
                  - uses: actions/cache@v4
                    with:
                      path: ~/.cache/go
                      key: go-${{ runner.os }}-${{ github.sha }}
                      restore-keys: go-${{ runner.os }}-
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/cache@v4
                    with:
                      path: /tmp/.buildx-cache
                      key: buildx-${{ runner.os }}-${{ github.sha }}
                      restore-keys: buildx-${{ runner.os }}-
                  - uses: actions/cache@v4
                    with:
                      path: ~/.cache/go
                      key: go-${{ runner.os }}-${{ github.sha }}
                      restore-keys: go-${{ runner.os }}-
            """,
            near=(
                """
                on: push
                jobs:
                  build:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: make
                      - uses: actions/cache@v4
                        with:
                          path: dist
                          key: dist-${{ github.run_id }}
                  test:
                    needs: build
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/cache@v4
                        with:
                          path: dist
                          key: dist-${{ github.run_id }}
                      - run: make test
                """,
                """
                on: push
                jobs:
                  build:
                    runs-on: ubuntu-24.04
                    strategy:
                      matrix:
                        arch: [amd64, arm64]
                    steps:
                      - run: make
                      - uses: actions/cache@v4
                        with:
                          path: image.tar
                          key: image-${{ matrix.arch }}-${{ github.run_id }}
                  test:
                    needs: build
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/cache@v4
                        with:
                          path: image.tar
                          key: image-amd64-${{github.run_id}}
                      - run: make test
                """,
                """
                on: push
                jobs:
                  build:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/cache/save@v4
                        with:
                          path: .turbo
                          key: turbo-${{ github.sha }}
                """,
            ),
        ),
        example(
            bad="""
            on: push
            env:
              KEY: build-${{ github.run_id }}
            jobs:
              build:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/cache@v4
                    with:
                      path: build
                      key: ${{ env.KEY }}  # <--
            """,
            good="""
            on: push
            env:
              KEY: build-${{ hashFiles('src/**') }}
            jobs:
              build:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/cache@v4
                    with:
                      path: build
                      key: ${{ env.KEY }}
            """,
        ),
        example(
            path="action.yml",
            bad="""
            runs:
              using: composite
              steps:
                - uses: actions/cache@v5
                  with:
                    key: "tools-${{ runner.os }}-${{ hashFiles('tools.txt') }}-${{ github.run_id }}" # new  # <--
                    path: |
                      tools
                      more
                - uses: actions/cache@v5
                  with: { path: docs, key: 'docs-${{ github.sha }}' }  # <--
            """,
            good="""
            runs:
              using: composite
              steps:
                - uses: actions/cache@v5
                  with:
                    key: "tools-${{ runner.os }}-${{ hashFiles('tools.txt') }}-${{ github.run_id }}" # new
                    restore-keys: tools-${{ runner.os }}-${{ hashFiles('tools.txt') }}-
                    path: |
                      tools
                      more
                - uses: actions/cache@v5
                  with: { restore-keys: docs-, path: docs, key: 'docs-${{ github.sha }}' }
            """,
            near=(
                """
                runs:
                  using: composite
                  steps:
                    - uses: actions/cache@v5
                      id: site
                      with:
                        path: public
                        key: site-${{ runner.os }}-${{ github.sha }}
                    - if: steps.site.outputs.cache-hit != 'true'
                      run: make site
                      shell: bash
                """,
            ),
        ),
    ),
)
