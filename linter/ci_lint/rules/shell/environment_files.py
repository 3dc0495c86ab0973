"""Writes to the file what a workflow command printed.

The file takes `name=value` on a line of its own. What the old command escaped, `%0A` for a line break, would
arrive as it is written, so a script that escapes is left to a person.
"""

import re

from ...edits import Edit, Fix, Refusal, replace_in_scalar
from ...expressions import find_expressions
from ...late_pattern import late_pattern
from ...shell import Command, Script, Word
from ...tree import Scalar
from ...workflow import Job, Step
from .one_line import Lines, expressions_are_single
from .printed_commands import FILES, Line, Printed, count_commands

_ESCAPES = late_pattern(r"%(?:0[aAdD]|25)")
_HEAD = r"::(?P<command>[\w-]+)(?:[ \t]+name=(?P<name>[A-Za-z_][\w-]*))?::"
_PRINTED = late_pattern(rf"(?P<quote>[\"']?){_HEAD}")
_FORMAT = late_pattern(r"(?P<quote>[\"']?)::(?P<command>[\w-]+)(?:[ \t]+name=(?P<name>[A-Za-z_][\w-]*|%s))?::")
_NAME = late_pattern(r"[A-Za-z_][\w-]*")
_POWERSHELL = late_pattern(
    rf"(?:(?P<printer>write-output|write-host|echo)[ \t]+)?(?P<quote>[\"']){_HEAD}(?P<value>[^\"'`\n]*)(?P=quote)",
    re.IGNORECASE,
)
_CMD = late_pattern(rf"(?P<printer>echo)[ \t]{_HEAD}(?P<value>[^&|<>^\"\n]*)", re.IGNORECASE)
_LONG_FILE = late_pattern(r"\$\((?:cat[ \t]|[ \t]*<)[^|)\n]*\.(?:ya?ml|md|json|xml|toml|log)\b", re.IGNORECASE)
_SEVERAL_LINES = late_pattern(r"-raw\b|out-string|join|`n|newline", re.IGNORECASE)


def write_to_file(step: Step, found: Printed) -> Fix:
    """Let the step write to the file what it printed. Raises Refusal."""
    assert step.run is not None  # noqa: S101 - the command stands in it
    if _ESCAPES.search(step.run.text):
        raise Refusal("the script escapes line breaks for the command")
    if count_commands(found.by.text) > 1:
        raise Refusal("several workflow commands are printed at once")
    if isinstance(found.by, Line):
        return _from_line(step, step.run, found.by, found.name)
    assert step.script is not None  # noqa: S101 - likewise
    return _from_command(step, step.script, found.by, found.name)


def _from_command(step: Step, script: Script, command: Command, name: str) -> Fix:
    """Let an `echo` or `printf` of bash or sh write to the file."""
    require_alone(command)
    value, edit = _echoed(script, command) if command.name == "echo" else _formatted(script, command)
    end = command.words[-1].end
    if _LONG_FILE.search(script.text[value:end]):
        raise Refusal("the value has several lines")
    redirect = replace_in_scalar(script.scalar, end, end, f' >> "${FILES[name]}"')
    # A second line would be an entry of its own; the command ended with its first. Without quotes there is none.
    split = command.name == "echo" and not any(word.quote or '"' in word.raw for word in command.arguments)
    lines = step.remember("lines", lambda step: Lines(script, step))
    return Fix(f"write to ${FILES[name]}", (edit, redirect), safe=split or lines.single(value, end))


def require_alone(command: Command) -> None:
    """Raise Refusal unless the command prints to the log and to nothing else."""
    if command.name not in ("echo", "printf") or command.wrappers:
        raise Refusal(f"the text is printed by {command.name or 'a command that is not known'}")
    if command.redirects or command.writes_to or command.heredocs or len(command.pipeline) > 1:
        raise Refusal("what is printed goes elsewhere too")


def _echoed(script: Script, command: Command) -> tuple[int, Edit]:
    """Where the value begins, and the edit before it."""
    words = [word for word in command.arguments if not re.fullmatch(r"-[neE]+", word.text)]
    options = "".join(word.text for word in command.arguments if word not in words)
    text = script.text[words[0].start : words[-1].end]
    found = _PRINTED.match(text)
    if found is None:
        raise Refusal("the name is computed or odd")
    if "n" in options or ("\\" in text and "e" in options) or "\n" in text:
        raise Refusal("the text does not end with its line")
    if found["command"].lower() == "add-path" and not text[found.end() :].strip("\"'"):
        raise Refusal("no path is named")
    return words[0].start + found.end(), _head(script.scalar, words[0], found, _assigned(found))


def _assigned(found: re.Match[str]) -> str:
    return f"{found['name']}=" if found["name"] else ""


def _head(scalar: Scalar, word: Word, found: re.Match[str], text: str) -> Edit:
    start = word.start + found.end("quote")
    return replace_in_scalar(scalar, start, word.start + found.end(), text)


def _formatted(script: Script, command: Command) -> tuple[int, Edit]:
    """The same of a `printf` whose format ends with its only line break."""
    form = command.arguments[0] if command.arguments else None
    found = _FORMAT.match(form.raw) if form else None
    if form is None or found is None:
        raise Refusal("the format is not plain")
    if form.raw.count("\\n") != 1 or not form.raw.endswith(f"\\n{found['quote']}"):
        raise Refusal("the text does not end with its line")
    if found["name"] == "%s" and not (len(command.arguments) > 1 and _NAME.fullmatch(command.arguments[1].text)):
        raise Refusal("the name is computed or odd")
    return form.start + found.end(), _head(script.scalar, form, found, _assigned(found))


def _from_line(step: Step, scalar: Scalar, line: Line, name: str) -> Fix:
    """Let a line of PowerShell or cmd that does nothing else write to the file."""
    shape = {"pwsh": _POWERSHELL, "powershell": _POWERSHELL, "cmd": _CMD}.get(step.shell)
    if shape is None:
        raise Refusal(f"how {step.shell or 'the shell of the step'} writes to files is not known")
    start = line.start + len(line.text) - len(line.text.lstrip())
    found = shape.fullmatch(line.text.strip())
    if found is None:
        raise Refusal("the line does more than print the command")
    return (
        _in_cmd(scalar, start, found, name) if step.shell == "cmd" else _in_powershell(step, scalar, start, found, name)
    )


def _in_powershell(step: Step, scalar: Scalar, start: int, found: re.Match[str], name: str) -> Fix:
    printer = (
        "Write-Output "
        if (found["printer"] or "").lower() == "write-host"
        else scalar.text[start : start + found.start("quote")]
    )
    head = f"{printer}{found['quote']}{_assigned(found)}"
    end = start + found.end()
    target = f"$env:{FILES[name]}"
    # `>>` of Windows PowerShell writes UTF-16, which the runner cannot read.
    behind = f" >> {target}" if _writes_utf8(step) else f" | Out-File -FilePath {target} -Encoding utf8 -Append"
    edits = (
        replace_in_scalar(scalar, start, start + found.start("value"), head),
        replace_in_scalar(scalar, end, end, behind),
    )
    value = range(start + found.start("value"), end)
    computed = "$(" in found["value"] or _SEVERAL_LINES.search(scalar.text)
    safe = not computed and _has_single_expressions(scalar, value)
    return Fix(f"write to $env:{FILES[name]}", edits, safe=safe)


def _has_single_expressions(scalar: Scalar, value: range) -> bool:
    return expressions_are_single(found for found in find_expressions(scalar) if found.start in value)


def _writes_utf8(step: Step) -> bool:
    """Whether PowerShell 7 runs the step; on runners of one's own the older one may."""
    hosted = isinstance(step.parent, Job) and "self-hosted" not in step.parent.runs_on
    declared = step.node.text("shell") or step.parent.default("shell")
    return step.shell == "pwsh" and (hosted or bool(declared))


def _in_cmd(scalar: Scalar, start: int, found: re.Match[str], name: str) -> Fix:
    # In front, because a digit before `>>` would name a handle and a blank would become part of the value.
    head = f'>>"%{FILES[name]}%" echo {_assigned(found)}'
    edit = replace_in_scalar(scalar, start, start + found.start("value"), head)
    safe = _has_single_expressions(scalar, range(start, start + found.end()))
    return Fix(f"write to %{FILES[name]}%", (edit,), safe=safe)
