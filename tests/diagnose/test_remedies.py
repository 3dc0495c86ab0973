"""From a log to the workflow: the step is found, the rule's finding shown, and what mends it proposed or made."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

WORKFLOW = """\
name: ci
on: push
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-24.04
    timeout-minutes: 20
    services:
      mongodb:
        image: mongo:7
        ports: ["27017:27017"]
    steps:
      - uses: actions/checkout@v4
      - name: Integration tests
        run: pytest tests/integration -n auto
  image:
    runs-on: ubuntu-24.04
    timeout-minutes: 20
    permissions:
      contents: read
      packages: write
    steps:
      - uses: docker/setup-buildx-action@v3
      - uses: docker/login-action@v3
        with:
          registry: ghcr.io
          username: ${{ github.actor }}
          password: ${{ secrets.GITHUB_TOKEN }}
      - name: Build and push
        uses: docker/build-push-action@v6
        with:
          push: true
          tags: ghcr.io/shop/app:latest
          cache-from: type=registry,ref=ghcr.io/shop/app:buildcache
          cache-to: type=registry,ref=ghcr.io/shop/app:buildcache,mode=max
"""
TESTS = "test\tIntegration tests\t2026-11-21T10:00:0{}.0Z "
BUILD = "image\tBuild and push\t2026-11-21T10:00:0{}.0Z "
REFUSED = (
    "error writing layer blob: failed to push ghcr.io/shop/app:buildcache: unexpected status from POST request "
    "to https://ghcr.io/v2/shop/app/blobs/uploads/: 403 Forbidden"
)
LOG = f"""\
{TESTS.format(1)}E   pymongo.errors.DuplicateKeyError: E11000 duplicate key error collection: shop.users
{TESTS.format(2)}##[error]Process completed with exit code 1.
{BUILD.format(3)}#18 exporting cache to registry
{BUILD.format(4)}#18 ERROR: {REFUSED}
{BUILD.format(5)}##[error]buildx failed with: ERROR: failed to solve: {REFUSED}
"""
SHARED, DENIED = "tests-shared-duplicate-key", "cache-registry-denied"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    workflows = tmp_path / "shop/.github/workflows"
    workflows.mkdir(parents=True)
    (tmp_path / "shop/.git").mkdir()
    (workflows / "ci.yml").write_text(WORKFLOW, encoding="utf-8")
    # The same flaw in another file, in a step of another name.
    (workflows / "nightly.yml").write_text(WORKFLOW.replace("Integration tests", "Nightly"), encoding="utf-8")
    (tmp_path / "run.log").write_text(LOG, encoding="utf-8")
    return tmp_path / "shop"


def run(repository: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "-m", "ci_lint", "diagnose", "../run.log", *arguments)
    return subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False, timeout=120)


def causes(done: subprocess.CompletedProcess[str]) -> dict[str, dict[str, object]]:
    assert done.returncode == 0, done.stderr
    return {cause["id"]: cause for cause in json.loads(done.stdout)["causes"]}


def workflow(repository: Path, name: str = "ci.yml") -> str:
    return (repository / ".github/workflows" / name).read_text(encoding="utf-8")


def test_each_cause_comes_with_the_finding_and_a_diff(repository: Path) -> None:
    found = causes(run(repository, "--workflow", ".", "--format", "json"))
    assert list(found) == [SHARED, DENIED]
    assert "-        run: pytest tests/integration -n auto\n" in str(found[SHARED]["diff"])
    assert "ignore-error=true" in str(found[DENIED]["diff"])
    assert not found[SHARED]["written"]
    assert workflow(repository) == WORKFLOW


def test_finding_is_that_of_the_step_that_failed(repository: Path) -> None:
    found = causes(run(repository, "--workflow", ".", "--format", "json"))
    assert {finding["path"] for finding in found[SHARED]["findings"]} == {".github/workflows/ci.yml"}  # type: ignore[attr-defined] # it is a list


def test_diff_can_be_applied(repository: Path) -> None:
    found = causes(run(repository, "--workflow", ".", "--format", "json"))
    subprocess.run(("git", "init", "-q"), cwd=repository, check=True)
    for cause in found.values():
        subprocess.run(("git", "apply", "-"), cwd=repository, input=str(cause["diff"]), text=True, check=True)
    assert "ignore-error=true" in workflow(repository)
    assert "-n auto" not in workflow(repository)


def test_fixes_of_several_causes_are_made_in_one_file(repository: Path) -> None:
    done = run(repository, "--workflow", ".", "--fix", "--unsafe-fixes")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("Mended:") == 2
    assert "ignore-error=true" in workflow(repository)
    assert "-n auto" not in workflow(repository)
    assert "-n auto" in workflow(repository, "nightly.yml")


def test_fix_alone_makes_safe_fixes_only(repository: Path) -> None:
    done = run(repository, "--workflow", ".", "--fix")
    assert done.returncode == 0
    assert "-n auto" in workflow(repository)
    assert "--unsafe-fixes" in done.stdout


def test_second_fix_changes_nothing(repository: Path) -> None:
    run(repository, "--workflow", ".", "--fix", "--unsafe-fixes")
    once = workflow(repository)
    done = run(repository, "--workflow", ".", "--fix", "--unsafe-fixes")
    assert done.returncode == 0
    assert workflow(repository) == once


def test_file_that_cannot_be_written_is_named(repository: Path) -> None:
    file = repository / ".github/workflows/ci.yml"
    file.chmod(0o444)
    done = run(repository, "--workflow", ".", "--fix", "--unsafe-fixes")
    assert done.returncode == 2
    assert "ci.yml is read-only" in done.stderr
    assert "Mended" not in done.stdout
    assert workflow(repository) == WORKFLOW


def test_markdown_shows_the_diff_in_a_fence(repository: Path) -> None:
    done = run(repository, "--workflow", ".", "--format", "markdown")
    assert "```diff\n--- a/.github/workflows/ci.yml\n" in done.stdout


def test_one_file_can_be_named(repository: Path) -> None:
    found = causes(run(repository, "--workflow", ".github/workflows/ci.yml", "--format", "json"))
    assert all(cause["diff"] for cause in found.values())


def test_broken_workflow_is_no_obstacle(repository: Path) -> None:
    (repository / ".github/workflows/broken.yml").write_text("jobs: [", encoding="utf-8")
    assert all(cause["diff"] for cause in causes(run(repository, "--workflow", ".", "--format", "json")).values())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--fix",), "--fix needs --workflow"),
        (("--workflow", ".", "--unsafe-fixes"), "--unsafe-fixes needs --fix"),
        (("--workflow", "nowhere"), "nowhere does not exist"),
        (("--impact", "all"), "need --escalate"),
        (("--escalate", "--format", "json"), "goes without --format"),
        (("--output", "no/such/folder/x"), "cannot be written"),
    ],
)
def test_wrong_use_is_one_sentence(arguments: tuple[str, ...], sentence: str, repository: Path) -> None:
    done = run(repository, *arguments)
    assert done.returncode == 2
    assert sentence in done.stderr.splitlines()[-1]
