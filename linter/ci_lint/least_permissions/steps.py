"""What the steps of a job, or of a composite action, ask of the token, one behind the other."""

from collections.abc import Hashable, Iterable
from types import MappingProxyType

from msgspec.structs import replace

from ..late_pattern import late_pattern
from ..tree import Mapping, Node, Scalar
from ..workflow import Action, Step, view
from .actions import logs_in, needs_of_action, shown
from .needs import NOTHING, Needs, because, merge, read_needs, unknown
from .scripts import GHCR, needs_of_script
from .situation import Situation

_DEPTH = 5
_ACTIONS = 500  # more than real ones; a hostile one may nest many
_OWN = "${{ github.token }}"
# Where a script leaves a token for the programs behind it.
_LEAVES = late_pattern(
    r"GITHUB_ENV|gh auth|git remote|git config|\.npmrc|\.netrc|\.pypirc|credential|\bexport\b[^\n]{0,200}>>"
)


def needs_of_steps(steps: Iterable[Step], situation: Situation) -> tuple[Needs, Situation]:
    """What the steps need together, and what a step behind them would find."""
    parts: list[Needs] = []
    for step in steps:
        needs, situation = _needs_of_step(step, situation)
        parts.append(needs)
    return merge(parts), situation


def _needs_of_step(step: Step, situation: Situation) -> tuple[Needs, Situation]:
    uses = step.uses
    if step.run is not None:
        after = _after_script(step, situation)
        needs = needs_of_script(step, replace(situation, token=after.token, registry=after.registry))
        return merge((needs, _reading(after))), after
    if uses is None:
        return NOTHING, situation
    if uses.local is not None:
        return _needs_of_local_action(step, uses.local, situation)
    if uses.image is not None:
        return _needs_of_container(step, situation), situation
    after = _after_action(step, situation)
    return merge((needs_of_action(step, after), _reading(after))), after


def _reading(situation: Situation) -> Needs:
    return because(read_needs("packages: read"), f"the login to {GHCR}") if situation.registry else NOTHING


def _after_script(step: Step, situation: Situation) -> Situation:
    text = step.run.text if step.run else ""
    has = situation.sees_token(step) or situation.holds_token(step, text)
    if not has:
        return situation
    leaves = bool(_LEAVES.search(text))
    logged_in = situation.registry or ("login" in text and logs_in(step, replace(situation, token=True)))
    git = situation.git or (leaves and "git" in text)
    return replace(situation, token=situation.token or leaves, git=git, registry=logged_in)


def _after_action(step: Step, situation: Situation) -> Situation:
    if step.uses and step.uses.names("actions/checkout"):
        token = step.input_text("token")
        own = not step.input_text("ssh-key") and (not token or situation.holds_token(step, token))
        kept = step.input_text("persist-credentials").strip().lower() != "false"
        return replace(situation, git=situation.git or (own and kept))
    return replace(situation, registry=situation.registry or logs_in(step, situation))


def _needs_of_container(step: Step, situation: Situation) -> Needs:
    """What an image needs that runs as an action: it has the workspace, and what it is given."""
    given = _texts(step.inputs)
    if situation.git or situation.sees_token(step) or any(situation.holds_token(step, t) for t in given.values()):
        return unknown(f"what {shown(step.uses) if step.uses else ''} does with the token is not known")
    return NOTHING


def _needs_of_local_action(step: Step, folder: str, situation: Situation) -> tuple[Needs, Situation]:
    """What an action of the repository needs; each one is read once for what it is given of the token."""
    known: dict[Hashable, tuple[Needs, Situation]] = situation.workflow.remember("needs of actions", lambda _: {})
    action = _action(folder, situation)
    fact = unknown(f"what ./{folder[:80]} does with the token is not known")
    if action is None or situation.depth >= _DEPTH or len(known) >= _ACTIONS:
        return fact, situation
    tokens = _tokens_given(action, step, situation)
    if not action.composite:
        return (fact if tokens or situation.sees_token(step) else NOTHING), situation
    inputs = MappingProxyType(dict.fromkeys(sorted(tokens), _OWN))
    inside = replace(situation, inputs=inputs, given=situation.sees_token(step), depth=situation.depth + 1)
    key = (folder, frozenset(inputs), inside.given, inside.token, inside.git, inside.registry, inside.depth)
    if key not in known:
        known[key] = needs_of_steps(action.all_steps, inside)
    needs, after = known[key]
    return needs, replace(after, inputs=situation.inputs, given=situation.given, depth=situation.depth)


def _action(folder: str, situation: Situation) -> Action | None:
    tree = situation.workflow.repository.action(folder)
    action = view(tree, f"{folder}/action.yml", situation.workflow.repository) if tree else None
    return action if isinstance(action, Action) and action.complete else None


def _tokens_given(action: Action, step: Step, situation: Situation) -> frozenset[str]:
    """The inputs of an action, in lower case, that hold the token of the job: as given, else by default."""
    declared = action.node.get("inputs")
    defaults = {
        key.text.lower(): value.text("default") or ""
        for key, value in (declared.named_entries() if isinstance(declared, Mapping) else ())
        if isinstance(value, Mapping)
    }
    values = {**defaults, **_texts(step.inputs)}
    return frozenset(name for name, text in values.items() if situation.holds_token(step, text))


def _texts(inputs: Node | None) -> dict[str, str]:
    if not isinstance(inputs, Mapping):
        return {}
    return {key.text.lower(): value.text for key, value in inputs.named_entries() if isinstance(value, Scalar)}
