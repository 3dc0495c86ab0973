"""The proxy that breaks a registry breaks it as told, and not before."""

import os
import subprocess
import threading
import time
from pathlib import Path

import pytest

from .marks import context
from .services.broken_registry import BrokenRegistry
from .services.buildkit import BuildKit
from .services.faulty_server import Behaviour
from .services.registry import Registry


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

    assert docker_login(buildkit, broken_registry.address, "wrong") != 0
    assert docker_login(buildkit, broken_registry.address, "swordfish") == 0
    done = buildkit.build(push, folder)
    docker(buildkit, "logout", broken_registry.address)
    assert done.returncode == 0, done.stdout


def docker_login(buildkit: BuildKit, address: str, password: str) -> int:
    """The exit code of a login as robot."""
    return docker(buildkit, "login", "--username", "robot", "--password-stdin", address, text=password)


def docker(buildkit: BuildKit, *words: str, text: str = "") -> int:
    """The exit code of that command of docker."""
    environment = {**os.environ, **buildkit.environment}
    command = [str(buildkit.tools.docker), *words]
    return subprocess.run(command, env=environment, input=text, text=True, capture_output=True, check=False).returncode
