"""The events that start a workflow."""

from collections.abc import Iterator

from msgspec import Struct

from .tree import Mapping, Node, Scalar, Sequence


class Trigger(Struct, frozen=True):
    """One event: where it is named, and its settings if it has any."""

    name: str
    key: Scalar
    settings: Mapping | None

    def values(self, setting: str) -> tuple[str, ...]:
        """The texts of a list setting such as `branches` or `types`; a single value counts as a list."""
        return texts(self.settings.get(setting) if self.settings else None)


class Triggers(Struct, frozen=True):
    """All events of a workflow, in the order of the file. `node` is the value of `on`."""

    node: Node | None
    events: tuple[Trigger, ...]

    def __contains__(self, name: object) -> bool:
        return any(event.name == name for event in self.events)

    def __iter__(self) -> Iterator[Trigger]:
        return iter(self.events)

    def get(self, name: str) -> Trigger | None:
        """The event of that name."""
        return next((event for event in self.events if event.name == name), None)

    def only(self, *names: str) -> bool:
        """Whether there are events and each is one of these."""
        return bool(self.events) and all(event.name in names for event in self.events)


def read_triggers(node: Node | None) -> Triggers:
    """The events of an `on:` value, written as a word, a list or a mapping."""
    if isinstance(node, Scalar):
        return Triggers(node, () if node.is_null else (Trigger(node.text, node, None),))
    if isinstance(node, Sequence):
        return Triggers(node, tuple(Trigger(i.text, i, None) for i in node.items if isinstance(i, Scalar)))
    if isinstance(node, Mapping):
        return Triggers(
            node,
            tuple(
                Trigger(key.text, key, value if isinstance(value, Mapping) else None)
                for key, value in node.named_entries()
            ),
        )
    return Triggers(node, ())


def texts(node: Node | None) -> tuple[str, ...]:
    """The texts of a scalar or of the scalars of a list."""
    if isinstance(node, Scalar):
        return () if node.is_null else (node.text,)
    if isinstance(node, Sequence):
        return tuple(item.text for item in node.items if isinstance(item, Scalar))
    return ()
