"""A rule as Markdown, so that what people read about it is what its file says and its examples prove.

The pages under docs/rules and the answer of `ci-lint explain` are the same text.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from ..engine import check_source
from ..report import Finding
from ..repository import Texts
from ..rule import DEFAULT_PATH, Example, Rule
from ..rules import GROUPS
from ..selection import Choice
from ..source import Source
from .mended import fixable, mended

_LANGUAGES = {".yml": "yaml", ".yaml": "yaml", ".json": "json", ".py": "python", ".sh": "bash", ".toml": "toml"}


def rule_page(rule: Rule) -> str:
    """Everything about a rule: its card, why it is there, what it reports and what it leaves alone."""
    sections = (
        f"# {rule.id}\n\n{sentence(rule.summary)}",
        card(rule),
        f"## Why\n\n{rule.why.strip()}",
        "\n\n".join(("## Reported", *(reported(rule, example) for example in rule.examples))),
        not_reported(rule),
        ignoring(rule),
        references(rule.references),
    )
    return "\n\n".join(section for section in sections if section) + "\n"


def group_of(rule: Rule) -> str:
    """The group a rule stands in; raises ValueError for a rule that is in none."""
    for name, rules in GROUPS.items():
        if rule in rules:
            return name
    raise ValueError(f"{rule.id} is in no group")


def sentence(text: str) -> str:
    """A few words as a sentence."""
    return f"{text[:1].upper()}{text[1:]}."


def card(rule: Rule) -> str:
    """The facts of a rule in a list."""
    lines = [
        f"- Severity: {rule.severity.value}",
        f"- Profile: {rule.profile.value}",
        f"- Group: {group_of(rule)}",
        f"- Fixable: {fixable(rule)}",
    ]
    if rule.aliases:
        lines.append(f"- Also known as: {', '.join(f'`{alias}`' for alias in rule.aliases)}")
    return "\n".join(lines)


def reported(rule: Rule, example: Example) -> str:
    """A bad file with its marks, what is said about it, and how it reads when mended."""
    parts = [file(example.path, example.bad), findings_list(rule, example), *fixed(rule, example)]
    if example.files:
        parts.append("Next to it in the repository:")
        parts += [file(path, text) for path, text in example.files.items()]
    return "\n\n".join(parts)


def fixed(rule: Rule, example: Example) -> Iterator[str]:
    """What `--fix` makes of a bad file, what it refuses and why, and what is left to a person."""
    report = mended(rule, example)
    made = [repair for repair in report.repairs if not repair.refusal]
    if made:
        command = "ci-lint --fix" if all(repair.safe for repair in made) else "ci-lint --fix --unsafe-fixes"
        yield f"`{command}` makes of it:"
    if report.changed:
        yield file(example.path, report.source.text)
    for new in report.new_files:
        yield f"The new file {file(new.path, new.text)}"
    left = [f"- {line(repair.finding)} is not fixed: {repair.refusal}" for repair in report.repairs if repair.refusal]
    if left:
        yield "\n".join(left)
    if example.good and not made:
        yield from ("Mended:", file(example.path, example.good))


def findings_list(rule: Rule, example: Example) -> str:
    """What the rule says about the bad file, computed by running it."""
    source = Source(example.path, example.bad_text)
    repository = Texts({**example.files, example.path: example.bad_text})
    report = check_source(source, example.path, repository, (Choice(rule),))
    return "\n".join(f"- {place(finding)}: {finding.message}" for finding in report.findings)


def place(finding: Finding) -> str:
    """Where a finding is, and its severity where the message does not stand for itself."""
    return f"{line(finding)}, {finding.severity.value}"


def line(finding: Finding) -> str:
    """The line a finding starts in."""
    return f"line {finding.source.position(finding.span.start).line}"


def not_reported(rule: Rule) -> str:
    """The look-alikes that are fine."""
    texts = [file(example.path, near) for example in rule.examples for near in example.near]
    return "\n\n".join(("## Not reported", *texts)) if texts else ""


def ignoring(rule: Rule) -> str:
    """How to switch the rule off for one line and for a project."""
    comment = fenced("yaml", f"# ci-lint: ignore[{rule.id}] the reason")
    project = fenced("toml", f'[tool.ci-lint]\nignore = ["{rule.id}"]')
    return f"## Ignore it\n\nOn the line, or alone on the line above it:\n\n{comment}\n\nFor a project:\n\n{project}"


def references(addresses: Iterable[str]) -> str:
    """Where the facts come from."""
    links = [f"- <{address}>" for address in addresses]
    return "\n".join(("## References", "", *links)) if links else ""


def file(path: str, text: str) -> str:
    """A file as a code block, under its path unless that is the usual one."""
    block = fenced(_LANGUAGES.get(PurePosixPath(path).suffix, "text"), text.rstrip("\n"))
    return block if path == DEFAULT_PATH else f"`{path}`\n\n{block}"


def fenced(language: str, text: str) -> str:
    """A code block whose fence is longer than any in the text."""
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`{3,}", text)), 3)
    return f"{fence}{language}\n{text}\n{fence}"
