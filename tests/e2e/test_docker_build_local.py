"""The local cache of docker-build survives whatever happens to a build, and the run says so."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from .docker_build_sources import TRUNK, steps_run, write_source
from .docker_build_steps import Run, Runner
from .services.buildkit import BuildKit
from .services.registry import Registry


@pytest.fixture
def runner(buildkit: BuildKit, registry: Registry, tmp_path: Path) -> Runner:
    write_source(tmp_path / "source", registry)
    (tmp_path / "jobs").mkdir()
    return Runner(buildkit, tmp_path / "jobs", tmp_path / "source", payload=TRUNK)


@pytest.fixture
def warm(runner: Runner) -> Runner:
    """A runner whose cache was written by a good build."""
    runner.buildkit.prune()
    assert runner.call({}).returncode == 0
    runner.buildkit.prune()
    return runner


def still_warm(runner: Runner) -> bool:
    """Whether the next run finds every layer."""
    runner.buildkit.prune()
    run = runner.call({})
    return run.returncode == 0 and steps_run(run) == 0 and "restored a cache of" in run.log


def test_warm_build_saves_nothing_new(warm: Runner) -> None:
    run = warm.call({})
    assert (run.returncode, steps_run(run), len(warm.saved)) == (0, 0, 1)
    assert run.report["cache-hit-ratio"] == "1.00"
    assert run.report["cache-exported"] == "true"
    assert not run.warnings()
    assert not list(run.workspace.glob(".ci-kit*"))


def test_six_changed_builds_keep_the_cache_flat(runner: Runner, registry: Registry) -> None:
    sizes = []
    for number in range(6):
        write_source(runner.source, registry, text="x" * 200_000 + str(number))
        runner.buildkit.prune()
        run = runner.call({})
        assert steps_run(run) == (3 if number == 0 else 1)
        sizes.append(sum(path.stat().st_size for path in run.home.rglob("*") if path.is_file()))
    assert max(sizes) - min(sizes) < 5000
    assert len(runner.saved) == 6


def test_failed_build_keeps_the_cache(warm: Runner, registry: Registry) -> None:
    write_source(warm.source, registry, "RUN exit 3")
    run = warm.call({})
    assert run.returncode == 1
    assert len(run.builds) == 1
    assert "the local cache stays as it was" in run.log
    assert (run.home / "current" / "index.json").exists()
    assert (run.report["cache-exported"], run.report["pushed"]) == ("false", "false")
    assert "a step of the build failed, not the cache" in run.report["reason"]
    write_source(warm.source, registry)
    assert still_warm(warm)


def test_killed_build_keeps_the_cache(warm: Runner, registry: Registry) -> None:
    write_source(warm.source, registry, "RUN echo asleep && sleep 60")

    def kill_it(_run: Run, process: subprocess.Popen[str]) -> None:
        assert process.stdout
        for line in process.stdout:
            if " asleep" in line and "RUN" not in line:
                break
        process.kill()

    run = warm.call({}, building=kill_it)
    assert run.returncode == 1
    assert "the local cache stays as it was" in run.log
    write_source(warm.source, registry)
    assert still_warm(warm)


def test_build_that_is_killed_while_it_writes_the_cache_keeps_the_old_one(warm: Runner, registry: Registry) -> None:
    write_source(warm.source, registry, "RUN head -c 80000000 /dev/urandom > /big")

    def kill_it(run: Run, process: subprocess.Popen[str]) -> None:
        while not any((run.home / "new").glob("ingest/*")):
            assert process.poll() is None, "it was over before it could be killed"
            time.sleep(0.02)
        process.kill()

    run = warm.call({}, building=kill_it)
    assert run.returncode == 1
    assert not (run.home / "new").exists()
    write_source(warm.source, registry)
    assert still_warm(warm)


def test_empty_export_keeps_the_cache(warm: Runner, registry: Registry) -> None:
    (warm.source / "Dockerfile").write_text("FROM scratch\n")
    run = warm.call({})
    assert run.returncode == 0, run.log
    assert any("the one before stays" in warning for warning in run.warnings()), run.log
    assert run.report["cache-exported"] == "false"
    assert len(warm.saved) == 1
    write_source(warm.source, registry)
    assert still_warm(warm)


def largest_blob(cache: Path) -> Path:
    """The blob of a layer."""
    return max((cache / "blobs" / "sha256").iterdir(), key=lambda path: path.stat().st_size)


def truncate(blob: Path) -> None:
    content = blob.read_bytes()
    blob.unlink()
    blob.write_bytes(content[: len(content) // 2])


def flip(blob: Path) -> None:
    content = bytearray(blob.read_bytes())
    content[len(content) // 2] ^= 1
    blob.unlink()
    blob.write_bytes(content)


DAMAGES = [truncate, flip, Path.unlink]


@pytest.mark.parametrize("damage", DAMAGES)
def test_restored_cache_with_a_broken_blob_is_left_out(warm: Runner, damage: Callable[[Path], object]) -> None:
    def break_it(run: Run) -> None:
        damage(largest_blob(run.workspace / run.outputs["plan"]["path"]))

    run = warm.call({}, restored=break_it)
    assert run.returncode == 0, run.log
    assert (len(run.builds), steps_run(run)) == (1, 3)
    assert any("the restored cache is not used: blob sha256:" in warning for warning in run.warnings())
    assert run.report["cache-exported"] == "true"
    assert still_warm(warm)


@pytest.mark.parametrize("damage", DAMAGES)
def test_blob_that_breaks_after_it_was_verified_costs_one_more_build(
    warm: Runner, registry: Registry, damage: Callable[[Path], object]
) -> None:
    write_source(warm.source, registry, text="2")

    def break_them(run: Run) -> None:
        for blob in (run.home / "current" / "blobs" / "sha256").iterdir():
            if 50_000 < blob.stat().st_size < 500_000:
                damage(blob)

    run = warm.call({"tags": f"{registry.address}/broken:1", "push": "true"}, prepared=break_them)
    assert run.returncode == 0, run.log + run.built
    assert len(run.builds) == 2, run.log + run.built
    assert any("building once more, without reading the cache" in warning for warning in run.warnings())
    assert run.report["cache-exported"] == "true"
    assert run.report["pushed"] == "true"
    assert still_warm(warm)


def test_place_that_cannot_be_written_costs_the_cache_and_not_the_build(warm: Runner) -> None:
    def block(run: Run) -> None:
        (run.home / "new").write_text("in the way")

    run = warm.call({}, prepared=block)
    assert run.returncode == 0, run.log + run.built
    assert len(run.builds) == 2
    assert any("building once more, without a cache" in warning for warning in run.warnings())
    assert run.report["cache-exported"] == "false"
    assert still_warm(warm)


def test_cache_that_is_too_large_is_dropped_and_the_old_one_stays(warm: Runner, registry: Registry) -> None:
    write_source(warm.source, registry, "RUN head -c 3000000 /dev/urandom > /big")
    run = warm.call({"cache-max-size": "2500KB"})
    assert run.returncode == 0
    assert any("more than cache-max-size allows (2500000)" in warning for warning in run.warnings())
    assert (run.home / "current" / "index.json").exists()
    write_source(warm.source, registry)
    assert still_warm(warm)


def test_workspace_that_leads_elsewhere_costs_the_cache_only(
    runner: Runner, registry: Registry, tmp_path: Path
) -> None:
    precious = tmp_path / "precious"
    write_source(precious, registry)
    (runner.source / ".ci-kit").symlink_to(precious)
    run = runner.call({})
    assert run.returncode == 0, run.log
    assert any(".ci-kit in the workspace is a symbolic link" in warning for warning in run.warnings())
    assert (run.report["cache-backend"], run.report["cache-exported"]) == ("none", "false")
    assert sorted(path.name for path in precious.iterdir()) == ["Dockerfile", "source"]
