"""Whether a job talks to a git remote, and so needs the credentials that a checkout leaves behind.

Scripts, tools and actions that push are many, so this looks for words, and says yes when in doubt.
"""

import re

from ...workflow import Action, Job, Step

_COMMANDS = re.compile(
    r"\bgit\b[^\n|;&]{0,120}?\b(?:push|fetch|pull|clone|submodule|ls-remote|lfs|subtree)\b"
    r"|\bgh (?:pr|repo|release|workflow)\b"
    r"|\b(?:lerna|mike|ghp-import|gh-pages|gh-deploy|nx|turbo|copybara|pre-commit|renovate|hub)\b"
    r"|release|publish|deploy|bump|commit|changeset|upstream|backport|autofix|auto-fix",
    re.IGNORECASE,
)
_ACTIONS = re.compile(
    r"push|commit|release|pages|pull-request|create-pr|semantic|version|bump|tag|sync|merge|rebase|changeset"
    r"|changed|paths-filter|git-|fix|format|deploy|publish|renovate|submodule|backport|cherry|branch|subtree"
    r"|super-linter|megalinter|pre-commit|nx-set-shas|sonar|claude|copilot|codex|agent"
)
# GitHub's own actions go through the API.
_API_ONLY_OWNERS = ("actions", "github")


def needs_git_remote(parent: Job | Action) -> bool:
    """Whether any step may use git with the job's credentials."""
    return any(map(_may_use_remote, parent.all_steps))


def _may_use_remote(step: Step) -> bool:
    if step.run is not None:
        return bool(_COMMANDS.search(step.run.text))
    uses = step.uses
    if uses is None:
        return False
    if uses.local is not None:
        return _local_may_use_remote(step, uses.local)
    if uses.slug.partition("/")[0] in _API_ONLY_OWNERS:
        return uses.names("actions/github-script") and bool(_COMMANDS.search(step.input_text("script")))
    return bool(_ACTIONS.search(uses.name or (uses.image or "")))


def _local_may_use_remote(step: Step, folder: str) -> bool:
    owner = step.parent.workflow if isinstance(step.parent, Job) else step.parent
    tree = owner.repository.action(folder)
    if tree is None:
        return True
    text = tree.source.text
    return bool(_COMMANDS.search(text) or "./" in text or "node" in text)
