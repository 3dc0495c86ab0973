"""What actions ask of the token of their job, by the table `actions.toml`."""

from typing import Any

from ..docker import builds_of, pushes_of
from ..docker.login import logins_of
from ..uses import Uses
from ..workflow import Job, Step
from .needs import NOTHING, Needs, because, merge, read_needs, unknown
from .script_calls import needs_of_github_script
from .scripts import GHCR
from .situation import Situation
from .table import read_table


def needs_of_action(step: Step, situation: Situation) -> Needs:
    """What a step needs that runs an action of another repository."""
    uses = step.uses
    if uses is None:
        return NOTHING
    if uses.names("actions/github-script"):
        return because(needs_of_github_script(step, situation), shown(uses))
    row = row_of(step)
    if row is None:
        return unknown(f"what {shown(uses)} does with the token is not known")
    parts = [_needs_of_row(row, step, situation), *_needs_of_images(step, situation)]
    if row.get("runs-code") and situation.sees_token(step) and not str(row.get("token", "")).startswith("env:"):
        parts.append(unknown(f"{shown(uses)} runs code of the repository that has the token"))
    return because(merge(parts), shown(uses))


def shown(uses: Uses) -> str:
    """What a step or job uses, without its version, for people to read."""
    return uses.text.strip().partition("@")[0][:100]


def row_of(step: Step) -> dict[str, Any] | None:
    """The row of an action in the table, or None."""
    return read_table("actions").get(step.uses.name) if step.uses else None


def is_known(step: Step) -> bool:
    """Whether a step runs a script, or an action of which it is known what it does with credentials."""
    uses = step.uses
    if uses is None:
        return True
    if uses.local is not None:
        owner = step.parent.workflow if isinstance(step.parent, Job) else step.parent
        action = owner.repository.action(uses.local)
        return action is not None and "uses:" not in action.source.text
    return uses.slug.startswith(("actions/", "github/")) or row_of(step) is not None


def logs_in(step: Step, situation: Situation) -> bool:
    """Whether a step logs in to ghcr.io with the token of the job."""
    row = row_of(step)
    if row and row.get("logs-in"):
        return True
    return any(login.covers(GHCR) and situation.holds_token(step, login.secret) for login in logins_of(step))


def _needs_of_row(row: dict[str, Any], step: Step, situation: Situation) -> Needs:
    if _has_other_token(row.get("token", ""), step, situation):
        return merge(
            read_needs(needs)
            for condition, needs in row.get("if", {}).items()
            if "id-token" in needs and _holds(condition, step, situation)
        )
    conditional = (needs for condition, needs in row.get("if", {}).items() if _holds(condition, step, situation))
    return merge(read_needs(needs) for needs in (row["needs"], *conditional))


def _has_other_token(place: str, step: Step, situation: Situation) -> bool:
    """Whether the step gives the action another secret in the place of the job's token, or no token at all."""
    kind, _, name = place.rpartition(":")
    if kind == "env":
        value = step.env(name)
        return not (situation.given or situation.token or (value and situation.holds_token(step, value.text)))
    value = step.input(name.lower()) if name else None
    return value is not None and bool(value.text.strip()) and not situation.holds_token(step, value.text)


def _holds(condition: str, step: Step, situation: Situation) -> bool:
    return all(_term(term.strip(), step, situation) for term in condition.split("&"))


def _term(term: str, step: Step, situation: Situation) -> bool:
    if term == "registry":
        return situation.registry
    kind, _, name = term.rpartition(":")
    if kind == "on":
        return name in situation.events(step)
    if kind == "env":
        value = step.env(name)
        return value is not None and situation.holds_token(step, value.text)
    name, contains, wanted = term.lstrip("!").partition("~")
    if contains:
        return wanted in step.input_text(name.lower())
    name, equals, wanted = name.partition("=")
    given = step.input_text(name.lower()).strip()
    holds = given == wanted if equals else given not in ("", "false")
    return holds != term.startswith("!")


def _needs_of_images(step: Step, situation: Situation) -> list[Needs]:
    if not situation.registry:
        return []
    if pushes_of(step) or any(cache.type == "registry" for build in builds_of(step) for cache in build.cache_to):
        return [read_needs("packages: write")]
    return [read_needs("packages: read")] if builds_of(step) else []
