"""Patterns that are compiled late."""

import gc
import importlib
import pkgutil
import re

import pytest

import ci_lint
from ci_lint.late_pattern import _LatePattern, late_pattern


def test_pattern_does_what_the_compiled_one_does() -> None:
    pattern = late_pattern(r"(?P<word>[a-z]+) ", re.IGNORECASE)
    compiled = re.compile(r"(?P<word>[a-z]+) ", re.IGNORECASE)
    text = "One two 3 four"
    for _ in range(2):
        assert pattern.findall(text) == compiled.findall(text) == ["One", "two"]
        assert [found.span("word") for found in pattern.finditer(text, 4)] == [(4, 7)]
        assert pattern.sub("-", text) == compiled.sub("-", text)
        assert pattern.fullmatch("3 ") is None
    assert (pattern.pattern, pattern.flags, dict(pattern.groupindex)) == (
        compiled.pattern,
        compiled.flags,
        {"word": 1},
    )
    assert late_pattern(b"[ab]+").split(b"1a2b3") == [b"1", b"2", b"3"]


def test_mistake_shows_at_first_use() -> None:
    pattern = late_pattern("(")
    with pytest.raises(re.error):
        pattern.search("")
    assert not hasattr(late_pattern(""), "no_method")


def test_patterns_of_all_modules_compile() -> None:
    for module in pkgutil.walk_packages(ci_lint.__path__, "ci_lint."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    gc.unfreeze()  # what was frozen for workers is not among the objects
    patterns = [found for found in gc.get_objects() if isinstance(found, _LatePattern)]
    assert len(patterns) > 300
    for pattern in patterns:
        assert pattern.pattern is not None
