"""What a build did, read from BuildKit's own progress."""

import pytest

from building.records import Progress, read_record

from .progress import SHA, line, unstarted, vertex


def test_steps_of_the_dockerfile_are_counted_and_nothing_else() -> None:
    record = read_record(
        [
            line(unstarted("[build 2/3] RUN make"), vertex("[internal] load build context")),
            line(vertex("[build 1/3] FROM docker.io/library/busybox@sha256:abc")),
            line(vertex("[build 2/3] RUN make", cached=True), vertex("[build 3/3] COPY a /a")),
            line(vertex("[2/2] RUN echo 1/2", cached=True), vertex("exporting to image")),
            line(vertex("[linux/arm64 build 2/3] RUN make", cached=True), unstarted("[never 2/2] RUN it")),
        ]
    )
    assert record
    assert len(record.steps) == 4
    assert record.hit_ratio == 0.75


def test_build_without_steps_has_no_ratio() -> None:
    record = read_record([line(vertex("[1/1] FROM scratch"))])
    assert record
    assert record.hit_ratio is None


@pytest.mark.parametrize("lines", [[], ["", "no progress", "{", "[]", "null", '{"vertexes": null}', "[" * 100_000]])
def test_nothing_recorded_is_no_record(lines: list[str]) -> None:
    assert read_record(lines) is None


def test_exports_of_every_service_are_known() -> None:
    names = [
        "exporting cache to registry",
        "exporting cache to client directory",
        "exporting to GitHub Actions Cache",
        "exporting cache to Amazon S3",
    ]
    record = read_record([line(*map(vertex, names), vertex("exporting to image"))])
    assert record
    assert [export.name for export in record.exports] == names


def test_pushed_references_come_with_their_digests() -> None:
    activities = ["pushing layers", f"pushing manifest for 127.0.0.1:5000/a/b:1@{SHA}", f"exporting manifest {SHA}"]
    record = read_record([line(vertex("exporting to image"), activities={"exporting to image": activities})])
    assert record
    assert record.pushed == {"127.0.0.1:5000/a/b:1": SHA}
    assert record.manifests == {SHA}


def test_push_that_has_not_ended_is_no_push() -> None:
    progress = Progress()
    progress.feed(line(vertex("exporting to image", running=True)))
    progress.feed(
        '{"statuses": [{"id": "pushing manifest for a/b:1@%s", "vertex": "sha256:exporting to image"}]}' % SHA  # noqa: UP031  braces
    )
    assert progress.record().pushed == {}


def test_later_lines_win() -> None:
    progress = Progress()
    progress.feed(line(vertex("[1/2] RUN a", running=True)))
    assert progress.record().vertices[0].running
    progress.feed(line(vertex("[1/2] RUN a", error="no")))
    assert not progress.record().vertices[0].running
    assert progress.record().vertices[0].error == "no"
