"""Every commit that we rely on stands in one table, with its version and how it is known."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from ci_lint.edits import Refusal
from ci_lint.pins import builtin_pin

USES = re.compile(r"^\s*(?:- +)?uses: *(?P<action>[^\s@]+)@(?P<commit>\S+)(?P<rest>.*)$", re.MULTILINE)
VERSION = re.compile(r" +# (v\d+\.\d+\.\d+)")
ROW = re.compile(
    r"^\| (?P<action>[\w-]+/[\w.-]+) \| (?P<version>v\d+\.\d+\.\d+) \| `(?P<commit>[0-9a-f]{40})` \| (?P<how>.*) \|$"
)
WAYS = re.compile(r"tag|(?:\d+ )?public workflows")


class Pin(NamedTuple):
    action: str
    version: str
    commit: str


def pins_of(text: str) -> Iterator[Pin]:
    """The pins in a workflow or an action; an action in a folder has the pin of its repository."""
    for match in USES.finditer(text):
        version = VERSION.fullmatch(match["rest"])
        yield Pin("/".join(match["action"].split("/")[:2]), version[1] if version else "", match["commit"])


def rows_of(page: str) -> list[tuple[Pin, str]]:
    lines = page.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("|---")) + 1
    rows = [ROW.fullmatch(line) for line in lines[start:]]
    assert all(rows), "each row: | owner/name | v1.2.3 | `commit` | how |"
    return [(Pin(row["action"], row["version"], row["commit"]), row["how"]) for row in rows if row]


def differences(used: set[Pin], listed: set[Pin]) -> list[str]:
    """What the table and the files do not agree about."""
    absent = (f"{pin.action}@{pin.commit} # {pin.version} is not in docs/pins.md" for pin in sorted(used - listed))
    idle = (f"{pin.action} {pin.version} in docs/pins.md is used nowhere" for pin in sorted(listed - used))
    return [*absent, *idle]


@pytest.fixture(scope="module")
def used(root: Path) -> set[Pin]:
    files = [*(root / "actions").rglob("*.y*ml"), *(root / ".github" / "workflows").glob("*.y*ml")]
    return {pin for path in files for pin in pins_of(path.read_text(encoding="utf-8"))}


@pytest.fixture(scope="module")
def listed(root: Path) -> list[tuple[Pin, str]]:
    return rows_of((root / "docs" / "pins.md").read_text(encoding="utf-8"))


def test_table_and_files_agree(used: set[Pin], listed: list[tuple[Pin, str]]) -> None:
    assert used
    assert not differences(used, {pin for pin, _ in listed})


def test_every_action_has_one_row_in_order_that_says_how_it_is_known(listed: list[tuple[Pin, str]]) -> None:
    actions = [pin.action for pin, _ in listed]
    assert actions == sorted(set(actions))
    assert all(WAYS.fullmatch(way) for _, how in listed for way in how.split(", "))


def test_fixes_write_the_same_commits(listed: list[tuple[Pin, str]]) -> None:
    compared = 0
    for pin, _ in listed:
        try:
            known = builtin_pin(pin.action)
        except Refusal:
            continue
        compared += 1
        assert (known.version, known.commit) == (pin.version, pin.commit), pin.action
    assert compared


COMMIT = "0123456789" * 4
KNOWN = Pin("owner/name", "v1.2.3", COMMIT)


@pytest.mark.parametrize(
    ("line", "pin"),
    [
        (f"      - uses: owner/name@{COMMIT} # v1.2.3", KNOWN),
        (f"  uses: owner/name/folder/deep@{COMMIT}  # v1.2.3", KNOWN),
        (f"- uses: owner/name@{COMMIT}", KNOWN._replace(version="")),
        (f"- uses: owner/name@{COMMIT} # v1", KNOWN._replace(version="")),
        (f"- uses: owner/name@{COMMIT} # v1.2.3 or so", KNOWN._replace(version="")),
        ("- uses: owner/name@v1.2.3 # v1.2.3", KNOWN._replace(commit="v1.2.3")),
    ],
)
def test_pins_are_read_as_they_stand(line: str, pin: Pin) -> None:
    assert list(pins_of(f"steps:\n{line}\n")) == [pin]


def test_every_difference_is_seen() -> None:
    other = KNOWN._replace(commit="f" * 40)
    assert not differences({KNOWN}, {KNOWN})
    assert len(differences({KNOWN}, set())) == 1
    assert len(differences(set(), {KNOWN})) == 1
    assert len(differences({other}, {KNOWN})) == 2
    assert len(differences({KNOWN._replace(version="")}, {KNOWN})) == 2


def test_a_row_that_cannot_be_read_is_no_row() -> None:
    head = "| Action | Version | Commit | Attested by |\n|---|---|---|---|\n"
    assert rows_of(f"{head}| owner/name | v1.2.3 | `{COMMIT}` | tag |\n") == [(KNOWN, "tag")]
    with pytest.raises(AssertionError):
        rows_of(f"{head}| owner/name | v1 | `{COMMIT}` | tag |\n")
