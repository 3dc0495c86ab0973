"""Which commands and actions change something that runs elsewhere."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from .leading_words import by_name, shortest
from .runners import inner_words, words_of
from .scripts import name_parts, script_names

if TYPE_CHECKING:
    from ..shell import Command

DEPLOY_COMMANDS = (
    ("kubectl", "apply"),
    ("kubectl", "set", "image"),
    ("kubectl", "patch"),
    ("kubectl", "replace"),
    ("kubectl", "rollout", "restart"),
    ("oc", "apply"),
    ("oc", "rollout", "latest"),
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
    ("vercel", "--prod"),
    ("netlify", "deploy"),
    ("firebase", "deploy"),
    ("wrangler", "deploy"),
    ("wrangler", "publish"),
    ("wrangler", "pages", "deploy"),
    ("fly", "deploy"),
    ("flyctl", "deploy"),
    ("railway", "up"),
    ("eb", "deploy"),
    ("cap", "production"),
    ("docker", "stack", "deploy"),
    ("docker", "service", "update"),
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
    ("az", "functionapp", "deployment", "source"),
    ("az", "functionapp", "deployment", "slot", "swap"),
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
# What these talk to may be a cluster that the job itself has made.
CLUSTER_TOOLS = frozenset(("kubectl", "oc", "helm", "helmfile", "skaffold", "argocd"))
# Most of what docker does is no deploy.
_BUSY = "docker"


def _mention(words: tuple[str, ...]) -> str:
    if words[0] == _BUSY:
        return " ".join(words[1:])
    return words[0] if len(words[0]) > len("fly") else " ".join(words)


# One of these is in every script that deploys, in lower case; short names only with what follows them.
MENTIONS = shortest(sorted({"deploy", *map(_mention, DEPLOY_COMMANDS)}))
_BY_NAME = by_name(DEPLOY_COMMANDS)

# Words of scripts that build, check, or work on a database or on the machine itself.
_OTHERWISE = words_of("test tests check lint build docs validate package prisma migrate migrations db local")
_NO_DEPLOY = ("--dry-run", "--help", "--noop", "--no-op", "--syntax-check", "--list-hosts", "--list-tasks")


def mentions_deploy(text: str, mentions: Iterable[str] = MENTIONS) -> bool:
    """Whether a script, or a command of it, is worth reading: a quick look that misses none."""
    lowered = text.lower()
    return any(map(lowered.__contains__, mentions))


def deploys(command: "Command") -> bool:
    """Whether the command changes something that runs elsewhere; a dry run does not."""
    if not mentions_deploy(command.text):
        return False
    words = inner_words(command)
    if "--check" in words or any(word.startswith(_NO_DEPLOY) for word in words):
        return False
    if words[:1] == ("ansible-playbook",) and any("test" in name_parts(word) for word in words):
        return False
    candidates = (*_BY_NAME.get(command.name, ()), *(_BY_NAME.get(words[0], ()) if words else ()))
    if any(command.starts_with(*known) or words[: len(known)] == known for known in candidates):
        return True
    return any(_named_like_deploy(name) for name in script_names(command))


def _named_like_deploy(name: str) -> bool:
    parts = name_parts(name)
    return "deploy" in parts and parts.isdisjoint(_OTHERWISE)
