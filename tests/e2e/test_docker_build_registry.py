"""A cache in a registry that refuses, breaks or never answers costs time, not the image, and the run says so."""

import subprocess
import time
from pathlib import Path

import pytest

from .docker_build_steps import Run, Runner
from .services.broken_registry import BrokenRegistry
from .services.buildkit import BuildKit
from .services.registry import Registry

TRUNK = {"repository": {"default_branch": "main", "full_name": "octo/app"}}


@pytest.fixture
def runner(buildkit: BuildKit, registry: Registry, tmp_path: Path) -> Runner:
    source = tmp_path / "source"
    source.mkdir()
    lines = [f"FROM {registry.base}", f"RUN echo ran-one-$((40+2)) && echo {tmp_path.name} > /one", ""]
    (source / "Dockerfile").write_text("\n".join(lines))
    (tmp_path / "jobs").mkdir()
    return Runner(buildkit, tmp_path / "jobs", source, payload=TRUNK)


def cached_elsewhere(image: str, broken: BrokenRegistry) -> dict[str, str]:
    """Inputs of a build whose image goes to the healthy registry and whose cache goes through the broken one."""
    name = image.split("/", 1)[1].replace(":", "-")
    return {
        "cache-backend": "registry",
        "cache-ref": f"{broken.address}/{name}-cache:buildcache",
        "tags": image,
        "push": "true",
    }


def test_first_run_finds_no_tag_and_says_nothing_alarming(
    runner: Runner, registry: Registry, broken_registry: BrokenRegistry
) -> None:
    run = runner.call(cached_elsewhere(f"{registry.address}/first:1", broken_registry))
    assert run.returncode == 0, run.log
    assert not run.warnings()
    assert "nothing is cached yet under this name" in run.log
    assert (run.report["cache-exported"], run.report["pushed"]) == ("true", "true")
    assert registry.manifest("first-1-cache", "buildcache")
    assert int(run.report["cache-size"]) > 100


@pytest.mark.parametrize("status", [403, 500])
def test_export_that_fails_leaves_the_build_green_and_is_seen(
    runner: Runner, registry: Registry, broken_registry: BrokenRegistry, status: int
) -> None:
    broken_registry.fail("upload", status)
    run = runner.call(cached_elsewhere(f"{registry.address}/export:{status}", broken_registry))
    assert run.returncode == 0, run.log
    assert len(run.builds) == 1
    assert registry.manifest("export", str(status))
    assert (run.report["cache-exported"], run.report["pushed"]) == ("false", "true")
    [warning] = run.warnings()
    assert warning.startswith("the cache was not written: ")
    assert ("refused it: is there a login" in warning) == (status == 403)


def test_export_that_stalls_is_ended_and_the_image_is_there(
    runner: Runner, registry: Registry, broken_registry: BrokenRegistry
) -> None:
    broken_registry.fail("upload", "stall")
    start = time.monotonic()
    run = runner.call({**cached_elsewhere(f"{registry.address}/stall:1", broken_registry), "cache-timeout": "3s"})
    assert time.monotonic() - start < 60
    assert run.returncode == 0, run.log + run.built
    assert len(run.builds) == 2
    assert registry.manifest("stall", "1")
    assert (run.report["cache-exported"], run.report["pushed"]) == ("false", "true")
    assert run.built.count("ran-one-42\n") == 1
    assert any("its export took longer than 3 s and was ended" in warning for warning in run.warnings())
    assert "the export of the cache made no progress" in run.report["reason"]


def test_red_build_says_that_its_image_was_pushed(
    runner: Runner, registry: Registry, broken_registry: BrokenRegistry
) -> None:
    broken_registry.fail("upload", "stall")
    run = runner.call({**cached_elsewhere(f"{registry.address}/red:1", broken_registry), "timeout": "8s"})
    assert run.returncode == 1
    assert len(run.builds) == 1
    assert registry.manifest("red", "1")
    assert run.report["pushed"] == "true"
    assert "the time for the build was over; pushed: true" in run.log
    assert "the registry has the image of this build, although the build is red" in run.log


def test_red_build_says_that_its_image_was_not_pushed(
    runner: Runner, registry: Registry, broken_registry: BrokenRegistry
) -> None:
    tag = f"{broken_registry.address}/refused:1"
    broken_registry.fail("upload", 403)
    run = runner.call({"cache-backend": "none", "tags": tag, "push": "true"})
    assert run.returncode == 1
    assert registry.manifest("refused", "1") is None
    assert run.report["pushed"] in ("false", "unknown")
    assert run.report["cache-exported"] == "false"


def test_older_image_under_the_same_tag_is_not_taken_for_this_one(
    runner: Runner, registry: Registry, broken_registry: BrokenRegistry
) -> None:
    tag = f"{broken_registry.address}/older:1"
    assert runner.call({"cache-backend": "none", "tags": tag, "push": "true"}).report["pushed"] == "true"
    (runner.source / "Dockerfile").write_text(f"FROM {registry.base}\nRUN echo {tag} > /newer\n")
    broken_registry.fail("upload", 403)
    run = runner.call({"cache-backend": "none", "tags": tag, "push": "true"})
    assert (run.returncode, run.report["pushed"]) == (1, "false")


def test_build_is_ended_when_its_time_is_over(runner: Runner, registry: Registry) -> None:
    (runner.source / "Dockerfile").write_text(f"FROM {registry.base}\nRUN echo asleep && sleep 90\n")
    begun: list[float] = []

    def note(_run: Run, process: subprocess.Popen[str]) -> None:
        begun.append(time.monotonic())
        process.wait(60)
        begun.append(time.monotonic())

    start = time.monotonic()
    run = runner.call({"cache-backend": "none", "timeout": "20s"}, building=note)
    assert run.returncode == 1
    assert 18 < begun[1] - start < 22  # a tenth, the start of the scripts included
    assert "the time for the build was over" in run.report["reason"]
