"""zizmor.yml: audits that are off, places that are ignored, severities, and the configuration of single audits.

https://docs.zizmor.sh/configuration/
"""

from collections.abc import Iterator

from ..catalogue import whole_catalogue
from ..late_pattern import late_pattern
from ..tree import Node, Scalar
from .item import Configuration, Item, entries, items

NAMES = (".github/zizmor.yml", ".github/zizmor.yaml", "zizmor.yml", "zizmor.yaml")

_SEVERITIES = {"high": "error", "medium": "warning", "low": "info", "informational": "info"}
_PLACE = late_pattern(r"([^:/]+\.ya?ml)(?::(\d+)(?::\d+)?)?")
_PINNING = "unpinned-uses"


def read(file: Configuration) -> Iterator[Item]:
    """What becomes of each entry."""
    for key, value in entries(file.root):
        if key.text != "rules":
            yield file.unknown(key, key.text)
            continue
        for audit, settings in entries(value):
            yield from _audit(file, audit, settings)


def _audit(file: Configuration, audit: Scalar, settings: Node) -> Iterator[Item]:
    name = f"zizmor:{audit.text}"
    if whole_catalogue().get(name) is None:
        note = "ci-lint has no rule for this audit; zizmor goes on reading it here"
        yield file.item(audit, f"rules.{audit.text}", note=note)
        return
    for key, value in entries(settings):
        said = f"rules.{audit.text}.{key.text}"
        if key.text == "disable" and isinstance(value, Scalar):
            yield _disabled(file, value, said, name)
        elif key.text == "ignore":
            yield from (_ignored(file, place, said, name) for place in items(value))
        elif key.text == "remap":
            yield from _remapped(file, value, said, name)
        elif key.text == "config":
            yield from _configured(file, value, said, name)
        else:
            yield file.unknown(key, said)


def _disabled(file: Configuration, value: Scalar, said: str, name: str) -> Item:
    if value.boolean:
        return file.item(value, said, name=name)
    return file.item(value, f"{said}: {value.text}", note="it is on in ci-lint too")


def _ignored(file: Configuration, value: Node, said: str, name: str) -> Item:
    found = _PLACE.fullmatch(value.text) if isinstance(value, Scalar) else None
    if found is None:
        return file.unknown(value, said)
    path = f".github/workflows/{found[1]}"
    if found[2] is None:
        return file.item(value, f"{said}: {found[0]}", name=name, path=path)
    comment = f"# zizmor: ignore[{name.partition(':')[2]}]"
    note = f"settings know no lines, which move: write `{comment}` at {path}:{found[2]}; both linters read it"
    return file.item(value, f"{said}: {found[0]}", note=note)


def _remapped(file: Configuration, value: Node, said: str, name: str) -> Iterator[Item]:
    for key, word in entries(value):
        severity = _SEVERITIES.get(word.text) if isinstance(word, Scalar) else None
        if key.text != "severity" or severity is None:
            yield file.unknown(key, f"{said}.{key.text}")
        else:
            yield file.item(key, f"{said}.severity", name=name, word=severity)


def _configured(file: Configuration, value: Node, said: str, name: str) -> Iterator[Item]:
    """The configuration of an audit that we have a rule for; only pinning has any."""
    for key, policies in entries(value):
        if name != f"zizmor:{_PINNING}" or key.text != "policies":
            yield file.unknown(key, f"{said}.{key.text}")
            continue
        for pattern, policy in entries(policies):
            yield _policy(file, pattern, policy, said, name)


def _policy(file: Configuration, pattern: Scalar, policy: Node, said: str, name: str) -> Item:
    word = policy.text if isinstance(policy, Scalar) else ""
    said = f"{said}.policies: {pattern.text}: {word}"
    if word == "hash-pin":
        return file.item(pattern, said, note="ci-lint wants commits for all actions")
    if word not in ("ref-pin", "any"):
        return file.unknown(pattern, said)
    if pattern.text == "*":
        return file.item(pattern, said, name=name)
    note = "settings know no single actions: pin them (`ci-lint pin --update`, `ci-lint pin`), or write "
    return file.item(pattern, said, note=f"{note}`# zizmor: ignore[{_PINNING}]` where they are used")
