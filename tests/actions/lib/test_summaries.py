"""The page of a run stays within its bounds, and shows what others wrote as text."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit import summaries
from kit.summaries import LIMIT, LONGEST_CELL, Markup, append_summary, block, bounded, cell, code, escape, folded, table

HOSTILE = (
    "a | b",
    "a\nb",
    "<script>alert(1)</script>",
    "<img src=http://evil>",
    "</details>",
    "![x](http://evil)",
    "[x](javascript:x)",
    "http://evil",
    "@everyone",
    "`code`",
    "**bold**",
    "\\|",
    "&lt;",
    "\x1b[31mred",
    "\u202eevil",
    "# title",
    "- item",
    "$x^2$",
    "~~~",
    "a\rb",
)
texts = st.one_of(st.text(), st.sampled_from(HOSTILE), st.lists(st.sampled_from(HOSTILE)).map("".join))


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "summary"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    return path


@given(st.lists(st.tuples(texts, texts), max_size=5))
def test_table_has_the_shape_of_its_rows(rows: list[tuple[str, str]]) -> None:
    lines = table(["first", "second"], rows).splitlines()
    assert len(lines) == 2 + len(rows)
    for line in lines:
        assert line.count("|") == 3
        assert line == line.strip()


@given(texts)
def test_cell_holds_nothing_that_means_anything_in_markdown(value: str) -> None:
    shown = re.sub(r"&#[0-9]+;|<br>", "", cell(value))
    assert not set(shown) & set("&<>|`*_[]\\~#!$@:\n\r\x1b\u202e")
    assert not re.match(r"[-+=]", shown) or not re.match(r"[-+=]", cell(value))


def test_cell_can_still_be_read() -> None:
    assert cell("12.5 s, 3 of 4 (75 %)") == "12.5 s, 3 of 4 (75 %)"
    assert cell("tests/test_a.py") == "tests/test&#95;a.py"
    assert cell("a\r\nb") == "a<br>b"
    assert cell(7) == "7"


def test_cell_is_cut() -> None:
    assert len(cell("x" * 10**6)) == LONGEST_CELL


def test_markup_is_taken_as_it_is() -> None:
    assert cell(code("a|b\nc")) == "<code>a&#124;b<br>c</code>"
    assert cell(Markup("[docs](https://example.com)")) == "[docs](https://example.com)"


def test_a_row_of_another_length_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="not as many cells"):
        table(["a"], [["1", "2"]])


@given(texts)
def test_no_line_ends_a_block(text: str) -> None:
    first, *inside, last = block(f"{text}\n```\n````\n~~~").splitlines()
    assert first == f"{last}text"
    assert not any(line.strip().startswith(last) for line in inside)


@given(texts)
def test_folded_title_is_text(title: str) -> None:
    page = folded(title, "inside")
    assert page.count("<details>") == page.count("</details>") == page.count("</summary>") == 1


def test_page_grows_and_keeps_what_was_there(page: Path) -> None:
    append_summary("# One")
    append_summary("Two\n\n")
    assert page.read_text(encoding="utf-8") == "# One\n\nTwo\n\n"


def test_page_never_grows_over_what_github_takes(page: Path) -> None:
    page.write_bytes(b"x" * (LIMIT - 1000))
    append_summary("line\n" * 1000)
    content = page.read_text(encoding="utf-8")
    assert LIMIT - 100 < len(content.encode()) <= LIMIT
    assert content.endswith("the log has all of it._\n")
    append_summary("more\n" * 1000)
    append_summary("more\n" * 1000)
    assert page.stat().st_size <= LIMIT


@given(st.lists(texts).map("\n".join), st.integers(-10, 400))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_bounded_keeps_to_its_limit(markdown: str, limit: int) -> None:
    content = bounded(markdown, limit)
    assert len(content) <= max(0, limit)
    content.decode()
    whole = markdown.encode("utf-8", "replace")
    assert content == whole or len(whole) > limit


def test_what_is_cut_is_closed() -> None:
    page = "<details><summary>log</summary>\n\n" + block("line\n" * 100) + "\n</details>\n"
    cut = bounded(page, 300).decode()
    assert cut.count("```") == 2
    assert cut.count("<details>") == cut.count("</details>") == 1
    assert cut.index("</details>") > cut.rindex("```")


def test_characters_of_several_bytes_are_not_cut_apart() -> None:
    assert "\ufffd" not in bounded("日本語\n" * 100, 200).decode()


def test_escape_goes_for_the_start_of_a_line() -> None:
    assert escape("- a\n+ b\n= c") == "&#45; a\n&#43; b\n&#61; c"


def test_outside_of_a_workflow_the_page_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    summaries.append_summary("# Title")
    assert capsys.readouterr().out == "# Title\n"
