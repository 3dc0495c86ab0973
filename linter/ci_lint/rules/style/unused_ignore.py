"""An ignore comment that hides nothing will hide the next finding, which nobody has looked at.

It stays behind when the line it spoke of was mended, when a rule got another name, or it never worked
because of a slip of the pen. Take it out, or correct the name.

Left alone: comments of other linters; names of rules that were not run, be it by the profile, `--select`
or a missing external tool; files that could not be read to their end; a comment that names this rule too,
as in `# ci-lint: ignore[docker-push-on-pr, unused-ignore] only on the fork`.
"""

from collections.abc import Iterator

from ...ignores import JudgedIgnore
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document


def check(document: Document) -> Iterator[Problem]:
    """Report ignore comments that are wrong in themselves, name no rule, or hid nothing in this run."""
    for judged in document.ignores:
        yield from problems(judged)


def problems(judged: JudgedIgnore) -> Iterator[Problem]:
    """What is wrong with one ignore comment."""
    if judged.ignore.flaw:
        yield Problem(judged.ignore.span, judged.ignore.flaw)
    for name, nearest in judged.unknown:
        hint = f"; did you mean {' or '.join(nearest)}?" if nearest else ""
        yield Problem(name.span, f"no rule is called {name.text[:80]}{hint}")
    for name in judged.unused:
        yield Problem(name.span, f"the ignore of {name.text or 'all rules'} hides nothing")


RULE = Rule(
    id="unused-ignore",
    summary="ignore comment that hides nothing",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    after_ignores=True,
    hints=("ci-lint:",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              # ci-lint: ignore[job-timeout-mising] runs on our own machine  # <--
              test:
                runs-on: self-hosted
                steps:
                  - run: make test
            """,
            good="""
            on: push
            jobs:
              # ci-lint: ignore[job-timeout-missing] runs on our own machine
              test:
                runs-on: self-hosted
                steps:
                  - run: make test
            """,
            near=(
                """
                # The job ci-lint: ignores what the baseline holds.
                on: push
                jobs:
                  ci-lint:
                    runs-on: ubuntu-24.04
                    timeout-minutes: 5
                    steps:
                      - run: |
                          echo "# ci-lint: ignore[no-such-rule]"
                """,
            ),
        ),
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                timeout-minutes: 5
                steps:
                  # ci-lint: ignore[job-timeout-missing] stands in the wrong place  # <--

                  - run: make test
            """,
        ),
    ),
)
