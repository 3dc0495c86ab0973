"""A cache whose key never changes is saved once and never again.

A saved cache cannot be overwritten. Under a key that is the same in every run, what the first run happened
to save is restored for ever: dependencies of that day, to which each run downloads what has changed since.
The key needs a part that changes with the content, usually `hashFiles` of a lock file, and `restore-keys`
without that part so that a change begins with the newest older cache.

Left alone: keys with a hash, a version number (`llvm-17.0.6`, `llvm-17-0-6`) or any value that a run computes
(outputs, inputs, dates, a branch name), because the content may well follow from it; keys that name the model
whose weights are cached; caches that are only looked up or restored; and files that delete caches before they
save.
"""

import re
from collections.abc import Iterator
from functools import partial

from ...edits import Fix, Preferences, Refusal, insert_input, quoted, replace_in_scalar
from ...late_pattern import late_pattern
from ...rule import Problem, Rule, Severity, example
from ...tree import Scalar
from ...workflow import Action, Document, Job, Step, Workflow
from .keys import cache_steps, changing_parts, named_elsewhere, stated_text
from .path_locks import lock_files

_VERSION = late_pattern(r"\d+\.\d+|\d+-\d+-\d+|\d{4}-?\d\d|[0-9a-f]{12,}")
# Where programs keep models, and what in a key is not the name of one.
_MODELS = late_pattern(r"huggingface|\.ollama|torch/hub|sentence[-_]transformers")
_NO_MODEL = late_pattern(
    r"\$\{\{.*?\}\}|\b(?:hf|hugging-?face|hub|models?|caches?|weights|torch|ollama|v\d+)\b", re.IGNORECASE
)
_DELETES = late_pattern(r"cache delete|actions/caches|deleteActionsCache", re.IGNORECASE)


def check(document: Document) -> Iterator[Problem]:
    """Report each cache that is saved under the same key in every run."""
    unchanging = [(step, key) for step, key in cache_steps(document, "", "/save") if stays(step, key)]
    if unchanging and not _DELETES.search(document.tree.source.text):
        for step, key in unchanging:
            message = f"cache key {key.text.strip()} never changes, so the cache is saved only once"
            yield Problem(key, message, fix=partial(follow_lock_files, step, key, document))


def stays(step: Step, key: Scalar) -> bool:
    """Whether a step saves under a key that is the same in every run and names no version."""
    if step.input("lookup-only") is not None or _VERSION.search(stated_text(step, key)) or names_model(step, key):
        return False
    return next(changing_parts(step, key), None) is None


def names_model(step: Step, key: Scalar) -> bool:
    """Whether models are cached and the key says which; another model would get another name."""
    if not _MODELS.search(step.input_text("path")):
        return False
    return any(map(str.isalpha, _NO_MODEL.sub("", key.text)))


def follow_lock_files(step: Step, key: Scalar, document: Document, _preferences: Preferences) -> Fix:
    """Let the key change with the lock files of what is cached, and begin with the newest older cache."""
    if step.uses is None or step.uses.path or not isinstance(document, Workflow | Action):
        raise Refusal("the step that restores the cache has the key too")
    if named_elsewhere(document, key):
        raise Refusal("the key is named elsewhere too")
    files = lock_files(step.input_text("path"), document.repository)
    if not files:
        raise Refusal("the repository has no lock file for what is cached")
    if not isinstance(step.parent, Job) or not any(map(brings_repository, step.earlier)):
        raise Refusal("the lock files are not there yet when the key is made")
    text = key.text.rstrip().removesuffix("-")
    names = ", ".join(f"'{name}'" for name in files)
    edits = [replace_in_scalar(key, len(text), len(key.text.rstrip()), f"-${{{{ hashFiles({names}) }}}}")]
    if step.input("restore-keys") is None:
        flow = step.inputs is not None and step.inputs.flow
        edits.append(insert_input(step, f"restore-keys: {quoted(f'{text}-', flow=flow)}", after="key"))
    # Unsafe: more may decide on what is cached than the lock files say.
    return Fix(f"let the key of the cache follow {' and '.join(files)}", tuple(edits), safe=False)


def brings_repository(step: Step) -> bool:
    """Whether it checks the repository out where `hashFiles` looks."""
    if step.uses is None or not step.uses.names("actions/checkout"):
        return False
    return not step.input_text("path") and not step.input_text("repository")


RULE = Rule(
    id="cache-key-static",
    summary="cache that is saved once and never again",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("/cache",),
    references=("https://docs.github.com/actions/reference/workflows-and-actions/dependency-caching",),
    examples=(
        example(
            bad="""
            on: push
            env:
              PREFIX: pip-${{ runner.os }}
            jobs:
              test:
                runs-on: ubuntu-24.04
                strategy:
                  matrix:
                    shard: [a, b]
                steps:
                  - uses: actions/checkout@v6
                  - uses: actions/cache@v4
                    with:
                      path: ~/.cache/pip
                      key: ${{ env.PREFIX }}-v1-${{ matrix.shard }}  # <--
            """,
            good="""
            on: push
            env:
              PREFIX: pip-${{ runner.os }}
            jobs:
              test:
                runs-on: ubuntu-24.04
                strategy:
                  matrix:
                    shard: [a, b]
                steps:
                  - uses: actions/checkout@v6
                  - uses: actions/cache@v4
                    with:
                      path: ~/.cache/pip
                      key: ${{ env.PREFIX }}-v1-${{ matrix.shard }}-${{ hashFiles('requirements.txt') }}
                      restore-keys: ${{ env.PREFIX }}-v1-${{ matrix.shard }}-
            """,
            files={"requirements.txt": "flask==3.1.2"},
            near=(
                """
                on: push
                env:
                  LLVM: 17.0.6
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    strategy:
                      matrix:
                        tool: ${{ fromJSON(vars.TOOLS) }}
                    steps:
                      - uses: actions/cache@v4
                        with:
                          path: llvm
                          key: llvm-${{ env.LLVM }}
                      - uses: actions/cache@v4
                        with:
                          path: /opt/parser
                          key: parser-${{ runner.os }}-12-4-1
                      - uses: actions/cache@v4
                        with:
                          path: ~/.cache/huggingface
                          key: hf-${{ runner.os }}-whisper-tiny
                      - uses: actions/cache@v4
                        with:
                          path: .mypy_cache
                          key: mypy-${{ steps.date.outputs.week }}
                      - uses: actions/cache@v4
                        with:
                          path: tools
                          key: tools-${{ matrix.tool }}
                      - uses: actions/cache@v4
                        with:
                          path: data
                          key: data-${{ env.SET_BY_A_STEP }}
                      - uses: actions/cache/restore@v4
                        with:
                          path: models
                          key: models
                """,
                """
                on: push
                jobs:
                  save:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: gh cache delete models || true
                      - uses: actions/cache/save@v4
                        with:
                          path: models
                          key: models
                """,
            ),
        ),
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - uses: actions/cache@v4
                    with:
                      key: 'modules-' # by hand  # <--
                      path: |
                        ~/.cache/Cypress
                        **/node_modules
                  - uses: actions/cache@v4
                    with: { path: ~/go/pkg/mod, key: "go-mod" }  # <--
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - uses: actions/cache@v4
                    with:
                      key: 'modules-${{ hashFiles(''**/package-lock.json'') }}' # by hand
                      restore-keys: modules-
                      path: |
                        ~/.cache/Cypress
                        **/node_modules
                  - uses: actions/cache@v4
                    with: { restore-keys: go-mod-, path: ~/go/pkg/mod, key: "go-mod-${{ hashFiles('go.sum') }}" }
            """,
            files={"web/package-lock.json": "{}", "shop/package-lock.json": "{}", "go.sum": ""},
        ),
    ),
)
