"""The bench itself: a stand-in that is too kind would make every other test here a lie."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from .marks import context, executed
from .services.buildkit import BuildKit
from .services.registry import Registry
from .tools import CannotInstall, Tools
from .tools.installation import locked
from .tools.obstacles import check_machine

ROOT = Path(__file__).parent.parent.parent


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


def test_installation_says_what_is_missing(tools: Tools, tmp_path: Path) -> None:
    assert tools.folder.is_dir()
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "PATH": "/nonexistent"}
    install = [sys.executable, "-B", "-m", "tests.e2e.tools"]
    done = subprocess.run(install, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "end-to-end tools need go, npm, apt-get" in done.stderr


def test_only_root_can_install(tools: Tools) -> None:
    assert tools.folder.is_dir()
    os.seteuid(65534)
    try:
        with pytest.raises(CannotInstall, match="need root"):
            check_machine()
    finally:
        os.seteuid(0)


def test_two_installations_do_not_meet(tmp_path: Path) -> None:
    order: list[str] = []

    def second() -> None:
        with locked(tmp_path / "lock", order.append):
            order.append("second")

    with locked(tmp_path / "lock", order.append):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.3)
        order.append("first")
    thread.join()
    assert order == ["end-to-end tools: waiting for another process that installs them", "first", "second"]
