"""Options for BuildKit, and sentences for people."""

from pathlib import Path
from typing import Any

import pytest

from building.attempts import Result
from building.builders import resets_local_cache
from building.cache_options import cache_from, cache_to
from building.circumstances import has_hosted_cache, logins
from building.denials import explain_denial
from building.plans import Plan, read_plan, write_plan
from building.troubles import first_run, troubles
from building.verdicts import Kept, Run


def plan(folder: Path, **changes: Any) -> Plan:
    values: dict[str, Any] = {
        "folder": str(folder),
        "build": "b",
        "builder": "builder",
        "backend": "registry",
        "imports": True,
        "exports": True,
        "reason": "push on main",
        "push_asked": True,
        "push": True,
        "push_reason": "",
        "tags": ("ghcr.io/octo/app:1",),
        "scope": "app",
        "mode": "max",
        "home": str(folder / "home"),
        "path": ".ci-kit/docker-build/app",
        "key": "k-",
        "fallback_key": "k",
        "cache_ref": "ghcr.io/octo/app:buildcache",
        "own_ref": "",
        "cache_host": "ghcr.io",
        "max_size": 1,
        "cache_timeout": 300.0,
        "reset": True,
        "timeout": 60.0,
        "ends": 0.0,
    }
    return Plan(**{**values, **changes})


def result(**changes: Any) -> Result:
    values: dict[str, Any] = {
        "number": 1,
        "succeeded": True,
        "imports": True,
        "exports": True,
        "recorded": True,
        "steps": 4,
        "cached": 3,
        "exported": "true",
        "export_error": "",
        "import_errors": (),
        "imported": True,
        "pushed": {},
        "manifests": (),
        "stopped": "",
        "reason": "the build succeeded",
    }
    return Result(**{**values, **changes})


def test_plan_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_plan(plan(tmp_path))
    assert read_plan(str(tmp_path)) == plan(tmp_path)
    assert read_plan(str(tmp_path / "absent")) is None
    assert read_plan("") is None


def test_export_to_a_service_ignores_errors_always(tmp_path: Path) -> None:
    assert cache_to(plan(tmp_path), wanted=True) == (
        "type=registry,ref=ghcr.io/octo/app:buildcache,mode=max,ignore-error=true,image-manifest=true,oci-mediatypes=true"
    )
    assert cache_to(plan(tmp_path, backend="gha"), wanted=True) == (
        "type=gha,scope=app,timeout=300s,mode=max,ignore-error=true"
    )
    assert cache_to(plan(tmp_path), wanted=False) == ""


def test_branch_reads_its_own_reference_first_and_writes_no_other(tmp_path: Path) -> None:
    branch = plan(tmp_path, own_ref="ghcr.io/octo/app:buildcache-topic")
    assert cache_from(branch, wanted=True).splitlines() == [
        "type=registry,ref=ghcr.io/octo/app:buildcache-topic",
        "type=registry,ref=ghcr.io/octo/app:buildcache",
    ]
    assert "ref=ghcr.io/octo/app:buildcache-topic," in cache_to(branch, wanted=True)


def test_folder_with_a_comma_stays_one_field(tmp_path: Path) -> None:
    local = plan(tmp_path, backend="local", home="/tmp/a,b")  # noqa: S108  never made
    assert cache_to(local, wanted=True) == 'type=local,"dest=/tmp/a,b/new",mode=max,reset=true'
    assert cache_to(plan(tmp_path, backend="local", home="/h", reset=False), wanted=True) == (
        "type=local,dest=/h/new,mode=max"
    )


@pytest.mark.parametrize(
    ("version", "knows"),
    [
        ("v0.36.1", True),
        ("github.com/docker/buildx v0.35.0 abc", True),
        ("v0.34.9", False),
        ("v1.0.0", True),
        ("latest", False),
        ("", False),
    ],
)
def test_reset_needs_a_buildx_that_knows_it(version: str, knows: bool) -> None:  # noqa: FBT001  a column
    assert resets_local_cache(version) is knows


def test_refusal_of_githubs_registry_is_explained_with_its_three_causes() -> None:
    explained = explain_denial("denied: installation not allowed to Create organization package", "ghcr.io")
    assert all(word in explained for word in ("packages: write", "Manage Actions access", "owner"))
    assert "is there a login" in explain_denial("401 Unauthorized", "registry.example")
    assert explain_denial("500 Internal Server Error", "ghcr.io") == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"exported": "false", "export_error": "denied: no"}, "the cache was not written: denied: no. ghcr.io refuses"),
        ({"exported": "false", "stopped": "export"}, "its export took longer than 300 s and was ended"),
        ({"exported": "unknown", "recorded": False}, "it is not known whether the cache was written"),
        ({"import_errors": ("403 Forbidden",), "imported": False}, "the cache was not read: 403 Forbidden"),
        ({"imported": False}, "the cache was not read"),
    ],
)
def test_each_trouble_has_its_sentence(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    [sentence] = troubles(Run(plan(tmp_path), (result(**changes),), Kept()))
    assert words in sentence


def test_missing_tag_of_a_first_run_is_no_trouble(tmp_path: Path) -> None:
    run = Run(plan(tmp_path), (result(imported=False, import_errors=("ghcr.io/a/b: not found",)),), Kept())
    assert not list(troubles(run))
    assert first_run(run)
    assert not first_run(Run(plan(tmp_path), (result(),), Kept()))


def test_unknown_stays_unknown(tmp_path: Path) -> None:
    nothing = Run(plan(tmp_path), (result(recorded=False, steps=0, cached=0, exported="unknown"),), Kept())
    assert (nothing.hit_ratio, nothing.exported) == ("unknown", "unknown")
    assert Run(plan(tmp_path), (), Kept()).hit_ratio == "unknown"
    assert Run(plan(tmp_path), (), Kept()).reason == "push on main; the build did not start"


def test_ratio_is_that_of_the_build_that_did_the_work(tmp_path: Path) -> None:
    stalled = result(succeeded=False, stopped="export", cached=1, exported="false", reason="it stalled\nthere")
    run = Run(plan(tmp_path), (stalled, result(number=2, cached=4, exports=False)), Kept())
    assert (run.hit_ratio, run.exported, run.succeeded) == ("0.25", "false", True)
    assert run.reason == "push on main; it stalled there"


def test_local_cache_counts_as_written_when_it_is_found_again(tmp_path: Path) -> None:
    def written(kept: Kept) -> str:
        return Run(plan(tmp_path, backend="local"), (result(),), kept).exported

    assert written(Kept(size=5, to_save=True, found=True)) == "true"
    assert written(Kept(size=5, to_save=False)) == "true"
    assert written(Kept(size=5, to_save=True, found=False)) == "false"
    assert written(Kept(obstacle="index.json is missing")) == "false"


def test_logins_are_read_from_dockers_configuration(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(
        '{"auths": {"https://index.docker.io/v1/": {}, "ghcr.io": {}}, "credHelpers": {"x.amazonaws.com": "ecr"}}'
    )
    assert logins({"DOCKER_CONFIG": str(tmp_path)}) == {"docker.io", "ghcr.io", "x.amazonaws.com"}
    assert logins({"DOCKER_CONFIG": str(tmp_path / "absent")}) == frozenset()


@pytest.mark.parametrize(
    ("server", "has"),
    [("https://github.com", True), ("https://acme.ghe.com", True), ("https://github.acme.com", False)],
)
def test_enterprise_server_has_no_cache_for_buildkit(server: str, has: bool) -> None:  # noqa: FBT001  a column
    assert has_hosted_cache(server) is has
