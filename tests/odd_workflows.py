"""Workflows in every shape that YAML allows: the same few things, written in odd ways.

A `Random` decides, so hypothesis can make one smaller and a failing one can be repeated.
"""

from collections.abc import Iterator
from random import Random
from typing import Any, TypeAlias

from hypothesis import strategies as st

Value: TypeAlias = "str | list[Value] | dict[str, Value]"

_PLAIN = ("make test", "a#b", "x:y", "1.10", "true", "~", "grüße 🚀 \u200b", "${{ github.sha }}", ".py", "a,b")
_TEXTS = ("", " ", "it's", 'say "hi"', "a: b", "# no comment", "a\\b", "tab\there", "- x", "é" * 90, "[x]", "a  b")
_LINES = (
    "make",
    "  indented",
    "",
    "# in the script",
    "echo 'x: y' # why",
    "tab\t",
    "é 🚀",
    "docker build \\",
    "\tstart",
    # Something to fix.
    'echo "::set-output name=a::b"',
    "echo ::set-output name=a::$B # old",
    'echo "${{ github.event.issue.title }}"',
    "curl https://example.com/health",
)
_COMMENTS = ("#", "# why", "#why", "# 'odd' \"quotes\" {", "# - a: b", "# é\t", "## jobs:")


def odd_workflows() -> st.SearchStrategy[str]:
    """Texts of workflows that are odd to look at and can be read."""
    return st.randoms(use_true_random=False).map(odd_workflow)


def odd_workflow(random: Random) -> str:
    """One such text."""
    writer = _Writer(random)
    lines = writer.mapping({"name": "odd", "on": writer.trigger(), "jobs": writer.jobs()}, 0)
    text = "\n".join([*writer.prologue(), *lines, *writer.comments(0)])
    text += random.choice(("\n", "\n", "", "\n\n"))
    return text.replace("\n", random.choice(("\n", "\n", "\r\n")))


class _Writer:
    """Writes values as lines. State: the anchors that an alias may name."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.anchors: list[str] = []
        self.step = random.choice((1, 2, 2, 3, 4, 8))

    def chance(self, one_in: int) -> bool:
        return self.random.randrange(one_in) == one_in - 1

    def prologue(self) -> list[str]:
        lines = self.comments(0)
        return [*lines, "---"] if self.chance(4) else lines

    def trigger(self) -> Value:
        triggers: list[Value] = ["push", ["push", "issues"], {"push": {"branches": ["main", "v*"]}}]
        return self.random.choice(triggers)

    def jobs(self) -> Value:
        return {f"job{n}": self.job() for n in range(self.random.randint(1, 2))}

    def job(self) -> Value:
        runners: list[Value] = ["ubuntu-24.04", ["self-hosted", "x"]]
        job: dict[str, Value] = {"runs-on": self.random.choice(runners)}
        if self.chance(2):
            job["env"] = {name: self.random.choice(_TEXTS) for name in ("A", "B")[: self.random.randint(1, 2)]}
        if self.chance(3):
            job["needs"] = []
        job["steps"] = [self.one_step() for _ in range(self.random.randint(1, 3))]
        if self.chance(4):
            job["if"] = self.random.choice(_PLAIN)
        return job

    def one_step(self) -> Value:
        step: dict[str, Value] = {"name": self.random.choice(_TEXTS + _PLAIN)} if self.chance(2) else {}
        if self.chance(2):
            step["run"] = "\n".join(self.random.choices(_LINES, k=self.random.randint(1, 4)))
        else:
            step["uses"] = self.random.choice(("actions/checkout@v6", "docker/build-push-action@v7"))
            if self.chance(2):
                step["with"] = {"path": self.random.choice(_TEXTS), "list": "one\ntwo\n"}
            elif self.chance(2):
                step["with"] = {"cache-to": "type=gha,mode=max", "push": "true", "tags": "ghcr.io/acme/app"}
        if self.chance(3):
            step["env"] = {"TOKEN": self.random.choice(_PLAIN)}
        return step

    def comments(self, column: int) -> list[str]:
        """Blank lines and comments, mostly none."""
        lines: list[str] = []
        while self.chance(4):
            margin = " " * self.random.choice((column, column, 0, column + 1))
            lines.append(self.random.choice(("", "", "  ", margin + self.random.choice(_COMMENTS))))
        return lines

    def tail(self) -> str:
        """What stands behind a value in its line."""
        return self.random.choice((" ", "  ", "   ")) + self.random.choice(_COMMENTS) if self.chance(4) else ""

    def mapping(self, value: dict[str, Value], column: int) -> list[str]:
        lines: list[str] = []
        for key, inner in value.items():
            lines += self.comments(column)
            first, *rest = self.node(inner, column, in_mapping=True)
            lines += [f"{' ' * column}{self.key(key)}:{first}", *rest]
        return lines

    def key(self, key: str) -> str:
        return self.random.choice((key, key, key, f'"{key}"', f"'{key}'", f"{key} "))

    def sequence(self, value: list[Value], column: int) -> list[str]:
        lines: list[str] = []
        for item in value:
            lines += self.comments(column)
            if isinstance(item, dict) and item and not self.chance(6):
                gap = self.random.choice((1, 1, 1, 3))
                body = self.mapping(item, column + 1 + gap)
                skipped = next(n for n, line in enumerate(body) if line.strip() and not line.lstrip().startswith("#"))
                lines += [" " * column + "-" + " " * gap + body[skipped].lstrip(), *body[skipped + 1 :]]
            else:
                first, *rest = self.node(item, column, in_mapping=False)
                lines += [f"{' ' * column}-{first}", *rest]
        return lines

    def node(self, value: Value, column: int, *, in_mapping: bool) -> list[str]:
        """A value behind a colon or a dash: the rest of that line and the lines below."""
        if self.anchors and self.chance(12):
            return [f" *{self.random.choice(self.anchors)}{self.tail()}"]
        mark = ""
        if self.chance(12):
            mark = f" &a{len(self.anchors)}"
        lines = self.bare(value, column, in_mapping=in_mapping)
        if mark:
            self.anchors.append(mark.removeprefix(" &"))
        return [mark + lines[0], *lines[1:]]

    def bare(self, value: Value, column: int, *, in_mapping: bool) -> list[str]:
        if isinstance(value, str):
            return self.scalar(value, column)
        if not value or self.chance(8):
            return self.flow_lines(value, column)
        inner = column + self.random.choice((self.step, self.step, 1, 8))
        if isinstance(value, dict):
            return [self.tail(), *self.mapping(value, inner)]
        return [self.tail(), *self.sequence(value, self.random.choice((column, inner)) if in_mapping else inner)]

    def flow_lines(self, value: Value, column: int) -> list[str]:
        text = self.flow(value)
        if self.chance(3):
            text = text.replace(", ", f",{self.tail()}\n{' ' * (column + 2)}")
        return (f" {text}{self.tail()}").split("\n")

    def flow(self, value: Value) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key}: {self.flow(inner)}" for key, inner in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(self.flow, value)) + self.random.choice(("", ", ") if value else ("",)) + "]"
        return self.random.choice((self.single, self.double))(value).replace(", ", ",")

    def scalar(self, value: str, column: int) -> list[str]:
        kinds: list[Any] = [self.double]
        if "\n" not in value and "\t" not in value:
            kinds.append(self.single)
        if value in (*_PLAIN, "push", "ubuntu-24.04", "odd", "actions/checkout@v6", "main", "x"):
            kinds += [lambda text: text] * 3
        if self.chance(2) and value.strip():
            return self.block(value, column)
        return [f" {self.random.choice(kinds)(value)}{self.tail()}"]

    def block(self, value: str, column: int) -> list[str]:
        inner = self.random.choice((1, 2, 2, 4, 8))
        lines = value.split("\n")
        digit = str(inner) if lines[0][:1] in (" ", "") or self.chance(6) else ""
        mark = self.random.choice("||||>") + "".join(
            self.random.sample((digit, self.random.choice(("", "", "-", "+"))), 2)
        )
        margin = " " * (column + inner)
        body = [margin + line if line.strip() else self.random.choice(("", margin)) for line in lines]
        return [f" {mark}{self.tail()}", *body, *([""] if self.chance(4) else [])]

    def single(self, value: str) -> str:
        return "'" + value.replace("'", "''") + "'"

    def double(self, value: str) -> str:
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        return f'"{escaped}"'


def examples(count: int) -> Iterator[tuple[str, Random]]:
    """Some texts, the same ones every time, each with what to go on with."""
    for seed in range(count):
        random = Random(seed)  # noqa: S311 - nothing is secret here
        yield odd_workflow(random), random
