"""The action ci-lint as workflows use it: really installed, on real findings, whatever GitHub thinks of the token."""

import json
from collections import Counter
from collections.abc import Iterator

import pytest

from .linter_runs import example, pull_request, run_beside
from .runner import Act, ActRun, Repositories
from .services.github_runs import READER, GitHubRuns, running_github_runs

HEAD = "on: push\npermissions: {}\njobs:\n"
JOB = """\
  job-NUMBER:
    runs-on: ubuntu-24.04
    steps:
      - run: echo "${{ github.event.head_commit.message }}"
"""
CLEAN = f"{HEAD}{JOB}".replace("    steps", "    timeout-minutes: 5\n    steps").replace(
    "${{ github.event.head_commit.message }}", ""
)
FLAWED_PATH, CLEAN_PATH = ".github/workflows/flawed.yml", ".github/workflows/clean.yml"
# What a hostile pull request would leave beside its workflows, for the linter to import instead of its own.
TRAPS = {
    "click.py": "open('trapped', 'w').close()",
    "ci_lint/__init__.py": "open('trapped', 'w').close()",
    "sitecustomize.py": "open('trapped', 'w').close()",
}
USE = """
      - id: ID
        uses: org/ci-kit/actions/ci-lint@v1
        continue-on-error: true
        with: INPUTS
"""


def flawed(jobs: int) -> str:
    """A workflow with an error and a warning for each of its jobs."""
    return HEAD + "".join(JOB.replace("NUMBER", str(number)) for number in range(jobs))


def workflow(**uses: dict[str, str]) -> str:
    """A workflow that uses the action several times, each with an id and inputs; it keeps the files they leave."""
    steps = "".join(USE.replace("ID", name).replace("INPUTS", json.dumps(given)) for name, given in uses.items())
    keeping = "".join(
        f'\n          cp "${{{{ steps.{name}.outputs.sarif-file || \'/dev/null\' }}}}" "$KEEP/{name}.sarif"'
        for name in uses
    )
    return f"""
on: [push, pull_request]
jobs:
  lint:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: echo "$PATH" > "$KEEP/path"
{steps}
      - run: |
          test "$(cat "$KEEP/path")" = "$PATH"
          find . -name trapped -o -name '*pwned*' > "$KEEP/found"{keeping}
"""


@pytest.fixture
def github() -> Iterator[GitHubRuns]:
    """GitHub's API; what it does not understand fails the test."""
    with running_github_runs() as running:
        yield running
    assert not running.violations


def verdicts(run: ActRun) -> dict[str, str]:
    """What each use of the action came to."""
    return {
        name: outputs["result"] for name, outputs in run.step_outputs.items() if "result" in outputs and "/" not in name
    }


def annotated(run: ActRun, step: str) -> Counter[str]:
    """How many annotations of each level the findings have in a use of the action."""
    records = (each for each in run.records if each.get("command") in ("error", "warning", "notice"))
    mine = (each for each in records if (each.get("stepID") or [""])[0] == step)
    return Counter(
        each["command"] for each in mine if (each.get("kvPairs") or {}).get("title", "").startswith("ci-lint")
    )


def test_example_of_the_readme_uploads_and_fails_as_it_says(
    act: Act, repository: Repositories, github: GitHubRuns
) -> None:
    repository({FLAWED_PATH: flawed(1), CLEAN_PATH: CLEAN})
    run = run_beside(act, github, example("ci-lint"))

    assert run.returncode == 1, run.log
    (upload,) = github.uploads
    (log,) = upload["sarif"]["runs"]
    assert "script-injection" in {result["ruleId"] for result in log["results"]}
    assert log["automationDetails"] == {"id": "ci-lint/"}
    assert not [each for each in run.annotations if each.file]
    assert "script-injection" in run.summary
    assert "failed: 1 error" in run.log


def test_verdict_is_the_same_wherever_findings_are_shown(
    act: Act, repository: Repositories, github: GitHubRuns
) -> None:
    repository({FLAWED_PATH: flawed(12), CLEAN_PATH: example("ci-lint"), **TRAPS})
    run = run_beside(
        act,
        github,
        workflow(
            fork={},
            upload={"sarif": "upload", "max-annotations": "3"},
            never={"sarif": "never", "annotations": "never"},
            one={"paths": CLEAN_PATH, "fail-on": "error"},
            tolerant={"fail-on": "never"},
            hostile={"paths": "$(touch pwned)\n; touch pwned"},
            latest={"version": "latest"},
            unproved={"version": "1.0.0"},
        ),
        event="pull_request",
        **pull_request(head="stranger/app"),
    )
    failed = dict.fromkeys(("fork", "upload", "never"), "failed")
    nothing = dict.fromkeys(("hostile", "latest", "unproved"), "error")
    assert verdicts(run) == {**failed, "one": "passed", "tolerant": "passed", **nothing}, run.log
    assert github.uploads == []
    assert annotated(run, "fork") == {"error": 10, "warning": 10}
    assert annotated(run, "upload") == {"error": 3, "warning": 3}
    assert annotated(run, "never") == {}
    assert "10 more of this level" in run.log
    assert [each.file for each in run.annotations if each.file][:1] == [FLAWED_PATH]
    assert (run.kept / "found").read_text() == ""
    assert json.loads((run.kept / "fork.sarif").read_text())["runs"][0]["results"]
    assert not (run.kept / "never.sarif").read_text()
    assert "write an exact version" in run.log
    assert "write sha256:" in run.log


def test_token_that_may_not_upload_leads_to_annotations(act: Act, repository: Repositories, github: GitHubRuns) -> None:
    repository({FLAWED_PATH: flawed(12)})
    github.permissions = READER
    run = run_beside(act, github, workflow(asked={}, tried={"sarif": "upload"}))

    assert verdicts(run) == dict.fromkeys(("asked", "tried"), "failed"), run.log
    outputs = run.step_outputs
    assert "grant security-events: write" in outputs["asked"]["reason"]
    assert {name: outputs[name]["sarif-uploaded"] for name in ("asked", "tried")} == {
        "asked": "false",
        "tried": "false",
    }
    assert annotated(run, "asked") == {"error": 10, "warning": 10}
    # What the upload and its failure say takes a place each.
    assert annotated(run, "tried") == {"error": 9, "warning": 10}
    assert sum(each.level == "warning" and "was not uploaded" in each.message for each in run.annotations) == 1


def test_pull_request_is_checked_in_the_files_that_it_changes(
    act: Act, repository: Repositories, github: GitHubRuns
) -> None:
    made = repository({FLAWED_PATH: flawed(1), "README.md": ""})
    base = made.git("rev-parse", "HEAD")
    commit = made.commit({CLEAN_PATH: CLEAN})
    only = {"changed-only": "true"}
    uses = {"changed": only, "whole": {"annotations": "always"}, "elsewhere": {**only, "paths": "docs"}}
    run = run_beside(act, github, workflow(**uses), "pull_request", **pull_request(base=base, commit=commit))

    assert verdicts(run) == {"changed": "passed", "whole": "failed", "elsewhere": "passed"}, run.log
    assert {name: run.step_outputs[name]["files"] for name in uses} == {"changed": "1", "whole": "2", "elsewhere": "0"}
    assert "only changed files were checked" in run.step_outputs["changed"]["reason"]
    assert len(github.uploads) == 1
    assert annotated(run, "whole") == {"error": 1, "warning": 1}
