"""Which rules run on which file, and how bad their findings are there."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from .catalogue import Catalogue, Named, whole_catalogue
from .report import Finding
from .rule import Profile, Rule, Severity
from .settings import Override, Settings


class Choice(Struct, frozen=True, eq=False):
    """A rule that is to be run, and the severity that the settings give all its findings, if they do.

    `profile` tells whether findings of the strict profile are wanted too: a rule may have both kinds.
    """

    rule: Rule
    severity: Severity | None = None
    profile: Profile = Profile.STRICT


class Selection(Struct, frozen=True):
    """The settings that hold for a file, with names looked up. Later entries of `severity` win."""

    profile: Profile
    select: tuple[Named, ...]
    ignore: tuple[Named, ...]
    severity: tuple[tuple[Named, Severity | None], ...]

    def takes(self, rule: Rule) -> bool:
        """Whether the rule runs."""
        if self.select:
            return self._wants(rule.id)
        return self._wants(rule.id) and (self.profile is Profile.STRICT or rule.profile is Profile.DEFAULT)

    def _wants(self, rule_id: str) -> bool:
        if self.select and not any(named.covers(rule_id) for named in self.select):
            return False
        return not any(named.covers(rule_id) for named in self.ignore) and not self._off(rule_id)

    def _off(self, rule_id: str) -> bool:
        given = [severity for named, severity in self.severity if named.covers(rule_id)]
        return bool(given) and given[-1] is None

    def severity_of(self, rule_id: str) -> Severity | None:
        """The severity that the settings give, or None."""
        given = [severity for named, severity in self.severity if named.covers(rule_id)]
        return given[-1] if given else None

    def external(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The findings of external tools that are wanted, with their severities."""
        for finding in findings:
            if self._wants(finding.rule):
                severity = self.severity_of(finding.rule)
                yield replace(finding, severity=severity) if severity else finding


def choices(settings: Settings, path: str, catalogue: Catalogue | None = None) -> tuple[Choice, ...]:
    """The rules that run on a file, in the order of the catalogue.

    `path` is relative to the folder of the settings file, see `Settings.place`.
    """
    return _choices(_layers(settings, path), catalogue or whole_catalogue())


def selection(settings: Settings, path: str, catalogue: Catalogue | None = None) -> Selection:
    """What holds for a file; `path` as for `choices`."""
    return _selection(_layers(settings, path), catalogue or whole_catalogue())


def _layers(settings: Settings, path: str) -> tuple[Override, ...]:
    """What the settings say of all files, and what they say of some that this one is among."""
    everywhere = Override((), settings.profile, settings.select, settings.ignore, settings.severity)
    return (everywhere, *(override for override in settings.overrides if override.applies(path)))


# Few combinations come up, for thousands of files in however many repositories.
@lru_cache(maxsize=256)
def _selection(layers: tuple[Override, ...], catalogue: Catalogue) -> Selection:
    profile, select = Profile.DEFAULT, tuple[str, ...]()
    for layer in layers:
        profile = layer.profile or profile
        select = select if layer.select is None else layer.select
    return Selection(
        profile,
        tuple(map(catalogue.find, select)),
        tuple(catalogue.find(name) for layer in layers for name in layer.ignore),
        tuple((catalogue.find(name), severity) for layer in layers for name, severity in layer.severity),
    )


@lru_cache(maxsize=256)
def _choices(layers: tuple[Override, ...], catalogue: Catalogue) -> tuple[Choice, ...]:
    chosen = _selection(layers, catalogue)
    # A rule that is asked for by name shows all it finds.
    profile = Profile.STRICT if chosen.select else chosen.profile
    return tuple(Choice(rule, chosen.severity_of(rule.id), profile) for rule in catalogue.rules if chosen.takes(rule))
