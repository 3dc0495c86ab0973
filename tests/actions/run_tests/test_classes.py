"""The kind of a failure, from how its test went in each run."""

import pytest

from testrun.classes import Attempt, FailureClass, Kind, classify
from testrun.results import Outcome


def attempts(words: str) -> list[Attempt]:
    """`+failed passed`: with a plus in company, else alone."""
    return [Attempt(word.startswith("+"), Outcome(word.lstrip("+").replace("_", " "))) for word in words.split()]


@pytest.mark.parametrize(
    ("runs", "kind"),
    [
        ("passed", "none, passes alone"),
        ("+passed", "none"),
        ("failed", "real"),
        ("+failed", "real"),
        ("+failed failed", "real"),
        ("+failed skipped", "real"),
        ("+failed passed", "isolation, passes alone"),
        ("+hung passed", "isolation, passes alone"),
        ("hung", "timeout"),
        ("+hung hung", "timeout"),
        ("+failed hung", "timeout"),
        ("crashed", "worker-crash"),
        ("+crashed crashed", "worker-crash"),
        ("+crashed passed", "worker-crash, passes alone"),
        ("+crashed failed", "real"),
        ("+not_importable passed", "collection-mismatch, passes alone"),
        ("+not_importable not_importable", "real"),
        ("not_importable", "real"),
        ("failed passed", "real"),
    ],
)
def test_kind_follows_from_the_runs(runs: str, kind: str) -> None:
    name, _comma, alone = kind.partition(", ")
    assert classify(attempts(runs)) == Kind(FailureClass(name), passes_alone=alone == "passes alone")


def test_infrastructure_is_gravest_and_isolation_lightest() -> None:
    by_gravity = sorted(FailureClass, key=lambda failure: failure.gravity)
    assert [failure.value for failure in by_gravity[:2]] == ["none", "isolation"]
    assert by_gravity[-1] is FailureClass.INFRASTRUCTURE
