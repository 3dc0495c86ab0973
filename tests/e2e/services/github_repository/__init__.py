"""GitHub as far as a pull request needs it: its API with permissions, and git over HTTP, on one real repository."""

from .apps import App
from .service import GitHub, running_github
from .tokens import Token

__all__ = ["App", "GitHub", "Token", "running_github"]
