"""Whether a part of a script surely gives a single line.

A printed workflow command ends with its line. In the file that takes its place a second line would be an entry
of its own, or an error.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from ...expressions import Call, Expression, Reference, descendants, find_expressions, references
from ...late_pattern import late_pattern
from ...shell import Command, Script
from ...workflow import Step

_VARIABLE = late_pattern(r"\$(?:\{[!#]?)?([A-Za-z_]\w*|[0-9@*])")
_ENVIRONMENT = late_pattern(r"(?:GITHUB|RUNNER)_\w+|HOME|PWD|USER|HOSTNAME|RANDOM|SECONDS")
_DEPTH = 4

_SILENT = frozenset(("cd", "set", "export", "true", "test", "[", "[[", "source", "."))
_SINGLE = frozenset(
    ("date", "basename", "dirname", "pwd", "whoami", "hostname", "uname", "nproc", "realpath", "mktemp", "id", "arch")
)
# They give no more lines than they get.
_FILTERS = frozenset(("cut", "tr", "sed", "awk", "grep", "egrep", "rev", "cat", "tee"))
_COUNTED = late_pattern(r"-(?:n ?)?1\b|--lines[= ]1\b|--max-count[= ]1\b|--count\b")
_CALLS = late_pattern(
    r"""(?: git\ (?: rev-parse | describe | symbolic-ref | merge-base | hash-object\ --stdin$
                   | branch\ --show-current | config\ --get
                   | (?:log|rev-list|show)\ (?=.*(?:-1\b|-n\ ?1\b|--count|--max-count=1))(?!.*%[bB]) )
          | go\ env\ \w+$ | yarn\ (?:cache\ dir|config\ get|--version|-v) | npm\ (?:config\ get|--version|-v)
          | pip3?\ cache\ dir | poetry\ config | composer\ config | node\ (?:-v|--version|-p)
          | python3?\ --version | wc\ -[lcw] | (?:head|tail)\ (?:-n\ ?1|-1)\b | (?:md5|sha\d+)sum$ | gh\ .*--jq
        )""",
    re.VERBOSE,
)
_ONE_LINE_CONTEXTS = frozenset(("github", "runner", "matrix", "inputs", "strategy", "job"))
_LONG = frozenset(("body", "message", "description", "event", "commits"))


class Lines:
    """What a script is known to give as one line. State: the script, its step, and what is known of variables."""

    def __init__(self, script: Script, step: Step) -> None:
        self.script = script
        self.step = step
        self.expressions = find_expressions(script.scalar)
        self.known: dict[str, bool] = {}

    def single(self, start: int, end: int, depth: int = 0) -> bool:
        """Whether what the shell makes of `text[start:end]` is surely one line."""
        text = self.script.text[start:end]
        if depth > _DEPTH or "\n" in text:
            return False
        inside = self._substituted(start, end)
        printing = [command for command in inside if command.name not in _SILENT]
        if self._share_a_substitution(printing) or not all(self._prints_one_line(c, depth) for c in printing):
            return False
        if ("$(" in text or "`" in text) and not inside:
            return False
        names = self._variables(start, end, inside)
        return all(self.variable(name, depth) for name in names) and expressions_are_single(
            [expression for expression in self.expressions if start <= expression.start < end]
        )

    def _substituted(self, start: int, end: int) -> list[Command]:
        """The last commands of the pipelines in substitutions of a range, not of substitutions inside of those."""
        found = [c for c in self.script.commands if start <= c.start < c.end <= end and c.substitution]
        level = min((command.around.substitution_depth for command in found), default=0)
        return list(dict.fromkeys(c.pipeline[-1] for c in found if c.around.substitution_depth == level))

    def _share_a_substitution(self, commands: list[Command]) -> bool:
        """Whether two of the commands print into one substitution, one behind the other."""
        between = (self.script.text[one.end : other.pipeline[0].start] for one, other in pairwise(commands))
        return any("$(" not in text for text in between)

    def _prints_one_line(self, command: Command, depth: int) -> bool:
        if command.loop or not command.words:
            return False
        words = " ".join(word.text for word in command.words)
        if command.name in _SINGLE or _CALLS.match(f"{command.name}{words[len(command.words[0].text) :]}"):
            return True
        first = command.words[0].end
        if command.name in ("echo", "printf"):
            return words.count("\\n") <= (command.name == "printf") and self.single(
                first, command.words[-1].end, depth + 1
            )
        if command.name in _FILTERS and command.position:
            return "\\n" not in words and self._prints_one_line(command.pipeline[command.position - 1], depth + 1)
        return bool(command.name in ("grep", "sort", "ls") and _COUNTED.search(words))

    def _variables(self, start: int, end: int, inside: list[Command]) -> Iterator[str]:
        """The variables of a range that stand in no command of it."""
        for found in _VARIABLE.finditer(self.script.text, start, end):
            place = found.start()
            hidden = any(first.start <= place < last.end for last in inside for first in (last.pipeline[0],))
            if not hidden and not any(e.start <= place < e.end for e in self.expressions):
                yield found[1]

    def variable(self, name: str, depth: int) -> bool:
        """Whether a variable surely holds one line; one that is made from itself does not."""
        if name not in self.known:
            self.known[name] = False
            self.known[name] = self._variable(name, depth)
        return self.known[name]

    def _variable(self, name: str, depth: int) -> bool:
        if _ENVIRONMENT.fullmatch(name):
            return True
        if any(loop.kind == "for" and loop.variable == name for loop in self.script.loops):
            return True
        assigned = [assignment for assignment in self.script.assigned if assignment.name == name]
        if assigned:
            return all(self.single(a.value.start, a.value.end, depth + 1) and not a.elements for a in assigned)
        value = self.step.env(name)
        return value is not None and "\n" not in value.text and expressions_are_single(find_expressions(value))


def expressions_are_single(expressions: Iterable[Expression]) -> bool:
    """Whether expressions surely give one line each."""
    for expression in expressions:
        tree = expression.tree
        if tree is None or any(isinstance(node, Call) and node.name.lower() == "tojson" for node in descendants(tree)):
            return False
        if not all(_is_single(found) for found in references(tree)):
            return False
    return True


def _is_single(found: Reference) -> bool:
    if found.text == "secrets.github_token" or found.path[:3] == ("github", "event", "inputs"):
        return True
    return found.path[0] in _ONE_LINE_CONTEXTS and found.path[-1] not in _LONG
