"""BuildKit on this machine, with a builder that buildx and the actions use."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from ..tools import Tools
from .processes import free_port, server

BUILDER = "bench"

# Steps share the machine's network, so no CNI plugins are needed; names without a registry resolve to ours.
CONFIGURATION = """
[worker.oci]
  enabled = true
  networkMode = "host"
  binary = {runc}
  gc = false
[worker.containerd]
  enabled = false
[registry."docker.io"]
  mirrors = [{registry}]
[registry.{registry}]
  http = true
"""


@dataclass(frozen=True)
class BuildKit:
    """A BuildKit daemon and the buildx builder that leads to it."""

    tools: Tools
    endpoint: str
    """Where the daemon listens: tcp://127.0.0.1:PORT."""
    builder: str
    """Name of the buildx builder, driver remote, which is also the current one."""
    environment: Mapping[str, str]
    """Variables that lead docker, buildx and the stand-ins here, to add to those of a process or of a workflow."""
    base: Mapping[str, str]
    """The variables of the machine that its programs need."""

    def build(
        self, arguments: Sequence[str], cwd: Path, environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Runs `buildx build` with plain progress; stdout and stderr are both in .stdout.

        `environment` adds variables, such as those that lead to a cache service.
        """
        command = [str(self.tools.buildx), "build", "--builder", self.builder, "--progress", "plain", *arguments]
        return subprocess.run(
            command,
            cwd=cwd,
            env={**self.base, **self.environment, **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=120,
        )

    def prune(self) -> None:
        """Forgets all that was ever built: the next build runs as on a fresh runner."""
        buildctl(self.tools, self.endpoint, "prune", "--all")


def buildctl(tools: Tools, endpoint: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs a command against the daemon; raises CalledProcessError when it fails."""
    command = [str(tools.buildctl), "--addr", endpoint, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)


@contextmanager
def running_buildkit(tools: Tools, folder: Path, registry: str, environment: Mapping[str, str]) -> Iterator[BuildKit]:
    """Runs BuildKit with its state in `folder`; `registry` is the address that names without one resolve to.

    `environment` is what the programs get besides the variables that lead to the builder.
    """
    endpoint = f"tcp://127.0.0.1:{free_port()}"
    state = folder / "state"
    folder.mkdir(parents=True)
    configuration = folder / "buildkitd.toml"
    configuration.write_text(CONFIGURATION.format(runc=json.dumps(str(tools.runc)), registry=json.dumps(registry)))
    daemon = [str(tools.buildkitd), "--config", str(configuration), "--root", str(state), "--addr", endpoint]
    try:
        with server(daemon, folder / "log", lambda: answers(tools, endpoint), environment):
            client = MappingProxyType(configured_client(tools, folder, endpoint, environment))
            yield BuildKit(tools, endpoint, BUILDER, client, environment)
    finally:
        shutil.rmtree(state, ignore_errors=True)


def answers(tools: Tools, endpoint: str) -> bool:
    """Whether the daemon has a worker that can build."""
    command = [str(tools.buildctl), "--addr", endpoint, "--timeout", "2", "debug", "workers"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def configured_client(tools: Tools, folder: Path, endpoint: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Makes the configuration of docker and buildx and returns the variables that select it."""
    configuration = folder / "docker"
    (configuration / "cli-plugins").mkdir(parents=True)
    (configuration / "cli-plugins" / "docker-buildx").symlink_to(tools.buildx)
    selected = {
        "DOCKER_CONFIG": str(configuration),
        "DOCKER_HOST": f"unix://{folder}/no-daemon.sock",
        "CI_KIT_BENCH_BUILDKIT": endpoint,
    }
    create = [str(tools.buildx), "create", "--name", BUILDER, "--driver", "remote", "--use", endpoint]
    subprocess.run(create, env={**environment, **selected}, capture_output=True, text=True, check=True, timeout=60)
    return selected
