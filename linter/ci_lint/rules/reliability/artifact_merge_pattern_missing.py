"""A download asks for one artifact, but the run has one for each leg of a matrix.

`download-artifact` with `name: reports` looks for exactly that name. Where the legs upload
`reports-${{ matrix.shard }}` there is no such artifact, and the job ends with "artifact not found". All of
them come together with `pattern: reports-*` and `merge-multiple: true`.

Left alone: a name that some upload of the workflow may have, names with an expression, downloads from
another run, and workflows that call other workflows or local actions, which may upload it.
"""

from collections.abc import Iterator
from functools import partial

from msgspec import Struct

from ...edits import Fix, Preferences, Refusal, insert_input, replace_in_scalar
from ...edits.list_input import rename_input
from ...rule import Problem, Rule, Severity, example
from ...tree import Scalar
from ...workflow import Document, Step, Workflow
from .artifacts import artifact_name, contexts, downloads, name_expressions, uploads

_SEPARATORS = "-_."


def check(document: Document) -> Iterator[Problem]:
    """Report each download of a name that only legs of a matrix upload, each with its own ending."""
    if not isinstance(document, Workflow) or not document.complete or _hides_uploads(document):
        return
    made = [named(upload) for job in document.jobs() for upload in uploads(job)]
    for step in downloads(document):
        name = step.input("name")
        if name is None or not name.text.strip() or "${{" in name.text:
            continue
        wanted = name.text.strip()
        leg = next((upload for upload in made if upload.stem == wanted), None)
        if leg and not any(upload.may_be(wanted) for upload in made):
            message = f"no artifact is named {wanted}; the legs of a matrix upload {artifact_name(leg.step)}"
            yield Problem(name, message, fix=partial(merge, step, name, leg.step))


def _hides_uploads(workflow: Workflow) -> bool:
    """Whether artifacts may come from files that are not read here, or from actions that upload on their own."""
    steps = workflow.steps()
    known = ("actions/upload-artifact", "actions/download-artifact")
    others = (s.uses for s in steps if s.uses and not s.uses.names(*known))
    return any(job.calls_workflow for job in workflow.jobs()) or any(
        uses.local is not None or "artifact" in uses.name for uses in others
    )


class _Upload(Struct, frozen=True):
    """An upload: what its name begins and ends with, and what of it stands before the separator and the leg."""

    step: Step
    first: str
    last: str
    fixed: bool
    stem: str

    def may_be(self, wanted: str) -> bool:
        """Whether its name can be this one."""
        if self.fixed:
            return wanted == self.first
        room = len(self.first) + len(self.last) <= len(wanted)
        return room and wanted.startswith(self.first) and wanted.endswith(self.last)


def named(upload: Step) -> _Upload:
    """The name of an upload taken apart."""
    expressions = name_expressions(upload)
    if not expressions:
        return _Upload(upload, artifact_name(upload), "", fixed=True, stem="")
    text = expressions[0].scalar.text
    first, last = text[: expressions[0].start].lstrip(), text[expressions[-1].end :].rstrip()
    of_leg = contexts(expressions[:1]) <= {"matrix", "strategy"} and first[-1:] in tuple(_SEPARATORS)
    return _Upload(upload, first, last, fixed=False, stem=first[:-1] if of_leg else "")


def merge(step: Step, name: Scalar, leg: Step, _preferences: Preferences) -> Fix:
    """Download what all legs have uploaded, into one folder."""
    if step.input("pattern") is not None or step.input("merge-multiple") is not None:
        raise Refusal("the step has a pattern already")
    expression = name_expressions(leg)[0]
    prefix = expression.scalar.text[: expression.start].strip()
    end = len(name.text.rstrip())
    edits = (
        rename_input(step, "name", "pattern"),
        replace_in_scalar(name, end, end, f"{prefix[len(name.text.strip()) :]}*"),
        insert_input(step, "merge-multiple: true"),
    )
    # Unsafe: files of the same name in two artifacts overwrite each other.
    return Fix("download the artifacts of all legs", edits, safe=False)


RULE = Rule(
    id="artifact-merge-pattern-missing",
    summary="download by one name of what each leg of a matrix uploads",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("actions/download-artifact",),
    references=(
        "https://github.com/actions/download-artifact/blob/main/docs/MIGRATION.md#multiple-uploads-to-the-same-named-artifact",
    ),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                strategy:
                  matrix:
                    shard: [1, 2]
                steps:
                  - run: make test SHARD=${{ matrix.shard }}
                  - uses: actions/upload-artifact@v4
                    with:
                      name: coverage-${{ matrix.shard }}
                      path: coverage-${{ matrix.shard }}.xml
              merge:
                needs: test
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/download-artifact@v5
                    with:
                      name: coverage  # <--
                      path: reports
                  - run: make merge
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                strategy:
                  matrix:
                    shard: [1, 2]
                steps:
                  - run: make test SHARD=${{ matrix.shard }}
                  - uses: actions/upload-artifact@v4
                    with:
                      name: coverage-${{ matrix.shard }}
                      path: coverage-${{ matrix.shard }}.xml
              merge:
                needs: test
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/download-artifact@v5
                    with:
                      pattern: coverage-*
                      path: reports
                      merge-multiple: true
                  - run: make merge
            """,
            near=(
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    strategy:
                      matrix:
                        system: [linux, macos]
                    steps:
                      - uses: actions/upload-artifact@v4
                        with: { name: 'dist-${{ matrix.system }}', path: dist }
                      - uses: actions/upload-artifact@v4
                        if: matrix.system == 'linux'
                        with: { name: docs, path: docs }
                      - uses: actions/upload-artifact@v4
                        with: { name: 'docs-${{ matrix.system }}', path: docs }
                  release:
                    needs: test
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/download-artifact@v5
                        with: { name: dist-linux, path: dist }
                      - uses: actions/download-artifact@v5
                        with: { name: docs }
                      - uses: actions/download-artifact@v5
                        with: { pattern: dist-*, merge-multiple: true }
                      - uses: actions/download-artifact@v5
                        with: { name: dist, run-id: '${{ inputs.run }}', github-token: '${{ github.token }}' }
                """,
            ),
        ),
    ),
)
