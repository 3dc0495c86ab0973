"""Every example of every signature, and what holds for all of them."""

from pathlib import Path

import pytest

from ci_lint.diagnose import SIGNATURES, Diagnosis, Signature, diagnose
from ci_lint.rules import RULES

SHOWN = [(signature, example.text, example.marked_lines) for signature in SIGNATURES for example in signature.examples]
NEAR = [(signature, near) for signature in SIGNATURES for example in signature.examples for near in example.near]


def diagnosis(text: str, folder: Path) -> Diagnosis:
    log = folder / "step.log"
    log.write_text(text, encoding="utf-8")
    return diagnose(str(log), SIGNATURES)


@pytest.mark.parametrize(
    ("signature", "text", "lines"), SHOWN, ids=[f"{s.id}-{n}" for n, (s, _, _) in enumerate(SHOWN)]
)
def test_log_shows_the_cause_in_the_marked_lines(
    signature: Signature, text: str, lines: tuple[int, ...], tmp_path: Path
) -> None:
    causes = {cause.signature.id: cause for cause in diagnosis(text, tmp_path).causes}
    assert list(causes) == [signature.id]
    evidence = [each.line.number for each in causes[signature.id].evidence]
    assert set(lines) <= set(evidence)
    assert evidence[0] == lines[0]


@pytest.mark.parametrize(("signature", "text"), NEAR, ids=[f"{s.id}-{n}" for n, (s, _) in enumerate(NEAR)])
def test_look_alike_does_not_show_the_cause(signature: Signature, text: str, tmp_path: Path) -> None:
    assert signature.id not in [cause.signature.id for cause in diagnosis(text, tmp_path).causes]


def test_ids_are_unique_and_named_things_exist() -> None:
    ids = [signature.id for signature in SIGNATURES]
    assert len(ids) == len(set(ids))
    assert not {other for signature in SIGNATURES for other in signature.brings} - set(ids)
    assert not {rule for signature in SIGNATURES for rule in signature.rules} - {rule.id for rule in RULES}


@pytest.mark.parametrize("signature", SIGNATURES, ids=lambda signature: signature.id)
def test_card_is_complete(signature: Signature) -> None:
    assert signature.decisive
    assert signature.cure
    assert signature.examples
    assert any(example.near for example in signature.examples)
    assert all(example.marked_lines for example in signature.examples)
    assert "What it is not:" in signature.why
