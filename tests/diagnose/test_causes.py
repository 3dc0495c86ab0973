"""Which causes are named, and in which order."""

from pathlib import Path

from ci_lint.diagnose import Signature, diagnose
from ci_lint.diagnose.causes import EVIDENCE_SHOWN
from ci_lint.diagnose.signature import Clue

END = "##[error]Process completed with exit code 1."


def signature(name: str, *, brings: tuple[str, ...] = (), harmless: bool = False) -> Signature:
    clue = Clue(f"cause {name} was seen")
    return Signature(
        id=name, summary=name, why="", decisive=(clue,), cure=(), examples=(), brings=brings, harmless=harmless
    )


KNOWN = (
    signature("alpha", brings=("beta",)),
    signature("beta", brings=("gamma",)),
    signature("gamma", brings=("beta",)),
    signature("delta"),
    signature("omega", harmless=True),
)


def step(name: str, *lines: str) -> str:
    return "".join(f"{line}\n" for line in (f"##[group]Run {name}", "##[endgroup]", *lines))


def saw(name: str) -> str:
    return f"cause {name} was seen"


def named(log: str, folder: Path) -> list[tuple[str, list[str]]]:
    (folder / "run.log").write_text(log, encoding="utf-8")
    found = diagnose(str(folder / "run.log"), KNOWN).causes
    return [(cause.signature.id, [other.id for other in cause.consequences]) for cause in found]


def test_causes_come_in_the_order_of_the_log(tmp_path: Path) -> None:
    assert named(f"{saw('delta')}\n{saw('alpha')}\n", tmp_path) == [("delta", []), ("alpha", [])]


def test_cause_in_the_step_that_failed_comes_first(tmp_path: Path) -> None:
    log = step("make", saw("delta"), END) + step("show pods", saw("alpha"))
    assert named(log, tmp_path) == [("delta", []), ("alpha", [])]
    log = step("make", END, saw("alpha")) + step("test", saw("delta"), END)
    assert named(log, tmp_path) == [("alpha", []), ("delta", [])]


def test_step_that_went_well_before_names_nothing(tmp_path: Path) -> None:
    assert named(step("lint", saw("alpha")) + step("make", saw("delta"), END), tmp_path) == [("delta", [])]


def test_step_that_went_well_is_asked_where_the_failed_one_tells_nothing(tmp_path: Path) -> None:
    assert named(step("lint", saw("alpha")) + step("make", END), tmp_path) == [("alpha", [])]


def test_several_jobs_have_causes_of_their_own(tmp_path: Path) -> None:
    stamp = "2026-11-21T10:00:0{}.0Z "
    log = "".join(
        f"{job}\tRun make\t{stamp.format(second)}{line}\n"
        for job, second, line in (("a", 5, saw("delta")), ("a", 6, END), ("b", 1, saw("alpha")), ("b", 2, END))
    )
    assert named(log, tmp_path) == [("alpha", []), ("delta", [])]


def test_consequence_stands_under_its_cause(tmp_path: Path) -> None:
    assert named(step("make", saw("beta"), saw("alpha"), END), tmp_path) == [("alpha", ["beta"])]


def test_consequence_in_another_step_is_a_cause_of_its_own(tmp_path: Path) -> None:
    log = step("make", saw("alpha"), END) + step("test", saw("beta"), END)
    assert named(log, tmp_path) == [("alpha", []), ("beta", [])]


def test_of_two_that_bring_each_other_the_first_stays(tmp_path: Path) -> None:
    assert named(step("make", saw("gamma"), saw("beta"), END), tmp_path) == [("gamma", ["beta"])]


def test_harmless_is_named_only_where_nothing_failed(tmp_path: Path) -> None:
    assert named(step("make", saw("omega")), tmp_path) == [("omega", [])]
    assert named(step("make", saw("omega"), END), tmp_path) == []
    assert named(step("make", saw("omega"), saw("delta")), tmp_path) == [("delta", [])]


def test_evidence_is_the_first_lines_and_few(tmp_path: Path) -> None:
    (tmp_path / "run.log").write_text(f"{saw('delta')}\n" * 100_000, encoding="utf-8")
    (cause,) = diagnose(str(tmp_path / "run.log"), KNOWN).causes
    assert [each.line.number for each in cause.evidence] == list(range(1, EVIDENCE_SHOWN + 1))
