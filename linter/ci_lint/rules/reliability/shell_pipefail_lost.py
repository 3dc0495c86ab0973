"""In `pytest | tee log` the exit code is that of `tee`: failed tests are green.

Only with `pipefail` does a pipeline fail with any of its commands. GitHub sets it where a step says
`shell: bash`; a step that names no shell gets plain `bash -e`, without it, and so do `sh` and templates of one's
own such as `bash -l {0}`.

Left alone: scripts that set `pipefail` or read `PIPESTATUS`; pipelines that `||` or a condition looks after; a
last command that decides by itself, such as grep or reviewdog; output files that a later command looks into;
and steps that may fail.
"""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ...edits import Fix, Preferences, Refusal, insert_entry, replace_in_scalar
from ...late_pattern import late_pattern
from ...purpose import deploys, runs_tests
from ...purpose.builds import builds, checks
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Step

if TYPE_CHECKING:
    from ...shell import Command

FILTERS = (
    "tee",
    "cat",
    "tail",
    "sed",
    "ts",
    "tr",
    "cut",
    "fold",
    "gzip",
    "column",
    "xcpretty",
    "xcbeautify",
    "gotestfmt",
)
_FILTERED = late_pattern(rf"\|[&\s\\]*(?:{'|'.join(FILTERS)})\b")
PRINTERS = ("echo", "printf", "cat")
NOT_READING = (*PRINTERS, "tee", "rm", "mv", "cp", "ls", "gzip", "zip", "tar")


def check(document: Document) -> Iterator[Problem]:
    """Report each command whose failure its pipeline hides."""
    for step in document.steps():
        if step.run is None or not _FILTERED.search(step.run.text) or "PIPESTATUS" in step.run.text:
            continue
        if keeps_failures(step) or step.node.text("continue-on-error") == "true" or step.script is None:
            continue
        for command in step.script.commands:
            if loses_failure(command) and not set_before(step, command) and not looked_into(step, command):
                last = command.pipeline[-1]
                message = f"{last.name} hides whether {command.name} failed"
                yield Problem(command.span, message, fix=partial(keep_failures, step))


def shell(step: Step) -> str:
    """The shell as the file names it, or ""."""
    return step.node.text("shell") or step.parent.default("shell") or ""


def keeps_failures(step: Step) -> bool:
    """Whether the runner sets `pipefail` for the step."""
    declared = shell(step)
    return declared == "bash" or "pipefail" in declared


def set_before(step: Step, command: "Command") -> bool:
    """Whether the script has set `pipefail` when it comes to the command."""
    setters = step.script.named("set") if step.script else ()
    return any(other.start < command.start and "pipefail" in other.text for other in setters)


def loses_failure(command: "Command") -> bool:
    """Whether the command decides something and its pipeline forgets it."""
    behind = command.pipeline[command.position + 1 :]
    if not behind or any(other.name not in FILTERS for other in behind):
        return False
    if command.substitution or command.in_condition or command.negated or command.otherwise or behind[-1].otherwise:
        return False
    return any(decides(command) for decides in (runs_tests, builds, checks, deploys))


def looked_into(step: Step, command: "Command") -> bool:
    """Whether a later command of the job reads what `tee` wrote."""
    tees = [other for other in command.pipeline if other.name == "tee"]
    names = [word.text.rpartition("/")[2] for tee in tees for word in tee.arguments if not word.text.startswith("-")]
    scripts = [step.script.later(command) if step.script else ()]
    scripts += [other.script.commands for other in step.later if other.run is not None and other.script]
    readers = (other for commands in scripts for other in commands if other.name not in NOT_READING)
    texts = (text for reader in readers for text in (reader.text, *(heredoc.text for heredoc in reader.heredocs)))
    return bool(names) and any(name in text for text in texts for name in names)


def keep_failures(step: Step, _preferences: Preferences) -> Fix:
    """Set `pipefail`, by naming the shell where the step names none."""
    title = "let pipelines fail with any of their commands"
    # Unsafe where other pipelines of the script would fail from now on.
    safe = all(map(stays, step.script.commands)) if step.script else False
    if not shell(step) and step.parent.native_shell == "bash":
        return Fix(title, (insert_entry(step.node, "shell: bash", after="run"),), safe=safe)
    if step.shell != "bash" or step.run is None:
        raise Refusal("sh may have no pipefail")
    if step.run.style != "|":
        raise Refusal("the script stands in one line")
    return Fix(title, (replace_in_scalar(step.run, 0, 0, "set -o pipefail\n"),), safe=safe)


def stays(command: "Command") -> bool:
    """Whether the command does with `pipefail` what it does now, or what is asked for."""
    last = command.position == len(command.pipeline) - 1
    return last or command.name in PRINTERS or loses_failure(command)


RULE = Rule(
    id="shell-pipefail-lost",
    summary="pipeline hides a failure",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("|",),
    references=(
        "https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell",
        "https://www.gnu.org/software/bash/manual/html_node/Pipelines.html",
    ),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: pytest -q | tee test.log  # <--
                  - name: Benchmarks
                    run: |
                      echo "$VERSION" | tee version.txt
                      cargo +nightly bench 2>&1 | sed 's/ns/ ns/' | tee bench.log  # <--
                  - uses: actions/upload-artifact@v4
                    with:
                      path: "*.log"
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: pytest -q | tee test.log
                    shell: bash
                  - name: Benchmarks
                    run: |
                      echo "$VERSION" | tee version.txt
                      cargo +nightly bench 2>&1 | sed 's/ns/ ns/' | tee bench.log
                    shell: bash
                  - uses: actions/upload-artifact@v4
                    with:
                      path: "*.log"
            """,
            near=(
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: pytest -q | tee test.log
                        shell: bash
                      - run: |
                          set -euo pipefail
                          pytest -q | tee test.log
                      - run: |
                          pytest -q | tee test.log
                          exit "${PIPESTATUS[0]}"
                      - run: pytest -q | tee test.log || true
                      - run: if pytest -q | tee test.log; then echo good; fi
                      - run: pytest -q | grep -q passed
                      - run: |
                          pytest -q | tee test.log
                          grep -q ' 0 failed' test.log
                      - run: |
                          pytest -q | tee test.log
                          python <<'EOF'
                          assert "90% passed" in open("test.log").read()
                          EOF
                      - run: pytest -q | tee test.log
                        continue-on-error: true
                      - run: echo "mode=fast" | tee -a "$GITHUB_ENV"
                      - run: ls | tee files.txt
                """,
                """
                on: push
                defaults:
                  run:
                    shell: bash
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: npm test | tee test.log
                """,
            ),
        ),
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                defaults:
                  run:
                    shell: bash -el {0}
                steps:
                  - run: |
                      conda activate test
                      mypy src | tee mypy.log  # <--
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                defaults:
                  run:
                    shell: bash -el {0}
                steps:
                  - run: |
                      set -o pipefail
                      conda activate test
                      mypy src | tee mypy.log
            """,
        ),
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                container: alpine:3.22
                steps:
                  - run: make test | tee test.log  # <--
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                container: alpine:3.22
                steps:
                  - run: make test > test.log
            """,
        ),
    ),
)
