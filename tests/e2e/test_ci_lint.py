"""The action ci-lint as workflows use it: really installed, on real findings, whatever GitHub thinks of the token."""

import json
import os
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .runner import Act, ActRun, Repositories
from .services.github_runs import GitHubRuns, running_github_runs

ROOT = Path(__file__).parents[2]
FLAWED = """
on: push
permissions: {}
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - run: echo "${{ github.event.head_commit.message }}"
"""
CLEAN = """
on: push
permissions: {}
jobs:
  build:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    steps:
      - run: echo hello
"""
FLAWED_PATH, CLEAN_PATH = ".github/workflows/flawed.yml", ".github/workflows/clean.yml"
# What a hostile pull request would leave beside its workflows, for the linter to import instead of its own.
TRAP = {
    "click.py": "import os; os.system('touch trapped')",
    "ci_lint/__init__.py": "raise SystemExit(0)",
    "sitecustomize.py": "raise SystemExit(0)",
}


@pytest.fixture
def github() -> Iterator[GitHubRuns]:
    """GitHub's API; what it does not understand fails the test."""
    with running_github_runs() as running:
        yield running
    assert not running.violations


def workflow(inputs: str = "", checkout: str = "") -> str:
    given = textwrap.indent(textwrap.dedent(inputs).strip("\n") + "\n", " " * 10)
    return f"""
on: [push, pull_request]
jobs:
  lint:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - id: before
        run: env > "$KEEP/before"; which -a python3 > "$KEEP/pythons"
{checkout}
      - id: lint
        uses: org/ci-kit/actions/ci-lint@v1
        with:
          profile: default
{given}
      - if: always()
        env:
          SARIF: ${{{{ steps.lint.outputs.sarif-file }}}}
          REPORT: ${{{{ steps.lint.outputs.report-json }}}}
        run: |
          which -a python3 | diff - "$KEEP/pythons"
          ! which ci-lint
          if test -n "$SARIF"; then cp "$SARIF" "$KEEP/sarif"; fi
          if test -n "$REPORT"; then cp "$REPORT" "$KEEP/report"; fi
          find . -name trapped -o -name '*pwned*' > "$KEEP/found"
"""


def run_action(act: Act, github: GitHubRuns, text: str, event: str = "push", **payload: Any) -> ActRun:
    """A run in a public repository, with pip's downloads kept between the tests."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ci-kit" / "pip"
    pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    environment = {**pip, "PIP_CACHE_DIR": str(cache), **github.environment}
    event_payload = {"repository": {"private": False, "full_name": "acme/app"}, **payload}
    secrets = {"GITHUB_TOKEN": github.token}
    return act.run(text, event=event, payload=event_payload, environment=environment, secrets=secrets)


def pull_request(head: str = "acme/app", base: str = "0" * 40, commit: str = "1" * 40) -> dict[str, Any]:
    request = {
        "number": 7,
        "head": {"sha": commit, "ref": "topic", "repo": {"full_name": head}},
        "base": {"sha": base, "ref": "main", "repo": {"full_name": "acme/app"}},
    }
    return {"number": 7, "pull_request": request}


def rules(run: ActRun) -> list[str]:
    return [found["rule"] for found in json.loads((run.kept / "report").read_text())["findings"]]


def annotated(run: ActRun) -> list[str]:
    """The places of annotations, without those of other steps."""
    return [f"{each.file}:{each.line}" for each in run.annotations if each.title.startswith("ci-lint ")]


def test_example_of_the_readme_uploads_and_fails_as_it_says(
    act: Act, repository: Repositories, github: GitHubRuns
) -> None:
    repository({FLAWED_PATH: FLAWED, CLEAN_PATH: CLEAN, **TRAP})
    readme = (ROOT / "actions" / "ci-lint" / "README.md").read_text(encoding="utf-8")
    example = re.search(r"^## Usage\n\n```yaml\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    assert example
    run = run_action(act, github, example[1])

    assert run.returncode == 1
    (upload,) = github.uploads
    (sarif,) = upload["sarif"]["runs"]
    assert "script-injection" in {result["ruleId"] for result in sarif["results"]}
    assert sarif["automationDetails"] == {"id": "ci-lint/"}
    assert annotated(run) == []
    assert "script-injection" in run.summary
    assert github.token not in run.log + run.summary
