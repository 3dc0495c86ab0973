"""The action docker-build, run as a user's workflow runs it."""

import pytest

from .docker_build_runs import Bench, dockerfile, steps_run
from .runner import Act, Repositories
from .services.broken_registry import BrokenRegistry
from .services.buildkit import BuildKit
from .services.cache_service import CacheService
from .services.registry import Registry


@pytest.fixture
def bench(
    act: Act, repository: Repositories, buildkit: BuildKit, registry: Registry, cache_service: CacheService
) -> Bench:
    repository({"Dockerfile": dockerfile(registry), "source": "1"})
    return Bench(act, repository, buildkit, registry, cache_service)


@pytest.mark.parametrize("backend", ["gha", "local", "registry"])
def test_warm_run_reuses_every_layer(bench: Bench, backend: str) -> None:
    tag = f"{bench.registry.address}/warm-{backend}:1"
    cold, warm = (bench.run({"cache-backend": backend, "tags": tag, "push": "true"}) for _ in range(2))
    assert (cold.returncode, warm.returncode) == (0, 0), cold.log + warm.log
    assert (steps_run(cold), steps_run(warm)) == (3, 0)
    assert bench.outputs(cold)["cache-hit-ratio"] == "0.00"
    assert bench.outputs(warm)["cache-hit-ratio"] == "1.00"
    assert f"cache: {backend}, import yes, export yes (push on main)" in warm.output
    for run in (cold, warm):
        assert bench.outputs(run)["cache-exported"] == "true"
        assert bench.outputs(run)["pushed"] == "true"
        assert not run.messages("warning")
    assert bench.registry.manifest(f"warm-{backend}", "1")
    assert bench.outputs(warm)["cache-size"].isdigit() == (backend != "gha")


def test_two_images_of_one_repository_do_not_disturb_each_other(bench: Bench) -> None:
    """In one scope each export would replace the other's, and every step would run every time."""
    other = dockerfile(bench.registry).replace("/one", "/uno").replace("/two", "/due")
    bench.repositories.latest.commit({"other/Dockerfile": other, "other/source": "2"})
    ran = []
    for _ in range(2):
        for context in (".", "other"):
            run = bench.run({"context": context, "cache-backend": "gha"})
            assert run.returncode == 0, run.log
            ran.append(steps_run(run))
    assert ran == [3, 3, 0, 0]


def test_failed_build_is_red_and_is_not_tried_again(bench: Bench) -> None:
    bench.repositories.latest.commit({"Dockerfile": dockerfile(bench.registry, "RUN exit 3")})
    run = bench.run({"cache-backend": "local", "tags": f"{bench.registry.address}/failed:1", "push": "true"})
    assert run.returncode != 0
    assert "image/again" not in run.outcomes
    assert "image/saved" not in run.outcomes
    assert run.step_outputs["image/report"]["pushed"] == "false"
    assert not bench.cache.entries
    assert any("a step of the build failed, not the cache" in error for error in run.messages("error"))


def test_export_that_stalls_is_ended_and_the_second_build_gives_the_outputs(
    bench: Bench, broken_registry: BrokenRegistry
) -> None:
    broken_registry.fail("upload", "stall")
    inputs = {"cache-ref": f"{broken_registry.address}/stalled-cache:1", "cache-timeout": "2s"}
    run = bench.run({"tags": f"{bench.registry.address}/stalled:1", "push": "true", **inputs})
    assert run.returncode == 0, run.log
    assert run.outcomes["image/again"] == "success"
    assert steps_run(run) == 3
    outputs = bench.outputs(run)
    assert outputs["digest"].startswith("sha256:")
    assert (outputs["pushed"], outputs["cache-exported"], outputs["cache-backend"]) == ("true", "false", "registry")
    assert bench.registry.manifest("stalled", "1")


HOSTILE = {
    "cache-scope": "$(touch pwned)`touch pwned`;touch pwned,ref=evil",
    "target": "$(touch pwned)",
    "build-args": "A=$(touch pwned)\nB=::set-output name=pushed::pwned\n--output=type=local,dest=pwned",
    "labels": "a=${{ '$' }}(touch pwned)",
}


def test_hostile_inputs_are_only_text(bench: Bench) -> None:
    bench.repositories.latest.commit({"Dockerfile": f"FROM {bench.registry.base} AS x\nRUN echo built\n"})
    run = bench.run({"cache-backend": "local", **HOSTILE})
    assert run.returncode != 0
    assert "pwned" not in run.step_outputs["image/report"]["pushed"]
    assert not list(bench.repositories.latest.path.rglob("pwned*"))
    assert not list(bench.act.folder.rglob("pwned*"))
    wrong = bench.run({"context": "--output=type=local,dest=pwned"})
    assert wrong.returncode != 0
    assert any("input context is" in error and "dash" in error for error in wrong.messages("error"))
    assert "image/build" not in wrong.outcomes
    assert not list(bench.act.folder.rglob("pwned*"))
