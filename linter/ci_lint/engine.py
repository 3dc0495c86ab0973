"""One file in, its findings out.

The engine, not the rule, adds the rule's id and the file to each problem, skips rules whose hints are not
in the text, and turns an exception of a rule into an internal error of that rule on that file.
"""

import traceback
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from msgspec.structs import replace

from .edits.edit import Fix, Preferences, Refusal
from .hints import Hints
from .ignores import read_ignores
from .report import FileReport, Finding, InternalError
from .repository import Repository
from .rule import Problem, Profile, Severity
from .selection import Choice
from .source import Source, Span
from .suppress import apply_ignores
from .tree import Tree, parse
from .workflow import Document, view


def check_source(  # noqa: PLR0913 - where, what and under which wishes: six facts that no type joins
    source: Source,
    path: str,
    repository: Repository,
    choices: Sequence[Choice],
    *,
    external: Sequence[Finding] = (),
    preferences: Preferences | None = None,
) -> FileReport:
    """Run the chosen rules over a source whose path in its repository is `path`; see `check_tree`."""
    return check_tree(parse(source), path, repository, choices, external=external, preferences=preferences)


def check_tree(  # noqa: PLR0913 - likewise
    tree: Tree,
    path: str,
    repository: Repository,
    choices: Sequence[Choice],
    *,
    external: Sequence[Finding] = (),
    preferences: Preferences | None = None,
) -> FileReport:
    """Run the chosen rules over a file whose path in its repository is `path`. Never raises.

    `external` is what other tools found in it. With `preferences` each finding carries its proposed fix.
    """
    source = tree.source
    hints = hints_of(tuple(choices))
    texts = hints.found_in(source.text)
    document = view(tree, path, repository, texts)
    worth = [choices[place] for place in hints.worth_running(texts)]
    found, errors = run_rules([choice for choice in worth if not choice.rule.after_ignores], document, preferences)
    ignores = read_ignores(source, document.tree)
    ran = ran_to_the_end(choices, errors, external) if ignores and document.complete else frozenset[str]()
    if external:
        from .checkers.actionlint import without_known

        external = without_known(external, found, (choice.rule for choice in choices))
    applied = apply_ignores([*found, *dict.fromkeys(external)], ignores, ran)
    late = [choice for choice in worth if choice.rule.after_ignores] if applied.judged else []
    judgements, late_errors = (
        run_rules(late, replace(document, ignores=applied.judged), preferences) if late else ([], [])
    )
    findings = tuple(sorted(wanted([*applied.kept, *judgements], choices), key=order))
    return FileReport(source, findings, applied.hidden, (*errors, *late_errors))


@lru_cache(maxsize=8)  # few selections of rules come up in a run
def hints_of(choices: tuple[Choice, ...]) -> Hints:
    """The hints of the chosen rules."""
    return Hints([choice.rule.hints for choice in choices])


def wanted(findings: Iterable[Finding], choices: Iterable[Choice]) -> Iterator[Finding]:
    """The findings that belong to the profile their rule was chosen in.

    They are left out this late because an ignore comment that hides one of them is of use in the other profile.
    """
    findings = list(findings)
    strict = {finding.rule for finding in findings if finding.strict}
    lenient = {choice.rule.id for choice in choices if choice.profile is Profile.DEFAULT} if strict else set[str]()
    return (finding for finding in findings if not (finding.strict and finding.rule in lenient))


def ran_to_the_end(
    choices: Iterable[Choice], errors: Iterable[InternalError], external: Iterable[Finding]
) -> frozenset[str]:
    """The ids of the rules that saw all, and the tools that surely ran: what did not run may have used an ignore."""
    tools = {finding.rule.partition("/")[0] for finding in external}
    return frozenset({choice.rule.id for choice in choices} - {error.rule for error in errors} | tools)


def run_rules(
    choices: Sequence[Choice], document: Document, preferences: Preferences | None = None
) -> tuple[list[Finding], list[InternalError]]:
    """The findings of several rules, and the internal errors of those that raised."""
    findings: list[Finding] = []
    errors: list[InternalError] = []
    for choice in choices:
        try:
            findings += run_rule(choice, document, preferences)
        except Exception as error:  # noqa: BLE001, PERF203 - a broken rule must not take the others down
            message = f"{type(error).__name__}: {error}"
            path = document.tree.source.path
            errors.append(InternalError(choice.rule.id, path, message, traceback.format_exc()))
    return findings, errors


def run_rule(choice: Choice, document: Document, preferences: Preferences | None = None) -> Iterator[Finding]:
    """The findings of one rule in one file, each once: what aliases name is seen several times."""
    rule = choice.rule
    reported: set[tuple[Span, str, Severity]] = set()
    for problem in rule.check(document):
        severity = choice.severity or problem.severity or rule.severity
        key = (problem.span, problem.message, severity)
        if key in reported:
            continue
        reported.add(key)
        fix, refusal = propose(problem, document, preferences) if preferences and problem.fix else (None, "")
        strict = problem.profile is Profile.STRICT
        yield Finding(rule.id, severity, document.tree.source, problem.span, problem.message, fix, refusal, strict)


def propose(problem: Problem, document: Document, preferences: Preferences) -> tuple[Fix | None, str]:
    """The fix of a problem, or the reason why there is none."""
    if problem.fix is None:
        return None, ""
    if not document.complete:
        return None, "the file cannot be read to its end"
    try:
        return problem.fix(preferences), ""
    except Refusal as refusal:
        return None, str(refusal)


def order(finding: Finding) -> tuple[int, str, int, str]:
    """Findings of a file come by place, then by rule."""
    return finding.span.start, finding.rule, finding.span.end, finding.message
