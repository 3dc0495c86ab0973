"""The running stand-in: an API that wants the token, and a store of logs that refuses whoever shows it."""

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from ..faulty_server import Faults, FaultyHandler, serving
from .answers import Answer, answer_to

NAME = "acme/app"
READER = frozenset({"actions:read", "contents:read"})
WRITER = READER | {"pull-requests:write", "security-events:write"}


@dataclass
class Refusal:
    """How a kind of request is refused, with which headers, and how often still."""

    operation: str
    status: int
    headers: Mapping[str, str]
    times: int


class GitHubRuns(Faults):
    """The stand-in as a test sees it; all fields may be changed at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.address = ""
        self.store_address = ""
        self.token = f"ghs_{secrets.token_hex(18)}"
        self.permissions: frozenset[str] = WRITER
        self.viewer = "github-actions[bot]"
        self.page_size = 100
        self.jobs: list[dict[str, Any]] = []
        self.logs: dict[int, bytes] = {}
        self.late: dict[int, int] = {}
        """How many more times the log of a job is asked for before it is there."""
        self.comments: list[dict[str, Any]] = []
        self.changed: list[str] = []
        self.code_scanning = True
        """Whether the plan of the repository has it."""
        self.uploads: list[dict[str, Any]] = []
        self.refusals: list[Refusal] = []
        self.violations: list[str] = []
        """What GitHub would not understand, or nobody should have been told; a good run has none."""
        self.keys: dict[str, int] = {}
        """The addresses in the store that are good, and whose log each one holds."""

    @property
    def environment(self) -> dict[str, str]:
        """The variables that lead an action here."""
        return {
            "GITHUB_API_URL": self.address,
            "GITHUB_GRAPHQL_URL": f"{self.address}/graphql",
            "GITHUB_REPOSITORY": NAME,
            "GITHUB_RUN_ID": "1",
            "GITHUB_RUN_ATTEMPT": "1",
        }

    def refuse(self, operation: str, status: int, times: int = 1, **headers: str) -> None:
        """Refuses the next requests of a kind with a status and headers, whose underscores stand for hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with self.lock:
            self.refusals.append(Refusal(operation, status, named, times))

    def refusal(self, operation: str) -> Refusal | None:
        """The refusal that is meant for a request of a kind, which is spent by it."""
        with self.lock:
            for refusal in self.refusals:
                if refusal.operation == operation and refusal.times > 0:
                    refusal.times -= 1
                    return refusal
        return None


@contextmanager
def running_github_runs() -> Iterator[GitHubRuns]:
    """Serves API and store until the block ends."""
    github = GitHubRuns()
    api = type("Api", (ApiHandler,), {"faults": github})
    store = type("Store", (StoreHandler,), {"faults": github})
    with serving(api) as address, serving(store) as store_address:
        github.address, github.store_address = f"http://{address}", f"http://{store_address}"
        yield github


_OPERATIONS = (
    ("/jobs/", "log"),
    ("/attempts/", "jobs"),
    ("/comments", "comments"),
    ("/files", "files"),
    ("/code-scanning/analyses", "analyses"),
    ("/code-scanning/sarifs", "upload"),
    ("/graphql", "viewer"),
)


class ApiHandler(FaultyHandler):
    """GitHub's API."""

    faults: ClassVar[GitHubRuns]

    def operation(self) -> str:
        path = urlsplit(self.path).path
        return next((name for part, name in _OPERATIONS if part in path), "other")

    def answer(self, body: bytes) -> None:
        github = self.faults
        refusal = github.refusal(self.operation())
        if refusal:
            self.reply(Answer(refusal.status, {"message": "refused for a test"}, dict(refusal.headers)))
            return
        self._check(body)
        if self.headers.get("Authorization", "").partition(" ")[2] != github.token:
            self.reply(Answer(401, {"message": "Bad credentials"}))
            return
        address = urlsplit(self.path)
        document = json.loads(body) if body else {}
        with github.lock:
            reply = answer_to(github, self.command, address.path, parse_qs(address.query), document)
        self.reply(reply)

    def reply(self, answer: Answer) -> None:
        """Sends an answer as JSON."""
        body = b"" if answer.document is None else json.dumps(answer.document).encode()
        headers = {name.replace("-", "_"): value for name, value in answer.headers.items()}
        self.respond(answer.status, body, Content_Type="application/json; charset=utf-8", **headers)

    def _check(self, body: bytes) -> None:
        """GitHub refuses what says not who it is; the rest is its documentation's advice."""
        wanted = {"User-Agent": "", "Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
        for name, value in wanted.items():
            if not self.headers.get(name) or value not in self.headers[name]:
                self.faults.violations.append(f"{self.command} {self.path} without {name}: {value}")
        if body and self.headers.get("Content-Type") not in ("application/json", "text/plain;charset=UTF-8"):
            self.faults.violations.append(f"{self.command} {self.path} with {self.headers.get('Content-Type')}")


class StoreHandler(FaultyHandler):
    """The store of logs: an address is good once, and a token is an error, as it is for Azure's blobs."""

    faults: ClassVar[GitHubRuns]

    def operation(self) -> str:
        return "store"

    def answer(self, body: bytes) -> None:
        del body
        github = self.faults
        if "Authorization" in self.headers or github.token in str(self.headers):
            github.violations.append("the store was shown the token")
            self.respond(400, b"InvalidAuthenticationInfo")
            return
        with github.lock:
            number = github.keys.pop(self.path, None)
        if number is None:
            self.respond(403, b"AuthenticationFailed")
        else:
            self.respond(200, github.logs[number], Content_Type="text/plain")
