"""A deadline for a loop of a script: set before it, looked at in each round."""

from typing import TYPE_CHECKING

from ...edits import Edit, Refusal, replace_in_scalar
from ...late_pattern import late_pattern
from ...workflow import Step

if TYPE_CHECKING:
    from ...shell import Loop

SECONDS = 300
_NAME = "deadline"
_DO = late_pattern(r"(?:^|(?<=[\s;]))do(?=\s)")
# Only bash and its kin count the seconds themselves.
_BASH = (f"{_NAME}=$((SECONDS + {SECONDS}))", f"((SECONDS < {_NAME}))")
_POSIX = (f"{_NAME}=$(($(date +%s) + {SECONDS}))", f'[ "$(date +%s)" -lt "${_NAME}" ]')


def set_deadline(step: Step, loop: "Loop") -> tuple[Edit, ...]:
    """The edits that end the script with an error when the loop has taken too long.

    Raises Refusal where they could mean something else: in a pipe, behind `&&`, where the name is taken.
    """
    _require_free(step, loop)
    assignment, test = _BASH if step.shell == "bash" else _POSIX
    guard = f"{test} || {{ echo 'gave up after {SECONDS} seconds' >&2; exit 1; }}"
    return _before(loop, assignment), _in_body(loop, guard)


def _require_free(step: Step, loop: "Loop") -> None:
    first = next(iter((*loop.condition, *loop.body)))
    if len(first.pipeline) > 1:
        raise Refusal("the loop is a part of a pipe, which alone it could end")
    if loop.outer is not None and loop.outer.kind != "for":
        raise Refusal("the loop stands in another one that waits")
    given = step.script.assignments.get(_NAME, ()) if step.script else ()
    if any(not word.text.endswith(f" + {SECONDS}))") for word in given):
        raise Refusal(f"the script has a variable {_NAME} already")


def _before(loop: "Loop", assignment: str) -> Edit:
    text = loop.scalar.text
    line = text[text.rfind("\n", 0, loop.start) + 1 : loop.start]
    if line.strip() and not line.rstrip().endswith((";", "{", "then", "do", "else")):
        raise Refusal("the loop does not begin a statement")
    alone = not line.strip() and loop.scalar.style == "|"
    between = f"\n{line}" if alone else "; "
    return replace_in_scalar(loop.scalar, loop.start, loop.start, f"{assignment}{between}")


def _in_body(loop: "Loop", guard: str) -> Edit:
    text = loop.scalar.text
    start = max((command.end for command in loop.condition), default=loop.start)
    end = min(command.start for command in loop.body)
    found = _DO.search(text, start, end)
    if found is None or "#" in text[start : found.start()]:
        raise Refusal("where the body of the loop begins is not certain")
    behind = text[found.end() :].partition("\n")[0]
    if behind.strip() or loop.scalar.style != "|":
        return replace_in_scalar(loop.scalar, found.end(), found.end(), f" {guard};")
    following = text[found.end() + len(behind) + 1 :]
    body = next(line for line in following.split("\n") if line.strip())
    indent = body[: len(body) - len(body.lstrip())]
    place = found.end() + len(behind)
    return replace_in_scalar(loop.scalar, place, place, f"\n{indent}{guard}")
