"""A cause of failed runs as Markdown: the pages under docs/causes and the answer of `ci-lint explain` are one text."""

from ..diagnose import SIGNATURES, Signature
from ..diagnose.signatures import FAMILIES
from .page import fenced, references, sentence

CAUSES_FOLDER = "docs/causes"

_COUNT = f"{len(SIGNATURES)} causes that `ci-lint diagnose` tells apart."
_OTHER_PAGES = "[Symptoms](../symptoms.md) lead to them and to the [rules](../rules/README.md)."


def cause_page(signature: Signature) -> str:
    """Everything about a cause: what happened, what to do, how logs show it and what only looks like it."""
    shows = [fenced("text", example.shows.rstrip("\n")) for example in signature.examples]
    near = [fenced("text", text.rstrip("\n")) for example in signature.examples for text in example.near]
    sections = (
        f"# {signature.id}\n\n{sentence(signature.summary)}",
        card(signature),
        f"## What happened\n\n{signature.why.strip()}",
        "\n".join(("## What to do", "", *(f"{number}. {order}" for number, order in enumerate(signature.cure, 1)))),
        "\n\n".join(("## How logs show it\n\nMarked lines decide.", *shows)),
        "\n\n".join(("## What only looks like it", *near)) if near else "",
        references(signature.references),
    )
    return "\n\n".join(section for section in sections if section) + "\n"


def card(signature: Signature) -> str:
    """The facts of a cause in a list."""
    lines = [f"- Family: {family_of(signature)}"]
    if signature.harmless:
        lines.append("- Harmless: named only where nothing else is known")
    if signature.rules:
        lines.append(f"- Rules that see it in a workflow: {', '.join(f'`{rule}`' for rule in signature.rules)}")
    if signature.brings:
        lines.append(f"- Brings about: {', '.join(f'`{other}`' for other in signature.brings)}")
    return "\n".join(lines)


def family_of(signature: Signature) -> str:
    """The family a cause stands in; raises ValueError for one that is in none."""
    for name, signatures in FAMILIES.items():
        if signature in signatures:
            return name
    raise ValueError(f"{signature.id} is in no family")


def causes_index() -> str:
    """The page that lists all causes by family."""
    parts = ["# Causes of failed runs", f"{_COUNT} `ci-lint explain CAUSE` prints the page of one. {_OTHER_PAGES}"]
    for family, signatures in FAMILIES.items():
        parts.append(f"## {family}")
        parts.append("\n".join(f"- [{known.id}]({known.id}.md): {known.summary}" for known in signatures))
    return "\n\n".join(parts) + "\n"
