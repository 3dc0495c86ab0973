"""Following redirects without carrying anything away.

Headers and bodies were meant for one origin: they hold tokens and passwords. Behind a redirect to another host, scheme
or port they stay away, also when a later redirect leads back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from .causes import Cause, ProbeFailed
from .exchange import Answer, Request, exchange
from .urls import redirected

if TYPE_CHECKING:
    from kit.deadline import Deadline

_REDIRECTS = (301, 302, 303, 307, 308)
_HOPS = 10


@dataclass(frozen=True)
class Client:
    """How requests are made: with which checks of certificates, and whether redirects are followed."""

    insecure: bool = False
    follow: bool = False

    def ask(self, request: Request, deadline: Deadline) -> Answer:
        """The answer to a request, behind all redirects where they are followed; ProbeFailed otherwise."""
        answer = exchange(request, deadline, insecure=self.insecure)
        if not self.follow:
            return answer
        for _ in range(_HOPS):
            if answer.status not in _REDIRECTS or not answer.header("location"):
                return answer
            request = next_request(request, answer)
            answer = exchange(request, deadline, insecure=self.insecure)
        if answer.status in _REDIRECTS:
            raise ProbeFailed(Cause.REDIRECT, f"more than {_HOPS} redirects", answer.status)
        return answer


def next_request(request: Request, answer: Answer) -> Request:
    """The request that a redirect asks for; ProbeFailed where it leads out of HTTP or a body would leave its origin."""
    try:
        url = redirected(request.url, answer.header("location"))
    except ValueError as error:
        raise ProbeFailed(Cause.REDIRECT, f"the redirect leads nowhere: {error}", answer.status) from None
    if answer.status == HTTPStatus.SEE_OTHER or (answer.status in (301, 302) and request.method == "POST"):
        method = "HEAD" if request.method == "HEAD" else "GET"
        request = replace(request, method=method, body=None)
    if url.origin == request.url.origin:
        return replace(request, url=url)
    if request.body is not None:
        raise ProbeFailed(Cause.REDIRECT, "the redirect would carry the body to another host", answer.status)
    return replace(request, url=url, headers=())
