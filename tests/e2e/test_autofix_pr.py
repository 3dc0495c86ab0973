"""The action autofix-pr as workflows use it: the example of its README, and the events it must not trust."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .runner import Act, ActRun, Repositories, Repository
from .services.github_repository import App, GitHub, Token, running_github

README = Path(__file__).parents[2] / "actions" / "autofix-pr" / "README.md"
FLAWED = """\
on: push
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: make test
"""
PRIVATE_KEY = "-----BEGIN RSA PRIVATE KEY----- made up -----END RSA PRIVATE KEY-----"
GRANTED = {"contents": "write", "pull_requests": "write", "workflows": "write", "metadata": "read"}
TOKEN_OF_JOB = "ghs_token-of-the-job-0123456789"  # noqa: S105 - made up, to be looked for
OTHER_COMMAND = """
on: push
jobs:
  fix:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - uses: org/ci-kit/actions/autofix-pr@v1
        id: autofix
        with:
          command: PYTHON fix.py
          branch: bot/words
          title: Mend words
          body: The words, $(touch pwned) `touch pwned` ${{ github.ref }}
      - if: always()
        run: |
          echo "blocked=${{ steps.autofix.outputs.blocked-by }}" > "$KEEP/after"
          test ! -e pwned
""".replace("PYTHON", sys.executable)
WORDS = "from pathlib import Path\npath = Path('text')\npath.write_text(path.read_text().replace('teh', 'the'))\n"


@pytest.fixture
def github(tmp_path: Path) -> Iterator[GitHub]:
    """GitHub with an App; what it does not understand fails the test."""
    with running_github(tmp_path / "github") as running:
        running.app = App("Iv1.0123456789", PRIVATE_KEY, GRANTED)
        yield running
    assert running.violations == []


def example() -> str:
    """The first workflow of the README."""
    found = re.search(r"^```yaml\n(name: .*?)^```", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def test_example_of_the_readme_repairs_workflows_in_one_pull_request(
    act: Act, repository: Repositories, github: GitHub
) -> None:
    # act reads the variables of a repository from this file.
    checkout = repository({".github/workflows/ci.yml": FLAWED, ".vars": "AUTOFIX_CLIENT_ID=Iv1.0123456789\n"})
    github.take(checkout.path)
    run = weekly(act, github)
    assert run.returncode == 0, run.log
    outputs = run.step_outputs["autofix"]
    assert (outputs["pull-request-number"], outputs["changed"], outputs["blocked-by"]) == ("1", "true", ""), run.log
    fixed = github.objects.git("show", "ci-kit/autofix:.github/workflows/ci.yml")
    assert "contents: read" in fixed
    one = github.pulls[0]
    assert one["labels"] == ["ci"]
    assert "permissions-missing" in one["body"]
    assert "permissions-missing" in run.summary
    assert not any(secret in run.log + run.summary for secret in (PRIVATE_KEY, *github.tokens))
    written = github.written()
    again = weekly(act, github)
    assert again.step_outputs["autofix"]["pull-request-number"] == "1", again.log
    # Another token was made, nothing else.
    assert [each for each in github.written()[len(written) :] if each != "unknown"] == []


def weekly(act: Act, github: GitHub) -> ActRun:
    secrets = {"AUTOFIX_PRIVATE_KEY": PRIVATE_KEY, "GITHUB_TOKEN": TOKEN_OF_JOB}
    return act.run(example(), event="workflow_dispatch", environment=github.environment, secrets=secrets)


def test_other_command_with_the_token_of_the_job(act: Act, repository: Repositories, github: GitHub) -> None:
    run = push(act, github, repository({"fix.py": WORDS, "text": "teh words\n"}))
    assert run.returncode == 0, run.log
    assert github.objects.git("show", "bot/words:text") == "the words"
    one = github.pulls[0]
    assert one["body"].startswith("The words, $(touch pwned) `touch pwned` refs/heads/main\n")
    assert "its checks wait" in one["body"]
    assert TOKEN_OF_JOB not in run.log + run.summary


def test_token_of_the_job_leaves_workflows_alone_and_the_job_green(
    act: Act, repository: Repositories, github: GitHub
) -> None:
    script = "open('.github/workflows/ci.yml', 'a').write('# more')\n"
    run = push(act, github, repository({"fix.py": script, ".github/workflows/ci.yml": FLAWED}))
    assert run.returncode == 0, run.log
    assert (run.kept / "after").read_text() == "blocked=workflows-permission\n"
    assert "actions/create-github-app-token" in run.messages("warning")[0]
    assert github.written() == []


def test_pull_request_of_a_fork_runs_nothing(act: Act, repository: Repositories, github: GitHub) -> None:
    checkout = repository({"fix.py": "open('pwned', 'w')\n"})
    head = {"ref": "main", "sha": checkout.git("rev-parse", "HEAD"), "repo": {"full_name": "mallory/app"}}
    payload = {"number": 7, "pull_request": {"number": 7, "head": head, "base": {"ref": "main"}}}
    workflow = OTHER_COMMAND.replace("on: push", "on: pull_request_target")
    run = act.run(workflow, event="pull_request_target", payload=payload, environment=github.environment)
    assert run.returncode != 0
    assert (run.kept / "after").read_text() == "blocked=untrusted-event\n"
    assert github.faults.requests == []


def push(act: Act, github: GitHub, checkout: Repository) -> ActRun:
    github.take(checkout.path)
    github.token(Token(TOKEN_OF_JOB))
    return act.run(OTHER_COMMAND, environment=github.environment, secrets={"GITHUB_TOKEN": TOKEN_OF_JOB})
