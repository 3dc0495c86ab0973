"""`write-all` hands every action and script of a job the keys to the whole repository.

The token can then push commits, publish releases and packages, approve pull requests, change deployments
and ask a cloud for credentials in the repository's name. No job needs all of that; one hijacked action or
install script is enough to lose it all.

Left alone: a block that lists scopes, however many of them it writes, and `read-all`.
"""

from collections.abc import Iterator

from ...rule import Problem, Rule, Severity, example
from ...tree import Node, Scalar
from ...workflow import Document, Workflow


def check(document: Document) -> Iterator[Problem]:
    """Report each block that grants everything."""
    if not isinstance(document, Workflow):
        return
    own = document.node.get("permissions")
    if own is not None and grants_everything(own):
        yield Problem(own, "the workflow's token may write everything")
    for job in document.jobs():
        block = job.node.get("permissions")
        if block is not None and grants_everything(block):
            yield Problem(block, f"the token of job {job.id} may write everything")


def grants_everything(permissions: Node) -> bool:
    """Whether it is the word for all scopes at their highest level."""
    return isinstance(permissions, Scalar) and permissions.text == "write-all"


RULE = Rule(
    id="permissions-write-all",
    summary="token that may write everything",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("write-all",),
    aliases=("zizmor:excessive-permissions", "ghalint:deny_write_all_permission"),
    references=("https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#permissions",),
    examples=(
        example(
            bad="""
            on: push
            permissions: write-all  # <--
            jobs:
              release:
                runs-on: ubuntu-24.04
                steps:
                  - run: gh release create "$GITHUB_REF_NAME"
            """,
            good="""
            on: push
            permissions:
              contents: write
            jobs:
              release:
                runs-on: ubuntu-24.04
                steps:
                  - run: gh release create "$GITHUB_REF_NAME"
            """,
            near=(
                """
                on: push
                permissions: read-all
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: echo "permissions write-all"
                """,
            ),
        ),
        example(
            bad="""
            on: push
            permissions: {}
            jobs:
              deploy:
                permissions: write-all  # <--
                uses: ./.github/workflows/deploy.yml
            """,
            good="""
            on: push
            permissions: {}
            jobs:
              deploy:
                permissions:
                  deployments: write
                uses: ./.github/workflows/deploy.yml
            """,
        ),
    ),
)
