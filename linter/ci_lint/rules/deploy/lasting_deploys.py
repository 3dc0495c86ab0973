"""Jobs that change something which others use and which stays: no previews, no clusters made for a test."""

import re

from ...expressions.evaluate import Facts
from ...late_pattern import late_pattern
from ...purpose import Purpose, deploys, in_words, is_for, job_is_for
from ...purpose.deploys import DEPLOY_ACTIONS, MENTIONS
from ...reach import PULL_REQUEST, job_reaches
from ...workflow import Document, Job, Step, Workflow

PULL_REQUESTS = ("pull_request", "pull_request_target")
# What may have started the run behind which a workflow runs.
_BEFORE = (("github", "event", "workflow_run", "event"), ("push", "release", "schedule", "workflow_dispatch"))
# Every deploy names one of these; rules on deploys look at no other files.
_ACTIONS = (name for name in DEPLOY_ACTIONS if not any(mention in name for mention in MENTIONS))
HINTS = (*MENTIONS, "roll out", "rollout", "ssh", "scp", *_ACTIONS)

_PASSING = late_pattern(
    r"\b(?:previews?|review(?: ?apps?)?|ephemeral|tests?|testing|e2e|smoke|checks?|verify|validate|restore|backups?"
    r"|drill|chaos|draft|dry|storybook)\b",
    re.IGNORECASE,
)
_PREVIEW = late_pattern(r"\b(?:previews?|review(?: ?apps?)?|ephemeral|storybook|restore|drill)\b", re.IGNORECASE)
_ACTION_FILES = ("action.yml", "action.yaml")
# Hosts that change over to the new version as a whole, or not at all.
_SITE_ACTIONS = (
    "actions/deploy-pages",
    "peaceiris/actions-gh-pages",
    "jamesives/github-pages-deploy-action",
    "cloudflare/pages-action",
    "cloudflare/wrangler-action",
    "amondnet/vercel-action",
    "nwtgck/actions-netlify",
    "azure/static-web-apps-deploy",
    "firebaseextended/action-hosting-deploy",
)
_SITE_PROGRAMS = ("vercel", "netlify", "wrangler", "firebase")


def lasting_deploys(document: Document) -> tuple[Job, ...]:
    """The jobs of a workflow that deploy for good on some event that is no pull request."""
    if not isinstance(document, Workflow):
        return ()
    return document.remember("lasting deploys", _lasting)


def _lasting(workflow: Workflow) -> tuple[Job, ...]:
    found = tuple(job for job in workflow.jobs() if job_is_for(job, Purpose.DEPLOY) and _lasts(job))
    if not found or not any(name in workflow.repository.names(".") for name in _ACTION_FILES):
        return found
    # The repository of an action tries out what the action does.
    return tuple(job for job in found if job.node.get("environment") is not None)


def _lasts(job: Job) -> bool:
    if _PREVIEW.search(in_words(f"{job.id} {job.node.text('name') or ''}")) or not deploy_events(job):
        return False
    steps = deploy_steps(job)
    return not steps or not all(_PASSING.search(in_words(step.name)) for step in steps)


def deploy_steps(job: Job) -> tuple[Step, ...]:
    """Its steps that deploy; none if it calls another workflow or action for it."""
    return tuple(step for step in job.all_steps if is_for(step, Purpose.DEPLOY))


def deploy_events(job: Job) -> tuple[str, ...]:
    """The events other than pull requests on which it runs."""
    return job.remember("deploy events", _deploy_events)


def _deploy_events(job: Job) -> tuple[str, ...]:
    names = (event.name for event in job.workflow.triggers if event.name not in PULL_REQUESTS)
    return tuple(name for name in names if runs_on(job, name))


def runs_on(job: Job, event: str) -> bool:
    """Whether the job may run on an event."""
    if event in PULL_REQUESTS:
        return job_reaches(job, {**PULL_REQUEST, ("github", "event_name"): event})
    facts: Facts = {("github", "event_name"): event, ("success()",): True}
    if event == "workflow_run":
        path, names = _BEFORE
        return any(job_reaches(job, {**facts, path: name}) for name in names)
    return job_reaches(job, facts)


def only_replaces_site(job: Job) -> bool:
    """Whether all it deploys goes to hosts that take a new version as a whole."""
    steps = deploy_steps(job)
    return bool(steps) and all(map(_replaces_site, steps))


def _replaces_site(step: Step) -> bool:
    if step.uses is not None:
        return step.uses.names(*_SITE_ACTIONS)
    commands = [command for command in step.script.commands if deploys(command)] if step.script else []
    return bool(commands) and all(
        any(word.text.split("@")[0] in _SITE_PROGRAMS for word in command.words) for command in commands
    )
