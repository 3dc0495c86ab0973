"""Whether a job talks to a git remote, and so needs the credentials that a checkout leaves behind.

Scripts, tools and actions that push are many, so this looks for words, and says yes when in doubt.
"""

import re
from functools import lru_cache

from .late_pattern import late_pattern
from .tree import Scalar
from .workflow import Action, Job, Step

_GIT = late_pattern(r"\bgit\b[^\n|;&]{0,120}?\b(?:push|fetch|pull|clone|submodule|ls-remote|lfs|subtree)\b")
_TOOLS = late_pattern(
    r"\b(?:gh (?:pr|repo|workflow)|lerna|mike|ghp-import|gh-pages|nx|turbo|copybara|pre-commit|hub)\b"
)
_TOOL_NAMES = ("gh ", "lerna", "mike", "ghp-import", "gh-pages", "nx", "turbo", "copybara", "hub")
_WORDS = (
    *("release", "publish", "deploy", "bump", "commit", "revert", "changeset", "upstream"),
    *("backport", "autofix", "auto-fix", "renovate"),
)
_ACTIONS = late_pattern(
    r"push|commit|release|pages|pull-request|create-pr|semantic|version|bump|tag|sync|merge|rebase|changeset"
    r"|changed|paths-filter|git-|fix|format|deploy|publish|renovate|submodule|revert|backport|cherry|branch|subtree"
    r"|super-linter|megalinter|pre-commit|nx-set-shas|sonar|claude|copilot|codex|agent|compressed-size"
)
# Inputs that tell an action of any name to push, and those that hold a script.
_PUSHES = late_pattern(r"(?:git|auto)?[-_]?(?:push|commit)(?:[-_]changes)?", re.IGNORECASE)
_SCRIPTS = ("command", "run")
# GitHub's own actions go through the API, and Docker's push images.
_OWNERS_WITHOUT_GIT = ("actions", "github", "docker")


def talks_to_remote(script: str) -> bool:
    """Whether a script may use git with the remote."""
    script = script.lower()
    if any(map(script.__contains__, _WORDS)):
        return True
    if any(map(script.__contains__, _TOOL_NAMES)) and _TOOLS.search(script):
        return True
    return "git" in script and bool(_GIT.search(script))


def needs_git_remote(parent: Job | Action) -> bool:
    """Whether any step may use git with the job's credentials."""
    return any(map(_may_use_remote, parent.all_steps))


def _may_use_remote(step: Step) -> bool:
    if step.run is not None:
        return talks_to_remote(step.run.text)
    uses = step.uses
    if uses is None:
        return False
    if uses.local is not None:
        return _local_may_use_remote(step, uses.local)
    if uses.slug.partition("/")[0] in _OWNERS_WITHOUT_GIT:
        return uses.names("actions/github-script") and talks_to_remote(step.input_text("script"))
    return _may_use_git(uses.name or (uses.image or "")) or _is_told_to(step)


@lru_cache(maxsize=1024)  # the same few actions are used everywhere
def _may_use_git(action: str) -> bool:
    return bool(_ACTIONS.search(action))


def _is_told_to(step: Step) -> bool:
    """Whether an input asks for a push, or is a script that may."""
    for key, value in step.inputs.named_entries() if step.inputs else ():
        if isinstance(value, Scalar):
            if _PUSHES.fullmatch(key.text) and value.text.lower() == "true":
                return True
            if key.text.lower() in _SCRIPTS and talks_to_remote(value.text):
                return True
    return False


def _local_may_use_remote(step: Step, folder: str) -> bool:
    owner = step.parent.workflow if isinstance(step.parent, Job) else step.parent
    tree = owner.repository.action(folder)
    if tree is None:
        return True
    text = tree.source.text
    return "./" in text or "node" in text or talks_to_remote(text)
