"""Which findings ignore comments hide, and which of the comments hide nothing."""

from collections.abc import Collection, Iterable

from msgspec import Struct

from .catalogue import EXTERNAL_TOOLS, Catalogue, Named, whole_catalogue
from .comments import Lines
from .ignores import EVERYWHERE, OURS, Ignore, JudgedIgnore, Name
from .report import Finding
from .rule import Profile

# An ignore that names this rule keeps quiet about itself.
UNUSED_IGNORE = "unused-ignore"


class Applied(Struct, frozen=True):
    """What is left after the ignores: findings, how many were hidden, and the ignores of ours with flaws."""

    kept: tuple[Finding, ...]
    hidden: int
    judged: tuple[JudgedIgnore, ...]


def apply_ignores(
    findings: Iterable[Finding],
    ignores: Collection[Ignore],
    ran: Collection[str] = (),
    catalogue: Catalogue | None = None,
) -> Applied:
    """Take away what the ignores hide.

    `ran` holds the ids of the rules that ran to their end over the whole file, and the names of external
    tools that did; only ignores of those can be called unused. Give none for a file that was not read to
    its end.
    """
    if not ignores:
        return Applied(tuple(findings), 0, ())
    looked_up = [_LookedUp(ignore, catalogue or whole_catalogue()) for ignore in ignores]
    kept: list[Finding] = []
    hidden = 0
    used: set[Name] = set()
    for finding in findings:
        hiding = _hiding(finding, looked_up)
        used |= hiding
        hidden += bool(hiding)
        kept += [] if hiding else [finding]
    silent = any(item.names_itself and item.ignore.lines == EVERYWHERE for item in looked_up)
    ours = [] if silent else [item for item in looked_up if item.ignore.tool == OURS and not item.names_itself]
    judged = (_judge(item, used, ran, catalogue or whole_catalogue()) for item in ours)
    return Applied(tuple(kept), hidden, tuple(j for j in judged if j.ignore.flaw or j.unknown or j.unused))


class _LookedUp:
    """An ignore with what its names stand for."""

    def __init__(self, ignore: Ignore, catalogue: Catalogue) -> None:
        self.ignore = ignore
        self.known: list[tuple[Name, Named]] = []
        self.unknown: list[tuple[Name, tuple[str, ...]]] = []
        prefix = "" if ignore.tool == OURS else f"{ignore.tool}:"
        for name in ignore.names:
            named = catalogue.get(prefix + name.text)
            if named is not None:
                self.known.append((name, named))
            elif ignore.tool == OURS:
                self.unknown.append((name, catalogue.nearest(name.text)))
        # Another linter's comment without names speaks only of what that linter looks for.
        self.blanket = None if ignore.names else Named("", catalogue.of_tool(ignore.tool))

    @property
    def names_itself(self) -> bool:
        return any(name.text == UNUSED_IGNORE for name in self.ignore.names)

    def hides(self, rule_id: str) -> set[Name]:
        """The names by which it hides findings of this id."""
        if self.blanket is None:
            return {name for name, named in self.known if named.covers(rule_id)}
        means = self.blanket.covers(rule_id) or (self.ignore.tool == OURS and rule_id != UNUSED_IGNORE)
        return {_nameless(self.ignore)} if means else set()


def _nameless(ignore: Ignore) -> Name:
    return Name("", ignore.span)


def _hiding(finding: Finding, ignores: Iterable[_LookedUp]) -> set[Name]:
    """The names in ignore comments that hide the finding."""
    start, end = finding.span.start, max(finding.span.start, finding.span.end - 1)
    lines = Lines(finding.source.position(start).line, finding.source.position(end).line)
    return {name for item in ignores if item.ignore.covers(start, lines) for name in item.hides(finding.rule)}


def _judge(item: _LookedUp, used: set[Name], ran: Collection[str], catalogue: Catalogue) -> JudgedIgnore:
    if item.ignore.flaw:
        return JudgedIgnore(item.ignore)
    unused = [name for name, named in item.known if name not in used and _ran(named, ran)]
    nameless = _nameless(item.ignore)
    if item.blanket and nameless not in used and _ran_everything(ran, catalogue):
        unused.append(nameless)
    return JudgedIgnore(item.ignore, tuple(item.unknown), tuple(unused))


def _ran(named: Named, ran: Collection[str]) -> bool:
    """Whether all that the name stands for was run, so that nothing is left that it might hide."""
    tool = named.external.partition("/")[0]
    return all(rule.id in ran for rule in named.rules) and (not tool or tool in ran)


def _ran_everything(ran: Collection[str], catalogue: Catalogue) -> bool:
    ours = all(rule.id in ran for rule in catalogue.rules if rule.profile is Profile.DEFAULT)
    return ours and EXTERNAL_TOOLS[0] in ran
