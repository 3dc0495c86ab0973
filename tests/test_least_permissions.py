"""What the token of a job needs, told from its steps; and the tables that say so."""

import time
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest

import ci_lint.least_permissions
from ci_lint.least_permissions import Needs, needs_of_job
from ci_lint.permissions import SCOPES
from ci_lint.repository import Texts
from ci_lint.source import Source
from ci_lint.toml_places import load
from ci_lint.tree import parse
from ci_lint.workflow import Workflow, view

TABLES = Path(ci_lint.least_permissions.__file__).parent
JOB_TOKEN = "${{ secrets.GITHUB_TOKEN }}"  # noqa: S105 - an expression that names it
SCRIPT = "- uses: actions/github-script@v8\n  with:\n    script: "
GH = "env: {GH_TOKEN: '${{ github.token }}'}"
LOGIN = """\
- uses: docker/login-action@v4
  with: {registry: ghcr.io, username: x, password: '${{ secrets.GITHUB_TOKEN }}'}
"""


def needs(steps: str, *, on: str = "push", files: dict[str, str] | None = None, job: str = "") -> Needs:
    """The needs of a job with these steps."""
    head = f"on: {on}\njobs:\n  job:\n    runs-on: ubuntu-24.04\n{indent(dedent(job), '    ')}    steps:\n"
    path = ".github/workflows/ci.yml"
    text = head + indent(dedent(steps), "      ")
    tree = parse(Source(path, text))
    assert tree.error is None, text
    workflow = view(tree, path, Texts({name: dedent(content) for name, content in (files or {}).items()}))
    assert isinstance(workflow, Workflow)
    return needs_of_job(workflow.jobs()[0])


def written(found: Needs) -> str:
    return ", ".join(f"{scope}: {level}" for scope, level in found.levels.items())


KNOWN = (
    ("- run: make test", ""),
    ("- uses: actions/checkout@v6\n- run: make test", "contents: read"),
    ("- uses: actions/checkout@v6\n- run: git push origin HEAD", "contents: write"),
    ("- uses: actions/checkout@v6\n  with: {persist-credentials: false}\n- run: git push", "contents: read"),
    ("- uses: actions/checkout@v6\n  with: {token: '${{ secrets.BOT }}'}\n- run: git push", "contents: read"),
    (f"- run: gh pr comment 1 --body x\n  {GH}", "pull-requests: write"),
    (f"- run: gh -R owner/name pr merge 1\n  {GH}", "contents: write, pull-requests: write"),
    ("- run: gh pr merge 1", ""),
    ("- run: gh pr merge 1\n  env: {GH_TOKEN: '${{ secrets.BOT }}'}", ""),
    (f"- run: gh api repos/$GITHUB_REPOSITORY/releases -f tag_name=v1\n  {GH}", "contents: write"),
    (f"- run: gh api 'repos/${{{{ github.repository }}}}/commits/main/status'\n  {GH}", "statuses: read"),
    (f"- run: gh api repos/{{owner}}/{{repo}}/actions/runs --jq .total_count\n  {GH}", "actions: read"),
    (f"- run: gh api -X DELETE /repos/acme/shop/actions/caches/1\n  {GH}", "actions: write"),
    (
        f"- run: 'curl -H \"Authorization: Bearer {JOB_TOKEN}\" https://api.github.com/repos/a/b/statuses/1 -d @x'",
        "statuses: write",
    ),
    ("- run: curl https://example.com\n  env: {T: '${{ github.token }}'}", ""),
    ("- uses: actions/labeler@v6", "contents: read, pull-requests: write"),
    ("- uses: actions/labeler@v6\n  with: {repo-token: '${{ secrets.BOT }}'}", ""),
    ("- uses: aws-actions/configure-aws-credentials@v5\n  with: {role-to-assume: x}", "id-token: write"),
    ("- uses: aws-actions/configure-aws-credentials@v5\n  with: {aws-access-key-id: x}", ""),
    (
        "- uses: golangci/golangci-lint-action@v8\n  with: {only-new-issues: true}",
        "contents: read, pull-requests: read",
    ),
    ("- uses: goreleaser/goreleaser-action@v7\n  env: {GITHUB_TOKEN: '${{ secrets.BOT }}'}", ""),
    (f"- uses: goreleaser/goreleaser-action@v7\n  env: {{GITHUB_TOKEN: '{JOB_TOKEN}'}}", "contents: write"),
    (f"{LOGIN}- run: docker push ghcr.io/a/b", "packages: write"),
    (f"{LOGIN}- run: docker pull ghcr.io/a/b", "packages: read"),
    (f"{LOGIN}- run: docker buildx imagetools create -t ghcr.io/a/b:1 ghcr.io/a/b:2", "packages: write"),
    (
        f"{LOGIN}- uses: docker/build-push-action@v7\n  with: {{push: true, tags: ghcr.io/a/b}}",
        "contents: read, packages: write",
    ),
    (
        f"- run: echo {JOB_TOKEN} | docker login ghcr.io -u x --password-stdin\n- run: docker push ghcr.io/a/b",
        "packages: write",
    ),
    ("- run: docker push ghcr.io/a/b", ""),
    ("- run: npm publish --provenance", "id-token: write"),
    ("- uses: goreleaser/goreleaser-action@v7", ""),
    (f"{SCRIPT}core.info(context.ref)", ""),
    (f"{SCRIPT}await github.rest.repos.createRelease({{}})", "contents: write"),
    (f"{SCRIPT}await github.paginate(github.rest.pulls.list, {{}})", "pull-requests: read"),
    (f"{SCRIPT}await github.request('POST /repos/{{owner}}/{{repo}}/check-runs')", "checks: write"),
)

UNKNOWN = (
    (f"{SCRIPT}|\n      // a\n      run(github)", "hands the client on"),
    ("- uses: somebody/something@v1", "somebody/something"),
    (f"- run: make release\n  env: {{GITHUB_TOKEN: '{JOB_TOKEN}'}}", "make has the token"),
    (f"- run: ./release.sh {JOB_TOKEN}", "release.sh has the token"),
    ("- uses: actions/checkout@v6\n- run: npx semantic-release", "npx may use the credentials"),
    (f"{LOGIN}- run: make image", "make may use the login"),
    (f"- run: gh extension install x/y\n  {GH}", "gh extension install"),
    (f"- run: gh api graphql -f query=x\n  {GH}", "POST /graphql"),
    (f"- run: gh api -X PUT repos/a/b/branches/main/protection\n  {GH}", "protection"),
    (f'- run: gh api "$ADDRESS"\n  {GH}', "ADDRESS"),
    (f"- run: ls\n  shell: pwsh\n  {GH}", "pwsh has the token"),
    (f"{SCRIPT}require('./x')({{github}})", "require"),
    (f"{SCRIPT}run(github)", "hands the client on"),
    ("- uses: ./missing", "./missing"),
    (f"- uses: docker://alpine:3\n  with: {{args: '{JOB_TOKEN}'}}", "docker://alpine"),
    (f"- uses: nick-fields/retry@v3\n  env: {{T: '{JOB_TOKEN}'}}", "runs code of the repository"),
    (f"- run: echo T={JOB_TOKEN} >> $GITHUB_ENV\n- run: make", "make has the token"),
    (f"- run: export T={JOB_TOKEN}; make", "make has the token"),
)


@pytest.mark.parametrize(("steps", "expected"), KNOWN)
def test_steps_that_are_known(steps: str, expected: str) -> None:
    found = needs(steps)
    assert (written(found), found.unknown) == (expected, ())


@pytest.mark.parametrize(("steps", "fact"), UNKNOWN)
def test_steps_that_may_need_more_are_unknown(steps: str, fact: str) -> None:
    found = needs(steps)
    assert len(found.unknown) == 1, found
    assert fact in found.unknown[0]


@pytest.mark.parametrize(
    ("on", "condition", "expected"),
    [
        ("pull_request", "", "pull-requests: write"),
        ("issues", "", "issues: write"),
        ("issue_comment", "", "issues: write, pull-requests: write"),
        ("[push, pull_request]", "github.event_name == 'pull_request'", "pull-requests: write"),
    ],
)
def test_comments_belong_to_what_the_events_are_about(on: str, condition: str, expected: str) -> None:
    script = "with: {script: 'await github.rest.issues.createComment({})'}"
    step = f"- uses: actions/github-script@v8\n  {script}\n" + (f"  if: {condition}" if condition else "")
    assert written(needs(step, on=on)) == expected


def test_each_scope_has_the_reason_of_its_level() -> None:
    steps = f"- uses: actions/checkout@v6\n- run: git -C x push origin main\n- run: gh pr comment --body x\n  {GH}"
    assert dict(needs(steps).reasons) == {"contents": "git push", "pull-requests": "gh pr comment"}


def test_token_in_the_environment_of_the_job_is_seen_by_its_steps() -> None:
    job = f"env:\n  GITHUB_TOKEN: {JOB_TOKEN}\n"
    assert not needs("- run: make", job=job).known
    assert needs("- run: echo hello", job=job).known


def test_images_of_the_job_need_packages() -> None:
    job = f"container:\n  image: ghcr.io/a/b\n  credentials: {{username: x, password: '{JOB_TOKEN}'}}\n"
    assert written(needs("- run: make", job=job)) == "packages: read"


class TestLocalAction:
    ACTION = """
        inputs:
          token:
            default: ${{ github.token }}
        runs:
          using: composite
          steps:
            - run: gh release view
              shell: bash
              env:
                GH_TOKEN: ${{ inputs.token }}
    """

    def test_steps_of_a_composite_action_are_read(self) -> None:
        found = needs("- uses: ./setup", files={"setup/action.yml": self.ACTION})
        assert (written(found), found.unknown) == ("contents: read", ())

    def test_another_token_given_to_it_is_not_the_jobs(self) -> None:
        step = "- uses: ./setup\n  with: {token: '${{ secrets.BOT }}'}"
        assert written(needs(step, files={"setup/action.yml": self.ACTION})) == ""

    def test_checkout_inside_leaves_credentials_for_later_steps(self) -> None:
        action = "runs: {using: composite, steps: [{uses: actions/checkout@v6}]}"
        assert written(needs("- uses: ./get\n- run: git push", files={"get/action.yml": action})) == "contents: write"

    def test_environment_of_the_caller_ends_with_the_action(self) -> None:
        action = "runs: {using: composite, steps: [{run: echo, shell: bash}]}"
        step = f"- uses: ./a\n  env: {{T: '{JOB_TOKEN}'}}\n- run: make"
        assert needs(step, files={"a/action.yml": action}).known

    def test_program_with_a_token_is_unknown_and_without_one_is_not(self) -> None:
        files = {"a/action.yml": "inputs: {token: {}}\nruns: {using: node24, main: index.js}"}
        assert needs("- uses: ./a", files=files).known
        assert not needs(f"- uses: ./a\n  with: {{token: '{JOB_TOKEN}'}}", files=files).known

    def test_many_actions_that_call_many_end_soon(self) -> None:
        steps = "".join(f"    - uses: ./a{number}\n      with: {{x{number}: '{JOB_TOKEN}'}}\n" for number in range(40))
        files = {f"a{number}/action.yml": f"runs:\n  using: composite\n  steps:\n{steps}" for number in range(40)}
        began = time.monotonic()
        assert not needs("- uses: ./a0", files=files).known
        assert time.monotonic() - began < 10

    def test_actions_that_call_each_other_end(self) -> None:
        files = {name: f"runs: {{using: composite, steps: [{{uses: ./{other}}}]}}" for name, other in
                 (("a/action.yml", "b"), ("b/action.yml", "a"))}  # fmt: skip
        assert not needs("- uses: ./a", files=files).known


class TestCalledWorkflow:
    def called(self, text: str) -> Needs:
        path = ".github/workflows/ci.yml"
        source = Source(path, "on: push\njobs:\n  call:\n    uses: ./.github/workflows/called.yml\n")
        files = Texts({".github/workflows/called.yml": dedent(text)})
        workflow = view(parse(source), path, files)
        return needs_of_job(workflow.jobs()[0])

    def test_what_it_asks_for_must_be_granted(self) -> None:
        found = self.called("""
            on: workflow_call
            permissions: {contents: read}
            jobs:
              a: {runs-on: x, permissions: {packages: write, issues: none}, steps: [{run: make}]}
              b: {runs-on: x, steps: [{run: make}]}
        """)
        assert (written(found), found.unknown) == ("contents: read, packages: write", ())

    def test_without_permissions_its_steps_tell(self) -> None:
        found = self.called("on: workflow_call\njobs: {a: {runs-on: x, steps: [{uses: actions/checkout@v6}]}}")
        assert written(found) == "contents: read"

    def test_one_that_asks_for_everything_or_is_missing_is_unknown(self) -> None:
        everything = "on: workflow_call\npermissions: write-all\njobs: {a: {runs-on: x, steps: [{run: make}]}}"
        assert "write-all" in self.called(everything).unknown[0]
        assert not self.called("").known

    def test_one_that_calls_itself_ends(self) -> None:
        assert self.called("on: workflow_call\njobs: {a: {uses: ./.github/workflows/called.yml}}") == Needs()


def tables() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for file in sorted(TABLES.glob("*.toml")):
        for name, row in load(file.read_text(encoding="utf-8")).items():
            yield file.stem, name, row


def needs_in(table: str, row: dict[str, Any]) -> list[str]:
    if table == "gh":
        return [value for key, value in row.items() if key != "source"]
    return [row["needs"], *row.get("if", {}).values()] if table == "actions" else []


@pytest.mark.parametrize(("table", "name", "row"), list(tables()))
class TestTable:
    def test_scopes_and_levels_exist(self, table: str, name: str, row: dict[str, Any]) -> None:
        for pair in (pair for text in needs_in(table, row) for pair in text.split(", ") if pair):
            scope, level = pair.split(": ")
            assert level in SCOPES[scope], name
        if "scope" in row:
            assert row["scope"] in ("", "unknown", *SCOPES), name

    def test_row_says_where_it_comes_from(self, table: str, name: str, row: dict[str, Any]) -> None:
        assert table in ("endpoints", "octokit") or row["source"], name

    def test_names_of_actions_are_in_lower_case(self, table: str, name: str, row: dict[str, Any]) -> None:
        assert row is not None
        assert table != "actions" or name == name.lower()
