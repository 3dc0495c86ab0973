"""What a repository gets that begins with ci-lint: settings, an entry for pre-commit, two workflows."""

from .beginning import Wishes, beginning
from .kit import DEFAULT_SOURCE, Kit, WrongKit, parse_kit

__all__ = ["DEFAULT_SOURCE", "Kit", "Wishes", "WrongKit", "beginning", "parse_kit"]
