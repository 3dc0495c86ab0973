"""Calls of kubectl: which subcommand, which flags with which values, and which workloads they are about."""

import re
from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from itertools import takewhile
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ...late_pattern import late_pattern
from ...workflow import Step
from .kubectl_flags import SUBCOMMANDS, Flag, flags

if TYPE_CHECKING:
    from ...shell import Command, Word

# `create secret generic` is the longest name.
_DEPTH = 3
# Subcommands of subcommands that the table of flags does not know.
_UNKNOWN = late_pattern(r"create \S+|cluster-info dump|apply [\w-]+-last-applied")
_OPTION = late_pattern(r"--?[A-Za-z]")
_HOLDS_FLAGS = late_pattern(r"arg|flag|opt|extra|timeout", re.IGNORECASE)
_KINDS = {
    kind: name
    for name, kinds in {
        "deployment": "deployment deployments deploy deployment.apps deployments.apps deployments.v1.apps",
        "statefulset": "statefulset statefulsets sts statefulset.apps statefulsets.apps",
        "daemonset": "daemonset daemonsets ds daemonset.apps daemonsets.apps",
    }.items()
    for kind in kinds.split()
}
# Names of connections to a cluster, so that another call can use the same.
_CONNECTION = ("namespace", "context", "kubeconfig", "cluster", "user", "server", "token", "as")


class Option(Struct, frozen=True, eq=False):
    """A flag as it is given. `flag` is None if the subcommand has no such flag; `value` may be missing."""

    name: str
    word: "Word"
    flag: Flag | None
    value: "Word | None" = None

    @property
    def wants_value(self) -> bool:
        """Whether its value is the next word."""
        return self.value is None and self.flag is not None and self.flag.takes_value


class Workload(Struct, frozen=True):
    """What a rollout is about. `written` is how the script names it, `target` is "" where the script computes that."""

    written: str
    target: str


class Call(Struct, frozen=True, eq=False):
    """One call of kubectl. `subcommand` is one that the table of flags knows; `operands` are the words behind it."""

    step: Step
    command: "Command"
    subcommand: str
    operands: tuple["Word", ...]
    options: tuple[Option, ...]

    def option(self, name: str) -> Option | None:
        """The last mention of a flag, by its long name."""
        return next((o for o in reversed(self.options) if o.flag and o.flag.name == name), None)

    def text(self, name: str) -> str:
        """The value of a flag, or ""."""
        option = self.option(name)
        return option.value.text if option and option.value else ""

    def has(self, name: str) -> bool:
        """Whether a flag is given and not switched off."""
        option = self.option(name)
        return option is not None and not (option.value and option.value.text == "false")

    @property
    def changes_nothing(self) -> bool:
        """Whether it only shows what it would do."""
        dry = self.option("dry-run")
        return (
            self.has("help") or self.has("local") or (dry is not None and self.text("dry-run") not in ("none", "false"))
        )

    @property
    def may_hold_options(self) -> bool:
        """Whether some operand may be expanded to flags."""
        return any(_may_be_flags(word, place) for place, word in enumerate(self.operands))

    @property
    def workloads(self) -> tuple[Workload, ...]:
        """The workloads that its operands name; empty where they are of other kinds or chosen by a flag."""
        words = [word for word in self.operands if "=" not in word.text and not word.text.endswith(("-", "+"))]
        if words and "/" not in words[0].text and words[0].static:
            kind = words[0]
            named = [_workload(f"{kind.text}/{word.text}", f"{kind.raw} {word.raw}") for word in words[1:]]
        else:
            named = [_workload(word.text, word.raw) for word in words]
        return tuple(workload for workload in named if workload)

    def connection(self) -> str:
        """Its flags that say which cluster and namespace, as written, each behind a blank."""
        given = [o for o in self.options if o.flag and o.flag.name in _CONNECTION]
        ends = [max(o.word.end, o.value.end if o.value else 0) for o in given]
        script = self.command.scalar.text
        return "".join(f" {script[o.word.start : end]}" for o, end in zip(given, ends, strict=True))


def known_kind(kind: str) -> str:
    """The usual name of a kind of workload, `deployment` for `deploy`; "" for other kinds."""
    return _KINDS.get(kind.lower(), "")


def _may_be_flags(word: "Word", place: int) -> bool:
    if word.static or word.quote or not word.text.startswith(("$", "`")):
        return "[@]" in word.text
    return place > 1 or bool(_HOLDS_FLAGS.search(word.text))


def _workload(name: str, written: str) -> Workload | None:
    kind, _, own = name.partition("/")
    if "$" in kind:
        return Workload(written, "")
    known = known_kind(kind)
    if not known or not own:
        return None
    return Workload(written, "" if "$" in own or "`" in own else f"{known}/{own}")


def kubectl_calls(step: Step) -> tuple[Call, ...]:
    """The calls of kubectl in a step's script, in order."""
    return step.remember("kubectl calls", lambda step: tuple(_calls(step)))


def _calls(step: Step) -> Iterator[Call]:
    if step.run is None or "kubectl" not in step.run.text or step.script is None:
        return
    for command in step.script.named("kubectl"):
        call = _read(step, command)
        if call:
            yield call


def _read(step: Step, command: "Command") -> Call | None:
    subcommand = _subcommand(command.arguments)
    if not subcommand:
        return None
    operands, options = _parse(command.arguments, subcommand)
    operands = operands[len(subcommand.split()) :]
    if _UNKNOWN.fullmatch(f"{subcommand} {operands[0].text if operands else ''}"):
        return None
    return Call(step, command, subcommand, operands, options)


def _subcommand(arguments: tuple["Word", ...]) -> str:
    """The longest name of a subcommand that the operands begin with, or ""."""
    operands, _ = _parse(arguments, "")
    words = [word.text for word in takewhile(lambda word: word.static, operands[:_DEPTH])]
    names = (" ".join(words[:length]) for length in range(len(words), 0, -1))
    return next((name for name in names if name in SUBCOMMANDS), "")


def _parse(arguments: tuple["Word", ...], subcommand: str) -> tuple[tuple["Word", ...], tuple[Option, ...]]:
    """The operands, those of the subcommand's own name included, and the flags."""
    known = flags(subcommand)
    operands: list[Word] = []
    options: list[Option] = []
    rest = iter(arguments)
    for word in rest:
        if word.text == "--" and not word.quote:
            break
        if not _OPTION.match(word.text):
            operands.append(word)
            continue
        given = _options(word, known)
        if given and given[-1].wants_value:
            given[-1] = replace(given[-1], value=next(rest, None))
        options += given
    return tuple(operands), tuple(options)


def _options(word: "Word", known: MappingType[str, Flag]) -> list[Option]:
    """The flags in one word: one, or a cluster of letters."""
    head, equals, _ = word.text.partition("=")
    if head in known or head.startswith("--") or len(head) == len("-x"):
        return [Option(head, word, known.get(head), word.part(len(head) + 1) if equals else None)]
    found: list[Option] = []
    for place, letter in enumerate(word.text[1:], 1):
        flag = known.get(f"-{letter}")
        if flag is None:
            break
        value = word.part(place + 1) if flag.takes_value and place + 1 < len(word.text) else None
        found.append(Option(f"-{letter}", word, flag, value))
        if flag.takes_value:
            break
    return found
