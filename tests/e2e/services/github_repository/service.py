"""The running stand-in: one repository, its API under /api/v3, its git under its name."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qsl, unquote, urlsplit

from ..faulty_server import Faults, FaultyHandler, serving
from . import git_server
from .answers import NO_ACCESS, Answers
from .apps import INSTALLATION, App
from .objects import Missing, Objects
from .pull_requests import PullRequests
from .routes import Wrong, check, found
from .tokens import Token

API = "/api/v3"
OWNER = "acme"
NAME = f"{OWNER}/app"


class GitHub:
    """The stand-in as a test sees it."""

    def __init__(self, folder: Path) -> None:
        self.faults = Faults()
        self.folder = folder
        self.address = ""
        self.tokens: dict[str, Token] = {}
        self.app: App | None = None
        self.violations: list[str] = []
        """Requests that GitHub would not understand; a good run has none."""
        self.objects = Objects(folder / f"{NAME}.git")
        self.answers = Answers(self.objects, PullRequests(f"https://github.example/{NAME}"), OWNER)

    @property
    def environment(self) -> dict[str, str]:
        """The variables that lead an action here."""
        return {"GITHUB_API_URL": self.address + API, "GITHUB_SERVER_URL": self.address, "GITHUB_REPOSITORY": NAME}

    @property
    def pulls(self) -> list[dict[str, Any]]:
        """All pull requests."""
        return self.answers.pulls.all

    def token(self, token: Token) -> str:
        """Knows a token from now on; its secret."""
        self.tokens[token.secret] = token
        return token.secret

    def take(self, checkout: Path, branch: str = "main") -> None:
        """Has a branch as a checkout has it."""
        self.objects.git("fetch", "--quiet", "--force", str(checkout), f"{branch}:refs/heads/{branch}")

    def files(self, branch: str) -> dict[str, str]:
        """Mode and id by path."""
        lines = self.objects.git("ls-tree", "-r", branch).split("\n")
        return {line.split("\t")[1]: line.split("\t")[0] for line in lines}

    def written(self) -> list[str]:
        """The operations so far that change something."""
        return [each.operation for each in self.faults.requests if each.method not in ("GET", "HEAD")]


class Handler(FaultyHandler):
    """Serves API and git."""

    github: ClassVar[GitHub]

    def operation(self) -> str:
        if not self.path.startswith(API):
            return "push" if self.path.endswith("/git-receive-pack") else "git"
        taken = found(self.command, self.below(urlsplit(self.path).path))
        return taken[0].operation if taken else "unknown"

    def below(self, path: str) -> str:
        """The path under the one of the repository."""
        return unquote(path.removeprefix(f"{API}/repos/{NAME}"))

    def refuse(self, status: int) -> None:
        self.reply(status, {"message": f"told to answer {status}"})

    def answer(self, body: bytes) -> None:
        if self.path.startswith(API):
            self.answer_api(body)
        else:
            self.answer_git(body)

    def answer_api(self, body: bytes) -> None:
        parts = urlsplit(self.path)
        taken = found(self.command, self.below(parts.path))
        kind, _, secret = self.headers.get("Authorization", "").partition(" ")
        token = self.github.tokens.get(secret) if kind == "Bearer" else None
        if self.github.app and self.github.app.signed(secret):
            self.answer_app(self.github.app, parts.path, json.loads(body or b"{}"))
        elif token is None:
            self.reply(401, {"message": "Bad credentials"})
        elif taken is None:
            self.violation(404, f"{self.command} {self.path} is unknown")
        elif taken[0].permission and not token.may(taken[0].permission):
            self.reply(403, {"message": NO_ACCESS}, X_Accepted_GitHub_Permissions=f"{taken[0].permission}=write")
        else:
            self.answer_route(taken, dict(parse_qsl(parts.query)), body, token)

    def answer_app(self, app: App, path: str, sent: Any) -> None:
        token = app.token(sent)
        if (self.command, path) == ("GET", f"{API}/repos/{NAME}/installation"):
            self.reply(200, {"id": INSTALLATION, "app_slug": "autofix"})
        elif (self.command, path) != ("POST", f"{API}/app/installations/{INSTALLATION}/access_tokens"):
            self.violation(404, f"{self.command} {path} is nothing for an App")
        elif token is None:
            self.reply(422, {"message": "The permissions requested are not granted to this installation."})
        else:
            self.reply(201, {"token": self.github.token(token), "permissions": token.permissions})

    def answer_route(self, taken: Any, query: dict[str, str], body: bytes, token: Token) -> None:
        scopes = {} if token.scopes is None else {"X_OAuth_Scopes": ", ".join(token.scopes)}
        try:
            sent = json.loads(body) if body else None
            check(taken[0], sent)
            status, document = self.github.answers.reply(taken[0], taken[1], query, sent, token)
            self.reply(status, document, **scopes)
        except (Wrong, Missing, ValueError, KeyError) as wrong:
            self.violation(422, f"{self.command} {self.path}: {wrong!r}")

    def answer_git(self, body: bytes) -> None:
        given = self.headers.get_all("Authorization") or []
        if len(given) > 1:
            self.respond(400, b"Duplicate header: Authorization")
            return
        token = self.github.tokens.get(git_server.password(given[0])) if given else None
        if token is None:
            self.respond(401, b"", WWW_Authenticate='Basic realm="GitHub"')
        elif not token.may("contents"):
            self.respond(403, b"Write access to repository not granted.")
        else:
            headers = {name.lower(): value for name, value in self.headers.items()}
            call = git_server.Call(self.command, self.path, headers, body)
            status, content, kind = git_server.served(self.github.folder, call, token)
            self.respond(status, content, Content_Type=kind)

    def violation(self, status: int, message: str) -> None:
        self.github.violations.append(message)
        self.reply(status, {"message": message})

    def reply(self, status: int, document: Any, /, **headers: str) -> None:
        body = b"" if document is None else json.dumps(document).encode()
        self.respond(status, body, Content_Type="application/json; charset=utf-8", **headers)


@contextmanager
def running_github(folder: Path) -> Iterator[GitHub]:
    """GitHub with the empty repository acme/app, until the block ends."""
    github = GitHub(folder)
    github.objects.path.mkdir(parents=True)
    command = ["git", "init", "--quiet", "--bare", "--initial-branch", "main", str(github.objects.path)]
    subprocess.run(command, check=True)
    git_server.install_hook(github.objects.path)
    handler = type("Handler", (Handler,), {"faults": github.faults, "github": github})
    with serving(handler) as address:
        github.address = f"http://{address}"
        yield github
