"""Whether the cache is what failed; the errors are BuildKit 0.32's own words."""

import pytest

from building.causes import Attempt, Cause, find_cause
from building.records import read_record

from .progress import line, vertex

SHORT = "short read: expected 3001119 bytes but got 1000: unexpected EOF"
CHANGED = (
    'failed commit on ref "layer-sha256:6a2b": unexpected commit digest sha256:30a1, expected sha256:6a2b: '
    "failed precondition"
)
GONE = "failed to push r/app:1: NotFound: rpc error: code = NotFound desc = content sha256:6a2ba595: not found"
DENIED = "error writing layer blob: denied: installation not allowed to Write organization package"
STEP = 'process "/bin/sh -c exit 3" did not complete successfully: exit code: 3'


def attempt(
    *vertices: dict[str, object], imports: bool = True, exports: bool = True, stopped: str = "", time_left: bool = True
) -> Attempt:
    record = read_record([line(*vertices)]) if vertices else None
    return Attempt(
        succeeded=False, imports=imports, exports=exports, record=record, stopped=stopped, time_left=time_left
    )


def again(cause: Cause) -> tuple[bool, bool, bool]:
    return cause.again, cause.imports, cause.exports


@pytest.mark.parametrize("error", [SHORT, CHANGED, GONE])
def test_broken_blob_means_again_without_reading(error: str) -> None:
    steps = (
        vertex("[2/2] RUN a", cached=True, error=error),
        vertex("exporting cache to registry", error="context canceled"),
    )
    assert again(find_cause(attempt(*steps))) == (True, False, True)


def test_broken_blob_is_not_blamed_on_a_cache_that_was_not_read() -> None:
    assert not find_cause(attempt(vertex("[2/2] RUN a", error=GONE), imports=False)).again


def test_failed_export_means_again_without_writing() -> None:
    cause = find_cause(attempt(vertex("exporting cache to registry", error=DENIED)))
    assert again(cause) == (True, True, False)
    assert DENIED in cause.reason


def test_failed_step_is_not_tried_again() -> None:
    assert not find_cause(attempt(vertex("[2/2] RUN exit 3", error=STEP))).again
    noisy = STEP.replace("exit 3", f"echo {SHORT}")
    assert not find_cause(attempt(vertex("[2/2] RUN x", error=noisy))).again


def test_build_without_a_record_never_began_so_the_cache_may_be_why() -> None:
    assert again(find_cause(attempt())) == (True, False, False)
    assert not find_cause(attempt(imports=False, exports=False)).again


def test_stalled_export_means_again_without_writing() -> None:
    assert again(find_cause(attempt(vertex("exporting cache to registry", running=True), stopped="export"))) == (
        True,
        True,
        False,
    )


@pytest.mark.parametrize("stopped", ["time", "export"])
def test_nothing_begins_when_the_time_is_over(stopped: str) -> None:
    assert not find_cause(attempt(stopped=stopped, time_left=False)).again


def test_time_that_is_over_is_the_cause_whatever_else_failed() -> None:
    assert find_cause(attempt(vertex("[2/2] RUN a", error=SHORT), stopped="time")).reason == (
        "the time for the build was over"
    )
