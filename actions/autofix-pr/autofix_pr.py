"""The script of the action autofix-pr: `fix` runs the command, without a token; `publish` keeps the pull request."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))

from autofix import fixing, trust
from autofix.api import Repository, api_address
from autofix.blocked import Blocked
from autofix.body import report
from autofix.branch_names import base_branch, own_branch
from autofix.changes import Change, changes, clashes, entries, snapshot, stored_elsewhere, with_changes
from autofix.git import Git, GitFailed
from autofix.handover import Handover, read_handover
from autofix.lint_report import fixed, read_repairs, refused
from autofix.publishing import Result, account, publish
from autofix.settings import Settings, read_settings
from github_api.client import Client
from kit import commands
from kit.deadline import Deadline
from kit.failures import main
from kit.inputs import Inputs
from kit.outputs import set_output
from kit.summaries import append_summary, escape
from kit.workspace import temporary, workspace

_TITLE = "autofix-pr"
# Nobody has to learn of them again each week.
_NO_NEWS = ("fork", "declined")
# In seconds, for all requests together; waits that GitHub asks for included.
_PUBLISHING = 600.0


def entry() -> int:
    """Do what the argument says; 0 if nobody has to act."""
    inputs = Inputs(os.environ)
    step = {"fix": _fix, "publish": _publish}[sys.argv[1]]
    try:
        return step(inputs)
    except Blocked as blocked:
        return _say_blocked(blocked)
    except (fixing.CommandFailed, GitFailed) as failure:
        commands.error(str(failure), title=_TITLE)
        return 1


def _fix(inputs: Inputs) -> int:
    set_output("changed", value=False)
    git = Git(workspace())
    folder = Path(tempfile.mkdtemp(prefix="autofix-pr-", dir=str(temporary())))
    command = fixing.read_command(inputs, folder / "report.json")
    seconds = inputs.duration("timeout", 1, 6 * 3600)
    commit = _checkout(git)
    _check_trust(commit)
    base = base_branch(inputs)
    own_branch(inputs, base, git)
    before = snapshot(git, commit, folder / "index")
    fixing.fix(command, workspace(), seconds)
    after = snapshot(git, commit, folder / "index")
    everything = changes(git, before, after)
    made = changes(git, before, after, inputs.lines("add-paths"))
    _check_changes(made, git, commit)
    tree = with_changes(git, commit, made, folder / "index")
    repairs = read_repairs(command.report)
    handover = Handover(str(workspace()), commit, tree, base, command.name, repairs, len(everything) - len(made))
    _tell(made, handover)
    set_output("changed", value=bool(made))
    set_output("fixes", handover.write(folder))
    return 0


def _checkout(git: Git) -> str:
    try:
        return git.line("rev-parse", "--verify", "HEAD^{commit}")
    except GitFailed as failure:
        said = f"there is no checkout in {git.folder}; use actions/checkout before: {failure}"
        raise Blocked("checkout", said) from None


def _check_trust(commit: str) -> None:
    path = os.environ.get("GITHUB_EVENT_PATH", "")
    payload = json.loads(Path(path).read_text(encoding="utf-8")) if path and Path(path).is_file() else {}
    own_commit = commit == os.environ.get("GITHUB_SHA", "")
    event, repository = os.environ.get("GITHUB_EVENT_NAME", ""), os.environ.get("GITHUB_REPOSITORY", "")
    trust.check(event, payload if isinstance(payload, dict) else {}, repository, own_commit=own_commit)


def _check_changes(made: tuple[Change, ...], git: Git, commit: str) -> None:
    both = clashes(made, entries(git, commit, [change.path for change in made]))
    if both:
        raise Blocked(
            "checkout",
            f"{', '.join(both[:5])}: changed in the checkout before the command changed it too, so nobody can tell "
            "what is whose; run this action on a fresh checkout",
        )
    elsewhere = stored_elsewhere(git, made)
    if elsewhere:
        message = (
            f"{', '.join(elsewhere[:5])}: kept by Git LFS, which this action cannot publish; leave it out by add-paths"
        )
        raise Blocked("checkout", message)


def _tell(made: tuple[Change, ...], handover: Handover) -> None:
    done = sum(len(where) for _, _, _, where in fixed(handover.repairs))
    left = sum(len(where) for _, _, where in refused(handover.repairs))
    commands.say(f"{len(made)} files changed; {done} findings fixed, {left} left for a person")
    for change in made[:100]:
        commands.say(f"  {change.path}")
    if handover.left_out:
        commands.notice(
            f"{handover.left_out} changed files are left out, as add-paths does not name them", title=_TITLE
        )


def _publish(inputs: Inputs) -> int:
    handover = read_handover(Path(os.environ["FIXES"]))
    settings = read_settings(inputs, handover.name)
    git = Git(Path(handover.folder))
    branch = own_branch(inputs, handover.base, git)
    client = Client(api_address(), settings.token.secret, Deadline(_PUBLISHING))
    api = Repository(client, settings.repository)
    try:
        result = publish(api, git, settings, handover, branch)
    except Blocked as blocked:
        _summarize(blocked.message, settings, handover, git, branch)
        raise
    _summarize(_sentence(result), settings, handover, git, branch)
    commands.say(_sentence(result))
    if result.pull_request:
        set_output("pull-request-number", result.pull_request.number)
        set_output("pull-request-url", result.pull_request.url)
    set_output("blocked-by", "")
    return 0


def _sentence(result: Result) -> str:
    if result.pull_request is None:
        return result.done
    return f"pull request #{result.pull_request.number}: {result.done}; {result.pull_request.url}"


def _summarize(outcome: str, settings: Settings, handover: Handover, git: Git, branch: str) -> None:
    made = changes(git, handover.commit, handover.tree)
    page = report(account(settings, handover, made, branch)) if made else ""
    append_summary(f"## Autofix\n\n{escape(outcome)}\n\n{page}")


def _say_blocked(blocked: Blocked) -> int:
    say = commands.error if blocked.fails else commands.notice if blocked.reason in _NO_NEWS else commands.warning
    files = f" ({', '.join(blocked.paths[:10])})" if blocked.paths else ""
    say(f"nothing was published: {blocked.message}{files}", title=f"{_TITLE}: {blocked.reason}")
    set_output("blocked-by", blocked.reason)
    return 1 if blocked.fails else 0


if __name__ == "__main__":
    main(entry)
