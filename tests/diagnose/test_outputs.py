"""What is printed of a diagnosis: as it was before, valid, masked, and fit for narrow terminals."""

import json
import os
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ci_lint.diagnose import SIGNATURES, Diagnosis, diagnose
from ci_lint.reports import diagnosis_json, diagnosis_markdown, diagnosis_text
from ci_lint.reports.escalation import Circumstances, escalation
from ci_lint.reports.options import ReportOptions

HERE = Path(__file__).parent
SCHEMA = json.loads((HERE.parent.parent / "docs/diagnosis-output.schema.json").read_text(encoding="utf-8"))
SECRET = "gh" + "p_" + "a1B2" * 9
STAMP = "2026-11-21T10:00:00.1234567Z "
LOGS = {
    "known": f"""\
{STAMP}##[group]Run pytest -n 4
{STAMP}\x1b[36;1mpytest -n 4\x1b[0m
{STAMP}##[endgroup]
{STAMP}[gw1] [ 12%] ERROR tests/test_chat.py::test_first_message
{STAMP}E   DuplicateKeyError: E11000 duplicate key error collection: a dup key: {{ token: "{SECRET}" }}
{STAMP}##[error]Process completed with exit code 1.
{STAMP}##[group]Run docker/build-push-action@v6
{STAMP}##[endgroup]
{STAMP}#19 ERROR: failed to configure registry cache importer: registry.example/shop/app:cache: not found
{STAMP}ERROR: failed to solve: failed to push registry.example/shop/app: no basic auth credentials
{STAMP}##[error]buildx failed with: ERROR: failed to push registry.example/shop/app: no basic auth credentials
""",
    "unknown": f"""\
build	Run ./till --password hunter2	{STAMP}##[group]Run ./till --password hunter2
build	Run ./till --password hunter2	{STAMP}##[endgroup]
build	Run ./till --password hunter2	{STAMP}opening postgres://shop:hunter2@db/shop
build	Run ./till --password hunter2	{STAMP}till: fatal: the drawer is stuck, authorization: Bearer {SECRET}
build	Run ./till --password hunter2	{STAMP}##[error]Process completed with exit code 4.
""",
    "timeout": f"{STAMP}##[error]The action 'Run soak test' has timed out after 30 minutes.\n",
    "nothing": f"{STAMP}all is well\n",
}
KNOWN = Circumstances(
    run_url="https://github.com/shop/shop/actions/runs/1",
    impact="no release can be made",
    since="10:00",
    tried=("ran it again", f"a new token, {SECRET}"),
)


def read(name: str, folder: Path) -> Diagnosis:
    (folder / "run.log").write_text(LOGS[name], encoding="utf-8", newline="")
    return diagnose(str(folder / "run.log"), SIGNATURES)


def rendered(found: Diagnosis, form: str, *, width: int = 80, color: bool = False) -> str:
    if form == "json":
        return diagnosis_json.render(found, (), "/work")
    if form == "markdown":
        return diagnosis_markdown.render(found, (), "/work")
    if form == "escalation":
        return escalation(found, (), KNOWN)
    options = ReportOptions(version="1", working_directory="/work", width=width, color=color)
    return diagnosis_text.render(found, (), options)


FORMS = ("text", "json", "markdown", "escalation")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", LOGS)
def test_output_is_as_it_was(name: str, form: str, tmp_path: Path) -> None:
    """Set SNAPSHOTS=write to take over what is printed now."""
    text = rendered(read(name, tmp_path), form)
    snapshot = HERE / "snapshots" / f"{name}.{form}"
    if os.environ.get("SNAPSHOTS") == "write":
        snapshot.write_text(text, encoding="utf-8", newline="\n")
    assert text == snapshot.read_text(encoding="utf-8")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", LOGS)
def test_no_credential_is_printed(name: str, form: str, tmp_path: Path) -> None:
    text = rendered(read(name, tmp_path), form)
    assert SECRET[4:] not in text
    assert "hunter2" not in text


@pytest.mark.parametrize("name", LOGS)
def test_json_is_what_its_schema_says(name: str, tmp_path: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(rendered(read(name, tmp_path), "json")))


def test_json_of_every_cause_is_what_the_schema_says(tmp_path: Path) -> None:
    log = tmp_path / "run.log"
    for signature in SIGNATURES:
        log.write_text(signature.examples[0].text, encoding="utf-8")
        value: Any = json.loads(diagnosis_json.render(diagnose(str(log), SIGNATURES), (), "/"))
        jsonschema.Draft202012Validator(SCHEMA).validate(value)


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_text_keeps_to_the_width_of_the_terminal(width: int, tmp_path: Path) -> None:
    text = rendered(read("known", tmp_path), "text", width=width)
    assert max(map(len, text.split("\n"))) <= min(max(width, 40), 120)


def test_colours_are_all_that_colours_add(tmp_path: Path) -> None:
    found = read("known", tmp_path)
    colored = rendered(found, "text", color=True)
    assert "\x1b[" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == rendered(found, "text")


def test_escalation_has_the_headings_of_the_guide_in_its_order(tmp_path: Path) -> None:
    text = rendered(read("known", tmp_path), "escalation")
    assert text.startswith("## CI/CD Issue Escalation\n")
    headings = re.findall(r"^\*\*([\w ]+)\*\*:", text, re.MULTILINE)
    assert headings == [
        "Issue", "Impact", "Duration", "Attempted Solutions", "Error Logs", "Workflow Run", "Request",
    ]  # fmt: skip


def test_escalation_says_what_is_to_be_filled_in(tmp_path: Path) -> None:
    text = escalation(read("nothing", tmp_path), (), Circumstances())
    assert text.count("_to be filled in_") >= 5


def test_json_commands_no_runner(tmp_path: Path) -> None:
    text = rendered(read("known", tmp_path), "json")
    assert "##[" not in text
    assert any("##[error]" in each["text"] for cause in json.loads(text)["causes"] for each in cause["evidence"])
