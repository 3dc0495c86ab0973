"""The programs behind the end-to-end tests, built once and kept outside the checkout."""

from .installation import Tools, install
from .obstacles import CannotInstall

__all__ = ["CannotInstall", "Tools", "install"]
