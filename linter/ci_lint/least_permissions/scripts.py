"""What the commands of a script ask of the token of its job."""

from collections.abc import Collection, Iterator
from itertools import takewhile

from ..docker import pushes_of
from ..git_remote import talks_to_remote
from ..late_pattern import late_pattern
from ..shell import Command
from ..workflow import Step
from .api import needs_of_endpoint
from .harmless import is_harmless
from .needs import NOTHING, Needs, because, merge, read_needs, unknown
from .situation import Situation
from .table import read_table

GHCR = "ghcr.io"
_IMAGE_TOOLS = ("docker", "podman", "buildah", "nerdctl", "crane", "skopeo", "oras", "helm", "ko", "regctl", "cosign")
_PUSHES = late_pattern(
    r"\bpush\b|--push\b|\bimagetools create\b|\b(?:crane|skopeo|regctl image|oras) (?:copy|cp|append|attach|tag)\b"
    r"|\bko (?:build|publish|apply|resolve)\b|\bcosign (?:sign|attest|attach|copy)\b|\bimage copy\b"
)
_MAY_PUSH = late_pattern(r"docker|podman|push|publish|deploy|release|image|\b(?:make|just|task|bake|gradlew?|mvnw?)\b")
_GIT_REMOTE = ("fetch", "pull", "clone", "submodule", "ls-remote", "lfs", "remote", "subtree")
_SUBCOMMANDS = ("gh", "npm", "pnpm", "yarn", *_IMAGE_TOOLS)
_SUBCOMMAND = late_pattern(r"[a-z][a-z-]{0,30}")
_API = ("api.github.com", "GITHUB_API_URL", "github.api_url")
_UPLOADS = "uploads.github.com"
_DOWNLOADS = ("raw.githubusercontent.com", "codeload.github.com", "github.com/")


def needs_of_script(step: Step, situation: Situation) -> Needs:
    """What the script of a step needs."""
    run = step.run
    if run is None:
        return NOTHING
    token = situation.sees_token(step) or _assigns_token(step, situation)
    if step.script is None or step.script.broken:
        return _needs_of_text(step, situation, run.text, token=token or situation.holds_token(step, run.text))
    parts = [
        because(_needs_of_command(command, step, situation, token=token), _shown(command))
        for command in step.script.commands
    ]
    if situation.registry and pushes_of(step):
        parts.append(because(read_needs("packages: write"), f"pushing to {GHCR}"))
    return merge(parts)


def _shown(command: Command) -> str:
    """The name of a command and of its subcommands."""
    words = [word.text for word in command.arguments[:2]] if command.name in _SUBCOMMANDS else []
    return " ".join([command.name, *takewhile(_SUBCOMMAND.fullmatch, words)])


def _assigns_token(step: Step, situation: Situation) -> bool:
    assigned = step.script.assigned if step.script else ()
    return any(situation.holds_token(step, assignment.value.text) for assignment in assigned)


def _needs_of_text(step: Step, situation: Situation, text: str, *, token: bool) -> Needs:
    """What a script needs whose commands are not known."""
    if token:
        return unknown(f"a script in {step.shell or 'an unknown shell'} has the token")
    if (situation.git and talks_to_remote(text)) or (situation.registry and _MAY_PUSH.search(text.lower())):
        return unknown(f"a script in {step.shell or 'an unknown shell'} may use the credentials of earlier steps")
    return NOTHING


def _needs_of_command(command: Command, step: Step, situation: Situation, *, token: bool) -> Needs:
    token = token or situation.holds_token(step, command.text)
    if command.name == "gh":
        return _needs_of_gh(command, step, situation) if token else NOTHING
    if command.name == "git":
        return _needs_of_git(command) if token or situation.git else NOTHING
    if command.name in ("curl", "wget"):
        return _needs_of_request(command, step, situation) if token else NOTHING
    return merge(_needs_of_program(command, situation, token=token))


def _needs_of_program(command: Command, situation: Situation, *, token: bool) -> Iterator[Needs]:
    """What a program needs that may find the token by itself."""
    text = command.text
    if _asks_for_identity(command):
        yield read_needs("id-token: write")
    if command.name in _IMAGE_TOOLS:
        if situation.registry:
            yield read_needs(f"packages: {'write' if _PUSHES.search(text) else 'read'}")
        return
    if is_harmless(command):
        return
    name = command.name or "a command"
    if token:
        yield unknown(f"{name} has the token")
    elif situation.git and talks_to_remote(text):
        yield unknown(f"{name} may use the credentials of the checkout")
    elif situation.registry and _MAY_PUSH.search(text.lower()):
        yield unknown(f"{name} may use the login to {GHCR}")


def _asks_for_identity(command: Command) -> bool:
    """Whether it proves where it runs by a token of GitHub's identity provider."""
    if command.name == "cosign":
        return command.starts_with("cosign", "sign") and not command.has("--key") and not command.option("--key")
    return command.name in ("npm", "pnpm", "yarn") and "publish" in command.text and command.has("--provenance")


def _needs_of_gh(command: Command, step: Step, situation: Situation) -> Needs:
    if command.starts_with("gh", "api"):
        return _needs_of_gh_api(command, situation.events(step))
    if not command.arguments or command.arguments[0].text in ("--version", "--help", "help", "version", "completion"):
        return NOTHING
    for group, row in read_table("gh").items():
        if command.starts_with(*group.split()):
            found = next((sub for sub in row if sub != "source" and command.starts_with(*group.split(), sub)), None)
            if found:
                return read_needs(row[found])
    return unknown(f"what {' '.join(word.text for word in command.words[:3])} needs is not known")


_API_VALUES = ("-X", "--method", "-H", "--header", "-q", "--jq", "-t", "--template", "--hostname", "-p", "--preview")
_API_BODY = ("-f", "--raw-field", "-F", "--field", "--input")


def _needs_of_gh_api(command: Command, events: Collection[str]) -> Needs:
    method = command.option("-X", "--method")
    body = command.option(*_API_BODY) is not None
    verb = method.text.upper() if method else "POST" if body else "GET"
    path = _first_operand([word.text for word in command.arguments[1:]], (*_API_VALUES, *_API_BODY, "--cache"))
    if path is None:
        return unknown("what gh api needs is not known")
    return needs_of_endpoint(verb, path, events)


def _first_operand(words: list[str], valued: tuple[str, ...]) -> str | None:
    skip = False
    for text in words:
        if skip:
            skip = False
        elif text.startswith("-"):
            skip = text in valued
        else:
            return text
    return None


def _needs_of_git(command: Command) -> Needs:
    if command.starts_with("git", "push") or command.starts_with("git", "lfs", "push"):
        return because(read_needs("contents: write"), "git push")
    if any(command.starts_with("git", name) for name in _GIT_REMOTE):
        return read_needs("contents: read")
    return NOTHING


_DATA = ("-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--json", "-F", "--form", "-T", "--upload-file")


def _needs_of_request(command: Command, step: Step, situation: Situation) -> Needs:
    """What curl or wget needs: by its address if that is GitHub's, nothing if it is not given the token."""
    addresses = [word.text for word in command.arguments if "://" in word.text or any(a in word.text for a in _API)]
    if any(_UPLOADS in address for address in addresses):
        return read_needs("contents: write")
    method = command.option("-X", "--request", "--method")
    verb = method.text.upper() if method else "POST" if command.option(*_DATA) else "GET"
    events = situation.events(step)
    found = [needs_of_endpoint(verb, a, events) for a in addresses if any(api in a for api in _API)]
    if found:
        return merge(found)
    if addresses and all(any(place in a for place in _DOWNLOADS) for a in addresses):
        return read_needs("contents: read")
    given = situation.holds_token(step, command.text) or any(
        name in command.text for name in situation.variables(step) if not name.startswith("GITHUB_API")
    )
    return unknown(f"{command.name} sends the token to an address that is not known") if given else NOTHING
