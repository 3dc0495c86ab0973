"""What the API says to a request that may be made, or why it may not."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .sarif import Invalid, unpacked

if TYPE_CHECKING:
    from .service import GitHubRuns

Query = dict[str, list[str]]


@dataclass(frozen=True)
class Answer:
    """An answer before it is sent; without a document it has no body."""

    status: int
    document: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Route:
    """A method and a path, what a token needs for it, and what answers."""

    method: str
    path: re.Pattern[str]
    permission: str
    answer: Callable[["GitHubRuns", re.Match[str], Query, Any], Answer]


def answer_to(github: "GitHubRuns", method: str, path: str, query: Query, document: Any) -> Answer:
    """The answer to a request with a good token."""
    for route in ROUTES:
        match = route.path.fullmatch(path)
        if not match or route.method != method:
            continue
        if not allowed(github, route.permission):
            needed = route.permission.replace(":", "=")
            headers = {"X-Accepted-GitHub-Permissions": needed}
            return Answer(403, {"message": "Resource not accessible by integration"}, headers)
        return route.answer(github, match, query, document)
    github.violations.append(f"{method} {path} is no request that is known")
    return Answer(404, {"message": "Not Found"})


def allowed(github: "GitHubRuns", permission: str) -> bool:
    """Whether the token may; who may write may read."""
    name, _, way = permission.partition(":")
    return (
        not permission or permission in github.permissions or (way == "read" and f"{name}:write" in github.permissions)
    )


def page(github: "GitHubRuns", path: str, query: Query, entries: list[Any], key: str = "") -> Answer:
    """One page of a list, with the address of the next one."""
    size = min(int(query.get("per_page", ["30"])[0]), github.page_size)
    number = int(query.get("page", ["1"])[0])
    part = entries[(number - 1) * size : number * size]
    following = f"{github.address}{path}?per_page={size}&page={number + 1}"
    link = (
        {"Link": f'<{github.address}/first>; rel="first", <{following}>; rel="next"'}
        if len(entries) > number * size
        else {}
    )
    return Answer(200, {"total_count": len(entries), key: part} if key else part, link)


def jobs(github: "GitHubRuns", match: re.Match[str], query: Query, _document: Any) -> Answer:
    return page(github, match[0], query, github.jobs, "jobs")


def log(github: "GitHubRuns", match: re.Match[str], _query: Query, _document: Any) -> Answer:
    number = int(match[1])
    running = any(job["id"] == number and job["status"] != "completed" for job in github.jobs)
    late = github.late.get(number, 0)
    if late:
        github.late[number] = late - 1
    if running or late or number not in github.logs:
        return Answer(404, {"message": "Not Found"})
    key = f"/logs/{secrets.token_hex(8)}?sig={secrets.token_hex(16)}"
    github.keys[key] = number
    return Answer(302, None, {"Location": github.store_address + key})


def comments(github: "GitHubRuns", match: re.Match[str], query: Query, _document: Any) -> Answer:
    return page(github, match[0], query, [each for each in github.comments if each["issue"] == int(match[1])])


def comment(github: "GitHubRuns", match: re.Match[str], _query: Query, document: Any) -> Answer:
    number = 1000 + len(github.comments)
    url = f"https://github.com/acme/app/pull/{match[1]}#issuecomment-{number}"
    written = {
        "id": number,
        "issue": int(match[1]),
        "user": {"login": github.viewer},
        "html_url": url,
        **_body(document),
    }
    github.comments.append(written)
    return Answer(201, written)


def edited(github: "GitHubRuns", match: re.Match[str], _query: Query, document: Any) -> Answer:
    known = next(each for each in github.comments if each["id"] == int(match[1]))
    if known["user"]["login"] != github.viewer:
        github.violations.append(f"the comment of {known['user']['login']} was overwritten")
    known.update(_body(document))
    return Answer(200, known)


def _body(document: Any) -> dict[str, str]:
    assert list(document) == ["body"]
    assert isinstance(document["body"], str)
    assert 0 < len(document["body"]) <= 65536
    return {"body": document["body"]}


def files(github: "GitHubRuns", match: re.Match[str], query: Query, _document: Any) -> Answer:
    return page(github, match[0], query, [{"filename": name, "status": "modified"} for name in github.changed])


def analyses(github: "GitHubRuns", _match: re.Match[str], _query: Query, _document: Any) -> Answer:
    if not github.code_scanning:
        return Answer(403, {"message": "Advanced Security must be enabled for this repository to use code scanning."})
    return Answer(200, github.uploads) if github.uploads else Answer(404, {"message": "no analysis found"})


def upload(github: "GitHubRuns", _match: re.Match[str], _query: Query, document: Any) -> Answer:
    if not github.code_scanning:
        return Answer(403, {"message": "Advanced Security must be enabled for this repository to use code scanning."})
    try:
        sarif = unpacked(document)
    except Invalid as error:
        return Answer(400, {"message": str(error)})
    github.uploads.append({"ref": document["ref"], "sarif": sarif})
    return Answer(202, {"id": f"sarif-{len(github.uploads)}", "url": ""})


def viewer(github: "GitHubRuns", _match: re.Match[str], _query: Query, _document: Any) -> Answer:
    return Answer(200, {"data": {"viewer": {"login": github.viewer}}})


_REPOSITORY = "/repos/acme/app"
ROUTES = tuple(
    Route(method, re.compile(path), permission, answer)
    for method, path, permission, answer in (
        ("GET", f"{_REPOSITORY}/actions/runs/1/attempts/1/jobs", "actions:read", jobs),
        ("GET", rf"{_REPOSITORY}/actions/jobs/(\d+)/logs", "actions:read", log),
        ("GET", rf"{_REPOSITORY}/issues/(\d+)/comments", "pull-requests:read", comments),
        ("POST", rf"{_REPOSITORY}/issues/(\d+)/comments", "pull-requests:write", comment),
        ("PATCH", rf"{_REPOSITORY}/issues/comments/(\d+)", "pull-requests:write", edited),
        ("GET", rf"{_REPOSITORY}/pulls/\d+/files", "pull-requests:read", files),
        ("GET", f"{_REPOSITORY}/code-scanning/analyses", "security-events:read", analyses),
        ("POST", f"{_REPOSITORY}/code-scanning/sarifs", "security-events:write", upload),
        ("POST", "/graphql", "", viewer),
    )
)
