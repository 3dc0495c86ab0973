"""The bench itself: a stand-in that is too kind would make every other test here a lie."""

import re
from pathlib import Path

from .services.buildkit import BuildKit
from .services.registry import Registry

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
