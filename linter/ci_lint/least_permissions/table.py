"""The tables of this folder, read once."""

from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..toml_places import load


@cache
def read_table(name: str) -> MappingProxyType[str, dict[str, Any]]:
    """The rows of `NAME.toml` beside this module, by their keys."""
    text = Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8")
    return MappingProxyType(load(text))
