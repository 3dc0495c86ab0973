"""What other linters were told, as settings of ours; what has no counterpart is named with what to do instead."""

from .item import Item
from .reading import Migration, Unreadable, migration

__all__ = ["Item", "Migration", "Unreadable", "migration"]
