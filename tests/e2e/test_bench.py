"""The bench itself: a stand-in that is too kind would make every other test here a lie."""

import json
import os
import re
import subprocess
import threading
import time
from pathlib import Path
from typing import Literal

import pytest

from .services.broken_registry import BrokenRegistry
from .services.buildkit import BuildKit
from .services.cache_service import CacheService
from .services.faulty_server import Behaviour
from .services.registry import Registry
from .tools import Tools

DOCKERFILE = """
FROM {base}
RUN echo marker-one-$((40+2))
COPY content /content
RUN echo marker-two-$((40+2))
"""


def context(folder: Path, base: str, content: str = "first") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "Dockerfile").write_text(DOCKERFILE.format(base=base))
    (folder / "content").write_text(content)
    return folder


def executed(log: str) -> list[str]:
    """The markers of the RUN steps that really ran; the step's own text has no 42 in it."""
    return re.findall(r"marker-(\w+)-42", log)


def test_build_runs_each_step_once_and_then_reuses_them(buildkit: BuildKit, registry: Registry, tmp_path: Path) -> None:
    folder = context(tmp_path / "context", registry.base)
    buildkit.prune()

    cold = buildkit.build(["."], folder)
    assert cold.returncode == 0, cold.stdout
    assert executed(cold.stdout) == ["one", "two"]
    assert executed(buildkit.build(["."], folder).stdout) == []
    context(folder, registry.base, "second")
    assert executed(buildkit.build(["."], folder).stdout) == ["two"]
    buildkit.prune()
    assert executed(buildkit.build(["."], folder).stdout) == ["one", "two"]


def test_registry_tells_what_was_pushed(buildkit: BuildKit, registry: Registry, tmp_path: Path) -> None:
    folder = context(tmp_path / "context", registry.base)
    assert registry.manifest("bench/pushed", "1") is None
    assert registry.tags("bench/pushed") == []

    done = buildkit.build(["--push", "--tag", f"{registry.address}/bench/pushed:1", "."], folder)
    assert done.returncode == 0, done.stdout
    manifest = registry.manifest("bench/pushed", "1")
    assert manifest
    assert manifest["schemaVersion"] == 2
    assert registry.tags("bench/pushed") == ["1"]


def test_name_without_registry_resolves_to_ours(buildkit: BuildKit, tmp_path: Path, registry: Registry) -> None:
    assert registry.manifest("library/busybox", "latest")
    done = buildkit.build(["."], context(tmp_path / "context", "busybox"))
    assert done.returncode == 0, done.stdout


def test_broken_registry_passes_everything_on(
    buildkit: BuildKit, registry: Registry, broken_registry: BrokenRegistry, tmp_path: Path
) -> None:
    folder = context(tmp_path / "context", f"{broken_registry.address}/base:1")
    done = buildkit.build(["--push", "--tag", f"{broken_registry.address}/bench/through:1", "."], folder)
    assert done.returncode == 0, done.stdout
    assert registry.manifest("bench/through", "1")
    assert {"upload", "publish", "resolve"} <= {request.operation for request in broken_registry.requests}


@pytest.mark.parametrize(
    ("behaviour", "message"), [(403, "installation not allowed"), (500, "500"), ("reset", "reset")]
)
def test_broken_registry_breaks_as_told(  # noqa: PLR0913, PLR0917  each is a fixture
    buildkit: BuildKit,
    registry: Registry,
    broken_registry: BrokenRegistry,
    behaviour: Behaviour,
    message: str,
    tmp_path: Path,
) -> None:
    name = f"bench/broken-{behaviour}"
    folder = context(tmp_path / "context", registry.base, content=name)
    push = ["--push", "--tag", f"{broken_registry.address}/{name}:1", "."]
    broken_registry.fail("upload", behaviour)

    failed = buildkit.build(push, folder)
    assert failed.returncode != 0
    assert message in failed.stdout
    assert registry.manifest(name, "1") is None
    broken_registry.heal()
    healed = buildkit.build(push, folder)
    assert healed.returncode == 0, healed.stdout
    assert registry.manifest(name, "1")


def test_broken_registry_stays_mute_until_it_heals(
    buildkit: BuildKit, registry: Registry, broken_registry: BrokenRegistry, tmp_path: Path
) -> None:
    folder = context(tmp_path / "context", registry.base, content="mute")
    broken_registry.fail("upload", "stall", repository="bench/mute")
    healing = threading.Timer(2, broken_registry.heal)
    healing.start()
    start = time.monotonic()
    buildkit.build(["--push", "--tag", f"{broken_registry.address}/bench/mute:1", "."], folder)
    assert time.monotonic() - start > 2
    healing.join()


def test_protected_registry_wants_its_password(
    buildkit: BuildKit, registry: Registry, broken_registry: BrokenRegistry, tmp_path: Path
) -> None:
    broken_registry.protect("robot", "swordfish")
    folder = context(tmp_path / "context", registry.base)
    push = ["--push", "--tag", f"{broken_registry.address}/bench/protected:1", "."]
    assert "401" in buildkit.build(push, folder).stdout

    login = [str(buildkit.tools.docker), "login", "--username", "robot", "--password-stdin", broken_registry.address]
    wrong = subprocess.run(login, env=dict(buildkit.environment), input=b"wrong", capture_output=True, check=False)
    assert wrong.returncode != 0
    subprocess.run(login, env=dict(buildkit.environment), input=b"swordfish", capture_output=True, check=True)
    done = buildkit.build(push, folder)
    subprocess.run([*login[:1], "logout", broken_registry.address], env=dict(buildkit.environment), check=True)
    assert done.returncode == 0, done.stdout


def gha(scope: str) -> list[str]:
    return ["--cache-from", f"type=gha,scope={scope}", "--cache-to", f"type=gha,scope={scope},mode=max"]


@pytest.mark.parametrize("version", [1, 2])
def test_cache_service_serves_buildkit(
    buildkit: BuildKit, registry: Registry, cache_service: CacheService, version: Literal[1, 2], tmp_path: Path
) -> None:
    folder = context(tmp_path / "context", registry.base)
    service = cache_service.environment(version=version)
    buildkit.prune()
    cold = buildkit.build([*gha("bench"), "."], folder, service)
    assert cold.returncode == 0, cold.stdout
    assert executed(cold.stdout) == ["one", "two"]
    assert cache_service.count("commit") >= 3

    buildkit.prune()
    warm = buildkit.build([*gha("bench"), "--output", "type=local,dest=out", "."], folder, service)
    assert warm.returncode == 0, warm.stdout
    assert executed(warm.stdout) == []
    assert cache_service.count("download") >= 1


def test_cache_service_keeps_branches_apart(
    buildkit: BuildKit, registry: Registry, cache_service: CacheService, tmp_path: Path
) -> None:
    folder = context(tmp_path / "context", registry.base)
    feature, main = "refs/heads/feature", "refs/heads/main"
    buildkit.prune()
    buildkit.build([*gha("x"), "."], folder, cache_service.environment(readable=[feature, main], writable=[feature]))
    assert {entry.scope for entry in cache_service.entries} == {feature}

    buildkit.prune()
    other = buildkit.build([*gha("x"), "."], folder, cache_service.environment())
    assert executed(other.stdout) == ["one", "two"], "main must not read what a feature branch wrote"


def test_cache_service_refuses_writing_with_a_read_only_token(
    buildkit: BuildKit, registry: Registry, cache_service: CacheService, tmp_path: Path
) -> None:
    folder = context(tmp_path / "context", registry.base)
    buildkit.prune()
    done = buildkit.build([*gha("x"), "."], folder, cache_service.environment(writable=[]))
    assert done.returncode != 0
    assert "failed to reserve cache" in done.stdout
    assert cache_service.entries == []


def test_cache_service_serves_github_client(tools: Tools, cache_service: CacheService, tmp_path: Path) -> None:
    assert client(tools, tmp_path, cache_service.environment(), "save", "key-1") == "1"
    (tmp_path / "kept" / "file").unlink()
    assert client(tools, tmp_path, cache_service.environment(), "restore", "key-2", "key-") == "key-1"
    assert (tmp_path / "kept" / "file").read_text() == "content"
    assert client(tools, tmp_path, cache_service.environment(), "save", "key-1") == "-1"
    assert client(tools, tmp_path, cache_service.environment(writable=[]), "save", "key-3") == "-1"
    assert client(tools, tmp_path, cache_service.environment(), "restore", "other") == "undefined"
    assert [entry.key for entry in cache_service.entries] == ["key-1"]


def client(tools: Tools, folder: Path, service: dict[str, str], verb: str, key: str, *restore_keys: str) -> str:
    """What GitHub's own cache client returns for the folder `kept`."""
    (folder / "kept").mkdir(exist_ok=True)
    if verb == "save":
        (folder / "kept" / "file").write_text("content")
    module = tools.node_modules / "@actions" / "cache" / "lib" / "cache.js"
    program = f"""
        const cache = await import({json.dumps(module.as_uri())});
        const [verb, ...keys] = process.argv.slice(1);
        const [method, key, ...more] = [verb === 'save' ? cache.saveCache : cache.restoreCache, ...keys];
        const result = await method(['kept'], key, ...(verb === 'save' ? [] : [more]));
        console.log('result=' + result);
    """
    (folder / "temporary").mkdir(exist_ok=True)
    environment = {"PATH": os.environ["PATH"], "RUNNER_TEMP": str(folder / "temporary"), **service}
    environment["GITHUB_WORKSPACE"] = str(folder)
    node = [str(tools.node), "--input-type=module", "--eval", program, verb, key, *restore_keys]
    done = subprocess.run(node, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.rpartition("result=")[2].strip()


def test_cache_service_drops_what_was_not_used_for_longest(
    tools: Tools, cache_service: CacheService, tmp_path: Path
) -> None:
    service = cache_service.environment()
    client(tools, tmp_path, service, "save", "a")
    client(tools, tmp_path, service, "save", "b")
    client(tools, tmp_path, service, "restore", "a")
    cache_service.limit(cache_service.size * 5 // 4)  # room for two; archives differ by a few bytes
    client(tools, tmp_path, service, "save", "c")
    assert [entry.key for entry in cache_service.entries] == ["a", "c"]


def test_cache_service_fails_as_told(tools: Tools, cache_service: CacheService, tmp_path: Path) -> None:
    cache_service.fail("reserve", 500, times=1)
    assert client(tools, tmp_path, cache_service.environment(), "save", "key") == "1", "the client tries again"
    assert cache_service.count("reserve") == 2
    cache_service.fail("lookup", "reset")
    assert client(tools, tmp_path, cache_service.environment(), "restore", "key") == "undefined"
