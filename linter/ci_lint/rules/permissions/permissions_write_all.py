"""`write-all` hands every action and script of a job the keys to the whole repository.

The token can then push commits, publish releases and packages, approve pull requests, change deployments
and ask a cloud for credentials in the repository's name. No job needs all of that; one hijacked action or
install script is enough to lose it all.

Left alone: a block that lists scopes, however many of them it writes, and `read-all`.
"""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ...edits import Edit, Fix, Preferences, Refusal, replace_value, replace_with_block
from ...rule import Problem, Rule, Severity, example
from ...tree import Mapping, Node, Scalar
from ...workflow import Document, Job, Workflow

if TYPE_CHECKING:
    from ...least_permissions import Needs


def check(document: Document) -> Iterator[Problem]:
    """Report each block that grants everything."""
    if not isinstance(document, Workflow):
        return
    own = document.node.get("permissions")
    if own is not None and grants_everything(own):
        yield Problem(own, "the workflow's token may write everything", fix=partial(limit_workflow, document))
    for job in document.jobs():
        block = job.node.get("permissions")
        if block is not None and grants_everything(block):
            message = f"the token of job {job.id} may write everything"
            yield Problem(block, message, fix=partial(limit_job, job))


def grants_everything(permissions: Node) -> bool:
    """Whether it is the word for all scopes at their highest level."""
    return isinstance(permissions, Scalar) and permissions.text == "write-all"


def limit_workflow(workflow: Workflow, _preferences: Preferences) -> Fix:
    """Grant what the jobs need that have no block of their own."""
    from .least_blocks import blocks_for, edits_of_jobs

    blocks = blocks_for(job for job in workflow.jobs() if job.node.entry("permissions") is None)
    top = listed(workflow.node, blocks.granted, workflow)
    # Unsafe: somebody has asked for everything, perhaps for a use of the token that no file shows.
    return Fix(blocks.title, (top, *edits_of_jobs(blocks, workflow)), safe=False)


def limit_job(job: Job, _preferences: Preferences) -> Fix:
    """Grant what the steps of the job need."""
    from .least_blocks import described, known_needs

    needs = known_needs(job)
    doubts = f"; {needs.unknown[0]}" if needs.unknown else ""
    edit = listed(job.node, needs, job.workflow)
    # Unsafe: as above.
    return Fix(f"limit the token of job {job.id} to {described(needs.levels)}{doubts}", (edit,), safe=False)


def listed(owner: Mapping, needs: "Needs", workflow: Workflow) -> Edit:
    """The scopes in the place of the word for all of them."""
    from .least_blocks import block, width_of

    entry = owner.entry("permissions")
    if entry is None or not isinstance(entry.value, Scalar):
        raise Refusal("there is no word to replace")
    if not needs.levels:
        return replace_value(entry.value, "{}")
    return replace_with_block(owner, entry, block(needs, width_of(workflow)).removeprefix("\n"))


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
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - run: make test
              release:
                runs-on: ubuntu-24.04
                env:
                  GH_TOKEN: ${{ github.token }}
                steps:
                  - run: gh release create "$GITHUB_REF_NAME"
            """,
            good="""
            on: push
            permissions:
              contents: read
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - run: make test
              release:
                runs-on: ubuntu-24.04
                permissions:
                  contents: write # for gh release create
                env:
                  GH_TOKEN: ${{ github.token }}
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
              notify:
                permissions: write-all # for now  # <--
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/labeler@v6
            """,
            good="""
            on: push
            permissions: {}
            jobs:
              deploy:
                permissions:
                  deployments: write # for ./.github/workflows/deploy.yml
                uses: ./.github/workflows/deploy.yml
              notify:
                permissions: # for now
                  contents: read
                  pull-requests: write # for actions/labeler
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/labeler@v6
            """,
            files={
                ".github/workflows/deploy.yml": """
                on: workflow_call
                jobs:
                  deploy:
                    permissions:
                      deployments: write
                    runs-on: ubuntu-24.04
                    steps:
                      - run: ./deploy.sh
                """,
            },
        ),
    ),
)
