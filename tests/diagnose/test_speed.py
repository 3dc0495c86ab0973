"""Speed and memory, on logs a tenth as long as what must be bearable, with a bound that a busy machine keeps."""

import os
from pathlib import Path

import pytest

import diagnose

MEBIBYTES = 16

pytestmark = pytest.mark.skipif(not hasattr(os, "wait4"), reason="memory is measured with wait4, which is Unix")


@pytest.mark.parametrize("kind", diagnose.KINDS)
def test_log_takes_bounded_time_and_memory(kind: str, tmp_path: Path) -> None:
    log = tmp_path / "run.log"
    diagnose.write_log(kind, MEBIBYTES * 1024**2, log)
    _, cpu, mebibytes = diagnose.measured(log)
    assert cpu < 8, (
        "300 MB in 10 seconds on two cores are 1 second of CPU time; start-up and busy neighbours come on top"
    )
    assert mebibytes < diagnose.BOUND_MEBIBYTES
