"""Without `permissions` a setting of the repository decides what the token of a job may do.

In repositories and organisations from before February 2023 that default is usually write access to nearly
everything: code, releases, packages, issues. Every action and every install script of the job can use it,
so one bad dependency can push to the main branch. The file does not tell, and a fork or a transfer to
another organisation changes it without a commit. A block at the top with the few scopes that are needed
says it where everybody can read it; `permissions: {}` takes everything away.

The fix tells from the steps which scopes are needed: from a table of actions, of `gh`, `git` and other
commands and of GitHub's endpoints. It is safe where that table knows every step that can come by the token.

One finding a workflow, at the first job that has none, however many there are.

Left alone: workflows with a block at the top or in every job, even an empty one; workflows that are only
called by others, whose token is the caller's; and files that cannot be read to their end.
"""

from collections.abc import Iterator
from functools import partial

from ...edits import Fix, Preferences, insert_section
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Job, Workflow

_NAMED = 3


def check(document: Document) -> Iterator[Problem]:
    """Report a workflow some of whose jobs get the repository's default token."""
    if not isinstance(document, Workflow) or not document.complete:
        return
    if document.node.entry("permissions") or document.triggers.only("workflow_call"):
        return
    jobs = [job for job in document.jobs() if job.node.entry("permissions") is None]
    if jobs:
        subject = "job" if len(jobs) == 1 else "jobs"
        verb = "has" if len(jobs) == 1 else "have"
        message = f"{subject} {names(jobs)} {verb} no permissions block, nor has the workflow"
        yield Problem(jobs[0].key, message, fix=partial(limit_token, document, jobs))


def limit_token(workflow: Workflow, jobs: list[Job], _preferences: Preferences) -> Fix:
    """Give the workflow the permissions that its jobs need, and a job that needs more its own."""
    from .least_blocks import block, blocks_for, edits_of_jobs, width_of

    blocks = blocks_for(jobs)
    top = insert_section(workflow.node, f"permissions:{block(blocks.granted, width_of(workflow))}", after="on")
    # The default token proves to no cloud who it is, and a caller may grant less than a called workflow asks for.
    widens = any("id-token" in needs.levels for _, needs in blocks.needs) or "workflow_call" in workflow.triggers
    safe = not (blocks.unknown or widens)
    return Fix(blocks.title, (top, *edits_of_jobs(blocks, workflow)), safe=safe)


def names(jobs: list[Job]) -> str:
    """The ids of the jobs, the first few of them where there are many."""
    shown = ", ".join(job.id for job in jobs[:_NAMED])
    more = len(jobs) - _NAMED
    return f"{shown} and {more} more" if more > 0 else shown


RULE = Rule(
    id="permissions-missing",
    summary="token permissions left to the repository's default",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    aliases=(
        "zizmor:excessive-permissions",
        "ghalint:job_permissions",
        "codeql:actions/missing-workflow-permissions",
        "scorecard:Token-Permissions",
    ),
    references=(
        "https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#permissions",
        "https://github.blog/changelog/2023-02-02-github-actions-updating-the-default-github_token-permissions-to-read-only/",
    ),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              test:  # <--
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - run: make test
              release:
                permissions:
                  contents: write
                runs-on: ubuntu-24.04
                steps:
                  - run: make release
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
                permissions:
                  contents: write
                runs-on: ubuntu-24.04
                steps:
                  - run: make release
            """,
            near=(
                """
                on: push
                jobs:
                  test:
                    permissions: {}
                    runs-on: ubuntu-24.04
                    steps:
                      - run: make test
                """,
                """
                on:
                  workflow_call:
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: make test
                """,
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: make test
                   indented: wrongly
                permissions: {}
                """,
            ),
        ),
        example(
            bad="""
            on: [push, workflow_call]
            jobs:
              build:  # <--
                uses: ./.github/workflows/build.yml
            """,
            good="""
            on: [push, workflow_call]
            permissions:
              contents: read
            jobs:
              build:
                uses: ./.github/workflows/build.yml
                permissions:
                  contents: read
                  packages: write # for ./.github/workflows/build.yml
            """,
            files={
                ".github/workflows/build.yml": """
                on: workflow_call
                permissions:
                  contents: read
                  packages: write
                jobs:
                  build:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/checkout@v6
                """,
            },
        ),
        example(
            bad="""
            name: Triage

            on:
                issue_comment:
                    types: [created]
                # pull_request_review:

            jobs:
                label:  # <--
                    runs-on: ubuntu-24.04
                    steps:
                        - uses: actions/github-script@v8
                          with:
                              script: |
                                  await github.rest.issues.addLabels({ ...context.issue, labels: ["seen"] });
                merge:
                    runs-on: ubuntu-24.04
                    steps:
                        - run: gh pr merge --auto "$NUMBER"
                          env:
                              GH_TOKEN: ${{ github.token }}
                              NUMBER: ${{ github.event.issue.number }}
                thank:
                    runs-on: ubuntu-24.04
                    steps:
                        - run: echo Thank you
            """,
            good="""
            name: Triage

            on:
                issue_comment:
                    types: [created]
                # pull_request_review:

            permissions:
                contents: read

            jobs:
                label:
                    runs-on: ubuntu-24.04
                    permissions:
                        issues: write # for actions/github-script
                        pull-requests: write # for actions/github-script
                    steps:
                        - uses: actions/github-script@v8
                          with:
                              script: |
                                  await github.rest.issues.addLabels({ ...context.issue, labels: ["seen"] });
                merge:
                    runs-on: ubuntu-24.04
                    permissions:
                        contents: write # for gh pr merge
                        pull-requests: write # for gh pr merge
                    steps:
                        - run: gh pr merge --auto "$NUMBER"
                          env:
                              GH_TOKEN: ${{ github.token }}
                              NUMBER: ${{ github.event.issue.number }}
                thank:
                    runs-on: ubuntu-24.04
                    steps:
                        - run: echo Thank you
            """,
        ),
    ),
)
