"""What actionlint says becomes findings of ours; what it is known to get wrong does not."""

import os
import sys
import textwrap
from pathlib import Path

import pytest

from ci_lint.checkers.actionlint import Checked, find_program, run_actionlint, run_on_text, without_known
from ci_lint.checkers.actionlint_mistakes import is_mistaken
from ci_lint.report import Finding
from ci_lint.rule import Rule, Severity
from ci_lint.source import Source, Span

PROGRAM = find_program()
WORKFLOW = ".github/workflows/ci.yml"

needs_actionlint = pytest.mark.skipif(PROGRAM is None, reason="actionlint is neither on PATH nor beside this Python")
needs_shell = pytest.mark.skipif(os.name == "nt", reason="the stand-in programs are shell scripts")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(text: str, path: str = WORKFLOW) -> Source:
    text = textwrap.dedent(text).lstrip("\n")
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")
    return Source(path, text)


def check(*sources: Source) -> Checked:
    assert PROGRAM is not None
    checked = run_actionlint(PROGRAM, sources)
    assert checked.notes == ()
    return checked


def text_of(finding: Finding) -> str:
    return finding.source.text[finding.span.start : finding.span.end]


def job(step: str) -> str:
    """A workflow with one job of one step, on line 6."""
    return f"on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - {step}\n"


NEW_SYNTAX = {
    "step of the same repository": job("uses: $/actions/build"),
    "background": job("run: serve\n        id: server\n        background: true\n      - wait: server"),
    "wait-all and cancel": job(
        "run: serve\n        id: server\n        background: true\n      - cancel: server\n      - wait-all:"
    ),
    "parallel": job(
        'parallel:\n          - run: echo x=1 >> "$GITHUB_OUTPUT"\n            id: inner\n          - run: make\n'
        '      - run: echo "${{ steps.inner.outputs.x }}"'
    ),
    "queue and cache mode": job("run: make").replace(
        "jobs:", "concurrency:\n  group: a\n  queue: max\ncache-mode: read\njobs:"
    ),
    "keys of a job": job("run: make").replace(
        "    steps", "    cancel-timeout-minutes: 3\n    snapshot: image\n    steps"
    ),
    "case": job("run: echo ${{ case(true, 'a', 'b') }}"),
    "time zone": job("run: make").replace(
        "push", "\n  schedule:\n    - cron: '5 4 * * *'\n      timezone: Europe/Berlin"
    ),
    "labels": job("run: make").replace("ubuntu-24.04", "ubuntu-26.04"),
    "scopes": job("run: make").replace(
        "jobs:", "permissions:\n  code-quality: read\n  vulnerability-alerts: read\njobs:"
    ),
    "environment": job("run: make").replace(
        "    steps", "    environment:\n      name: a\n      deployment: false\n    steps"
    ),
    "anchors": job("&make\n        run: make\n      - *make"),
    "context of the job": job("run: echo ${{ job.workflow_ref }}"),
}


@needs_actionlint
class TestProgram:
    def test_finding_has_kind_place_and_message(self) -> None:
        (finding,) = check(write(job("run: echo ${{ foo.bar }}"))).findings
        assert finding.rule == "actionlint/expression"
        assert finding.severity is Severity.ERROR
        assert finding.source.position(finding.span.start).line == 6
        assert text_of(finding) == "foo.bar"
        assert finding.message.startswith('undefined variable "foo"')

    def test_place_counts_characters_behind_letters_of_several_bytes(self) -> None:
        (finding,) = check(write(job('run: echo "grüße 😀" ${{ foo.bar }}'))).findings
        start = finding.span.start
        assert finding.source.text[start : start + 7] == "foo.bar"

    def test_all_files_are_checked_each_under_its_own_name(self) -> None:
        first = write(job("run: echo ${{ foo.bar }}"), ".github/workflows/a.yml")
        clean = write(job("run: make"), ".github/workflows/b.yml")
        last = write(job("run: echo ${{ qux.bar }}"), "./-odd name.yml")
        assert [finding.source for finding in check(first, clean, last).findings] == [last, first]

    def test_file_that_is_no_yaml_is_reported_and_stops_nothing(self) -> None:
        broken = write("jobs: [", ".github/workflows/a.yml")
        other = write(job("run: echo ${{ foo.bar }}"), ".github/workflows/b.yml")
        found = check(broken, other).findings
        assert [finding.rule for finding in found] == ["actionlint/syntax-check", "actionlint/expression"]
        assert all(0 <= f.span.start <= f.span.end <= len(f.source.text) for f in found)

    def test_file_outside_the_working_directory(self, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (here / "real/deep").mkdir(parents=True)
        (here / "link").symlink_to("real/deep")
        write(job("run: echo ${{ foo.bar }}"))
        monkeypatch.chdir("link")
        monkeypatch.setenv("PWD", str(here / "link"))
        for path in (f"{here}/{WORKFLOW}", f"../../{WORKFLOW}"):
            source = Source(path, (here / WORKFLOW).read_text())
            assert [finding.source for finding in check(source).findings] == [source]

    def test_actions_and_dependabot_are_no_workflows(self) -> None:
        action = write("name: a\nruns:\n  using: composite\n  steps: []\n", "a/action.yml")
        dependabot = write("version: 2\nupdates: []\n", ".github/dependabot.yml")
        assert check(action, dependabot).findings == ()
        assert PROGRAM is not None
        assert run_on_text(PROGRAM, action) == Checked(())

    def test_workflow_may_be_called_action(self) -> None:
        assert check(write("jobs: {}\n", ".github/workflows/action.yml")).findings

    def test_deleted_file_spoils_nothing(self) -> None:
        gone = Source(".github/workflows/gone.yml", "")
        assert len(check(gone, write(job("run: echo ${{ foo.bar }}"))).findings) == 1

    def test_text_that_is_not_on_disk(self) -> None:
        assert PROGRAM is not None
        source = Source(WORKFLOW, job("run: echo ${{ foo.bar }}"))
        (finding,) = run_on_text(PROGRAM, source).findings
        assert (finding.source, text_of(finding)) == (source, "foo.bar")

    def test_its_own_configuration_counts(self) -> None:
        Path(".git").mkdir()
        write("self-hosted-runner:\n  labels: [our-own]\n", ".github/actionlint.yaml")
        assert check(write(job("run: make").replace("ubuntu-24.04", "our-own"))).findings == ()

    @pytest.mark.parametrize("text", NEW_SYNTAX.values(), ids=NEW_SYNTAX.keys())
    def test_syntax_of_2026_is_no_finding(self, text: str) -> None:
        assert check(write(text)).findings == ()

    @pytest.mark.parametrize(
        "text",
        [
            job("name: neither run nor uses"),
            job("run: make\n        backgruond: true"),
            job("run: echo ${{ steps.gone.outputs.x }}"),
            job("run: make").replace("jobs:", "permissions:\n  everything: read\njobs:"),
            job("run: make").replace("ubuntu-24.04", "ubuntu-27.04"),
            job("uses: actions/checkout"),
        ],
    )
    def test_its_like_is_one(self, text: str) -> None:
        assert check(write(text)).findings


# Said by 1.7.7 or 1.7.12 about the text whose part between the bars it points to.
SAID = [
    ("syntax-check", 'unexpected key "background" for step to run shell command. expected', "|background: true"),
    ("syntax-check", 'unexpected key "background" for step to execute action. expected one', "|background: true"),
    ("syntax-check", 'unexpected key "queue" for "concurrency" section. expected one of', "|queue: max"),
    ("syntax-check", 'unexpected key "cache-mode" for "workflow" section. expected', "|cache-mode: read"),
    ("syntax-check", 'unexpected key "cache-mode" for "job" section. expected', "|cache-mode: read"),
    ("syntax-check", 'unexpected key "description" for "workflow" section. expected', "|description: x"),
    ("syntax-check", 'unexpected key "snapshot" for "job" section. expected one of', "|snapshot: x"),
    ("syntax-check", 'unexpected key "deployment" for "environment" section. expected', "|deployment: false"),
    ("syntax-check", 'unexpected key "entrypoint" for "services" section. expected', "|entrypoint: x"),
    ("syntax-check", 'unexpected key "wait-all" for "step" section. expected one of', "- |wait-all:"),
    ("syntax-check", 'step must run script with "run" section or run action with "uses" section', "- |wait: x"),
    (
        "syntax-check",
        'step must run script with "run" section or run action with "uses" section',
        "- |name: x\n  cancel: y",
    ),
    (
        "syntax-check",
        'element of "schedule" section must be mapping and must contain one key "cron"',
        "- |cron: x\n  timezone: UTC",
    ),
    ("expression", 'undefined function "case". available functions are "always"', "|case(true, 1, 2)"),
    ("expression", 'property "workflow_ref" is not defined in object type {container: {id: string}; services: {', "|x"),
    ("expression", 'property "check_run_id" is not defined in object type {services: {string => {id: string}}}', "|x"),
    ("runner-label", 'label "ubuntu-26.04-arm" is unknown. available labels are', "|ubuntu-26.04-arm"),
    ("runner-label", 'label "windows-11-vs2026-arm" is unknown. available labels are', "|x"),
    ("permissions", 'unknown permission scope "copilot-requests". all available', "|copilot-requests: write"),
    ("action", 'specifying action "$/actions/x" in invalid format because ref is missing. available', "|$/actions/x"),
    ("workflow-call", 'reusable workflow call "$/.github/workflows/x.yml" at "uses" is not following the format', "|x"),
    ("events", 'invalid activity type "field_added" for "issues" Webhook event. available', "|field_added"),
    ("events", 'unknown Webhook event "image_version". see', "|image_version:"),
]
TRUE = [
    ("syntax-check", 'unexpected key "wait-all" for "step" section. expected one of', "|x: 1"),
    ("syntax-check", 'unexpected key "snapshot" for "workflow" section. expected one of', "|snapshot: x"),
    ("syntax-check", 'unexpected key "queued" for "concurrency" section. expected one of', "|queued: max"),
    ("syntax-check", 'step must run script with "run" section or run action with "uses" section', "- |name: x"),
    (
        "syntax-check",
        'element of "schedule" section must be mapping and must contain one key "cron"',
        "- |timezone: UTC",
    ),
    ("syntax-check", '"runs-on" section is missing in job "b"', "|b:"),
    ("expression", 'undefined function "cases". available functions are', "|x"),
    ("expression", 'property "x" is not defined in object type {}', "a: ${{ |steps.x.y }}"),
    ("expression", 'property "workflow_ref" is not defined in object type {inner: {outcome: string}}', "|x"),
    ("runner-label", 'label "ubuntu-26.04-xyz" is unknown. available labels are', "|x"),
    ("runner-label", 'label "ubuntu-26x04" is unknown. available labels are', "|x"),
    ("permissions", 'unknown permission scope "wiki". all available', "|x"),
    ("action", 'specifying action "x/y" in invalid format because ref is missing. available', "|x"),
    ("events", 'invalid activity type "typed" for "label" Webhook event. available', "|x"),
]


def mistaken(kind: str, message: str, marked: str) -> bool:
    source = Source(WORKFLOW, marked.replace("|", "", 1))
    return is_mistaken(kind, message, source, marked.index("|"), (message,))


@pytest.mark.parametrize(("kind", "message", "marked"), SAID)
def test_mistake_of_an_older_release_is_known(kind: str, message: str, marked: str) -> None:
    assert mistaken(kind, message, marked)
    assert not mistaken("glob", message, marked)


@pytest.mark.parametrize(("kind", "message", "marked"), TRUE)
def test_true_message_that_looks_like_a_mistake_is_kept(kind: str, message: str, marked: str) -> None:
    assert not mistaken(kind, message, marked)


def test_consequences_of_an_alias_that_was_not_read_are_known() -> None:
    source = Source(WORKFLOW, "jobs:\n  a: &a {}\n  b: *a\n")
    missing = '"runs-on" section is missing in job "b"'
    stumble = '"b" job is alias node but mapping node is expected'
    assert is_mistaken("syntax-check", missing, source, 0, (stumble, missing))
    assert not is_mistaken("syntax-check", missing, source, 0, (missing,))


def rule(identifier: str, *aliases: str) -> Rule:
    return Rule(identifier, "", Severity.ERROR, "", lambda _: (), (), aliases=aliases)


def test_our_own_finding_on_the_same_line_wins_if_it_says_the_same() -> None:
    source = Source(WORKFLOW, "one\ntwo\nthree\n")

    def finding(name: str, start: int, end: int) -> Finding:
        return Finding(name, Severity.ERROR, source, Span(start, end), "")

    native = [finding("ours", 2, 6), finding("other", 8, 9)]
    first, second, third = (finding("actionlint/glob", start, start + 1) for start in (0, 4, 8))
    another = finding("actionlint/events", 0, 1)
    rules = [rule("ours", "actionlint:glob"), rule("other", "zizmor:glob")]
    assert without_known([first, second, third, another], native, rules) == (third, another)


@needs_shell
class TestFailure:
    def program(self, here: Path, script: str) -> Path:
        program = here / "stand-in"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        return program

    @pytest.mark.parametrize(
        ("script", "note"),
        [
            ("echo broken >&2; exit 3", "exit code 3, broken"),
            ("kill -9 $$", "exit code -9"),
            ("echo hello", "its output is not JSON"),
            ("echo '{}'", "its output is no list of findings"),
            ('echo \'[{"message": "x"}]\'', "its output is not understood: KeyError('filepath')"),
            ("exec sleep 60", "it took more than 0.3 seconds"),
        ],
    )
    def test_becomes_a_note(self, here: Path, script: str, note: str) -> None:
        checked = run_actionlint(self.program(here, script), [write("")], timeout=0.3)
        assert checked == Checked((), (f"actionlint was left out: {note}",))

    def test_program_that_is_not_there(self) -> None:
        checked = run_actionlint(Path("nowhere"), [write("")])
        assert checked.notes == ("actionlint was left out: nowhere cannot be started: No such file or directory",)

    def test_numbers_beyond_the_file_stay_inside(self, here: Path) -> None:
        entry = (
            f'[{{"filepath":"{WORKFLOW}","kind":"glob","message":"m","line":99,"column":-5,"end_column":9999}},'
            f'{{"filepath":"{WORKFLOW}","kind":"glob","message":"m","line":0,"column":700,"end_column":0}}]'
        )
        found = run_actionlint(self.program(here, f"echo '{entry}'"), [write("a: b")]).findings
        assert [(f.span.start, f.span.end) for f in found] == [(4, 4), (0, 4)]

    def test_levels_of_shellcheck_are_kept(self, here: Path) -> None:
        entries = ",".join(
            f'{{"filepath":"{WORKFLOW}","kind":"shellcheck","message":"shellcheck reported issue in this script: '
            f'SC1:{level}:1:1: x","line":1,"column":{column},"end_column":9}}'
            for column, level in enumerate(("error", "warning", "info", "style"), 1)
        )
        found = run_actionlint(self.program(here, f"echo '[{entries}]'"), [write("abcdefgh")]).findings
        assert [f.severity.value for f in found] == ["error", "warning", "info", "info"]

    def test_command_line_has_a_limit_and_all_files_are_passed(self, here: Path) -> None:
        program = self.program(here, f'echo "$#" >> {here}/counts; echo null')
        sources = [write("", f".github/workflows/{'x' * 200}{number}.yml") for number in range(1500)]
        assert run_actionlint(program, sources) == Checked(())
        counts = [int(line) - 3 for line in Path("counts").read_text().split()]
        assert len(counts) > 1
        assert sum(counts) == 1500


def test_program_is_found_on_path_and_beside_python(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "actionlint.exe" if os.name == "nt" else "actionlint"
    for folder in ("on-path", "beside"):
        program = here / folder / name
        program.parent.mkdir()
        program.write_text("")
        program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(here / "beside/python"))
    monkeypatch.setenv("PATH", str(here / "on-path"))
    assert find_program() == here / "on-path" / name
    monkeypatch.setenv("PATH", str(here))
    assert find_program() == here / "beside" / name
    (here / "beside" / name).unlink()
    assert find_program() is None
