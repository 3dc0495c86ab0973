"""A run from paths to a report: which settings hold where, and what becomes of files that cannot be read."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ci_lint.check import Input, Request, _read, check, check_inputs, check_text
from ci_lint.paths import find_files
from ci_lint.report import Report
from ci_lint.repository import Folder
from ci_lint.rule import Severity
from ci_lint.settings import Options, SettingsError
from ci_lint.source import SIZE_LIMIT, read_source
from ci_lint.workers import WORTHWHILE

WORKFLOW = ".github/workflows/ci.yml"
FLAWED = "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: make\n"
RULE = "job-timeout-missing"
OPTIONS = Options(select=(RULE,), external=False)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, text: str = FLAWED) -> Path:
    file = Path(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())
    return file


def run(*paths: str, options: Options = OPTIONS, config: Path | None = None) -> Report:
    return check(Request(paths, options, config))


def found(report: Report) -> list[str]:
    return [f"{finding.source.path}: {finding.rule}" for finding in report.findings()]


class TestSettings:
    def test_each_repository_has_its_own(self) -> None:
        for name in ("one", "two"):
            write(f"{name}/{WORKFLOW}")
        write("one/.ci-lint.toml", f'ignore = ["{RULE}"]\n')
        assert found(run(".")) == [f"two/{WORKFLOW}: {RULE}"]

    def test_file_that_is_named_holds_for_all(self) -> None:
        for name in ("one", "two"):
            write(f"{name}/{WORKFLOW}")
        write("one/.ci-lint.toml", f'ignore = ["{RULE}"]\n')
        given = write("given.toml", f'[severity]\n{RULE} = "error"\n')
        report = run(".", config=given)
        assert [finding.severity for finding in report.findings()] == [Severity.ERROR, Severity.ERROR]

    def test_override_holds_for_its_paths(self) -> None:
        write(".github/workflows/release.yml")
        write(WORKFLOW)
        write(".ci-lint.toml", f'[[override]]\npaths = [".github/workflows/release.yml"]\nignore = ["{RULE}"]\n')
        assert found(run(".")) == [f"{WORKFLOW}: {RULE}"]

    def test_those_of_the_first_path_say_what_is_left_out(self) -> None:
        write(WORKFLOW)
        write(".ci-lint.toml", 'exclude = [".github/**"]\n')
        assert not run(".").files
        assert run(WORKFLOW).files

    def test_command_line_wins(self) -> None:
        write(WORKFLOW)
        write(".ci-lint.toml", 'profile = "default"\nfail-on = "never"\n')
        settings = Request((WORKFLOW,), Options(fail_on="error", external=False)).settings
        assert settings.fail_on is Severity.ERROR

    def test_mistake_in_any_repository_is_raised_before_any_work(self) -> None:
        write(f"one/{WORKFLOW}")
        write(f"two/{WORKFLOW}")
        write("two/.ci-lint.toml", "nope = 1\n")
        with pytest.raises(SettingsError, match=r"two.\.ci-lint\.toml:1: unknown setting nope"):
            run("one", "two")

    def test_name_that_is_no_file_has_the_settings_of_its_folder(self) -> None:
        write(".ci-lint.toml", 'fail-on = "error"\n')
        for path in ("missing.yml", "x" * 5000, "x" * 5000 + "/y", "a\0b", "missing/y.yml", ""):
            assert Request((path,)).settings.fail_on is Severity.ERROR, path


class TestFiles:
    def test_report_is_ordered_by_path(self) -> None:
        for name in ("b", "a", "c"):
            write(f".github/workflows/{name}.yml")
        assert [file.source.path for file in run(".").files] == [f".github/workflows/{name}.yml" for name in "abc"]

    def test_same_file_under_two_names_is_read_once(self) -> None:
        write(WORKFLOW)
        assert len(run(WORKFLOW, f"./{WORKFLOW}", str(Path(WORKFLOW).absolute()), ".").files) == 1

    def test_file_that_vanishes_between_listing_and_reading_is_named(self) -> None:
        file = write(WORKFLOW)
        (listed,) = find_files(["."]).files
        file.unlink()
        assert str(_read(listed)).startswith(f"{WORKFLOW} cannot be read: ")

    @pytest.mark.skipif(sys.platform != "linux", reason="needs files that exist and cannot be read")
    def test_file_that_cannot_be_read_is_named_and_the_others_are_checked(self) -> None:
        write(WORKFLOW)
        unreadable = "/proc/self/mem"  # a file that is there, and whose beginning nobody may read
        report = run(WORKFLOW, unreadable)
        assert report.unreadable == (f"{unreadable} cannot be read: Input/output error",)
        assert found(report) == [f"{WORKFLOW}: {RULE}"]

    def test_large_file_is_named(self) -> None:
        write(WORKFLOW, FLAWED + "#" * SIZE_LIMIT)
        assert run(".").unreadable == (f"{WORKFLOW} has 1.0 MiB; workflow files above 1 MiB are not read",)

    def test_many_files_on_several_cores_give_the_same_report(self) -> None:
        for number in range(2 * WORTHWHILE):
            write(f".github/workflows/{number:03}.yml", FLAWED if number % 3 else FLAWED.replace("make", "'"))
        whole = run(".")
        parts = [file for number in range(2 * WORTHWHILE) for file in run(f".github/workflows/{number:03}.yml").files]
        assert list(whole.files) == parts
        assert len(whole.files) == 2 * WORTHWHILE

    def test_progress_counts_the_files(self) -> None:
        for number in range(5):
            write(f".github/workflows/{number}.yml")
        told: list[tuple[int, int]] = []
        check(Request((".",), OPTIONS), lambda done, whole: told.append((done, whole)))
        assert told == [(number, 5) for number in range(1, 6)]

    def test_nothing_to_read_is_said(self) -> None:
        report = run(".")
        assert not report.files
        assert report.unreadable == (". has no workflows, actions or dependabot.yml",)

    @pytest.mark.skipif(os.name != "posix", reason="links take a privilege elsewhere")
    def test_neighbour_outside_of_the_repository_is_not_read(self, here: Path) -> None:
        write("outside/Dockerfile", "FROM a AS b\nFROM b\n")
        write(f"repository/{WORKFLOW}")
        (here / "repository" / "Dockerfile").symlink_to(here / "outside" / "Dockerfile")
        (file,) = find_files(["repository"]).files
        assert Folder(file.root).text("Dockerfile") is None


class TestText:
    def test_is_judged_as_the_file_it_stands_for(self) -> None:
        report = check_text(Request((WORKFLOW,), OPTIONS), FLAWED.encode(), WORKFLOW)
        assert found(report) == [f"{WORKFLOW}: {RULE}"]

    def test_has_the_settings_of_that_file(self) -> None:
        write(".ci-lint.toml", f'[[override]]\npaths = ["{WORKFLOW}"]\nignore = ["{RULE}"]\n')
        (Path(WORKFLOW).parent).mkdir(parents=True)
        options = Options(external=False)
        assert RULE not in str(found(check_text(Request((WORKFLOW,), options), FLAWED.encode(), WORKFLOW)))
        other = WORKFLOW.replace("ci", "other")
        assert RULE in str(found(check_text(Request((other,), options), FLAWED.encode(), other)))

    def test_kind_is_told_by_the_name(self) -> None:
        action = b"name: x\nruns:\n  using: composite\n  steps:\n    - run: make\n"
        assert not found(check_text(Request((), OPTIONS), action, "action.yml"))

    @pytest.mark.parametrize("name", ["x" * 5000, "a/" * 3000 + "b", "../../../../../../../x.yml", "a\0b", "/"])
    def test_name_may_be_anything(self, name: str) -> None:
        assert len(check_text(Request((name,), OPTIONS), FLAWED.encode(), name).files) == 1


def test_external_tools_are_not_asked_unless_wanted() -> None:
    file = write(WORKFLOW, "on: nonsense\n")
    (listed,) = find_files([str(file)]).files
    given = Input(listed, read_source(listed.path, listed.shown), Folder(listed.root))
    assert not [rule for rule in found(check_inputs(Request((), OPTIONS), [given])) if "actionlint/" in rule]


def test_bytes_that_are_no_text_are_reported_once(tool: Callable[[str], str]) -> None:
    assert tool("actionlint")
    Path("x.yml").write_bytes(b"on: push\nname: caf\xe9\n")
    report = check(Request(("x.yml",), Options(external=True)))
    assert [finding.rule for finding in report.findings()] == ["yaml-parse-error"]
