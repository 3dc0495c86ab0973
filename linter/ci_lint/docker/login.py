"""Who has logged in to which registry before a step."""

from collections.abc import Iterator
from itertools import takewhile

from msgspec import Struct

from ..environment import resolve, resolve_in_shell
from ..tree import scalars
from ..workflow import Action, Job, Step
from .dockerfiles import repository_of
from .image import DOCKER_HUB, registry_host

_LOGIN_ACTIONS = ("docker/login-action", "redhat-actions/podman-login", "azure/docker-login")
# These log in to registries of their cloud, or of whatever their inputs compute.
_CLOUD_ACTIONS = (
    "aws-actions/amazon-ecr-login",
    "docker/github-builder",
    "google-github-actions/auth",
    "google-github-actions/setup-gcloud",
    "azure/login",
    "digitalocean/action-doctl",
    "depot/setup-action",
)
LOGIN_COMMANDS = (
    ("docker", "login"),
    ("podman", "login"),
    ("buildah", "login"),
    ("skopeo", "login"),
    ("oras", "login"),
    ("regctl", "registry", "login"),
    ("crane", "auth", "login"),
    ("helm", "registry", "login"),
)
# Whatever these do, they may write credentials for any registry.
_OPAQUE_WORDS = ("config.json", "login", "configure-docker", "docker_auth_config", "docker_config", "credential")


class Login(Struct, frozen=True):
    """A login. `registry` is None where the file does not tell which; `secret` is the password as written."""

    step: Step
    registry: str | None
    secret: str

    def covers(self, registry: str | None) -> bool:
        """Whether it may be a login to the registry; an unknown one may be any."""
        return self.registry is None or registry is None or self.registry == registry

    @property
    def uses_job_token(self) -> bool:
        """Whether it logs in with the token of the job, whose permissions the file states."""
        return "github_token" in self.secret.lower() or "github.token" in self.secret.lower()


def logins_before(step: Step, *, including: bool = True) -> tuple[Login, ...]:
    """The logins of the earlier steps, and of the step itself."""
    limit = step.position + including
    logins = step.parent.remember("logins", _logins_of_job)
    return tuple(
        login
        for login in takewhile(lambda login: login.step.position < limit, logins)
        if step.group is None or login.step is step or login.step.group is not step.group
    )


def _logins_of_job(parent: Job | Action) -> tuple[Login, ...]:
    return tuple(login for step in parent.all_steps for login in logins_of(step))


def logins_of(step: Step) -> tuple[Login, ...]:
    """The logins that a step makes, or may make without the file telling."""
    return step.remember("logins", lambda _: tuple(_logins_of(step)))


def _logins_of(step: Step) -> Iterator[Login]:
    if step.uses:
        yield from _from_action(step)
    elif step.run is not None:
        yield from _from_script(step)


def _from_action(step: Step) -> Iterator[Login]:
    uses = step.uses
    assert uses is not None  # noqa: S101 - the caller has looked
    if uses.names(*_LOGIN_ACTIONS):
        if step.input("registry-auth"):
            yield Login(step, None, step.input_text("registry-auth"))
            return
        address = step.input_text("registry") or step.input_text("login-server")
        registry = registry_host(resolve(step, address)) if address else DOCKER_HUB
        yield Login(step, registry, resolve(step, step.input_text("password")))
    elif uses.names(*_CLOUD_ACTIONS) or "login" in uses.name or _may_log_in(step):
        yield Login(step, None, "")


def _may_log_in(step: Step) -> bool:
    """Whether an action of the repository itself, or one that is given credentials, may log in."""
    uses = step.uses
    if uses is None:
        return False
    if uses.local is not None:
        action = repository_of(step).action(uses.local)
        return action is None or any(word in action.source.text.lower() for word in (*_OPAQUE_WORDS, "uses: ./"))
    names = [key.text.lower() for key, _ in step.inputs.named_entries()] if step.inputs else []
    return any("registry" in name or "docker" in name for name in names) and not uses.slug.startswith("docker/")


def _from_script(step: Step) -> Iterator[Login]:
    run = step.run
    if run is None:
        return
    lowered = run.text.lower()
    if not any(word in lowered for word in _OPAQUE_WORDS):
        return
    found = False
    for command in step.script.commands if step.script else ():
        if not any(command.starts_with(*words) for words in LOGIN_COMMANDS):
            continue
        found = True
        yield Login(step, _registry_of(step, [word.text for word in command.arguments]), _visible_values(step))
    if not found:
        yield Login(step, None, "")


def _visible_values(step: Step) -> str:
    """The script and the environment variables it sees: the password is somewhere in there."""
    blocks = [block for owner in (step.node, *step.parent.env_owners) if (block := owner.get("env"))]
    return "\n".join([step.run.text if step.run else "", *(scalar.text for b in blocks for scalar in scalars(b))])


_VALUED = ("-u", "--username", "-p", "--password", "--authfile", "--config")


def _registry_of(step: Step, words: list[str]) -> str | None:
    """The positional argument behind `login`."""
    start = words.index("login") + 1 if "login" in words else len(words)
    skip = False
    for text in words[start:]:
        if skip:
            skip = False
        elif text.startswith("-"):
            skip = text in _VALUED
        else:
            return registry_host(resolve_in_shell(step, text))
    return DOCKER_HUB
