"""The steps that bring a directory of a local cache back before a build and keep it for the next run.

The path lies below the runner's temporary folder, for what lies in the workspace would be sent to the build
as a part of its context. Restore and save are apart, so that a failing test does not throw the cache away.
"""

from msgspec import Struct

from ...docker import Build, builds_of
from ...edits import Refusal, named_step
from ...pins import pinned
from ...workflow import Step


class Directory(Struct, frozen=True):
    """A directory as inputs of actions name it, and as a shell does."""

    path: str
    in_shell: str

    def suffixed(self, text: str) -> "Directory":
        """The directory with a longer name."""
        return Directory(self.path + text, self.in_shell + text)


def directory_in_temp(build: Build, scope: str) -> Directory:
    """A directory outside of the workspace, with the scope in its name where the job has several builds."""
    job_builds = [other for step in build.step.parent.all_steps for other in builds_of(step)]
    if len(job_builds) > 1 and ("$" in scope or "/" in scope):
        raise Refusal("the job has several builds, and an expression names the cache")
    name = f"buildx-cache-{scope}" if len(job_builds) > 1 else "buildx-cache"
    in_shell = f"$RUNNER_TEMP/{name}"
    # A script takes it from the environment like any other path.
    return Directory(in_shell if build.command else f"${{{{ runner.temp }}}}/{name}", in_shell)


def restore_step(build: Build, directory: Directory, scope: str) -> str:
    """The step that restores the newest cache of the scope."""
    lines = [*_lines(build.step, "restore", directory, scope), f"  restore-keys: {_prefix(scope)}"]
    return named_step(build.step, "Restore the build cache", "\n".join(lines))


def save_step(build: Build, directory: Directory, scope: str) -> str:
    """The step that saves the cache."""
    return named_step(build.step, "Save the build cache", "\n".join(_lines(build.step, "save", directory, scope)))


def _lines(step: Step, kind: str, directory: Directory, scope: str) -> list[str]:
    path = directory.path.replace("$RUNNER_TEMP", "${{ runner.temp }}")
    key = f"{_prefix(scope)}${{{{ github.sha }}}}"
    uses = f"uses: {pinned(f'actions/cache/{kind}')}"
    return [*condition_of(step), uses, "with:", f"  path: {path}", f"  key: {key}"]


def _prefix(scope: str) -> str:
    return f"buildx-{scope}-${{{{ runner.arch }}}}-"


def condition_of(step: Step) -> list[str]:
    """The `if` of a step, as a line for steps that mean nothing without it."""
    condition = step.condition
    if condition is None or condition.is_null:
        return []
    raw = condition.source.text[condition.start : condition.end]
    if "\n" in raw or "\r" in raw:
        raise Refusal("the condition of the step takes several lines")
    return [f"if: {raw}"]
