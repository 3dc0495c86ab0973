"""A small image to build from, so that RUN works without a registry on the internet."""

import shutil
from pathlib import Path

from .buildkit import BuildKit

# Docker Hub's names for it, as the mirror sees them: an unmodified `FROM busybox` resolves.
ALIASES = ("library/busybox:latest", "library/alpine:latest")

DOCKERFILE = """
FROM scratch
COPY busybox /bin/busybox
RUN ["/bin/busybox", "mkdir", "-p", "/usr/bin", "/sbin", "/usr/sbin", "/tmp"]
RUN ["/bin/busybox", "--install", "/bin"]
CMD ["/bin/sh"]
"""


def push_base_image(buildkit: BuildKit, folder: Path, address: str) -> str:
    """Builds the image, pushes it to the registry at that address and returns its name."""
    folder.mkdir(parents=True)
    shutil.copy2(buildkit.tools.busybox, folder / "busybox")
    (folder / "Dockerfile").write_text(DOCKERFILE)
    name = f"{address}/base:1"
    tags = [word for tag in (name, *(f"{address}/{alias}" for alias in ALIASES)) for word in ("--tag", tag)]
    done = buildkit.build(["--push", "--provenance", "false", *tags, "."], folder)
    assert done.returncode == 0, done.stdout
    return name
