"""The order of a smoke test: ready, open endpoints, doors that must be shut, login, endpoints behind it.

Everything is asked under one deadline. What cannot be asked any more, since the time is over or the service is dead,
is listed as not run: a report that is silent about a check looks like one that passed.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kit.deadline import Deadline

from .causes import Cause, ProbeFailed
from .exchange import Request
from .expectations import Expectation, judge, parse_statuses
from .login import take_token
from .results import Attempt, Kind, Result, Verdict, from_attempt
from .urls import under

if TYPE_CHECKING:
    from typing import Callable, Iterator

    from .endpoints import Endpoint
    from .exchange import Answer
    from .known_secrets import KnownSecrets
    from .login import Login
    from .settings import Settings
    from .watches import Watches

_SHUT = Expectation(parse_statuses("401,403"))
_LOGIN = "POST login-url"
_KEPT_ATTEMPTS = 200
_SIGNS_OF_DEATH = (Cause.RESET, Cause.REFUSED)
# A process closes its connections before it is gone; seconds.
_DYING = 0.3
_TIMEOUT_IS_OVER = "the timeout was over before"


@dataclass(frozen=True)
class Run:
    """What all checks of a run share; `started` is a time of the monotonic clock."""

    settings: Settings
    deadline: Deadline
    watches: Watches
    secrets: KnownSecrets
    started: float

    def ask(self, request: Request, judged: Callable[[Answer], None]) -> Attempt:
        """One probe within its limit and what is left of the whole."""
        limit = self.deadline.cap(self.settings.probe_timeout)
        began = time.monotonic()
        try:
            answer = self.settings.client.ask(request, Deadline(limit))
            judged(answer)
        except ProbeFailed as failure:
            message = self.secrets.hide(failure.message + self._limit_note(failure, limit))
            return self._attempt(began, failure.status, failure.cause, message)
        return self._attempt(began, answer.status, None, "")

    def _attempt(self, began: float, status: int | None, cause: Cause | None, message: str) -> Attempt:
        return Attempt(began - self.started, time.monotonic() - began, status, cause, message)

    def _limit_note(self, failure: ProbeFailed, limit: float) -> str:
        if failure.cause is not Cause.TIMEOUT:
            return ""
        rest = ", all that was left of timeout" if limit < self.settings.probe_timeout else ""
        return f" ({limit:.1f} s{rest})"


def results(run: Run, progress: Callable[[Attempt], None]) -> Iterator[Result]:
    """The results of all checks, each as soon as it is there; `progress` hears of each attempt to find it ready."""
    settings = run.settings
    readiness = wait_until_ready(run, progress)
    yield readiness
    if not readiness.passed:
        yield from _not_run(settings)
        return
    for endpoint in settings.endpoints:
        yield _check(run, Kind.ENDPOINT, endpoint)
    for endpoint in settings.auth_endpoints if settings.auth_negative else ():
        yield _check(run, Kind.WITHOUT_TOKEN, replace(endpoint, expectation=_SHUT))
    if settings.login:
        yield from _behind_login(run, settings.login)


def wait_until_ready(run: Run, progress: Callable[[Attempt], None]) -> Result:
    """Ask until the service was ready as many times in a row as wanted, the time is over, or what is watched died."""
    endpoint = run.settings.ready
    attempts: list[Attempt] = []
    in_a_row = 0
    while not run.deadline.expired:
        death = run.watches.ended(run.deadline)
        if death:
            return Result(Kind.READY, endpoint.name, Verdict.FAILED, _kept(attempts), death, Cause.DIED)
        attempts.append(_probe(run, endpoint, (), quote=True))
        progress(attempts[-1])
        in_a_row = 0 if attempts[-1].cause else in_a_row + 1
        if in_a_row == run.settings.stable_count:
            return Result(Kind.READY, endpoint.name, Verdict.PASSED, _kept(attempts))
        run.deadline.sleep(run.settings.interval)
    return _never_ready(run, tuple(attempts))


def _never_ready(run: Run, attempts: tuple[Attempt, ...]) -> Result:
    last = next((attempt for attempt in reversed(attempts) if attempt.cause), None)
    message = f"not ready within the timeout; {len(attempts)} attempts"
    if last is None:
        wanted = run.settings.stable_count
        message += f", all well, but fewer than the {wanted} that stable-count asks for"
    else:
        message += f", the last failure: {last.message}"
    cause = last.cause if last else Cause.TIMEOUT
    return Result(Kind.READY, run.settings.ready.name, Verdict.FAILED, _kept(attempts), message, cause)


def _kept(attempts: list[Attempt] | tuple[Attempt, ...]) -> tuple[Attempt, ...]:
    """The first attempt, which the waiting began with, and as many of the last as a report holds."""
    return (*attempts[:1], *attempts[1:][-_KEPT_ATTEMPTS:])


def _behind_login(run: Run, login: Login) -> Iterator[Result]:
    result, token = _log_in(run, login)
    yield result
    if not token:
        for endpoint in run.settings.auth_endpoints:
            yield Result(Kind.WITH_TOKEN, endpoint.name, Verdict.NOT_RUN, message="the login gave no token")
        return
    for endpoint in run.settings.auth_endpoints:
        yield _check(run, Kind.WITH_TOKEN, endpoint, (login.header_with(token),))


def _log_in(run: Run, login: Login) -> tuple[Result, str]:
    """The result of the login and its token, "" where there is none; the token is masked before anything is said."""
    reason = _cannot_ask(run)
    if reason:
        return Result(Kind.LOGIN, _LOGIN, Verdict.NOT_RUN, message=reason), ""
    tokens: list[str] = []

    def judged(answer: Answer) -> None:
        token = take_token(login, answer)
        run.secrets.learn(token)
        tokens.append(token)

    same_origin = login.url.origin == run.settings.base.origin
    attempt = run.ask(login.request(run.settings.headers if same_origin else ()), judged)
    return _with_death(run, from_attempt(Kind.LOGIN, _LOGIN, attempt)), "".join(tokens)


def _check(run: Run, kind: Kind, endpoint: Endpoint, headers: tuple[tuple[str, str], ...] = ()) -> Result:
    reason = _cannot_ask(run)
    if reason:
        return Result(kind, endpoint.name, Verdict.NOT_RUN, message=reason)
    attempt = _probe(run, endpoint, headers, quote=kind is Kind.ENDPOINT)
    return _with_death(run, from_attempt(kind, endpoint.name, attempt))


def _probe(run: Run, endpoint: Endpoint, headers: tuple[tuple[str, str], ...], *, quote: bool) -> Attempt:
    url = under(run.settings.base, endpoint.path)
    request = Request(endpoint.method, url, (*run.settings.headers, *headers))
    return run.ask(request, lambda answer: judge(endpoint.expectation, answer, quote=quote))


def _cannot_ask(run: Run) -> str:
    return _TIMEOUT_IS_OVER if run.deadline.expired else run.watches.ended(run.deadline)


def _with_death(run: Run, result: Result) -> Result:
    """A failed check with the news, where there is any, that it was the last thing the service did."""
    if result.passed:
        return result
    death = run.watches.ended(run.deadline)
    dying = run.watches.mortal and result.cause in _SIGNS_OF_DEATH
    if not death and dying and run.deadline.sleep(_DYING):
        death = run.watches.ended(run.deadline)
    return replace(result, message=f"{result.message}; {death}", cause=Cause.DIED) if death else result


def _not_run(settings: Settings) -> Iterator[Result]:
    message = "the service was not ready"
    for endpoint in settings.endpoints:
        yield Result(Kind.ENDPOINT, endpoint.name, Verdict.NOT_RUN, message=message)
    for endpoint in settings.auth_endpoints if settings.auth_negative else ():
        yield Result(Kind.WITHOUT_TOKEN, endpoint.name, Verdict.NOT_RUN, message=message)
    if settings.login:
        yield Result(Kind.LOGIN, _LOGIN, Verdict.NOT_RUN, message=message)
    for endpoint in settings.auth_endpoints:
        yield Result(Kind.WITH_TOKEN, endpoint.name, Verdict.NOT_RUN, message=message)
