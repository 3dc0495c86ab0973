"""The first step: reads the inputs and the event, decides, and writes down what the other steps need."""

from __future__ import annotations

import os
import secrets
import shutil
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from kit.commands import notice, say, warning
from kit.deadline import Deadline
from kit.inputs import Inputs
from kit.outputs import set_output
from kit.workspace import workspace

from .builders import LIMIT, installed_version, resets_local_cache
from .circumstances import current_event, find_surroundings
from .decision import Decision, Request, decide
from .homes import discard
from .places import (
    blocked_path,
    cache_home,
    choose_cache_ref,
    choose_keys,
    choose_scope,
    own_reference,
    run_folder,
    workspace_path,
)
from .plans import Plan, write_plan
from .requests import Options, choose_provenance, read_options, without_pushes

if TYPE_CHECKING:
    from .events import Event
    from .references import Reference


def plan_step() -> None:
    """Decide, and print the decision. Raises InputError."""
    started = time.monotonic()
    options = read_options(Inputs(os.environ))
    event = current_event(options)
    cache_ref = choose_cache_ref(options)
    surroundings = find_surroundings(options, cache_ref.host if cache_ref else "")
    decision = decide(event, make_request(options), surroundings)
    plan = prepare_folders(make_plan(options, event, decision, cache_ref, started))
    say(replace(decision, backend=plan.backend, reason=plan.reason).line)
    if options.push_asked and not decision.push:
        notice(f"{decision.push_reason}; the image is built only", title="docker-build: not pushed")
    write_plan(plan)
    _set_outputs(options, decision, plan)


def make_request(options: Options) -> Request:
    """What the caller asked for, as far as a decision depends on it."""
    return Request(
        backend=options.backend,
        write=options.write,
        cache_ref=str(options.cache_ref or ""),
        push=options.push_asked,
        push_pull_requests=options.push_pull_requests,
        no_cache=options.no_cache,
        login=options.login,
    )


def make_plan(options: Options, event: Event, decision: Decision, cache_ref: Reference | None, started: float) -> Plan:
    """The plan that follows from a decision; `started` is a reading of the monotonic clock."""
    build = secrets.token_hex(8)
    keys = choose_keys(options, choose_scope(options))
    version = options.buildx_version if not options.builder else installed_version(Deadline(LIMIT))
    return Plan(
        folder=str(run_folder(build)),
        build=build,
        builder=options.builder,
        backend=decision.backend,
        imports=decision.imports,
        exports=decision.exports,
        reason=decision.reason,
        push_asked=options.push_asked,
        push=decision.push,
        push_reason=decision.push_reason,
        tags=options.tags,
        scope=keys.scope,
        mode=options.mode,
        home=str(cache_home(keys.scope)),
        path=workspace_path(keys.scope),
        key=keys.prefix,
        fallback_key=keys.fallback,
        cache_ref=str(cache_ref or ""),
        own_ref=own_reference(event, cache_ref),
        cache_host=cache_ref.host if cache_ref else "",
        max_size=options.max_size,
        cache_timeout=options.cache_timeout,
        reset=resets_local_cache(version),
        timeout=options.timeout,
        ends=started + options.timeout,
    )


def prepare_folders(plan: Plan) -> Plan:
    """Clear what an interrupted run left. A local cache that has no place to be becomes none."""
    run_folder(plan.build).mkdir(parents=True)
    if plan.backend != "local":
        return plan
    obstacle = blocked_path() or _clear(plan)
    if not obstacle:
        return plan
    warning(f"there is no cache for this build: {obstacle}", title="docker-build: no cache")
    return replace(plan, backend="none", imports=False, exports=False, reason=obstacle)


def _clear(plan: Plan) -> str:
    """Make the places of a local cache ready; the obstacle, if there is one."""
    try:
        discard(workspace() / plan.path)
        plan.cache.recover()
    except (OSError, shutil.Error) as fault:
        return f"the place for it cannot be cleared: {fault}"
    return ""


def _set_outputs(options: Options, decision: Decision, plan: Plan) -> None:
    outputs = options.outputs if decision.push else without_pushes(options.outputs)
    set_output("state", plan.folder)
    set_output("build", plan.build)
    set_output("login", value=decision.login)
    set_output("setup-builder", not options.builder)
    set_output("push", options.push and decision.push)
    set_output("outputs", "\n".join(outputs))
    set_output("provenance", choose_provenance(options))
    set_output("restore", plan.backend == "local" and plan.imports)
    set_output("path", plan.path)
    set_output("key", plan.key)
    set_output("restore-keys", f"{plan.key}\n{plan.fallback_key}")
