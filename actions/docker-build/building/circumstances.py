"""What a run finds around it: the event, the builder, the logins."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Mapping
from urllib.parse import urlsplit

from kit.deadline import Deadline
from kit.workspace import workspace

from .builders import DEFAULT_DRIVER, LIMIT, driver_of
from .checkouts import holds_only
from .decision import Surroundings
from .events import Event, Origin, read_event
from .references import DEFAULT_HOST

if TYPE_CHECKING:
    from .requests import Options

_REMOTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|git@|github\.com/|\{\{")
_DOCKER_HUB = "https://index.docker.io/v1/"


def current_event(options: Options) -> Event:
    """The event behind this run. What is built is only looked at where something depends on it."""
    payload = read_json(os.environ.get("GITHUB_EVENT_PATH", ""))
    event = read_event(os.environ, payload, commit_built=None)
    if event.origin is not Origin.STRANGER:
        return event
    return read_event(os.environ, payload, commit_built=_commit_built(options))


def find_surroundings(options: Options, cache_host: str) -> Surroundings:
    """The builder, GitHub's cache and the login to the registry of the cache."""
    return Surroundings(
        driver=driver_of(options.builder, Deadline(LIMIT)) if options.builder else DEFAULT_DRIVER,
        hosted_cache=has_hosted_cache(os.environ.get("GITHUB_SERVER_URL", "https://github.com")),
        cache_mode=os.environ.get("ACTIONS_CACHE_MODE", ""),
        cache_host=cache_host,
        logged_in=_will_log_in(options, cache_host) or cache_host in logins(os.environ),
    )


def is_remote(context: str) -> bool:
    """Whether a context or Dockerfile is fetched from elsewhere instead of read from the workspace."""
    return bool(_REMOTE.match(context))


def has_hosted_cache(server: str) -> bool:
    """Whether a GitHub server has the cache service that BuildKit speaks to; GitHub Enterprise Server has not."""
    host = urlsplit(server).hostname or ""
    return host == "github.com" or host.endswith(".ghe.com")


def logins(environment: Mapping[str, str]) -> frozenset[str]:
    """Registries for which Docker's configuration holds credentials or knows a helper."""
    folder = environment.get("DOCKER_CONFIG") or str(Path.home() / ".docker")
    configuration = read_json(str(Path(folder) / "config.json"))
    entries = (configuration.get(key) for key in ("auths", "credHelpers"))
    hosts = (str(host) for entry in entries if isinstance(entry, dict) for host in entry)
    return frozenset(_host(host) for host in hosts)


def read_json(path: str) -> Mapping[str, Any]:
    """A JSON object from a file; empty where there is none that can be read."""
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8")) if path else {}
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _commit_built(options: Options) -> bool | None:
    """Whether everything that is built is a clean checkout of the event's commit."""
    if options.extra_contexts or is_remote(options.context) or is_remote(options.file):
        return None
    context = workspace() / options.context
    dockerfile = workspace() / options.file if options.file else context / "Dockerfile"
    return holds_only(os.environ.get("GITHUB_SHA", ""), (context, dockerfile.parent))


def _will_log_in(options: Options, host: str) -> bool:
    return options.login and _host(options.registry or _DOCKER_HUB) == host


def _host(name: str) -> str:
    if name in (_DOCKER_HUB, "index.docker.io"):
        return DEFAULT_HOST
    return (urlsplit(name).netloc if "://" in name else name).rstrip("/")
