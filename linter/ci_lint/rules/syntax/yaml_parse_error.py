"""A file that is no YAML does not run, and GitHub says so only where few people look.

A workflow that cannot be read starts no job. On the pull request nothing turns red: the checks are simply
missing, and required ones wait for ever. The finding names the line where a person would look, which may
be above the one where the parser gave up: a script line that is indented too little ends the script, and
what follows is read as YAML.

Other rules still see what stands above the error. Only the first error of a file is known.

Left alone: whatever YAML 1.2 allows, in the style you like; and what GitHub reads but does not understand,
which is for other rules.
"""

from collections.abc import Iterator

from ...rule import Problem, Rule, Severity, example
from ...source import Span
from ...tree import Mapping, Node, Scalar, Sequence
from ...workflow import Document


def check(document: Document) -> Iterator[Problem]:
    """Report the first thing that keeps the file from being read, once."""
    tree = document.tree
    if tree.error:
        yield Problem(Span(tree.error.offset, tree.error.offset), tree.error.message)
    elif message := misfit(tree.root):
        start = tree.root.start if tree.root else 0
        yield Problem(Span(start, start), message)


def misfit(root: Node | None) -> str | None:
    """Why a readable document is no file of GitHub's, or None."""
    if isinstance(root, Mapping):
        return None
    if isinstance(root, Sequence):
        return "the file holds a list, not a mapping"
    if isinstance(root, Scalar) and not root.is_null:
        return "the file holds a single value, not a mapping"
    return "the file holds no YAML document"


RULE = Rule(
    id="yaml-parse-error",
    summary="file that is no readable YAML",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    aliases=("actionlint:syntax-check",),
    references=("https://yaml.org/spec/1.2.2/",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              greet:
                runs-on: ubuntu-24.04
                steps:
                  - run: echo "Hello: world"  # <--
            """,
            good="""
            on: push
            jobs:
              greet:
                runs-on: ubuntu-24.04
                steps:
                  - run: 'echo "Hello: world"'
            """,
            near=(
                """
                on: push
                jobs:
                  greet:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          echo "Hello: world"
                """,
                """
                {"on": "push", "jobs": {"greet": {"runs-on": "ubuntu-24.04", "steps": [{"run": "make"}]}}}
                """,
            ),
        ),
        example(
            bad="""
            on: push
            jobs:
              report:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      cat > report.md << EOF
            # Report  # <--

            **Commit:** $GITHUB_SHA
            EOF
            """,
            good="""
            on: push
            jobs:
              report:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      cat > report.md << EOF
                      # Report

                      **Commit:** $GITHUB_SHA
                      EOF
            """,
        ),
        example(
            bad="""
            - on: push  # <--
            - jobs: {}
            """,
            good="""
            on: push
            jobs: {}
            """,
        ),
    ),
)
