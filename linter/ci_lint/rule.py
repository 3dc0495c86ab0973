"""The shape of a rule: what it yields, what is on its card, and the examples that prove it."""

import re
from collections.abc import Callable, Iterable
from enum import Enum
from functools import cached_property, total_ordering
from types import MappingProxyType

from msgspec import Struct

from .edits.edit import Fix, Pin, Preferences
from .indented_text import unindented
from .late_pattern import late_pattern
from .source import Span
from .tree import Node
from .workflow import Document

DEFAULT_PATH = ".github/workflows/ci.yml"
# What the pin file is taken to hold when an example is fixed.
EXAMPLE_PINS = MappingProxyType({"acme/deploy@v2": Pin("0123456789abcdef0123456789abcdef01234567", "v2.1.0")})
_MARK = late_pattern(r"[ \t]*# <--$", re.MULTILINE)


@total_ordering
class Severity(Enum):
    """How bad it is. Ordered: `INFO < WARNING < ERROR`."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    def __lt__(self, other: "Severity") -> bool:
        order = list(Severity)
        return order.index(self) < order.index(other)


class Profile(Enum):
    """Which users see the rule: everybody, or those who asked for opinions and audits too."""

    DEFAULT = "default"
    STRICT = "strict"


class Problem(Struct, frozen=True):
    """What a rule yields: where, and a sentence that states the fact.

    `at` is a node or a part of one. `severity` and `profile` are set where this finding differs from the
    rule's card: findings of a rule of the default profile may be for the strict one. `fix` makes the fix when
    somebody asks for it, and raises Refusal where it cannot; None if there is none.
    """

    at: Node | Span
    message: str
    severity: Severity | None = None
    fix: Callable[[Preferences], Fix] | None = None
    profile: Profile | None = None

    @property
    def span(self) -> Span:
        """The range in the file."""
        return self.at if isinstance(self.at, Span) else self.at.span


class Example(Struct, frozen=True, dict=True):
    """A file that is reported on the lines marked `# <--`, how it reads when mended, and look-alikes.

    The texts are kept as indented as their rule's module has them until somebody asks: a run that only looks for
    flaws would lose time on seven hundred of them. See `example`.
    """

    indented_bad: str
    indented_good: str
    indented_near: tuple[str, ...]
    indented_files: MappingProxyType[str, str]
    path: str

    @cached_property
    def bad(self) -> str:
        """The flawed file, with its marks."""
        return unindented(self.indented_bad)

    @cached_property
    def good(self) -> str:
        """The mended file, or "" if none is shown."""
        return unindented(self.indented_good)

    @cached_property
    def near(self) -> tuple[str, ...]:
        """Files that look like the flaw and are fine."""
        return tuple(map(unindented, self.indented_near))

    @cached_property
    def files(self) -> dict[str, str]:
        """The neighbours of the file in its repository."""
        return {name: unindented(content) for name, content in self.indented_files.items()}

    @property
    def bad_text(self) -> str:
        """The bad file without its marks."""
        return _MARK.sub("", self.bad)

    @property
    def marked_lines(self) -> tuple[int, ...]:
        """The lines that must be reported, counted from 1."""
        return tuple(n for n, line in enumerate(self.bad.splitlines(), 1) if _MARK.search(line))


def example(
    *,
    bad: str,
    good: str = "",
    near: Iterable[str] = (),
    files: dict[str, str] | None = None,
    path: str = DEFAULT_PATH,
) -> Example:
    """An example from indented texts; the common indentation is removed. Without `good` none is shown."""
    return Example(bad, good, tuple(near), MappingProxyType(files or {}), path)


class Rule(Struct, frozen=True):
    """The card of a rule.

    `summary` names the flaw in a few words, `why` is the page: what goes wrong and what the rule leaves
    alone. `hints` are substrings (in lower case) one of which must be in the file for the rule to be run;
    none means always. `aliases` are the ids that other tools have for it, as `tool:id`. A rule that runs
    `after_ignores` judges the ignore comments, once it is known what they hid.
    """

    id: str
    summary: str
    severity: Severity
    why: str
    check: Callable[[Document], Iterable[Problem]]
    examples: tuple[Example, ...]
    profile: Profile = Profile.DEFAULT
    hints: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    after_ignores: bool = False
