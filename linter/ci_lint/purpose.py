"""What a step is for: the one place that decides whether something tests, deploys, smoke-tests or waits.

Commands and actions decide first; the words of names decide only where a command could be for anything
(`curl`, `make`). Rules on tests, deploys and readiness ask here, so that they agree with each other.
"""

import re
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

from .workflow import Job, Step

if TYPE_CHECKING:
    from .shell import Command


class Purpose(Enum):
    """What a step or a job is for."""

    TEST = "test"
    DEPLOY = "deploy"
    SMOKE = "smoke test"
    WAIT = "wait"


# The leading words of commands that run tests.
TEST_COMMANDS = (
    ("pytest",),
    ("py.test",),
    ("tox",),
    ("nox",),
    ("nose2",),
    ("behave",),
    ("robot",),
    ("jest",),
    ("vitest",),
    ("mocha",),
    ("ava",),
    ("karma", "start"),
    ("cypress", "run"),
    ("playwright", "test"),
    ("go", "test"),
    ("gotestsum",),
    ("ginkgo",),
    ("cargo", "test"),
    ("cargo", "nextest"),
    ("mvn", "test"),
    ("mvn", "verify"),
    ("mvn", "integration-test"),
    ("dotnet", "test"),
    ("rspec",),
    ("rails", "test"),
    ("rake", "test"),
    ("rake", "spec"),
    ("phpunit",),
    ("pest",),
    ("ctest",),
    ("mix", "test"),
    ("swift", "test"),
    ("flutter", "test"),
    ("dart", "test"),
    ("deno", "test"),
    ("bun", "test"),
    ("bats",),
    ("sbt", "test"),
    ("stack", "test"),
    ("cabal", "test"),
    ("bazel", "test"),
    ("npm", "test"),
    ("npm", "t"),
    ("yarn", "test"),
    ("pnpm", "test"),
    ("make", "test"),
    ("make", "tests"),
    ("make", "check"),
)
# Programs that run another one, with what stands between.
_RUNNERS: MappingProxyType[tuple[str, ...], int] = MappingProxyType(
    {
        ("python", "-m"): 2,
        ("python3", "-m"): 2,
        ("uv", "run"): 2,
        ("poetry", "run"): 2,
        ("pipenv", "run"): 2,
        ("pdm", "run"): 2,
        ("hatch", "run"): 2,
        ("rye", "run"): 2,
        ("npx",): 1,
        ("bunx",): 1,
        ("pnpm", "exec"): 2,
        ("pnpm", "dlx"): 2,
        ("yarn", "exec"): 2,
        ("yarn",): 1,
        ("bundle", "exec"): 2,
        ("coverage", "run", "-m"): 3,
        ("xvfb-run",): 1,
        ("docker", "compose", "run"): 4,
        ("docker", "compose", "exec"): 4,
    }
)
_SCRIPT_RUNNERS = (("npm", "run"), ("yarn", "run"), ("pnpm", "run"), ("bun", "run"), ("task",), ("just",), ("make",))
_GRADLE = ("gradle", "gradlew")
_GRADLE_TEST = re.compile(r"(?:^|:)(?:test\w*|check|\w+Test|integrationTest)$")
_TEST_SCRIPT = re.compile(r"(?:^|[:_-])(?:tests?|e2e|spec|unit|integration)(?:$|[:_-])")
_DEPLOY_SCRIPT = re.compile(r"(?:^|[:_-])deploy(?:$|[:_-])")

DEPLOY_COMMANDS = (
    ("kubectl", "apply"),
    ("kubectl", "set", "image"),
    ("kubectl", "patch"),
    ("kubectl", "replace"),
    ("kubectl", "rollout", "restart"),
    ("helm", "upgrade"),
    ("helm", "install"),
    ("helmfile", "apply"),
    ("helmfile", "sync"),
    ("terraform", "apply"),
    ("tofu", "apply"),
    ("terragrunt", "apply"),
    ("pulumi", "up"),
    ("cdk", "deploy"),
    ("ansible-playbook",),
    ("serverless", "deploy"),
    ("sls", "deploy"),
    ("sam", "deploy"),
    ("vercel", "deploy"),
    ("netlify", "deploy"),
    ("firebase", "deploy"),
    ("wrangler", "deploy"),
    ("wrangler", "publish"),
    ("fly", "deploy"),
    ("flyctl", "deploy"),
    ("railway", "up"),
    ("eb", "deploy"),
    ("cap", "production"),
    ("gcloud", "run", "deploy"),
    ("gcloud", "app", "deploy"),
    ("gcloud", "functions", "deploy"),
    ("aws", "ecs", "update-service"),
    ("aws", "ecs", "deploy"),
    ("aws", "cloudformation", "deploy"),
    ("aws", "lambda", "update-function-code"),
    ("aws", "deploy", "create-deployment"),
    ("az", "webapp", "deploy"),
    ("az", "containerapp", "update"),
    ("az", "functionapp", "deployment"),
    ("heroku", "container:release"),
    ("argocd", "app", "sync"),
    ("skaffold", "run"),
    ("skaffold", "deploy"),
    ("kamal", "deploy"),
)
DEPLOY_ACTIONS = (
    "azure/k8s-deploy",
    "azure/webapps-deploy",
    "azure/functions-action",
    "azure/container-apps-deploy-action",
    "azure/static-web-apps-deploy",
    "aws-actions/amazon-ecs-deploy-task-definition",
    "aws-actions/aws-cloudformation-github-deploy",
    "google-github-actions/deploy-cloudrun",
    "google-github-actions/deploy-appengine",
    "google-github-actions/deploy-cloud-functions",
    "actions/deploy-pages",
    "peaceiris/actions-gh-pages",
    "jamesives/github-pages-deploy-action",
    "amondnet/vercel-action",
    "nwtgck/actions-netlify",
    "firebaseextended/action-hosting-deploy",
    "cloudflare/wrangler-action",
    "cloudflare/pages-action",
    "akhileshns/heroku-deploy",
    "superfly/flyctl-actions",
    "appleboy/ssh-action",
    "appleboy/scp-action",
    "easingthemes/ssh-deploy",
    "burnett01/rsync-deployments",
    "samkirkland/ftp-deploy-action",
    "deliverybot/helm",
    "bitovi/github-actions-deploy-docker-to-ec2",
)
_WAIT_PROGRAMS = ("wait-for-it", "wait-for-it.sh", "wait-for", "wait-for.sh", "wait-on", "dockerize", "pg_isready")

# Words of names. They decide only together with a command that could be for anything.
_TEST_WORD = re.compile(r"\b(?:tests?|testing|e2e|unit|integration|pytest|jest|spec|specs)\b", re.IGNORECASE)
_DEPLOY_WORD = re.compile(r"\b(?:deploy(?:ment|s|ing)?|rollout|roll out)\b", re.IGNORECASE)
_SMOKE_WORD = re.compile(
    r"\b(?:smoke|health(?:check|y)?|liveness|readiness|ready|verify|verification|sanity|post-deploy)\b", re.IGNORECASE
)
_WAIT_WORD = re.compile(r"\b(?:wait(?:ing)?|ready|readiness|until|start(?:ed|up)?)\b", re.IGNORECASE)
_SEPARATORS = re.compile(r"[_./:-]+")


def purposes(step: Step) -> frozenset[Purpose]:
    """What a step is for; usually one thing or none that is known."""
    return step.remember("purposes", _purposes)


def is_for(step: Step, purpose: Purpose) -> bool:
    """Whether the step is for this."""
    return purpose in purposes(step)


def job_is_for(job: Job, purpose: Purpose) -> bool:
    """Whether some step of the job, or its name where its steps do not tell, is for this."""
    if any(is_for(step, purpose) for step in job.all_steps):
        return True
    opaque = job.calls_workflow or any(step.uses and step.uses.local is not None for step in job.all_steps)
    return opaque and _says(purpose, f"{job.id} {job.node.text('name') or ''}")


def _purposes(step: Step) -> frozenset[Purpose]:
    found: set[Purpose] = set()
    commands = step.script.commands if step.script else ()
    if any(runs_tests(command) for command in commands):
        found.add(Purpose.TEST)
    if any(deploys(command) for command in commands) or (step.uses and step.uses.names(*DEPLOY_ACTIONS)):
        found.add(Purpose.DEPLOY)
    if any(command.name in _WAIT_PROGRAMS for command in commands):
        found.add(Purpose.WAIT)
    asks = any(command.name in ("curl", "wget", "http", "nc", "grpcurl") for command in commands)
    words = f"{step.name} {step.id or ''}"
    if asks and _says(Purpose.SMOKE, words):
        found.add(Purpose.SMOKE)
    if asks and (_says(Purpose.WAIT, words) or any(command.in_loop for command in commands if command.name == "sleep")):
        found.add(Purpose.WAIT)
    return frozenset(found)


_WORDS: MappingProxyType[Purpose, re.Pattern[str]] = MappingProxyType(
    {
        Purpose.TEST: _TEST_WORD,
        Purpose.DEPLOY: _DEPLOY_WORD,
        Purpose.SMOKE: _SMOKE_WORD,
        Purpose.WAIT: _WAIT_WORD,
    }
)


def _says(purpose: Purpose, name: str) -> bool:
    return bool(_WORDS[purpose].search(_SEPARATORS.sub(" ", name)))


def runs_tests(command: "Command") -> bool:
    """Whether the command runs a test suite."""
    words = inner_words(command)
    if any(words[: len(known)] == known for known in TEST_COMMANDS):
        return not any(word in ("--version", "--help", "-h", "--collect-only") for word in words)
    if words and words[0] in _GRADLE:
        return any(_GRADLE_TEST.search(word) for word in words[1:])
    return _runs_script(words, _TEST_SCRIPT)


def deploys(command: "Command") -> bool:
    """Whether the command changes something that runs elsewhere; a dry run does not."""
    words = inner_words(command)
    if any(word.startswith(("--dry-run", "--help", "--noop", "--check")) for word in words):
        return False
    if any(command.starts_with(*known) or words[: len(known)] == known for known in DEPLOY_COMMANDS):
        return True
    return _runs_script(words, _DEPLOY_SCRIPT)


def _runs_script(words: tuple[str, ...], names: re.Pattern[str]) -> bool:
    """Whether a script of package.json, a Makefile or the like is run whose name says what it is for."""
    for runner in _SCRIPT_RUNNERS:
        if words[: len(runner)] == runner and len(words) > len(runner):
            targets = [word for word in words[len(runner) :] if not word.startswith("-")]
            return bool(targets) and bool(names.search(targets[0]))
    return False


def inner_words(command: "Command") -> tuple[str, ...]:
    """The words of a command without the program that only runs another: `uv run pytest -x` is `pytest -x`."""
    words = tuple(word.text for word in command.words)
    if words:
        words = (command.name, *words[1:])
    for _ in range(3):
        length = next((n for lead, n in _RUNNERS.items() if words[: len(lead)] == lead and len(words) > n), 0)
        if not length:
            break
        rest = words[length:]
        while rest and rest[0].startswith("-"):
            rest = rest[1:]
        if not rest or (words[0] == "yarn" and rest[0] in ("run", "test", "install", "add")):
            break
        words = rest
    return words
