"""The inputs of the action, checked before anything is done with them.

Most inputs go to docker/build-push-action as they are, as arguments that no shell sees. Checked here is what becomes
part of something else: an option of BuildKit, a path, a key, or the last argument of a command.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import Iterable

from kit.inputs import InputError, Inputs

from .decision import BACKENDS
from .references import Reference, parse_reference

_BUILDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_VERSION = re.compile(r"v\d+\.\d+\.\d+(?:-[A-Za-z0-9.]+)?|latest|edge")
_TRUE = ("1", "t", "true")
LONGEST_CACHE_TIMEOUT = 3600.0
SHORTEST = 1.0


@dataclass(frozen=True)
class Options:
    """The inputs that this action acts on. Sizes are bytes, durations seconds."""

    context: str
    file: str
    target: str
    platforms: str
    tags: tuple[str, ...]
    outputs: tuple[str, ...]
    provenance: str
    load: bool
    push: bool
    push_pull_requests: bool
    no_cache: bool
    backend: str
    scope: str
    mode: str
    write: str
    cache_ref: Reference | None
    max_size: int
    cache_timeout: float
    timeout: float
    builder: str
    buildx_version: str
    buildkit_image: str
    registry: str
    login: bool
    extra_contexts: bool

    @property
    def image(self) -> Reference | None:
        """The image of the first tag that is one."""
        return next((image for image in map(parse_reference, self.tags) if image), None)

    @property
    def push_asked(self) -> bool:
        """Whether anything is to be sent to a registry."""
        return self.push or any(pushes(output) for output in self.outputs)


def read_options(inputs: Inputs) -> Options:
    """The inputs of the action. Raises InputError."""
    inputs.boolean("pull")
    return Options(
        context=_argument(inputs, "context") or ".",
        file=_argument(inputs, "file"),
        target=inputs.text("target"),
        platforms=",".join(_words(inputs, "platforms")),
        tags=_words(inputs, "tags"),
        outputs=inputs.lines("outputs"),
        provenance=inputs.text("provenance"),
        load=inputs.boolean("load"),
        push=inputs.boolean("push"),
        push_pull_requests=inputs.boolean("push-pull-requests"),
        no_cache=inputs.boolean("no-cache"),
        backend=inputs.choice("cache-backend", BACKENDS),
        scope=inputs.text("cache-scope"),
        mode=inputs.choice("cache-mode", ("min", "max")),
        write=inputs.choice("cache-write", ("auto", "true", "false")),
        cache_ref=_reference(inputs, "cache-ref"),
        max_size=inputs.size("cache-max-size"),
        cache_timeout=inputs.duration("cache-timeout", SHORTEST, LONGEST_CACHE_TIMEOUT),
        timeout=inputs.duration("timeout", SHORTEST),
        builder=_matching(inputs, "builder", _BUILDER, "write the name of a builder: letters, digits, dots and dashes"),
        buildx_version=_matching(inputs, "buildx-version", _VERSION, "write a version such as v0.36.1, or latest"),
        buildkit_image=_buildkit_image(inputs),
        registry=inputs.text("registry"),
        login=inputs.boolean("login"),
        extra_contexts=inputs.boolean("extra-contexts"),
    )


def pushes(output: str) -> bool:
    """Whether an entry of `outputs` sends the image to a registry."""
    attributes = _attributes(output)
    return attributes.get("type") == "registry" or attributes.get("push", "").lower() in _TRUE


def choose_provenance(options: Options) -> str:
    """The provenance to ask for. The Docker engine's own format has no room for one, and `max` records arguments."""
    if options.provenance not in ("", "auto"):
        return options.provenance
    docker = options.load or any(_attributes(output).get("type") == "docker" for output in options.outputs)
    return "" if docker else "mode=min,inline-only=true"


def without_pushes(outputs: Iterable[str]) -> tuple[str, ...]:
    """The entries of `outputs` that stay on this machine."""
    return tuple(output for output in outputs if not pushes(output))


def _attributes(output: str) -> dict[str, str]:
    return dict(_attribute(field) for row in csv.reader([output]) for field in row)


def _attribute(field: str) -> tuple[str, str]:
    name, _, value = field.partition("=")
    return name.strip().lower(), value.strip()


def _argument(inputs: Inputs, name: str) -> str:
    value = inputs.text(name)
    if value.startswith("-"):
        raise InputError(name, value, "it must not begin with a dash; write ./ before the name of a folder")
    return value


def _words(inputs: Inputs, name: str) -> tuple[str, ...]:
    """Entries apart by lines or commas, as docker/build-push-action takes them."""
    return tuple(word.strip() for line in inputs.lines(name) for word in line.split(",") if word.strip())


def _reference(inputs: Inputs, name: str) -> Reference | None:
    value = inputs.text(name)
    if not value:
        return None
    reference = parse_reference(value)
    if reference is None:
        raise InputError(name, value, "write an image reference such as ghcr.io/owner/image:buildcache")
    return reference


def _matching(inputs: Inputs, name: str, pattern: re.Pattern[str], allowed: str) -> str:
    value = inputs.text(name)
    if value and not pattern.fullmatch(value):
        raise InputError(name, value, allowed)
    return value


def _buildkit_image(inputs: Inputs) -> str:
    value = inputs.text("buildkit-image")
    if value and parse_reference(value) is None:
        raise InputError("buildkit-image", value, "write an image reference such as moby/buildkit:v0.32.2")
    return value
