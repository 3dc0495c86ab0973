"""Which commands stay in the foreground until somebody ends them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ...late_pattern import late_pattern
from ...purpose import inner_words, script_names
from ...purpose.leading_words import shortest
from ...purpose.scripts import PACKAGE_MANAGERS
from ...repository import Repository

if TYPE_CHECKING:
    from ...shell import Command

# Programs that serve until they are stopped, by their leading words.
SERVERS = (
    ("uvicorn",),
    ("gunicorn",),
    ("hypercorn",),
    ("daphne",),
    ("flask", "run"),
    ("fastapi", "run"),
    ("fastapi", "dev"),
    ("streamlit", "run"),
    ("http.server",),
    ("manage.py", "runserver"),
    ("mkdocs", "serve"),
    ("jekyll", "serve"),
    ("hugo", "server"),
    ("rails", "server"),
    ("rails", "s"),
    ("artisan", "serve"),
    ("next", "start"),
    ("next", "dev"),
    ("nuxt", "dev"),
    ("astro", "dev"),
    ("astro", "preview"),
    ("vite", "dev"),
    ("vite", "preview"),
    ("vite", "serve"),
    ("webpack-dev-server",),
    ("webpack", "serve"),
    ("ng", "serve"),
    ("http-server",),
    ("serve",),
    ("json-server",),
    ("nodemon",),
    ("wrangler", "dev"),
    ("minio", "server"),
    ("redis-server",),
    ("mongod",),
    ("etcd",),
    ("anvil",),
    ("ngrok", "http"),
    ("kubectl", "port-forward"),
    ("kubectl", "proxy"),
    ("oc", "port-forward"),
    ("minikube", "tunnel"),
)
WATCHERS = ("tsc", "webpack", "rollup", "esbuild", "sass", "tailwindcss", "jest")
FOLLOWED = ("deploy", "deployment", "statefulset", "daemonset", "svc", "service")
# With these the same programs go to the background, tell something, or follow a file that says so.
_ENDING = frozenset(
    (
        *("--daemon", "--daemonize", "--fork", "--background", "-D", "--detach", "--version", "-V", "-v", "--help"),
        *("-h", "--check-config", "--config", "-f", "--dry-run", "--print-config"),
    )
)
# One of these is in every script that may stay; short names only with what follows them.
MARKS = shortest((
    *("compose", "tail -", "tail --", "journalctl", "--watch", "logs -f", "--follow", "port-forward", "kubectl get"),
    *("oc get", " -f deploy", " -f svc", " -f statefulset"),
    *(" ".join(known) if len(known[0]) < len("gunicorn") else known[0] for known in SERVERS),
))  # fmt: skip
# In "ubuntu" there is a bun, too; this one runs a script only with a word behind it.
SCRIPT_MARKS = ("npm", "yarn", *(f"bun{behind}" for behind in " \t\\\"'."))
_PACKAGE_MANAGER = late_pattern(rf"\b(?:{'|'.join(PACKAGE_MANAGERS)})\b")
_ASSIGNED = late_pattern(r"\w+=\S*\s+")


def may_stay(text: str, marks: Iterable[str]) -> bool:
    """Whether a script is worth reading, given marks that the file has: a quick look."""
    return any(map(text.__contains__, marks))


def may_run_scripts(text: str) -> bool:
    """Whether a script may run one of package.json."""
    return any(map(text.__contains__, PACKAGE_MANAGERS)) and bool(_PACKAGE_MANAGER.search(text))


def compose_stays(command: "Command") -> bool:
    """Whether it is a `docker compose up` that shows the output of the services until they end."""
    if not (command.starts_with("docker", "compose", "up") or command.starts_with("docker-compose", "up")):
        return False
    ends = ("-d", "--detach", "--wait", "--no-start", "--abort-on-container-exit", "--abort-on-container-failure")
    ending = command.has(*ends, "--help", "--dry-run") or command.option("--exit-code-from", "--attach") is not None
    return not ending and not command.may_hold_options


def follows(command: "Command") -> str:
    """The flag with which a command follows what grows, or ""."""
    flags = _follow_flags(command)
    return next((word.text for word in command.arguments if word.text in flags), "")


def _follow_flags(command: "Command") -> tuple[str, ...]:
    name, texts = command.name, [word.text for word in command.arguments]
    if name == "tail":
        return () if any(text.startswith("--pid") for text in texts) else ("-f", "-F", "--follow")
    if name == "journalctl":
        return ("-f", "--follow")
    if name not in ("kubectl", "oc"):
        return ()
    if "get" in texts:
        return ("-w", "--watch", "--watch-only")
    # The log of a pod or a job ends with it; that of a deployment does not.
    followed = "logs" in texts and any(text.partition("/")[0] in FOLLOWED for text in texts if "/" in text)
    return ("-f", "--follow") if followed else ()


def serves(command: "Command", scripts: dict[str, Any]) -> bool:
    """Whether it is a program that serves or watches; `scripts` are those of package.json."""
    words = inner_words(command)
    if command.may_hold_options or not _ENDING.isdisjoint(words[1:]):
        return False
    if _leads(words) or (words[:1] and words[0] in WATCHERS and command.has("--watch", "--watchAll")):
        return True
    return any(_script_serves(scripts.get(name)) for name in script_names(command))


def _leads(words: tuple[str, ...]) -> bool:
    return any(words[: len(known)] == known for known in SERVERS)


def _script_serves(script: object) -> bool:
    """Whether the last command of a script in package.json serves."""
    if not isinstance(script, str) or "|" in script or script.rstrip().endswith("&"):
        return False
    last = script.rpartition("&&")[2].strip().removeprefix("cross-env ")
    while found := _ASSIGNED.match(last):
        last = last[found.end() :]
    words = tuple(last.split())
    return _leads(words) and _ENDING.isdisjoint(words)


def package_scripts(repository: Repository, folder: str) -> dict[str, Any]:
    """The scripts of a package.json by name; none if there is none."""
    package = repository.json(f"{folder}/package.json")
    scripts = package.get("scripts") if isinstance(package, dict) else None
    return scripts if isinstance(scripts, dict) else {}
