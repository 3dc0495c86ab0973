"""git over HTTP: git's own server program, behind the check of a password."""

import base64
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from .tokens import Token

# A token without the permission is refused as GitHub refuses it, by looking at what arrives.
HOOK = """#!/bin/sh
test -z "$CI_KIT_REFUSAL" && exit 0
while read -r old new ref; do
    for path in $(git diff-tree -r --name-only --no-commit-id "$new^" "$new" -- .github/workflows); do
        echo "$CI_KIT_REFUSAL" | sed "s#PATH#$path#" >&2
        exit 1
    done
done
"""


def install_hook(repository: Path) -> None:
    """Lets the repository look at what is pushed."""
    hook = repository / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(HOOK)
    hook.chmod(0o755)


def password(header: str) -> str:
    """The password of a Basic header, "" if there is none."""
    kind, _, value = header.partition(" ")
    if kind.lower() != "basic":
        return ""
    return base64.b64decode(value).decode().partition(":")[2]


@dataclass(frozen=True)
class Call:
    """A request; names of headers are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


def served(root: Path, call: Call, token: Token) -> tuple[int, bytes, str]:
    """Status, body and type of what git answers."""
    parts = urlsplit(call.path)
    environment = {
        "PATH": os.environ["PATH"],
        "GIT_PROJECT_ROOT": str(root),
        "GIT_HTTP_EXPORT_ALL": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "REMOTE_USER": "x-access-token",
        "REQUEST_METHOD": call.method,
        "PATH_INFO": parts.path,
        "QUERY_STRING": parts.query,
        "CONTENT_TYPE": call.headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(call.body)),
        "HTTP_CONTENT_ENCODING": call.headers.get("content-encoding", ""),
        "GIT_PROTOCOL": call.headers.get("git-protocol", ""),
        "CI_KIT_REFUSAL": "" if token.may("workflows") else token.refusal("PATH"),
    }
    run = subprocess.run(["git", "http-backend"], env=environment, input=call.body, capture_output=True, check=True)
    head, _, content = run.stdout.partition(b"\r\n\r\n")
    fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
    return int(fields.get("Status", "200")[:3]), content, fields.get("Content-Type", "text/plain")
