"""A file that cannot be read is reported once, on the line that a person would mend."""

import pytest

from ci_lint.engine import check_source
from ci_lint.report import Finding
from ci_lint.repository import Texts
from ci_lint.rules.syntax.yaml_parse_error import RULE
from ci_lint.selection import Choice
from ci_lint.source import Source, decode

PATH = ".github/workflows/ci.yml"


def only_finding(source: Source) -> Finding:
    report = check_source(source, PATH, Texts({PATH: source.text}), [Choice(RULE)])
    assert not report.errors, report.errors[0].details
    (finding,) = report.findings
    return finding


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "~\n"])
def test_file_without_a_document(text: str) -> None:
    assert only_finding(Source(PATH, text)).message == "the file holds no YAML document"


def test_root_that_is_no_mapping() -> None:
    assert only_finding(Source(PATH, "# list\n- a\n")).message == "the file holds a list, not a mapping"
    assert only_finding(Source(PATH, "hello\n")).message == "the file holds a single value, not a mapping"


def test_bytes_that_are_no_text() -> None:
    finding = only_finding(decode(PATH, b"on: push\nname: a\x97b\n"))
    assert finding.source.position(finding.span.start).line == 2
    assert "0x97" in finding.message


CASES = {
    "tab": ("on: push\njobs:\n\tbuild:\n", 3, "tab"),
    "colon in a value": ("on: push\nname: build: all\n", 2, "quote the value"),
    "colon at the end of a value": ("on: push\nenv:\n  URL: sqlite:///:memory:\n", 3, "quote the value"),
    "key below a value": ("on: push\n  push:\n    branches: [main]\n", 2, "no keys"),
    "word without a colon": ("on:\n  pull_request\n  push:\n", 2, "neither a key"),
    "star": ("on:\n  push:\n    branches: [ * ]\n", 3, "begins with *"),
    "backtick": ("on: push\nname: `x`\n", 2, "begins with `"),
    "expression in braces": ("on: push\nenv: { A: ${{ vars.A }} }\n", 2, "has to be quoted"),
    "open bracket": ("on: [push\n", 1, "never closed"),
    "open quote": ('on: push\nname: "build\njobs: {}\n', 2, "never closed"),
    "quote inside quotes": ("on: push\nname: 'it won't run'\n", 2, "closing quote"),
    "item beside a key": ("on: push\njobs:\n    a:\n      steps:\n        - run: x\n      - run: y\n", 6, "list item"),
    "key in a list": ("on:\n  push:\n    branches:\n    - main\n    tags: [a]\n    - b\n", 6, "list item"),
    "merge conflict": ("on: push\n<<<<<<< HEAD\nname: a\n=======\nname: b\n>>>>>>> b\n", 2, "merge conflict"),
    "indented too far": ("on: push\npermissions: {}\n   contents: read\n", 3, "indentation"),
}


@pytest.mark.parametrize(("text", "line", "words"), CASES.values(), ids=CASES)
def test_line_and_reason(text: str, line: int, words: str) -> None:
    finding = only_finding(Source(PATH, text))
    assert finding.source.position(finding.span.start).line == line
    assert words in finding.message


SCRIPT = "on: push\njobs:\n  a:\n    steps:\n      - run: |\n          cat > f << EOF\n"


@pytest.mark.parametrize(
    "rest",
    [
        "# Heading\n\n**bold:** x\nEOF\n",
        "import json\n\ndef f(x):\n    return x\n",
        "images:\n  - name: x\nEOF\n          echo done\n\n      - run: |\n          true\n",
        '    metric{a=\\"b\\"} 1\n    # more\n          fi\n',
    ],
)
def test_script_that_is_indented_too_little_is_blamed_where_it_leaves_the_block(rest: str) -> None:
    finding = only_finding(Source(PATH, SCRIPT + rest))
    assert finding.source.position(finding.span.start).line == SCRIPT.count("\n") + 1
    assert "line 5" in finding.message


def test_mistake_behind_a_finished_script_is_not_blamed_on_the_script() -> None:
    text = SCRIPT + "      - name: x\n         if: y\n"
    finding = only_finding(Source(PATH, text))
    assert finding.source.position(finding.span.start).line == 8
    assert "line 5" not in finding.message
