"""The step that puts a new local cache in the place of the old one, if there is a new one.

A failed build leaves an empty directory, and BuildKit writes `index.json` last: what has one is whole.
"""

import posixpath
import re
from typing import TYPE_CHECKING

from ...docker import Build
from ...edits import Refusal, named_step
from ...late_pattern import late_pattern
from ...workflow import Step

if TYPE_CHECKING:
    from ...shell import Command

_PLAIN = late_pattern(r"[\w./-]+")
_TITLE = "Replace the old build cache"


def move_step(build: Build, written: str, read: str) -> str:
    """A step behind the build that moves the directory `written` to `read`, both as the shell sees them."""
    require_known_place(build, written)
    step = build.step
    shell = "" if _has_posix_shell(step) else "shell: bash\n"
    return named_step(step, _TITLE, f"{shell}run: |\n" + "\n".join(f"  {line}" for line in move_lines(written, read)))


def move_lines(written: str, read: str) -> tuple[str, ...]:
    """The script of the step."""
    new, old = quoted_path(written), quoted_path(read)
    return (f"if [ -s {quoted_path(f'{written}/index.json')} ]; then", f"  rm -rf {old}", f"  mv {new} {old}", "fi")


def quoted_path(path: str) -> str:
    """A path as one word of a shell that still fills in its variables."""
    if _PLAIN.fullmatch(path):
        return path
    if re.search(r'["`\\\s]|\$\(', path):
        raise Refusal(f"the path {path} has unusual characters")
    return f'"{path}"'


def require_known_place(build: Build, directory: str) -> None:
    """Raise Refusal where a directory is another one for a later step than for the build."""
    if directory.startswith("~"):
        raise Refusal("BuildKit takes the ~ in the path for a folder of that name")
    if "${{" in directory:
        raise Refusal("an expression decides the directory")
    if posixpath.isabs(directory) or directory.startswith("$"):
        return
    step = build.step
    folders = (step.node.text("working-directory") if build.command else None, step.parent.default("working-directory"))
    moving = build.command is not None and any(c.name in ("cd", "pushd") for c in _commands(step))
    if any(folders) or moving:
        raise Refusal(f"whether later steps find {directory} in their folder is not certain")


def _commands(step: Step) -> tuple["Command", ...]:
    return step.script.commands if step.script else ()


def _has_posix_shell(step: Step) -> bool:
    """Whether a `run` without a shell of its own is run by bash or sh."""
    declared = step.parent.default("shell")
    return (declared.split()[0] if declared else step.parent.native_shell) in ("bash", "sh")
