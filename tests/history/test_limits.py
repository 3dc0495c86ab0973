"""Time limits from runs: their file, whose runs are whose, and what the fix makes of them."""

from pathlib import Path
from types import MappingProxyType

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from ci_lint.check import Fixes, Request, check
from ci_lint.cli import main
from ci_lint.job_names import runs_of
from ci_lint.limits_file import LIMITS_FILE, find_limits_file, limits_for, read_limits, written
from ci_lint.settings import Options, SettingsError
from ci_lint.source import Source
from ci_lint.tree import parse
from ci_lint.workflow import view
from tests.history.company import Company

WORKFLOW = ".github/workflows/ci.yml"


def runs(workflow: str, job: str, *names: str, of: str = "CI", path: str = WORKFLOW) -> list[str]:
    """Which of the names of jobs may be runs of the job."""
    document = view(parse(Source(path, workflow)), path)
    found = next(each for each in document.jobs() if each.id == job)
    return [name for _, name in runs_of(found, {of: names})]


def workflow(jobs: str, on: str = "push") -> str:
    return f"name: CI\non: {on}\njobs:\n{jobs}"


PLAIN = "  test:\n    runs-on: ubuntu-24.04\n    steps: []\n"
MATRIX = PLAIN.replace("runs-on", "strategy: {matrix: {python: [3, 4]}}\n    runs-on")


def named(name: str, jobs: str = PLAIN) -> str:
    return jobs.replace("  test:\n", f"  test:\n    name: {name}\n")


@pytest.mark.parametrize(
    ("jobs", "names", "expected"),
    [
        (PLAIN, ["test", "test (3)", "tests", "Test"], ["test"]),
        (MATRIX, ["test (3)", "test (4, mac)", "test(3)", "a test (3)", "test (3"], ["test (3)", "test (4, mac)"]),
        (named("Unit tests"), ["test", "Unit tests"], ["Unit tests"]),
        (named("Unit", MATRIX), ["Unit (3)", "test (3)"], ["Unit (3)"]),
        (named("${{ matrix.x }} on ${{ matrix.os }}", MATRIX), ["3 on mac", "3 with mac"], ["3 on mac"]),
        (named("${{ matrix.python }} tests", MATRIX), ["3 tests", "4 tests", "3 lints"], ["3 tests", "4 tests"]),
        (named("${{ matrix.python }}", MATRIX), ["3", "lint", ""], []),
        (named("'${{ inputs.a }} ${{ inputs.b }}'"), ["1 2"], []),
    ],
)  # fmt: skip
def test_names_of_runs_belong_to_their_job(jobs: str, names: list[str], expected: list[str]) -> None:
    assert runs(workflow(jobs), "test", *names) == expected


def test_name_that_another_job_has_is_not_taken() -> None:
    jobs = named("Test ${{ matrix.python }}", MATRIX) + "  slow:\n    name: Test everything\n    steps: []\n"
    assert runs(workflow(jobs), "test", "Test 3", "Test everything") == ["Test 3"]
    assert runs(workflow(jobs), "slow", "Test 3", "Test everything") == ["Test everything"]


def test_only_the_own_workflow_counts() -> None:
    assert runs(workflow(PLAIN), "test", "test", of="Release") == []
    assert runs(workflow(PLAIN).replace("name: CI\n", ""), "test", "test", of=WORKFLOW) == ["test"]


def test_job_of_a_called_workflow_runs_under_those_that_call_it() -> None:
    called = workflow(MATRIX, "[workflow_call, push]")
    names = ["release / test (3)", "a / b / test", "test (4)", "release / lint"]
    assert runs(called, "test", *names) == names[:3]
    assert runs(called, "test", *names, of="Release") == names[:2]
    assert runs(workflow(MATRIX), "test", *names) == ["test (4)"]


def test_names_of_many_parts_are_compared_in_no_time() -> None:
    name = "a".join(["${{ x }}"] * 200) + "b"
    assert runs(workflow(named(f"'{name}'")), "test", "a" * 5000) == []


NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@settings(deadline=None)
@given(st.dictionaries(NAMES, st.dictionaries(NAMES, st.integers(1, 7200), min_size=1)))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, limits: dict[str, dict[str, int]]) -> None:
    file = tmp_path_factory.mktemp("limits") / LIMITS_FILE
    file.write_text(written(limits), encoding="utf-8", newline="")
    assert {name: dict(jobs) for name, jobs in read_limits(file).items()} == limits


def test_file_is_sorted_and_says_where_it_comes_from() -> None:
    text = written({"Release": {"b": 5}, "CI": {'x "y"': 10, "a (3)": 20}, "none": {}})
    head, _, tables = text.partition("\n\n")
    assert all(line.startswith("# ") for line in head.splitlines())
    assert "ci-lint history --write-limits" in head
    assert tables == '[limits."CI"]\n"a (3)" = 20\n"x \\u0022y\\u0022" = 10\n\n[limits."Release"]\n"b" = 5\n'


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("[limits.CI]\ntest = 0", ":2: test must be minutes, from 1 to 7200"),
        ("[limits.CI]\nlint = 5\ntest = 7201", ":3: test must be minutes, from 1 to 7200"),
        ('[limits.CI]\ntest = "5"', ":2: test must be minutes"),
        ("[limits.CI]\ntest = true", ":2: test must be minutes"),
        ("[limits]\nCI = 5", ":2: CI must be a table of jobs"),
        ("limits = 5", ":1: limits must be a table"),
        ("[CI]\ntest = 5", ":1: unknown table CI; all limits stand in tables such as [limits.CI]"),
        ("[limits.CI", ":1: this is no TOML"),
    ],
)
def test_mistake_is_named_with_its_line(tmp_path: Path, text: str, mistake: str) -> None:
    file = tmp_path / LIMITS_FILE
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as error:
        read_limits(file)
    assert f"{file}{mistake}" in str(error.value)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose workflow has jobs without limits, two of them known to the limits file."""
    folder = tmp_path / "shop"
    (folder / ".github/workflows").mkdir(parents=True)
    (folder / ".git").mkdir()
    jobs = MATRIX + PLAIN.replace("test", "lint") + PLAIN.replace("test", "image")
    (folder / WORKFLOW).write_text(workflow(jobs).replace("steps: []", "steps: [{run: make}]"), encoding="utf-8")
    return folder


def minutes(folder: Path) -> dict[str, int]:
    """The limit that each job has once the fixes are made."""
    options = Options(select=("job-timeout-missing",), external=False)
    report = check(Request((str(folder),), options, fixes=Fixes(unsafe=True)))
    document = view(parse(report.files[0].source), WORKFLOW)
    return {job.id: int(job.node.text("timeout-minutes") or 0) for job in document.jobs()}


def test_fix_takes_the_longest_leg_or_falls_back_to_the_setting(repository: Path) -> None:
    assert minutes(repository) == {"test": 30, "lint": 30, "image": 30}
    limits = {"CI": {"test (3)": 10, "test (4)": 25, "lint": 5}, "Other": {"image": 99}}
    (repository / LIMITS_FILE).write_text(written(limits), encoding="utf-8")
    assert minutes(repository) == {"test": 25, "lint": 5, "image": 30}
    (repository / ".ci-lint.toml").write_text("timeout-minutes = 45\n", encoding="utf-8")
    assert minutes(repository) == {"test": 25, "lint": 5, "image": 45}


def test_title_of_the_fix_says_where_the_limit_comes_from(repository: Path) -> None:
    (repository / LIMITS_FILE).write_text(written({"CI": {"lint": 5}}), encoding="utf-8")
    shown = CliRunner().invoke(main, ["--select", "job-timeout-missing", "--format", "json", str(repository)]).output
    assert "limit the job to 5 minutes, as its runs suggest" in shown
    assert '"limit the job to 30 minutes"' in shown


def test_broken_limits_file_stops_a_fix_and_not_a_check(repository: Path) -> None:
    (repository / LIMITS_FILE).write_text("[limits.CI]\nlint = 0\n", encoding="utf-8")
    checked = CliRunner().invoke(main, ["--no-external", str(repository)])
    assert checked.exit_code == 1
    fixed = CliRunner().invoke(main, ["--fix", str(repository)])
    assert fixed.exit_code == 2
    assert f"{LIMITS_FILE}:2: lint must be minutes" in fixed.output


def test_file_is_looked_for_up_to_the_root_of_the_repository(repository: Path) -> None:
    inner = repository / "a" / "b"
    inner.mkdir(parents=True)
    assert find_limits_file(inner) is None
    assert limits_for(inner) == MappingProxyType({})
    (repository.parent / LIMITS_FILE).write_text(written({"CI": {"lint": 5}}), encoding="utf-8")
    assert find_limits_file(inner) is None
    (repository / LIMITS_FILE).write_text(written({"CI": {"lint": 5}}), encoding="utf-8")
    assert find_limits_file(inner) == repository / LIMITS_FILE


def test_command_writes_the_file_and_keeps_what_others_know(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository / ".github")
    (repository / LIMITS_FILE).write_text(written({"CI": {"lint": 99, "gone": 7}, "Other": {"x": 5}}), encoding="utf-8")
    files = Company().write(repository.parent)
    run = CliRunner().invoke(main, ["history", *map(str, files), "--write-limits"])
    assert run.exit_code == 0, run.output
    assert f"wrote the limits of 4 jobs to {repository / LIMITS_FILE}" in run.stderr
    assert {name: dict(jobs) for name, jobs in read_limits(repository / LIMITS_FILE).items()} == {
        "CI": {"gone": 7, "image": 15, "lint": 10, "test (3.11)": 10, "test (3.13)": 10},
        "Other": {"x": 5},
    }


def test_command_makes_the_file_in_the_root(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository / ".github")
    files = Company().write(repository.parent)
    assert CliRunner().invoke(main, ["history", *map(str, files), "--write-limits"]).exit_code == 0
    assert (repository / LIMITS_FILE).is_file()


def test_command_that_knows_no_jobs_writes_nothing(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    runs_only = Company().write(repository.parent)[0]
    run = CliRunner().invoke(main, ["history", str(runs_only), "--write-limits"])
    assert run.exit_code == 0
    assert "no time limit was written" in run.stderr
    assert not (repository / LIMITS_FILE).exists()
