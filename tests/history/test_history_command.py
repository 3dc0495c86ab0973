"""`ci-lint history`: what it takes, where it writes, and how it ends."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from ci_lint.cli import main
from tests.history.company import Company
from tests.history.recording import file, listed


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return [str(path) for path in Company().write(tmp_path_factory.mktemp("company"))]


@pytest.mark.parametrize(
    ("form", "start"),
    [("text", "128 runs and 465 jobs"), ("json", "{\n"), ("markdown", "## How"), ("html", "<!doctype html>\n")],
)
def test_each_format_goes_to_standard_output_or_a_file(files: list[str], tmp_path: Path, form: str, start: str) -> None:
    shown = CliRunner().invoke(main, ["history", *files, "--format", form])
    assert shown.exit_code == 0, shown.output
    assert shown.stdout.startswith(start)
    output = tmp_path / "report"
    written = CliRunner().invoke(main, ["history", *files, "-f", form, "-o", str(output)])
    assert (written.exit_code, written.output) == (0, "")
    assert output.read_text(encoding="utf-8") == shown.stdout


def test_order_of_files_does_not_matter(files: list[str]) -> None:
    first, second = (CliRunner().invoke(main, ["history", *order, "-f", "json"]) for order in (files, files[::-1]))
    assert first.stdout == second.stdout


def test_standard_input_is_read() -> None:
    run = CliRunner().invoke(main, ["history", "-", "-f", "json"], input=json.dumps([listed(1)]))
    assert json.loads(run.stdout)["runs"] == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Missing argument 'FILES...'"),
        (["missing.json"], "Error: missing.json cannot be read: No such file or directory"),
        (["-", "--since", "never"], "Error: never is no date such as 2026-11-01 and no commit of these runs"),
        (["-", "-o", "no/such/folder/report"], "report cannot be written: No such file or directory"),
        (["-", "--format", "sarif"], "'sarif' is not one of"),
    ],
)
def test_wrong_use_ends_with_two_and_a_sentence(arguments: list[str], sentence: str) -> None:
    run = CliRunner().invoke(main, ["history", *arguments], input=json.dumps([listed(1)]))
    assert run.exit_code == 2
    assert sentence in run.stderr
    assert not run.stdout


def test_no_input_at_all_is_named() -> None:
    run = CliRunner().invoke(main, ["history", "-"], input="")
    assert run.exit_code == 2
    assert (
        run.stderr
        == "Error: standard input tells of no run and no job; `ci-lint history --help` says how to get some\n"
    )


def test_page_without_matplotlib_names_what_brings_it(files: list[str]) -> None:
    script = "import sys; sys.modules['matplotlib'] = None; from ci_lint.cli import main; main(sys.argv[1:])"
    for form, code in (("html", 2), ("text", 0)):
        arguments = [sys.executable, "-c", script, "history", *files, "--format", form]
        run = subprocess.run(arguments, capture_output=True, text=True, check=False, encoding="utf-8")
        assert run.returncode == code, run.stderr
    html = [sys.executable, "-c", script, "history", *files, "--format", "html"]
    run = subprocess.run(html, capture_output=True, text=True, check=False, encoding="utf-8")
    assert run.stderr == "Error: html needs matplotlib for its plots; `pip install 'ci-lint[plots]'` brings it\n"
    assert not run.stdout


def test_matplotlib_is_only_loaded_for_the_page(files: list[str]) -> None:
    script = (
        "import sys; from ci_lint.cli import main; "
        "main(sys.argv[1:], standalone_mode=False); print('matplotlib' in sys.modules)"
    )
    for form, loaded in (("json", False), ("html", True)):
        arguments = [sys.executable, "-c", script, "history", *files, "--format", form]
        run = subprocess.run(arguments, capture_output=True, text=True, check=True, encoding="utf-8")
        assert run.stdout.endswith(f"{loaded}\n")


def test_settings_of_matplotlib_users_change_nothing(files: list[str], tmp_path: Path) -> None:
    odd = "svg.fonttype: path\naxes.facecolor: red\nfont.size: 40\ntext.usetex: True\nsavefig.dpi: 7\n"
    (tmp_path / "matplotlibrc").write_text(odd, encoding="utf-8")
    arguments = [sys.executable, "-m", "ci_lint", "history", *files, "--format", "html"]
    pages = {
        subprocess.run(arguments, cwd=folder, capture_output=True, check=True).stdout
        for folder in (tmp_path, Path(files[0]).parent)
    }
    assert len(pages) == 1


def test_help_says_how_to_get_the_files() -> None:
    text = CliRunner().invoke(main, ["history", "--help"]).output
    fields = "attempt,conclusion,createdAt,databaseId,headBranch,headSha,startedAt,updatedAt,url,workflowName"
    assert fields in text
    assert 'gh api --paginate "repos/{owner}/{repo}/actions/runs/$id/jobs?filter=all&per_page=100"' in text


def test_fields_that_the_help_text_asks_for_are_those_that_are_read() -> None:
    from ci_lint.history.documents import _FIELDS

    text = CliRunner().invoke(main, ["history", "--help"]).output
    asked = {name for line in text.split() if line.count(",") > 5 for name in line.split(",")}
    assert asked
    assert asked <= set(_FIELDS)


def test_escapes_in_names_do_not_reach_the_terminal(tmp_path: Path) -> None:
    path = file(tmp_path, [listed(1, workflowName="\x1b]0;x\x07\u202e")])
    run = CliRunner().invoke(main, ["history", str(path)])
    assert run.stdout.isascii()
    assert "\\x1b]0;x\\x07\\u202e" in run.stdout
