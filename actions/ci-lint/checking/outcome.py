"""What one step of the action leaves for the next, and for the steps of the workflow after it."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path

from kit.outputs import set_output

from .findings import NOTHING, Report, read_report

EXIT_CODES = {"passed": 0, "failed": 1, "error": 2}


@dataclass(frozen=True)
class Outcome:
    """How the check ended: passed, failed, or error where it could not be done whole."""

    result: str
    report: Report
    version: str
    report_json: str = ""
    sarif_file: str = ""
    upload: bool = False
    reason: str = ""
    """What becomes of the SARIF file, and why."""
    annotations: str = "auto"
    max_annotations: int = 10
    remarks: tuple[str, ...] = ()


def verdict(report: Report, returncode: int) -> str:
    """The result that report and exit code of the linter agree on; error where they do not, or where it says so."""
    if report.troubles or returncode not in (0, 1) or (returncode == 1) != (report.failing > 0):
        return "error"
    return "failed" if returncode else "passed"


def set_outputs(outcome: Outcome) -> None:
    """Tell the steps of the workflow."""
    report = outcome.report
    set_output("result", outcome.result)
    set_output("findings", len(report.findings))
    set_output("errors", report.count("error"))
    set_output("failing", report.failing)
    set_output("files", report.files)
    set_output("sarif-file", outcome.sarif_file)
    set_output("report-json", outcome.report_json)
    set_output("reason", outcome.reason)
    set_output("upload", outcome.upload)


def save(outcome: Outcome, path: Path) -> None:
    """Write an outcome for the next step; its findings are in a file already."""
    kept = {each.name: getattr(outcome, each.name) for each in fields(outcome) if each.name != "report"}
    path.write_text(json.dumps(kept), encoding="utf-8")


def load(path: Path) -> Outcome:
    """The outcome that an earlier step wrote."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    report = read_report(Path(kept["report_json"])) if kept["report_json"] else NOTHING
    return Outcome(report=report, **{**kept, "remarks": tuple(kept["remarks"])})
