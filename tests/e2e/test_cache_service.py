"""The stand-in of GitHub's cache service, measured with the clients that use the real one."""

import json
import os
import subprocess
from pathlib import Path
from typing import Literal

import pytest

from .marks import context, executed
from .services.buildkit import BuildKit
from .services.cache_service import CacheService
from .services.registry import Registry
from .tools import Tools


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
