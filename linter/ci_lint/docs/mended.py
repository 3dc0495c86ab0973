"""What `ci-lint --fix` makes of the examples of a rule, so that pages say what is so and not what was meant."""

from ..edits import Preferences
from ..fixer import Patient, Wanted, fix_source
from ..report import FileReport
from ..repository import Texts
from ..rule import EXAMPLE_PINS, Example, Rule
from ..selection import Choice
from ..source import Source


def mended(rule: Rule, example: Example) -> FileReport:
    """The bad file of an example after all fixes of the rule, unsafe ones too."""
    repository = Texts({**example.files, example.path: example.bad_text})
    preferences = Preferences(pins=EXAMPLE_PINS)
    patient = Patient(example.path, repository, (Choice(rule),), preferences)
    return fix_source(Source(example.path, example.bad_text), patient, Wanted(preferences, unsafe=True))


def fixable(rule: Rule) -> str:
    """How the rule's findings can be fixed: `safely`, `unsafely`, `safely or unsafely`, or `no`."""
    ways = {repair.safe for example in rule.examples for repair in mended(rule, example).repairs if not repair.refusal}
    return " or ".join(word for safe, word in ((True, "safely"), (False, "unsafely")) if safe in ways) or "no"
