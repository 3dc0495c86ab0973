"""The scripts run on the Python of the runner, which may be older than the linter's; what they do is done there too."""

import json
import subprocess
import sys
from pathlib import Path

from tests.actions.run_tests.interpreters import oldest_python

EXERCISE = """
import json, sys, tempfile
from pathlib import Path
sys.path[:0] = sys.argv[1:]
from checking.access import ask_access
from checking.annotations import annotate
from checking.changed_files import changes
from checking.decision import Circumstances, decide
from checking.findings import Finding, Report
from checking.outcome import Outcome, load, save, verdict
from checking.page import log, page
from diagnosing.comments import body
from diagnosing.endings import keep_end
from diagnosing.jobs import failed
from diagnosing.story import Story, page as diagnosis_page
from github_api.client import Client
from github_api.context import read_context
from github_api.troubles import ApiTrouble
from installation.interpreters import fits
from installation.surroundings import surroundings
from kit.deadline import Deadline

folder = Path(tempfile.mkdtemp())
found = [Finding("rule", level, "a.yml", 1, 2, "message", "") for level in ("error", "warning") for _ in range(12)]
outcome = Outcome("failed", Report(tuple(found), 1, 3, 0, 0, (), ()), "1.0.0", remarks=("remark",))
log(outcome)
annotate(found, {"error": 10, "warning": 2, "info": 0})
save(outcome, folder / "outcome.json")
context = read_context({"GITHUB_EVENT_NAME": "pull_request", "GITHUB_API_URL": "http://127.0.0.1:1"})
try:
    Client(context.api, "token", Deadline(0.2)).get("/", "it")
except ApiTrouble as trouble:
    print(trouble.kind)
print(json.dumps([
    page(outcome), verdict(outcome.report, 1), load(folder / "outcome.json").remarks, body(context, "text"),
    decide(Circumstances("auto", "push", False, False, True)).upload, keep_end([b"a" * 90] * 9, folder / "log", 200),
    failed(()), diagnosis_page(Story("nothing")), fits((3, 12)), surroundings({"PYTHONPATH": "x", "A": "b"}),
    changes(context, folder, "token", Deadline(1), ()).reason, ask_access(context, "token", Deadline(0.2)).value,
]))
"""


def exercised(program: str, root: Path) -> list[str]:
    folders = [str(root / "actions" / name) for name in ("ci-lint", "diagnose", "lib")]
    run = subprocess.run(
        [program, "-W", "error", "-X", "utf8", "-c", EXERCISE, *folders],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.splitlines()


def test_oldest_python_does_the_same(root: Path) -> None:
    here = exercised(sys.executable, root)
    assert "rule" in json.loads(here[-1])[0]
    assert exercised(oldest_python(), root) == here
