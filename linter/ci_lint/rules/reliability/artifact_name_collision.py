"""Each leg of a matrix uploads an artifact under one name, and only the first upload succeeds.

Since version 4 of upload-artifact an artifact is written once: the second leg fails with "an artifact with
this name already exists on the workflow run". Which leg wins is chance, and the results of the others are
lost with their jobs. The name needs every part of the matrix that tells the legs apart.

Left alone: names with a value that a step, the environment or the runner gives; steps whose `if` looks at
such a value or at the matrix, since it may pick one leg; `overwrite: true`; `archive: false`, which takes the
name of the file; matrices with a single leg; and version 3 and older, which merged the uploads and have been
switched off.
"""

from collections.abc import Iterator
from functools import partial

from ...edits import Fix, Preferences, Refusal, insert_input, replace_in_scalar
from ...expressions import condition, references
from ...late_pattern import late_pattern
from ...rule import Problem, Rule, Severity, example
from ...tree import Scalar, Sequence
from ...workflow import Document, Job, Step, Workflow
from .artifacts import artifact_name, axes, contexts, downloads, legs, name_expressions, uploads

_ALIKE = {"github", "inputs", "needs", "secrets", "vars"}
_LEGAL = late_pattern(r"[\w.+ -]+")


def check(document: Document) -> Iterator[Problem]:
    """Report each upload of a matrix whose name is the same in several legs."""
    for job in document.jobs():
        if job.matrix is None or legs(job) == 1:
            continue
        for step in uploads(job):
            missing = collides(job, step)
            if missing is not None:
                message = f"legs of the matrix upload to one artifact, {artifact_name(step)}; the second one fails"
                yield Problem(step.input("name") or step.place, message, fix=partial(tell_apart, job, step, missing))


def collides(job: Job, step: Step) -> tuple[str, ...] | None:
    """The axes that the name lacks, empty if those are not known; None if legs have names of their own."""
    if step.input_text("overwrite").strip().lower() not in ("", "false") or may_pick_a_leg(step):
        return None
    expressions = name_expressions(step)
    used = contexts(expressions)
    if used <= _ALIKE:
        return tuple(name for name, values in axes(job).items() if len(values.items) > 1)
    if not used <= {*_ALIKE, "matrix"} or _excludes(job):
        return None
    named = {r.path[1].lower() for e in expressions if e.tree for r in references(e.tree) if r.path[1:]}
    missing = tuple(n for n, values in axes(job).items() if _differ(values) and n.lower() not in named)
    return missing or None


def _differ(values: Sequence) -> bool:
    return len({item.text for item in values.items if isinstance(item, Scalar)}) > 1


def _excludes(job: Job) -> bool:
    return job.matrix is not None and bool(getattr(job.matrix, "get", lambda _: None)("exclude"))


def may_pick_a_leg(step: Step) -> bool:
    """Whether the `if` of a step looks at something that differs between legs."""
    if step.condition is None or step.condition.is_null:
        return False
    return "hashfiles" in step.condition.text.lower() or not contexts((condition(step.condition),)) <= _ALIKE


def tell_apart(job: Job, step: Step, missing: tuple[str, ...], _preferences: Preferences) -> Fix:
    """Add to the name what tells the legs apart."""
    name, text = step.input("name"), artifact_name(step)
    require_unread(job.workflow, text)
    by_name = bool(missing) and all(map(_legal, (axes(job)[axis] for axis in missing)))
    parts = [f"matrix.{axis}" for axis in missing] if by_name else ["strategy.job-index"]
    suffix = "".join(f"-${{{{ {part} }}}}" for part in parts)
    if name is None:
        return Fix("give each leg an artifact of its own", (insert_input(step, f"name: {text}{suffix}"),))
    end = len(name.text.rstrip())
    return Fix("give each leg an artifact of its own", (replace_in_scalar(name, end, end, suffix),))


def require_unread(workflow: Workflow, text: str) -> None:
    """Raise Refusal where something downloads the artifact by the name it has."""
    if any(step.input_text("name").strip() == text for step in downloads(workflow)):
        raise Refusal(f"a download names the artifact {text}")
    others = (path for path in workflow.repository.workflows() if path != workflow.path)
    if "${{" not in text and any(f"name: {text}" in (workflow.repository.text(path) or "") for path in others):
        raise Refusal(f"another workflow names {text}")


def _legal(values: Sequence) -> bool:
    """Whether each value may stand in the name of an artifact."""
    return all(isinstance(item, Scalar) and _LEGAL.fullmatch(item.text) for item in values.items)


RULE = Rule(
    id="artifact-name-collision",
    summary="legs of a matrix that upload to one artifact",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("actions/upload-artifact",),
    references=("https://github.com/actions/upload-artifact/blob/main/docs/MIGRATION.md",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ${{ matrix.os }}
                strategy:
                  matrix:
                    os: [ubuntu-24.04, macos-15]
                    python: ['3.12', '3.13']
                steps:
                  - run: make test
                  - uses: actions/upload-artifact@v4
                    if: ${{ !cancelled() }}
                    with:
                      name: reports  # <--
                      path: reports
                  - uses: actions/upload-artifact@v4
                    with:
                      name: wheels-${{ matrix.os }}  # <--
                      path: dist
                  - uses: actions/upload-artifact@v4  # <--
                    with:
                      path: log.txt
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ${{ matrix.os }}
                strategy:
                  matrix:
                    os: [ubuntu-24.04, macos-15]
                    python: ['3.12', '3.13']
                steps:
                  - run: make test
                  - uses: actions/upload-artifact@v4
                    if: ${{ !cancelled() }}
                    with:
                      name: reports-${{ matrix.os }}-${{ matrix.python }}
                      path: reports
                  - uses: actions/upload-artifact@v4
                    with:
                      name: wheels-${{ matrix.os }}-${{ matrix.python }}
                      path: dist
                  - uses: actions/upload-artifact@v4
                    with:
                      path: log.txt
                      name: artifact-${{ matrix.os }}-${{ matrix.python }}
            """,
            near=(
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    strategy:
                      matrix:
                        os: [ubuntu-24.04, macos-15]
                        shard: [1]
                    steps:
                      - uses: actions/upload-artifact@v4
                        with: { name: 'reports-${{ matrix.os }}', path: reports }
                      - uses: actions/upload-artifact@v4
                        with: { name: 'shard-${{ strategy.job-index }}', path: reports }
                      - uses: actions/upload-artifact@v7
                        with: { path: 'report-${{ matrix.os }}.html', archive: false }
                      - uses: actions/upload-artifact@v4
                        with: { name: '${{ steps.pack.outputs.name }}', path: reports }
                      - uses: actions/upload-artifact@v4
                        if: matrix.os == 'ubuntu-24.04'
                        with: { name: coverage, path: coverage }
                      - uses: actions/upload-artifact@v4
                        with: { name: latest, path: dist, overwrite: true }
                      - uses: actions/upload-artifact@v3
                        with: { name: merged, path: dist }
                  one:
                    runs-on: ubuntu-24.04
                    strategy:
                      matrix:
                        node: [24]
                    steps:
                      - uses: actions/upload-artifact@v4
                        with: { name: dist, path: dist }
                """,
            ),
        ),
        example(
            bad="""
            on: push
            jobs:
              build:
                runs-on: ubuntu-24.04
                strategy:
                  matrix:
                    image: [acme/web, acme/worker]
                steps:
                  - uses: actions/upload-artifact@v6
                    with:
                      name: "digests-${{ github.run_id }}"  # <--
                      path: digests
            """,
            good="""
            on: push
            jobs:
              build:
                runs-on: ubuntu-24.04
                strategy:
                  matrix:
                    image: [acme/web, acme/worker]
                steps:
                  - uses: actions/upload-artifact@v6
                    with:
                      name: "digests-${{ github.run_id }}-${{ strategy.job-index }}"
                      path: digests
            """,
        ),
    ),
)
