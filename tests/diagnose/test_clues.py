"""Clues that refer to what they found themselves, and the order of what they prove."""

from pathlib import Path

import pytest

from ci_lint.diagnose import Signature, diagnose
from ci_lint.diagnose.signature import Clue

OWN = Clue("No module named", r"No module named '(?P<module>\w+)'", beside=r"^(?P=module)/\w+\.py:")
FOREIGN = Clue("No module named", r"No module named '(?P<module>\w+)'", unless=r"^(?P=module)/\w+\.py:")


def speaks(clue: Clue, log: str, folder: Path) -> bool:
    signature = Signature(id="it", summary="", why="", decisive=(clue,), cure=(), examples=())
    file = folder / "step.log"
    file.write_text(log, encoding="utf-8")
    return bool(diagnose(str(file), (signature,)).causes)


@pytest.mark.parametrize(("folder", "clue"), [("shop", OWN), ("till", FOREIGN), ("my_shop", FOREIGN)])
def test_lines_nearby_are_held_to_what_the_line_itself_names(folder: str, clue: Clue, tmp_path: Path) -> None:
    log = f"{folder}/app.py:3: in <module>\nE   ModuleNotFoundError: No module named 'shop'\n"
    assert [each for each in (OWN, FOREIGN) if speaks(each, log, tmp_path)] == [clue]


def test_hyphen_and_underscore_name_the_same(tmp_path: Path) -> None:
    log = "my-shop/app.py:3: in <module>\nE   ModuleNotFoundError: No module named 'my_shop'\n"
    assert speaks(OWN, log, tmp_path)


def test_what_a_line_names_is_no_pattern(tmp_path: Path) -> None:
    clue = Clue("No module named", r"No module named '(?P<module>[^']+)'", beside=r"^(?P=module)$")
    assert not speaks(clue, "shop\nNo module named '.*'\n", tmp_path)
    assert speaks(clue, "(\nNo module named '('\n", tmp_path)


def test_causes_stand_in_the_order_of_the_lines_that_decide(tmp_path: Path) -> None:
    early = Signature("early", "", "", (Clue("second"),), (), (), supporting=(Clue("first"),))
    late = Signature("late", "", "", (Clue("third"),), (), (), supporting=(Clue("zeroth"),))
    file = tmp_path / "step.log"
    file.write_text("zeroth\nfirst\nsecond\nthird\n", encoding="utf-8")
    assert [cause.signature.id for cause in diagnose(str(file), (late, early)).causes] == ["early", "late"]


WARNED = Clue("service is down", harmless=True)
GAVE_UP = Clue("gave up", r"^gave up")
SERVICE = Signature("it", "", "", (WARNED, GAVE_UP), (), ())
FAILED = "##[error]Process completed with exit code 1.\n"


@pytest.mark.parametrize(
    ("log", "lines"),
    [
        ("service is down\n", [1]),
        (f"service is down\n{FAILED}", []),
        (f"service is down\ngave up\n{FAILED}", [2, 1]),
    ],
)
def test_harmless_line_names_its_cause_only_where_nothing_failed(log: str, lines: list[int], tmp_path: Path) -> None:
    file = tmp_path / "step.log"
    file.write_text(log, encoding="utf-8")
    causes = diagnose(str(file), (SERVICE,)).causes
    assert [each.line.number for cause in causes for each in cause.evidence] == lines


HUNG = (
    "waiting\nstopped\n",
    "2026-03-02T10:00:00.1Z waiting\n2026-03-02T10:05:00.1Z stopped\n",
    "2026-03-02T10:00:00.1Z waiting\n2026-03-02T10:04:55.1Z ^C\n2026-03-02T10:05:00.1Z stopped\n",
    "9999-99-99T99:99:99Z waiting\n9999-99-99T99:99:99Z stopped\n",
)
BUSY = (
    "2026-03-02T10:04:20.1Z working\n2026-03-02T10:05:00.1Z stopped\n",
    "2026-03-02T10:05:00.1Z stopped\n",
)


@pytest.mark.parametrize("log", [*HUNG, *BUSY])
def test_silence_before_a_line_is_measured_where_lines_say_when(log: str, tmp_path: Path) -> None:
    assert speaks(Clue("stopped", silence=120), log, tmp_path) is (log in HUNG)
