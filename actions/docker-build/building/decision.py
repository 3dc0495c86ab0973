"""One decision for one run: which cache, read or written, pushed or not, and why.

Everything that depends on trust is decided here and nowhere else, from values, so that the whole matrix can be read
in a table and tested as one.

What the table rests on: a cache written by code that nobody reviewed poisons the builds that read it; a token that
may only read turns an export into a red build; pull requests write into a scope that only they can read and only
fill the storage; and what a release is built from should not come out of a cache that others may write.
"""

from __future__ import annotations

from dataclasses import dataclass

from .events import Event, Origin

BACKENDS = ("auto", "local", "gha", "registry", "none")
# Nobody may write to these without a login.
LOGIN_REQUIRED = ("ghcr.io", "docker.io", "quay.io", "gcr.io", "public.ecr.aws")


@dataclass(frozen=True)
class Request:
    """What the caller asked for, as the inputs say it."""

    backend: str = "auto"
    write: str = "auto"
    cache_ref: str = ""
    push: bool = False
    push_pull_requests: bool = False
    no_cache: bool = False
    login: bool = False


@dataclass(frozen=True)
class Surroundings:
    """What the runner and the builder can do.

    `cache_mode` is the value of ACTIONS_CACHE_MODE, empty where it is not visible. `cache_host` is the registry of
    the cache reference, and `logged_in` says whether there will be credentials for it.
    """

    driver: str = "docker-container"
    hosted_cache: bool = True
    cache_mode: str = ""
    cache_host: str = ""
    logged_in: bool = False


@dataclass(frozen=True)
class Decision:
    """The answer, with the reason of its cache half and of its push half."""

    backend: str
    reason: str
    push: bool
    push_reason: str
    login: bool
    imports: bool = False
    exports: bool = False

    @property
    def line(self) -> str:
        """The decision about the cache in one line for the log."""
        if self.backend == "none":
            return f"cache: none ({self.reason})"
        imports, exports = ("yes" if flag else "no" for flag in (self.imports, self.exports))
        return f"cache: {self.backend}, import {imports}, export {exports} ({self.reason})"


def decide(event: Event, request: Request, surroundings: Surroundings) -> Decision:
    """The decision for one run; depends on its arguments only."""
    backend, chosen = choose_backend(event, request, surroundings)
    push, push_reason = decide_push(event, request)
    login = request.login and event.trusted
    if backend == "none":
        return Decision("none", chosen, push, push_reason, login)
    imports, no_import = decide_import(event, request, backend, surroundings)
    exports, reason = decide_export(event, request, backend, surroundings)
    if not imports and not exports:
        return Decision("none", no_import, push, push_reason, login)
    reasons = "; ".join(filter(None, (no_import, reason)))
    return Decision(backend, reasons, push, push_reason, login, imports=imports, exports=exports)


def choose_backend(event: Event, request: Request, surroundings: Surroundings) -> tuple[str, str]:
    """The backend, and the reason where it is `none`."""
    if request.backend == "none":
        return "none", "cache-backend is none"
    if request.backend != "auto":
        return request.backend, ""
    if event.origin is Origin.TAG:
        return "none", f"{describe(event)}: releases are built without a cache"
    if request.cache_ref:
        return "registry", ""
    # GitHub Enterprise Server has no cache service that BuildKit speaks to; actions/cache works there.
    return ("gha", "") if surroundings.hosted_cache else ("local", "")


def decide_import(event: Event, request: Request, backend: str, surroundings: Surroundings) -> tuple[bool, str]:
    """Whether the cache is read, and the reason where it is not."""
    if request.no_cache:
        return False, "no-cache is true"
    if event.origin is Origin.FORK and event.private:
        return False, f"{describe(event)}: the repository is private"
    if backend != "registry" and surroundings.cache_mode in ("none", "write-only"):
        return False, f"cache-mode of the workflow is {surroundings.cache_mode}"
    return True, ""


def decide_export(event: Event, request: Request, backend: str, surroundings: Surroundings) -> tuple[bool, str]:
    """Whether the cache is written, and the reason either way."""
    if request.write == "false":
        return False, "cache-write is false"
    refusal = refuse_by_event(event, request, backend) or refuse_by_surroundings(backend, surroundings)
    return (False, refusal) if refusal else (True, describe(event))


def refuse_by_event(event: Event, request: Request, backend: str) -> str:
    """Why the event forbids writing the cache, empty where it does not."""
    what = describe(event)
    if event.origin is Origin.FORK:
        return f"{what}: read-only token"
    if event.origin is Origin.STRANGER:
        return f"{what}: could poison the cache" if backend == "registry" else f"{what}: read-only token"
    if event.origin is Origin.TAG:
        return f"{what}: releases do not write the cache"
    if event.origin is Origin.PULL_REQUEST and backend == "registry":
        return f"{what}: could poison the cache"
    if event.origin in (Origin.PULL_REQUEST, Origin.BRANCH) and request.write != "true":
        return f"{what}: cache-write is not true"
    return ""


def refuse_by_surroundings(backend: str, surroundings: Surroundings) -> str:
    """Why the builder, the runner or the registry cannot be written to, empty where they can."""
    if surroundings.driver == "docker":
        return "the docker driver cannot export a cache"
    if backend == "registry":
        host = surroundings.cache_host
        return f"no login for {host}" if host in LOGIN_REQUIRED and not surroundings.logged_in else ""
    if surroundings.cache_mode in ("read", "none"):
        return f"cache-mode of the workflow is {surroundings.cache_mode}"
    return ""


def decide_push(event: Event, request: Request) -> tuple[bool, str]:
    """Whether the image may be pushed, and the reason where it was asked and is refused."""
    if not request.push:
        return False, ""
    if event.origin is Origin.FORK:
        return False, f"{describe(event)} is never pushed"
    if event.origin is Origin.PULL_REQUEST and not request.push_pull_requests:
        return False, f"{describe(event)} is pushed only with push-pull-requests: true"
    if event.origin is Origin.STRANGER and not event.trusted:
        return False, f"{describe(event)}: the commit in the workspace is not the one of the default branch"
    return True, ""


def describe(event: Event) -> str:
    """The event in a few words."""
    if event.origin is Origin.FORK:
        return f"{event.name} of Dependabot" if not event.fork else f"{event.name} from a fork"
    if event.origin is Origin.TAG:
        return event.name if event.name == "release" else f"{event.name} of a tag"
    if event.origin is Origin.STRANGER:
        return f"{event.name} {event.action}" if event.action == "closed" else event.name or "unknown event"
    if event.origin is Origin.PULL_REQUEST:
        return event.name
    return f"{event.name} on {event.branch or event.ref or 'an unknown ref'}"
