"""What the reporters print: right places, nothing hostile, within the limits of those who read it."""

import codecs
import json
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from ci_lint.baseline import fingerprints
from ci_lint.edits import Edit, Fix, NewFile, Preferences, apply_edits
from ci_lint.engine import check_source
from ci_lint.report import FileReport, Finding, InternalError, Repair, Report
from ci_lint.reports import FORMATS, ReportOptions
from ci_lint.reports.excerpt import excerpt
from ci_lint.reports.location import artifact_location, relative_path
from ci_lint.reports.outcome import Refused
from ci_lint.reports.patch import left_alone, patch, readable
from ci_lint.reports.sarif import RESULTS_LIMIT
from ci_lint.reports.visible import visible, visible_path
from ci_lint.repository import Texts
from ci_lint.rule import Severity
from ci_lint.rules import GROUPS, RULES
from ci_lint.selection import Choice
from ci_lint.source import Source, Span

HERE = Path(__file__).parent
OPTIONS = ReportOptions(version="1.2.3", working_directory="/work/project", width=80)
RULE = "job-timeout-missing"
WORKFLOW = ".github/workflows/ci.yml"
TEXT = """\
on: push
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - run: |
          make test
          make "größe 🚀 $VALUE" # wide
"""


def finding(
    source: Source,
    part: str | Span,
    message: str = "something is wrong",
    rule: str = RULE,
    severity: Severity = Severity.WARNING,
) -> Finding:
    span = part if isinstance(part, Span) else Span(source.text.index(part), source.text.index(part) + len(part))
    return Finding(rule, severity, source, span, message)


def report(*findings: Finding, **rest: Any) -> Report:
    sources = {each.source.path: each.source for each in findings}
    files = (
        FileReport(source, tuple(each for each in findings if each.source.path == path))
        for path, source in sources.items()
    )
    return Report(tuple(files), **rest)


def rendered(name: str, what: Report, options: ReportOptions = OPTIONS) -> str:
    return FORMATS[name](what, options)


def parsed(name: str, what: Report) -> Any:
    return json.loads(rendered(name, what))


def showcase() -> Report:
    workflow = Source(WORKFLOW, TEXT)
    action = Source("actions/build it/action.yml", "runs:\r\n\tusing: [composite]\r\n")
    error = InternalError("docker-cache-mode-min", WORKFLOW, "KeyError: 'x'", "Traceback:\n  KeyError: 'x'\n")
    return Report(
        (
            FileReport(
                workflow,
                (
                    finding(workflow, "test:", "job test has no time limit"),
                    finding(
                        workflow, "runs-on: ubuntu-24.04\n    steps:", "two | lines", "made-up/kind", Severity.INFO
                    ),
                    finding(workflow, "$VALUE", "`$VALUE` is <unset> @someone #1", "actionlint/shell", Severity.ERROR),
                ),
                suppressed=1,
                errors=(error,),
            ),
            FileReport(action, (finding(action, "[composite]", "not what it seems", severity=Severity.ERROR),)),
            FileReport(Source("clean.yml", ""), ()),
        ),
        unreadable=("missing.yml: no such file",),
        baselined=2,
        notes=("actionlint is not installed",),
    )


def repaired() -> Report:
    """What a run that fixes tells: made and refused, safe and not, a new file, a file that could not be written."""
    before = Source(WORKFLOW, TEXT)
    after = Source(WORKFLOW, TEXT.replace("    steps:", "    timeout-minutes: 30\n    steps:"))
    limit = Fix("limit the job to 30 minutes", (Edit(Span(20, 20), "x"),), safe=False)
    reason = "an alias uses `this` part"
    left = replace(finding(after, "$VALUE", "stays <as> it is", "docker-cache-mode-min"), refusal=reason)
    twin = replace(finding(after, "make test", "stays too", "docker-cache-mode-min"), refusal=reason)
    unasked = replace(finding(after, "🚀", "not asked for"), fix=limit)
    repairs = (
        Repair(finding(before, "test:", "job test has no time limit"), "limit the job to 30 minutes"),
        Repair(finding(before, "jobs:", "another flaw"), "limit the job to 30 minutes"),
        Repair(left, "keep all layers", reason),
        Repair(twin, "keep all layers", reason),
    )
    new = (NewFile("dock@er/.dockerignore", ".git\n"),)
    found = (finding(before, "test:", "job test has no time limit"), finding(before, "$VALUE", "stays <as> it is"))
    locked = Source("locked.yml", "a: b\n")
    return Report(
        (
            FileReport(after, (twin, unasked, left), 0, (), before, repairs, new, found, "/work/project", WORKFLOW),
            FileReport(locked, (finding(locked, "a"),), original=locked, root="/work/project"),
        ),
        unwritten=("locked.yml is read-only",),
    )


def offering() -> Report:
    """What a check tells of fixes that could be made."""
    source = Source(WORKFLOW, TEXT.replace("\n", "\r\n"), byte_order_mark=codecs.BOM_UTF8)
    line = source.text.index("    runs-on")
    wide = source.text.index("$VALUE")
    edits = (Edit(Span(wide, wide + 6), "${VALUE}"), Edit(Span(line, line), "    timeout-minutes: 30\n"))
    new = NewFile(".dockerignore", ".git\n")
    both = Fix("limit the job to 30 minutes", edits, safe=False, new_files=(new,))
    only_new = Fix("leave the history out", (), new_files=(new,))
    findings = (
        replace(finding(source, "test:", "job test has no time limit"), fix=both),
        replace(finding(source, "make test", "too much"), fix=only_new),
        replace(finding(source, "steps:", "a hard one"), refusal="an alias uses this part of the file too"),
    )
    return Report((FileReport(source, findings, root="/work/project", path=WORKFLOW),))


RUNS = {"report": showcase, "fixed": repaired, "offered": offering}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("run", RUNS)
def test_report_reads_as_in_its_snapshot(name: str, run: str) -> None:
    text = rendered(name, RUNS[run]())
    if name in ("json", "sarif"):
        text = re.sub(r'"(fingerprint|ciLint/v1)": "[^"]+"', r'"\1": "…"', text)
    if name == "sarif":  # what is said about a rule is the rule's own matter
        text = re.sub(r'"(fullDescription|help)": \{.*?\}, (?="helpUri)', "", text)
    assert text == (HERE / "snapshots" / f"{run}.{name}").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_same_report_gives_same_bytes(name: str) -> None:
    assert rendered(name, showcase()) == rendered(name, showcase())


@pytest.mark.parametrize("name", FORMATS)
def test_twenty_thousand_findings_take_half_a_second(name: str) -> None:
    source = Source(WORKFLOW, TEXT * 5000)
    findings = tuple(finding(source, Span(i * 40, i * 40 + 9)) for i in range(20_000))
    started = time.process_time()
    rendered(name, Report((FileReport(source, findings),)))
    # Three times the goal, so that a slow machine passes and quadratic work does not.
    assert time.process_time() - started < 1.5


@pytest.mark.parametrize("name", FORMATS)
def test_megabyte_line_with_many_findings_is_no_trap(name: str) -> None:
    source = Source(WORKFLOW, "é🚀 [" * 200_000)
    findings = tuple(finding(source, Span(i * 700, i * 700 + 300)) for i in range(1000))
    started = time.process_time()
    rendered(name, Report((FileReport(source, findings),)))
    assert time.process_time() - started < 5


SMALL_TEXTS = ("", "\n", "\r\n", "a", "é\r\n\r\nx", "\ta: 🚀", "a: b\n")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("text", SMALL_TEXTS)
def test_any_span_of_any_text_has_a_place(name: str, text: str) -> None:
    source = Source(WORKFLOW, text)
    size = len(text)
    spans = [Span(start, end) for start in range(size + 1) for end in range(start, size + 1)]
    assert rendered(name, report(*(finding(source, span) for span in spans)))


class TestText:
    def marked(self, line: str, part: str, width: int = 80) -> tuple[str, str]:
        source = Source(WORKFLOW, line)
        shown = excerpt(source, finding(source, part).span, width)
        return shown.text, " " * shown.indent + "^" * shown.length

    def test_caret_stands_under_the_span(self) -> None:
        assert self.marked("a: bcd # e", "bcd") == ("a: bcd # e", "   ^^^")

    def test_tab_counts_as_it_is_shown(self) -> None:
        assert self.marked("\ta:\tbcd", "bcd") == ("    a:    bcd", "          ^^^")

    def test_wide_characters_take_two_cells_and_combining_marks_none(self) -> None:
        assert self.marked("名: 🚀e\u0301 bcd", "bcd") == ("名: 🚀e\u0301 bcd", "        ^^^")
        assert self.marked("a: 名前 b", "名前") == ("a: 名前 b", "   ^^^^")

    def test_escape_is_as_wide_as_it_is_shown(self) -> None:
        assert self.marked("a\x1b[31m bcd", "bcd") == (r"a\x1b[31m bcd", "          ^^^")

    def test_several_lines_are_marked_on_the_first(self) -> None:
        source = Source(WORKFLOW, "a: b\r\nc: d\r\n")
        shown = excerpt(source, Span(3, len(source.text)), 80)
        assert (shown.text, shown.indent, shown.length) == ("a: b", 3, 1)

    def test_empty_span_at_the_end_of_the_file_is_marked(self) -> None:
        source = Source(WORKFLOW, "a: b\n")
        shown = excerpt(source, Span(5, 5), 80)
        assert (shown.line, shown.text, shown.indent, shown.length) == (2, "", 0, 1)

    @given(
        st.text(st.characters(exclude_characters="\r\n"), max_size=40),
        st.text(st.sampled_from("ab 名\t🚀é\x1b\u0301"), min_size=1, max_size=300),
        st.integers(20, 120),
    )
    def test_long_line_is_cut_around_the_span(self, before: str, filling: str, room: int) -> None:
        line = f"{before}{filling}MARK{filling * 3}"
        source = Source(WORKFLOW, line)
        start = len(before) + len(filling)
        shown = excerpt(source, Span(start, start + 4), room)
        assert "MARK" in shown.text
        assert shown.length == 4
        assert shown.indent + shown.length <= room

    def test_summary_counts_what_was_found_and_hidden(self) -> None:
        last = rendered("text", showcase()).splitlines()[-1]
        assert last.startswith("2 errors, 1 warning, 1 info in 2 files; 1 ignored; 2 in the baseline; ")
        assert last.endswith("1 internal error, 1 path not read. Learn more: ci-lint explain job-timeout-missing")

    def test_only_rules_of_ours_can_be_explained(self) -> None:
        source = Source(WORKFLOW, "a: b\n")
        ours, theirs = finding(source, "a"), finding(source, "b", rule="actionlint/shell")
        assert rendered("text", report(theirs)).splitlines()[-1] == "1 warning in 1 file"
        assert rendered("text", report(ours, theirs)).endswith(f". Learn more: ci-lint explain {RULE}\n")

    def test_clean_run_is_one_quiet_line(self) -> None:
        files = tuple(FileReport(Source(f"{number}.yml", ""), ()) for number in range(12))
        assert rendered("text", Report(files)) == "no problems in 12 files\n"

    def test_colors_only_when_asked_for(self) -> None:
        plain = rendered("text", showcase())
        colored = rendered("text", showcase(), ReportOptions("1.2.3", "/work/project", color=True, width=80))
        assert "\x1b" not in plain
        assert re.sub(r"\x1b\[[\d;]*m", "", colored) == plain != colored


HOSTILE = st.text(st.characters(), max_size=60) | st.text(
    st.sampled_from("\x1b[31m\x9b\r\n\t\x07\x00\u202e\u2028\udcff\ufeff:#%,;]|`<>&@$☃🚀ab "), max_size=60
)


@given(HOSTILE, HOSTILE, HOSTILE, st.booleans())
@example(path="::error::x", text="::error::y", said="##[error]z", color=False)
@example(path=":", text="", said="::error::z", color=True)
def test_nothing_but_line_breaks_and_colors_controls_the_terminal(path: str, text: str, said: str, color: bool) -> None:  # noqa: FBT001 - likewise
    source = Source(path, text)
    error = InternalError(said, path, said, said)
    flaw = replace(finding(source, Span(0, len(text)), said, said), fix=Fix(said, ()), refusal=said)
    repairs = (Repair(flaw, said), Repair(flaw, said, said or "refused", safe=False))
    file = FileReport(
        source, (flaw,), errors=(error,), original=source, repairs=repairs, new_files=(NewFile(said, said),)
    )
    hostile = Report((file,), unreadable=(said,), notes=(said,), unwritten=(said,))
    options = ReportOptions(version="1", working_directory="/", color=color)
    for name in ("text", "github", "markdown"):
        output = FORMATS[name](hostile, options)
        output.encode()
        bare = re.sub(r"\x1b\[[\d;]*m", "", output) if color and name == "text" else output
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", bare)
        assert "##[" not in bare
        starts = [line.lstrip() for line in bare.splitlines() if line.lstrip().startswith("::")]
        assert len(starts) == (4 if name == "github" else 0)


class TestVisible:
    def test_escapes_name_what_they_stand_for(self) -> None:
        assert visible("\x1b\x9b\t\n\u202e\udcff\ud800\U000e0041") == r"\x1b\x9b\t\n\u202e\xff\ud800\U000e0041"

    def test_ordinary_text_of_any_language_stays(self) -> None:
        text = "größe 名前 עברית 👩\u200d🚀 e\u0301 [x] #[y] # [z] 100 %"
        assert visible(text) == text

    def test_path_cannot_begin_a_workflow_command(self) -> None:
        assert visible_path(" ::error::x.yml") == "./ ::error::x.yml"


class TestJson:
    def test_document_is_as_documented(self) -> None:
        schema = json.loads((HERE.parent / "docs" / "json-output.schema.json").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        for run in RUNS.values():
            jsonschema.Draft202012Validator(schema).validate(parsed("json", run()))

    def test_positions_count_characters(self) -> None:
        source = Source(WORKFLOW, "a: b\r\nc: 🚀 d\r\n")
        span = parsed("json", report(finding(source, "d")))["findings"][0]["span"]
        assert span == {"start": {"line": 2, "column": 6, "offset": 11}, "end": {"line": 2, "column": 7, "offset": 12}}

    def test_failing_counts_from_the_severity_that_fails_a_run(self) -> None:
        options = ReportOptions("1", "/", fail_on=Severity.ERROR)
        assert json.loads(rendered("json", showcase(), options))["summary"]["failing"] == 2

    def test_nothing_fails_a_run_that_must_not_fail(self) -> None:
        options = ReportOptions("1", "/", fail_on=None)
        assert json.loads(rendered("json", showcase(), options))["summary"]["failing"] == 0

    def test_fingerprints_are_those_of_a_baseline_in_the_working_directory(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        source = Source("./x.yml", "a: b\na: b\n")
        twins = (finding(source, Span(0, 4)), finding(source, Span(5, 9)))
        options = ReportOptions("1", tmp_path.as_posix())
        document = json.loads(rendered("json", report(*twins), options))
        marks = tuple(each["fingerprint"] for each in document["findings"])
        assert marks == fingerprints(twins, tmp_path)
        assert len(set(marks)) == 2
        results = json.loads(rendered("sarif", report(*twins), options))["runs"][0]["results"]
        assert marks == tuple(each["partialFingerprints"]["ciLint/v1"] for each in results)

    @given(HOSTILE)
    def test_strings_survive_in_pure_ascii(self, text: str) -> None:
        source = Source(WORKFLOW, "a: b\n")
        output = rendered("json", report(finding(source, "b", text)))
        assert output.isascii()
        expected = re.sub("[\ud800-\udfff]", "\ufffd", text)
        assert json.loads(output)["findings"][0]["message"] == expected

    def test_each_finding_is_one_line(self) -> None:
        lines = rendered("json", showcase()).splitlines()
        assert sum('"rule"' in line and '"span"' in line for line in lines) == 4


@pytest.fixture(scope="module")
def schema() -> Any:
    schema = json.loads((HERE / "schemas" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())


class TestSarif:
    def test_log_is_valid(self, schema: Any) -> None:
        for run in RUNS.values():
            schema.validate(parsed("sarif", run()))
        schema.validate(parsed("sarif", Report(())))

    def test_every_rule_is_described_within_githubs_limits(self, schema: Any) -> None:
        source = Source(WORKFLOW, "a: b\n")
        rules = [rule for group in GROUPS.values() for rule in group]
        log = parsed("sarif", report(*(finding(source, "b", rule=rule.id) for rule in rules)))
        schema.validate(log)
        described = {each["id"]: each for each in log["runs"][0]["tool"]["driver"]["rules"]}
        assert set(described) == {rule.id for rule in rules}
        for each in described.values():
            assert len(each["properties"]["tags"]) <= 10
            assert ("security" in each["properties"]["tags"]) == ("security-severity" in each["properties"])
            assert each["help"]["markdown"]
            assert each["fullDescription"]["text"]

    def region(self, text: str, part: str) -> tuple[int, ...]:
        source = Source(WORKFLOW, text)
        result = parsed("sarif", report(finding(source, part)))["runs"][0]["results"][0]
        region = result["locations"][0]["physicalLocation"]["region"]
        return tuple(region[name] for name in ("startLine", "startColumn", "endLine", "endColumn"))

    def test_columns_count_utf16_units(self) -> None:
        assert self.region("🚀: x\r\n  é🚀🚀: bc\r\n", "bc") == (2, 10, 2, 12)
        assert self.region("🚀: x\r\n  é🚀🚀: bc\r\n", "🚀🚀") == (2, 4, 2, 8)

    def test_line_break_at_the_end_is_no_part_of_a_region(self) -> None:
        assert self.region("a: b\r\nc: d\r\n", "a: b\r\nc: d\r\n") == (1, 1, 2, 5)

    def test_result_index_points_to_its_rule(self) -> None:
        run = parsed("sarif", showcase())["runs"][0]
        rules = run["tool"]["driver"]["rules"]
        assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])

    def test_worst_are_kept_when_there_are_too_many(self) -> None:
        source = Source(WORKFLOW, "a: b\n" * (RESULTS_LIMIT + 2))
        count = RESULTS_LIMIT + 2
        levels = [Severity.ERROR if number >= count - 3 else Severity.WARNING for number in range(count)]
        many = tuple(finding(source, Span(5 * n, 5 * n + 1), severity=level) for n, level in enumerate(levels))
        run = parsed("sarif", Report((FileReport(source, many),)))["runs"][0]
        assert len(run["results"]) == RESULTS_LIMIT
        assert sum(result["level"] == "error" for result in run["results"]) == 3
        said = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
        assert said.startswith("2 findings left out")

    def test_run_that_broke_says_so(self) -> None:
        invocation = parsed("sarif", showcase())["runs"][0]["invocations"][0]
        assert invocation["executionSuccessful"] is False
        kinds = [each["descriptor"]["id"] for each in invocation["toolExecutionNotifications"]]
        assert kinds == ["internal-error", "unreadable-path", "note"]


@pytest.mark.parametrize(
    ("path", "relative", "uri"),
    [
        ("a b/ü%#?.yml", "a b/ü%#?.yml", "a%20b/%C3%BC%25%23%3F.yml"),
        ("./x:y/../c:d.yml", "c:d.yml", "c%3Ad.yml"),
        ("/work/project/x.yml", "x.yml", "x.yml"),
        ("\udcff.yml", "\udcff.yml", "%FF.yml"),
        ("\ud800.yml", "\ud800.yml", "%3F.yml"),
    ],
)
def test_path_in_the_working_directory_is_relative(path: str, relative: str, uri: str) -> None:
    assert relative_path(path, "/work/project") == relative
    assert artifact_location(path, "/work/project") == {"uri": uri, "uriBaseId": "%SRCROOT%"}


@pytest.mark.parametrize(
    ("path", "root", "uri"),
    [
        ("../x.yml", "/work/project", "file:///work/x.yml"),
        ("/work/project2/x.yml", "/work/project", "file:///work/project2/x.yml"),
        ("D:/x.yml", "C:/work", "file:///D:/x.yml"),
    ],
)
def test_path_outside_the_working_directory_is_absolute(path: str, root: str, uri: str) -> None:
    assert artifact_location(path, root) == {"uri": uri}


class TestGithub:
    def test_properties_and_data_are_escaped(self) -> None:
        source = Source("a,b:100%\n.yml", "x")
        line = rendered("github", report(finding(source, "x", "50% of\na, b: c"))).splitlines()[0]
        assert line == (
            r"::warning file=a%2Cb%3A100%25\n.yml,line=1,endLine=1,col=1,endColumn=2,title=ci-lint job-timeout-missing"
            r"::50%25 of\na, b: c"
        )

    def test_columns_are_left_out_over_several_lines(self) -> None:
        source = Source(WORKFLOW, "a: b\nc: d\n")
        line = rendered("github", report(finding(source, "a: b\nc"))).splitlines()[0]
        assert ",line=1,endLine=2,title=" in line

    def commands(self, count: int, **rest: Any) -> list[str]:
        source = Source(WORKFLOW, "x\n" * count)
        levels = list(Severity)
        many = tuple(finding(source, Span(2 * n, 2 * n + 1), severity=levels[n % 3]) for n in range(count))
        return rendered("github", Report((FileReport(source, many),), **rest)).splitlines()

    def test_ten_of_a_level_and_errors_first(self) -> None:
        lines = self.commands(60)
        assert [line.split()[0] for line in lines[:30]] == ["::error"] * 10 + ["::warning"] * 10 + ["::notice"] * 10
        assert lines[30:] == [
            "ci-lint: 20 errors, 20 warnings, 20 infos in 1 file",
            "ci-lint: not annotated, since a step shows 10 of a level: 10 errors, 10 warnings, 10 infos",
        ]

    def test_what_was_not_read_takes_the_place_of_an_error(self) -> None:
        lines = self.commands(60, unreadable=("a.yml: permission denied",))
        assert lines[0] == "::error title=ci-lint%3A not read::a.yml: permission denied"
        assert sum(line.startswith("::error") for line in lines) == 10


class TestMarkdown:
    def test_marks_in_messages_mean_nothing(self) -> None:
        source = Source("a|`b`.yml", "x")
        text = rendered("markdown", report(finding(source, "x", "</pre> | `x` *y* @me #1 $a$ ![z](w)")))
        body = text.replace("### ", "").replace("</pre></details>", "")
        assert not re.search(r"</pre>|`|\*|@|\$|!\[|a\|", body)
        assert "a&#124;&#96;b&#96;.yml" in text

    def test_report_stays_below_the_limit_of_a_summary(self) -> None:
        def files() -> Iterator[FileReport]:
            for number in range(40):
                source = Source(f"{number}.yml", "x\n" * 1000)
                yield FileReport(source, tuple(finding(source, Span(2 * n, 2 * n), "🚀" * 200) for n in range(1000)))

        text = rendered("markdown", Report(tuple(files())))
        assert 890 * 1024 - 32 * 1024 < len(text.encode()) < 900 * 1024
        shown = text.count(" warning <b>")
        assert text.endswith(f"\n{40_000 - shown} more findings left out: the report would be too long.\n")
        assert text.count("<details>") == text.count("</details>")

    def test_table_of_fixes_is_cut_where_nobody_reads_on(self) -> None:
        source = Source(WORKFLOW, TEXT)
        repairs = tuple(Repair(finding(source, "test:"), f"mend {number}") for number in range(60))
        file = FileReport(source, (), original=source, repairs=repairs)
        lines = rendered("markdown", Report((file,))).splitlines()
        assert sum("mend" in line for line in lines) == 50
        assert lines[-1] == "and 10 more"


FLAWED = """\
on: push # 🚀
jobs:
  größe 🚀: # the wide one
    runs-on: ubuntu-24.04
    steps:
      - run: make test
  image:
    runs-on: ubuntu-24.04
    steps:
      - name: "🚀🚀"
        uses: docker/build-push-action@v7
        with: {cache-from: "type=gha", cache-to: "type=gha,mode=max"} # 🚀"""
BREAKS = ("\n", "\r\n", "\r")


class TestFixes:
    """Edits in a report, made by somebody who knows nothing but the report and the file."""

    def offered(self, text: str) -> Report:
        source = Source(WORKFLOW, text)
        choices = [Choice(rule) for rule in RULES]
        file = check_source(source, WORKFLOW, Texts({WORKFLOW: text}), choices, preferences=Preferences())
        assert sum(finding.fix is not None for finding in file.findings) >= 3
        return Report((file,))

    @pytest.mark.parametrize("line_break", BREAKS)
    def test_offsets_of_json_are_enough_to_apply_a_fix(self, line_break: str) -> None:
        text = FLAWED.replace("\n", line_break)
        report = self.offered(text)
        listed = parsed("json", report)["findings"]
        for finding, told in zip(report.findings(), listed, strict=True):
            for fix in told["fixes"]:
                new = text
                for edit in reversed(fix["edits"]):
                    span = edit["span"]
                    new = new[: span["start"]["offset"]] + edit["replacement"] + new[span["end"]["offset"] :]
                assert finding.fix
                assert new == apply_edits(finding.source, finding.fix.edits)[0].text != text

    @pytest.mark.parametrize("line_break", BREAKS)
    def test_lines_and_columns_of_sarif_are_enough_to_apply_a_fix(self, line_break: str) -> None:
        text = FLAWED.replace("\n", line_break)
        report = self.offered(text)
        results = parsed("sarif", report)["runs"][0]["results"]
        lines = [line.encode("utf-16-le") for line in text.splitlines(keepends=True)]

        def offset(line: int, column: int) -> int:
            return sum(map(len, lines[: line - 1])) + 2 * (column - 1)

        for finding, told in zip(report.findings(), results, strict=True):
            for change in (change for fix in told.get("fixes", ()) for change in fix["artifactChanges"]):
                new = b"".join(lines)
                for replacement in reversed(change["replacements"]):
                    region = replacement["deletedRegion"]
                    start = offset(region["startLine"], region["startColumn"])
                    end = offset(region["endLine"], region["endColumn"])
                    new = new[:start] + replacement["insertedContent"]["text"].encode("utf-16-le") + new[end:]
                assert finding.fix
                assert new.decode("utf-16-le") == apply_edits(finding.source, finding.fix.edits)[0].text

    def test_reports_of_runs_that_do_not_fix_say_nothing_of_repairs(self) -> None:
        assert not {"repairs", "new_files", "unwritten"} & set(parsed("json", offering()))
        assert "fixed" not in rendered("text", offering())

    def test_summary_names_unsafe_fixes_that_were_not_asked_for(self) -> None:
        last = rendered("text", repaired()).splitlines()[-1]
        assert last.startswith("2 fixed, 2 not fixed, 1 more with --unsafe-fixes; 4 warnings left in 2 files; ")
        assert last.partition(". ")[0].endswith("; 1 file not written")

    def test_only_short_fixes_are_told_in_annotations(self) -> None:
        source = Source(WORKFLOW, TEXT)
        flaws = [replace(finding(source, "test:"), fix=Fix(title, ())) for title in ("limit it", "x" * 90)]
        lines = rendered("github", report(*flaws)).splitlines()
        assert lines[0].endswith("::something is wrong (fix: limit it)")
        assert lines[1].endswith("::something is wrong")

    @pytest.mark.parametrize(
        ("lines", "words"),
        [
            ((4,), "line 4"),
            ((4, 7), "lines 4 and 7"),
            ((4, 7, 9), "lines 4, 7 and 9"),
            ((4, 7, 9, 10, 11), "lines 4, 7, 9 and 2 more"),
        ],
    )
    def test_lines_are_listed_as_people_do(self, lines: tuple[int, ...], words: str) -> None:
        assert Refused("x", "y", lines).where == words


class TestPatch:
    def report(self, old: str, new: str, path: str = "a b.yml", mark: bytes = b"") -> Report:
        before, after = (Source(path, text, byte_order_mark=mark) for text in (old, new))
        return Report((FileReport(after, (), original=before),))

    @pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
    @pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
    @pytest.mark.parametrize(("old", "new"), [("a: b\nc: d", "a: b\nx: y\nc: d"), ("a: b\rc: d", "a: e\rc: d")])
    def test_git_makes_of_the_old_file_the_new_one(
        self, tmp_path: Path, old: str, new: str, ending: str, mark: bytes
    ) -> None:
        if ending == "\r\n":
            old, new = old.replace("\n", "\r\n"), new.replace("\n", "\r\n")
        file = tmp_path / "a b.yml"
        file.write_bytes(mark + (old + ending).encode())
        diff = patch(self.report(old + ending, new + ending, mark=mark), tmp_path.as_posix())
        subprocess.run(["git", "apply", "-"], input=diff.encode(), cwd=tmp_path, check=True)
        assert file.read_bytes() == mark + (new + ending).encode()

    def test_new_file_is_made_from_nothing(self, tmp_path: Path) -> None:
        source = Source(".github/workflows/ci.yml", "a: b\n")
        new = NewFile("api/.dockerignore", ".git\n*.log")
        file = FileReport(source, (), original=source, new_files=(new,), root=tmp_path.as_posix())
        diff = patch(Report((file,)), tmp_path.as_posix())
        subprocess.run(["git", "apply", "-"], input=diff.encode(), cwd=tmp_path, check=True)
        assert (tmp_path / new.path).read_text(encoding="utf-8") == new.text

    def test_nothing_changed_is_no_diff(self) -> None:
        assert not patch(self.report("a\n", "a\n"), "/")

    @given(HOSTILE, HOSTILE)
    def test_diff_for_a_terminal_is_harmless(self, old: str, new: str) -> None:
        shown = readable(patch(self.report(old, new, "x\n+++ y"), "/"), color=True)
        bare = re.sub(r"\x1b\[3\dm(.*)\x1b\[0m", r"\1", shown)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", bare)

    def test_what_is_left_alone_is_told_beside_it(self) -> None:
        assert list(left_alone(repaired())) == [
            f"{WORKFLOW}: not fixed: docker-cache-mode-min in lines 8 and 9: an alias uses `this` part"
        ]
