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
