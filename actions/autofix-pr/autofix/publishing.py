"""From fixes to one pull request, with as few changes at GitHub as there are differences.

Every step looks first at what is there: the same fixes a second time write nothing, send nothing, tell nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

from kit import commands

from . import branches, commits, pull_requests, pushes
from .api import Refused, Repository
from .blocked import Blocked
from .body import Account, body
from .branches import Branch
from .changes import Change, changes, digest
from .commits import Plan
from .git import Git
from .handover import Handover
from .lint_report import fixed
from .pull_requests import PullRequest
from .refusals import translated, workflows_blocked
from .settings import Settings
from .tokens import check_kind, check_scopes, may_change_workflows

_MOST_RULES = 50


@dataclass(frozen=True)
class Site:
    """Where to publish: GitHub, the checkout, the branch to write and what is known of the token."""

    api: Repository
    git: Git
    settings: Settings
    handover: Handover
    branch: Branch
    scopes: frozenset[str] | None
    found: tuple[PullRequest, ...]


@dataclass(frozen=True)
class Result:
    """The open pull request, if there is one, and what was done, for people."""

    pull_request: PullRequest | None
    done: str


def publish(api: Repository, git: Git, settings: Settings, handover: Handover, branch: str) -> Result:
    """Open, update or close the pull request. Raises Blocked."""
    check_kind(settings.token)
    try:
        scopes = _check_repository(api, settings)
        branches.check_base(api, handover.base, handover.commit)
        found = pull_requests.read_pull_requests(api, branch, handover.base)
        site = Site(api, git, settings, handover, branches.read_branch(api, branch), scopes, found)
        return _published(site)
    except Refused as refusal:
        raise translated(refusal) from None


def account(settings: Settings, handover: Handover, made: tuple[Change, ...], branch: str) -> Account:
    """What the pull request tells."""
    return Account(
        settings.introduction, handover.name, branch, handover.repairs, made, digest(made), settings.token.of_job
    )


def _check_repository(api: Repository, settings: Settings) -> frozenset[str] | None:
    """The scopes of the token, None where GitHub names none. Raises Blocked and Refused."""
    document, scopes = api.itself()
    check_scopes(settings.token, scopes)
    if document.get("fork"):
        raise Blocked("fork", f"{api.name} is a fork; the pull request belongs to where the fork comes from")
    if document.get("archived"):
        raise Blocked("permissions", f"{api.name} is archived: nobody can write to it")
    return scopes


def _published(site: Site) -> Result:
    made = changes(site.git, site.handover.commit, site.handover.tree)
    existing = pull_requests.open_one(site.found)
    if not made:
        return _close(site, existing)
    said = account(site.settings, site.handover, made, site.branch.name)
    refusal = pull_requests.declined(site.found, said.changes_digest)
    if refusal and not existing:
        raise Blocked("declined", f"#{refusal.number} had the same changes and was closed without merging")
    wrote = _write_branch(site, made, existing)
    text = body(said)
    if existing is None:
        texts = {"title": site.settings.title, "body": text, "head": site.branch.name, "base": site.handover.base}
        opened = pull_requests.create(site.api, texts, site.settings.labels)
        return Result(opened, "opened")
    told = pull_requests.update(site.api, existing, text)
    return Result(existing, "updated" if wrote or told else "up to date already")


def _close(site: Site, existing: PullRequest | None) -> Result:
    if existing is None:
        return Result(None, "nothing to fix")
    if not site.settings.close_resolved:
        return Result(existing, "nothing is left to fix; it stays open, as close-resolved is false")
    if not site.branch.ours:
        return Result(existing, "nothing is left to fix; it stays open, as its branch has commits of others")
    pull_requests.close(site.api, existing)
    branches.delete(site.api, site.branch)
    return Result(None, f"closed #{existing.number}, nothing is left to fix")


def _write_branch(site: Site, made: tuple[Change, ...], existing: PullRequest | None) -> bool:
    """Whether the branch had to be written. Raises Blocked."""
    plan = _plan(site, made)
    if site.branch.tree == plan.tree and not site.branch.ours:
        # Somebody has merged the base into it, or made the same repairs: what it holds is right.
        return False
    if site.branch.holds(plan.tree, plan.parent):
        return False
    if not site.branch.ours:
        number = f" of #{existing.number}" if existing else ""
        raise Blocked(
            "foreign-commits",
            f"the branch {site.branch.name}{number} ends with a commit that was not made here, and stays as it is: "
            "merge or close its pull request and delete the branch",
        )
    _check_workflows(site, plan)
    _write(site, plan)
    return True


def _plan(site: Site, made: tuple[Change, ...]) -> Plan:
    parent_tree = site.git.line("rev-parse", f"{site.handover.commit}^{{tree}}")
    message = _message(site.settings.title, site.handover)
    return Plan(site.handover.commit, parent_tree, site.handover.tree, message, made)


def _message(title: str, handover: Handover) -> str:
    rules = sorted({rule for rule, _, _, _ in fixed(handover.repairs)})
    lines = [title, "", *rules[:_MOST_RULES], *([""] if rules else []), branches.trailer(handover.tree)]
    return "\n".join(lines) + "\n"


def _check_workflows(site: Site, plan: Plan) -> None:
    """Raise Blocked where it is known beforehand that GitHub will not take the workflow files."""
    if not plan.workflows or may_change_workflows(site.settings.token, site.scopes) is not False:
        return
    if site.settings.token.of_job:
        raise workflows_blocked(plan.workflows, "the token that GitHub gives a job may not change workflow files")
    raise workflows_blocked(plan.workflows, "the personal access token lacks the scope workflow")


def _write(site: Site, plan: Plan) -> None:
    reason = "sign-commits is false" if site.settings.push else commits.obstacle(plan, site.git)
    if reason and site.settings.sign:
        raise Blocked("unsigned", f"GitHub cannot make and sign the commit: {reason}")
    if reason:
        commands.say(f"pushing with git, unsigned: {reason}")
        address = pushes.repository_address(site.api.name)
        pushes.push(site.git, plan, site.branch, address, site.settings.token.secret)
        return
    made = commits.commit(site.api, plan, site.git, signed=site.settings.sign)
    branches.point(site.api, site.branch, made, plan.workflows)
