"""Figures as text, JSON, Markdown and a page; names in them mean nothing to terminal, summary or browser."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ci_lint.history import History, history, read_runs
from ci_lint.reports import history_html, history_json, history_markdown, history_text
from ci_lint.reports.columns import cells, columns, cut
from ci_lint.reports.history_series import POINTS_SHOWN, bars, points, stacks
from ci_lint.reports.history_wording import duration, percent
from tests.history.company import MENDED, Company
from tests.history.recording import at, job, listed, told

HOSTILE = "\x1b[2J<script>alert(1)</script>'\"&|`\n::error::x ##[error] @everyone\u202e" + "long " * 60
EXAMPLE = re.compile(
    r"<!-- example:begin -->\n```console\n\$ ci-lint history ([^\n]*)\n(.*?)```\n<!-- example:end -->", re.DOTALL
)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> History:
    return history(read_runs(Company().write(tmp_path_factory.mktemp("company"))), "2026-09-28")


@pytest.fixture(scope="module")
def page(company: History) -> str:
    return history_html.render(company)


@pytest.fixture
def hostile(tmp_path: Path) -> History:
    """Names of all kinds that a stranger chose."""
    steps = [
        {"name": HOSTILE, "conclusion": "success", "started_at": at(n), "completed_at": at(n + 50)} for n in (0, 60)
    ]
    jobs = [
        job(n, HOSTILE, "success" if n % 2 else "failure", workflow_name=HOSTILE, head_sha="c" * 40, steps=steps)
        | {"created_at": at(n * 86400), "started_at": at(n * 86400), "completed_at": at(n * 86400 + 300)}
        for n in range(1, 30)
    ]
    runs = [
        listed(n, "success" if n % 3 else "failure", n * 86400, workflowName=HOSTILE, headSha=HOSTILE)
        for n in range(1, 30)
    ]
    return told(tmp_path, runs, {"jobs": jobs}, since="2026-10-20")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, "-"), (0, "0s"), (59.4, "59s"), (59.6, "1m00s"), (3599, "59m59s"), (3600, "1h00m"), (360_000, "100h00m")],
)
def test_durations_read_like_a_clock(seconds: float | None, words: str) -> None:
    assert duration(seconds) == words


def test_rate_is_whole_only_if_it_is(tmp_path: Path) -> None:
    def rate(good: int, bad: int) -> str:
        runs = [listed(n, "success" if n <= good else "failure") for n in range(1, good + bad + 1)]
        return percent(told(tmp_path, runs).workflows[0].outcomes)

    assert [rate(3, 0), rate(999, 1), rate(1, 999), rate(0, 3), rate(2, 1)] == ["100%", ">99%", "<1%", "0%", "67%"]


def test_text_fits_into_eighty_columns_and_escapes_names(company: History, hostile: History) -> None:
    for found in (company, hostile):
        text = history_text.render(found)
        assert max(map(cells, text.splitlines())) <= 80
        assert text.isprintable() or set(re.findall(r"[^\x20-\x7e]", text)) <= set("\n…")
        assert text.endswith("\n")
    assert "\x1b" not in history_text.render(hostile)


def test_first_column_gives_way() -> None:
    rows = [("a" * 50 + "end", "1", "2"), ("日本語" * 20, "10", "20")]
    lines = list(columns(("name", "one", "two"), rows, 40))
    assert {cells(line) for line in lines} == {40, cells("name") + 36}
    assert lines[1].endswith("  1    2")
    assert "…" in lines[1]
    assert "end" in lines[1]
    assert cut("abcdef", 6) == "abcdef"
    assert cut("abcdef", 5) == "ab…ef"


def test_docs_show_what_the_company_gets(company: History, root: Path) -> None:
    shown = EXAMPLE.search((root / "docs" / "history.md").read_text(encoding="utf-8"))
    assert shown
    assert shown[1] == "runs.json jobs.json --since 2026-09-28"
    assert shown[2] == history_text.render(company)


def test_json_is_as_described(company: History, hostile: History, tmp_path: Path, root: Path) -> None:
    schema: Any = json.loads((root / "docs" / "history-output.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for found in (company, hostile, told(tmp_path, [listed(1)])):
        text = history_json.render(found)
        assert text.isascii()
        jsonschema.Draft202012Validator(schema).validate(json.loads(text))


def test_json_tells_what_text_tells(company: History) -> None:
    value = json.loads(history_json.render(company))
    assert (value["runs"], value["job_runs"]) == (len(company.runs), len(company.job_runs))
    image = next(each for each in value["jobs"] if each["job"] == "image")
    assert image["limit_minutes"] == 15
    assert image["queued"]["count"] == image["succeeded"] + image["failed"]
    change = next(each for each in value["trends"] if each["job"] == "image")
    assert (change["success"], change["duration"]) == ("better", "better")
    assert value["moment"] == "2026-09-28T00:00:00Z"


def test_markdown_has_whole_tables_and_no_markup_of_names(company: History, hostile: History) -> None:
    for found in (company, hostile):
        text = history_markdown.render(found)
        rows = [line for line in text.splitlines() if line.startswith("|")]
        assert len(rows) > 10
        for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
            assert len({line.count("|") for line in table.splitlines()}) == 1
    assert "<script" not in history_markdown.render(hostile)
    assert "@everyone" not in history_markdown.render(hostile)


def test_page_holds_no_script_and_loads_nothing(page: str, hostile: History) -> None:
    for text in (page, history_html.render(hostile)):
        assert "<script" not in text
        loaded = re.findall(r"""(?:\bsrc|\bhref|url)\s*[=(]\s*["']?([^"')\s]+)""", text)
        assert all(place.startswith(("#", "data:")) for place in loaded), loaded
        assert "@import" not in text
        assert "default-src 'none'" in text


def test_plots_have_only_colours_of_the_style_sheet(page: str) -> None:
    body = page.partition("</style>\n</head>")[2]
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;\"])", body)
    assert len(re.findall(r"<svg ", body)) == 2 * 7
    used = set(re.findall(r"var\(--([\w-]+)\)", body))
    style = (Path(history_html.__file__).with_name("history_page.css")).read_text(encoding="utf-8")
    assert used <= set(re.findall(r"--([\w-]+):", style))


def test_page_is_the_same_each_time(company: History, page: str) -> None:
    assert history_html.render(company) == page


def test_ids_in_the_page_are_unique_and_what_is_referred_to_is_there(page: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:href="|url\()#([^")]+)', page)) <= set(ids)


def test_page_of_little_has_no_plots(tmp_path: Path) -> None:
    page = history_html.render(told(tmp_path, [listed(1)], since="2026-11-01"))
    assert "<svg" not in page
    assert "Nothing ran both before and after it." in page


def test_far_outlier_stands_at_the_edge(tmp_path: Path) -> None:
    runs = [listed(n, begun=n * 3600) for n in range(1, 40)] + [listed(99, begun=0, seconds=20_000)]
    found = points(told(tmp_path, runs).runs, None)
    assert found is not None
    assert (found.top, found.above) == (2, 1)


def test_median_is_drawn_on_both_sides_of_the_moment(company: History) -> None:
    runs = [run for run in company.runs if run.workflow == "CI"]
    found = points(runs, company.moment)
    assert found is not None
    assert found.moment == MENDED
    assert [begin < MENDED for begin, _, _ in found.medians] == [True, False]
    assert found.medians[0][2] > found.medians[1][2]
    assert len(found.succeeded) + len(found.failed) == sum(run.conclusion in ("success", "failure") for run in runs)


def test_oldest_runs_are_left_out_where_there_are_too_many(tmp_path: Path) -> None:
    found = points(told(tmp_path, [listed(n, begun=n) for n in range(1, POINTS_SHOWN + 4)]).runs, None)
    assert found is not None
    assert (len(found.succeeded), found.left_out) == (POINTS_SHOWN, 3)


@pytest.mark.parametrize(("days", "unit"), [(10, "day"), (100, "week"), (600, "month")])
def test_bars_are_as_wide_as_the_time_asks_for(tmp_path: Path, days: int, unit: str) -> None:
    runs = [listed(n, begun=n * days * 86400 / 200) for n in range(1, 200)]
    found = bars(told(tmp_path, runs).runs)
    assert found is not None
    assert found.unit == unit
    assert sum(rate.ended for rate in found.rates) == 199


def test_bars_of_few_runs_are_wider_or_not_there(tmp_path: Path) -> None:
    found = bars(told(tmp_path, [listed(n, begun=n * 2 * 86400) for n in range(30)]).runs)
    assert found is not None
    assert found.unit == "month"
    assert bars(told(tmp_path, [listed(n, begun=n * 30 * 86400) for n in range(6)]).runs) is None


def test_steps_are_stacked_in_their_order_and_small_ones_together(company: History) -> None:
    found = stacks(run for run in company.job_runs if run.name == "image")
    assert found is not None
    assert found.names == ["Build and push", "Smoke test", ""]
    assert found.roles == ["step-1", "step-2", "step-6"]
    assert found.unit == "week"
    first, last = ([minutes[at] for minutes in found.minutes] for at in (0, -1))
    assert first[0] > 2 * last[0]
    assert first[1] == pytest.approx(last[1], rel=0.3)
