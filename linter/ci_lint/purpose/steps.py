"""What steps and jobs are for.

Commands and actions decide first; the words of names decide only where a command could be for anything:
`curl`, `ssh`.
"""

import re
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..late_pattern import late_pattern
from ..workflow import Action, Job, Step
from .deploys import CLUSTER_TOOLS, DEPLOY_ACTIONS, MENTIONS, deploys, mentions_deploy
from .names import in_words
from .runners import inner_words, program
from .scripts import script_names
from .tests import may_run_tests, runs_tests

if TYPE_CHECKING:
    from ..shell import Command


class Purpose(Enum):
    """What a step or a job is for."""

    TEST = "test"
    DEPLOY = "deploy"
    SMOKE = "smoke test"
    WAIT = "wait"


TEST_ACTIONS = ("cypress-io/github-action", "matlab-actions/run-tests", "pavelzw/pytest-action")
_CLUSTER_ACTIONS = (
    "helm/kind-action",
    "engineerd/setup-kind",
    "medyagh/setup-minikube",
    "manusa/actions-setup-minikube",
    "absaoss/k3d-action",
    "nolar/setup-k3d-k3s",
    "balchua/microk8s-actions",
    "container-tools/kind-action",
    "chainguard-dev/actions/setup-kind",
)
_CLUSTER_WORDS = ("kind", "minikube", "k3d", "k3s", "microk8s")
_CLUSTER = late_pattern(
    r"\bkind create cluster|\bminikube start|\bk3d cluster create|get\.k3s\.io|\bmicrok8s\b"
    r"|[/_-](?:kind|minikube|k3d|k3s)(?:[_-][\w-]+)?\.sh\b"
)
_CLUSTER_ACTION = late_pattern(r"/(?:setup|create|install)-(?:kind|minikube|k3d|k3s|microk8s)(?:-cluster)?(?=@|\s*$)")
# What a script on another machine says that changes something there; one that only asks or cleans up says none of it.
_CHANGING = late_pattern(
    r"(?<![\w-])(?:deploy\w*|up|pull|build|run|rollout|restart|reload|start|stop|apply|upgrade|update|install|set image"
    r"|sync|migrate|release|publish|clone|checkout|fetch|reset|cp|mv|ln|tar|unzip|rsync|scp|curl|wget|[\w-]+\.sh|make"
    r"|npm|pm2)(?!\w)"
)
_WAIT_PROGRAMS = ("wait-for-it", "wait-for-it.sh", "wait-for", "wait-for.sh", "wait-on", "dockerize", "pg_isready")
_ASKING = ("curl", "wget", "http", "https", "xh", "nc", "grpcurl")
# In a container, where a service that has no port for the runner can be asked.
_CARRIERS = ("docker", "docker-compose", "kubectl", "oc")
_ASKING_INSIDE = tuple((program,) for program in _ASKING)
_REMOTE = ("ssh", "scp", "rsync", "sshpass")

# Words of names. They decide only together with a command that could be for anything.
_WORDS: MappingProxyType[Purpose, re.Pattern[str]] = MappingProxyType(
    {
        Purpose.TEST: late_pattern(
            r"\b(?:tests?|testing|e2e|unit|integration|pytest|jest|spec|specs)\b", re.IGNORECASE
        ),
        Purpose.DEPLOY: late_pattern(r"\b(?:deploy(?:ment|s|ing)?|rollout|roll out)\b", re.IGNORECASE),
        Purpose.SMOKE: late_pattern(
            r"\b(?:smoke|health(?:check|y)?|liveness|readiness|sanity|post deploy\w*)\b"
            r"|\bverify\b.*\b(?:deploy\w*|service|endpoints?|running|up|api|app|site|live)\b",
            re.IGNORECASE,
        ),
        Purpose.WAIT: late_pattern(r"\b(?:wait(?:ing)?|ready|readiness|until)\b", re.IGNORECASE),
    }
)
_DEPLOY_ORDER = late_pattern(r"^\W*(?:re)?(?:deploy|roll ?out|trigger (?:\w+ )?deploy\w*)\b", re.IGNORECASE)
_HEALTH_ADDRESS = late_pattern(r"/(?:health\w*|livez?|liveness|readyz?|readiness|ping|actuator/\w+)(?:[/?\"']|$)")
_ASKS = late_pattern(r"curl|wget|https?\b|\bxh\b|\bnc\b|grpcurl|wait|dockerize|pg_isready")


def purposes(step: Step) -> frozenset[Purpose]:
    """What a step is for; usually one thing or none that is known."""
    return frozenset(purpose for purpose in Purpose if is_for(step, purpose))


def is_for(step: Step, purpose: Purpose) -> bool:
    """Whether the step is for this."""
    name, decide = _DECIDE[purpose]
    return step.remember(name, decide)


def job_is_for(job: Job, purpose: Purpose) -> bool:
    """Whether some step of the job, or its name where its steps do not tell, is for this."""
    return job.remember(f"is for {purpose.value}", lambda job: _job_is_for(job, purpose))


def _job_is_for(job: Job, purpose: Purpose) -> bool:
    if any(is_for(step, purpose) for step in job.all_steps):
        return True
    opaque = job.calls_workflow or any(step.uses and step.uses.local is not None for step in job.all_steps)
    return opaque and _says(purpose, f"{job.id} {job.node.text('name') or ''}")


def _tests(step: Step) -> bool:
    if step.uses is not None and step.uses.name in TEST_ACTIONS:
        return True
    return step.run is not None and may_run_tests(step.run.text) and any(map(runs_tests, _commands(step)))


def _deploys(step: Step) -> bool:
    if step.uses is not None and step.uses.name in DEPLOY_ACTIONS:
        return not _changes_nothing(step)
    if step.run is None:
        return False
    ordered = bool(_DEPLOY_ORDER.search(step.name))
    document = step.parent.workflow if isinstance(step.parent, Job) else step.parent
    mentions = document.remember("mentions of deploys", lambda document: document.worth_looking_for(MENTIONS))
    if not ordered and not mentions_deploy(step.run.text, mentions):
        return False
    commands = _commands(step)
    deploying = [command for command in commands if deploys(command)]
    if deploying and not (all(map(_may_stay_inside, deploying)) and makes_cluster(step)):
        return True
    return ordered and any(map(_reaches_out, commands))


def _may_stay_inside(command: "Command") -> bool:
    """Whether a cluster that the job has made may be what a command deploys into."""
    return command.name in CLUSTER_TOOLS or bool(script_names(command))


def _changes_nothing(step: Step) -> bool:
    """Whether a script for another machine says nothing of a deploy, nor does the name of its step."""
    lines = step.input_text("script").splitlines()
    script = "\n".join(line for line in lines if not line.lstrip().startswith(("#", "echo")))
    return bool(script.strip()) and not _CHANGING.search(script) and not _says(Purpose.DEPLOY, _names(step))


def makes_cluster(step: Step) -> bool:
    """Whether the job of the step has a cluster of its own, which ends with it."""
    return step.parent.remember("makes cluster", _makes_cluster)


def _makes_cluster(parent: Job | Action) -> bool:
    return any(map(_may_make_cluster, parent.all_steps))


def _may_make_cluster(step: Step) -> bool:
    if step.uses is not None:
        return step.uses.name in _CLUSTER_ACTIONS or bool(_CLUSTER_ACTION.search(step.uses.text))
    text = step.run.text if step.run is not None else ""
    return any(map(text.__contains__, _CLUSTER_WORDS)) and bool(_CLUSTER.search(text))


def _reaches_out(command: "Command") -> bool:
    if command.name in _REMOTE:
        return True
    method = command.option("-X", "--request") if command.name == "curl" else None
    return method is not None and method.text.upper() in ("POST", "PUT")


def _smokes(step: Step) -> bool:
    asked = _asked(step)
    if not asked:
        return False
    return _says(Purpose.SMOKE, _names(step)) or any(_HEALTH_ADDRESS.search(command.text) for command in asked)


def _waits(step: Step) -> bool:
    if step.run is None or not _ASKS.search(step.run.text):
        return False
    commands = _commands(step)
    if any(program(command) in _WAIT_PROGRAMS for command in commands):
        return True
    asked = _asked(step)
    if asked and _says(Purpose.WAIT, _names(step)):
        return True
    sleeping = [command.loop for command in commands if command.name == "sleep" and command.loop]
    return any(command.loop in sleeping for command in asked)


def _asked(step: Step) -> tuple["Command", ...]:
    """The commands that ask a service something; a download asks nothing."""
    return step.remember("asking commands", _find_asking)


def _find_asking(step: Step) -> tuple["Command", ...]:
    if step.run is None or not _ASKS.search(step.run.text):
        return ()
    return tuple(command for command in _commands(step) if _asking(command) and not _downloads(command))


def _asking(command: "Command") -> bool:
    return command.name in _ASKING or (command.name in _CARRIERS and inner_words(command)[:1] in _ASKING_INSIDE)


def _downloads(command: "Command") -> bool:
    if command.name == "curl":
        target = command.option("-o", "--output")
        return command.has("-O", "--remote-name") or (target is not None and not target.text.startswith("/dev/"))
    if command.name == "wget":
        target = command.option("-O", "--output-document")
        spider = command.has("--spider") or (target is not None and target.text in ("-", "/dev/null"))
        return not spider and not command.has("-q0-", "-qO-")
    return False


def _commands(step: Step) -> tuple["Command", ...]:
    return step.script.commands if step.script else ()


def _names(step: Step) -> str:
    return f"{step.name} {step.id or ''}"


def _says(purpose: Purpose, name: str) -> bool:
    return bool(_WORDS[purpose].search(in_words(name)))


# What each step remembers, and how it is found out.
_DECIDE = MappingProxyType({
    Purpose.TEST: ("is for tests", _tests),
    Purpose.DEPLOY: ("is for a deploy", _deploys),
    Purpose.SMOKE: ("is for a smoke test", _smokes),
    Purpose.WAIT: ("is for waiting", _waits),
})  # fmt: skip
