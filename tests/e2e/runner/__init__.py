"""Runs workflows as GitHub would, with act and with stand-ins for the actions of others."""

from .act import Act
from .records import ActRun, Annotation
from .repository import Repositories, Repository

__all__ = ["Act", "ActRun", "Annotation", "Repositories", "Repository"]
