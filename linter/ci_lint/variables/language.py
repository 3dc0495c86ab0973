"""Which language a script is in, and whether that is certain."""

from typing import TYPE_CHECKING

from ..edits import Refusal
from ..tree import Scalar
from ..workflow import Job, Step

if TYPE_CHECKING:
    from .javascript import JavaScriptCode
    from .moving import Code


def code_of(step: Step, script: Scalar) -> "Code":
    """The script of a step as code of its shell. Raises Refusal for shells that are not known well enough."""
    match step.shell:
        case "bash" | "sh":
            from .posix import PosixCode

            return PosixCode(script)
        case "pwsh" | "powershell":
            from .powershell import PowerShellCode

            return PowerShellCode(script)
        case "python" | "python3":
            from .python import PythonCode

            return PythonCode(script)
        case "cmd":
            raise Refusal(
                "cmd puts the value of a variable into the line before it reads it, so it would still be code"
            )
        case "":
            raise Refusal("the shell of the step is not known")
        case other:
            raise Refusal(f"how {other} reads variables is not known")


def javascript(script: Scalar) -> "JavaScriptCode":
    """A script of actions/github-script. Raises Refusal if it cannot be read."""
    from .javascript import JavaScriptCode

    return JavaScriptCode(script)


def shell_is_certain(step: Step) -> bool:
    """Whether the shell is declared, or the runner that decides on it is."""
    if step.node.get("shell") is not None or step.parent.default("shell"):
        return True
    if not isinstance(step.parent, Job) or step.parent.node.get("container") is not None:
        return True
    labels = " ".join(step.parent.runs_on)
    if "${{" not in labels:
        return True
    strategy = step.parent.node.get("strategy")
    listed = strategy is not None and "${{" not in strategy.source.text[strategy.start : strategy.end]
    return listed and "matrix." in labels
