"""Which of libyaml's complaints the judge is sure to share, so that he need not be asked.

libyaml reads YAML 1.1 and ruamel.yaml, the judge, YAML 1.2. They split a text into the same tokens, but for
some characters that are odd in names and in brackets, and with the same tokens they differ about few places. So
a complaint of `_CERTAIN` is as good as the judge's where nothing odd stands before it, and takes a thirtieth of
the time. Both parsers' sources say so, and `tests/test_pardons.py` has an example of each kind.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from msgspec.structs import replace

from .late_pattern import late_pattern
from .yaml_errors import Complaint, explain


class Token(NamedTuple):
    """What a scanner found, under the name that both scanners give it."""

    name: str
    start: int
    end: int


_UNENDED = "expected <block end>, but found {token!r}"

# What libyaml says of mistakes that the judge finds too, and how he puts it.
_CERTAIN = {
    "mapping values are not allowed in this context": "mapping values are not allowed here",
    "block sequence entries are not allowed in this context": "sequence entries are not allowed here",
    "mapping keys are not allowed in this context": "mapping keys are not allowed here",
    "could not find expected ':'": "could not find expected ':'",
    "found character that cannot start any token": "found character that cannot start any token",
    "found unexpected end of stream": "found unexpected end of stream",
    "found unexpected document indicator": "found unexpected document separator",
    "did not find expected key": _UNENDED,
    "did not find expected '-' indicator": _UNENDED,
    "did not find expected node content": "expected the node content, but found {token!r}",
    "did not find expected ',' or ']'": "expected ',' or ']', but got {token!r}",
    "did not find expected ',' or '}'": "expected ',' or '}}', but got {token!r}",
    "did not find expected alphabetic or numeric character": "expected alphabetic or numeric character",
}

_OF_A_KEY = {"did not find expected key", "did not find expected node content"}

# Tabs, characters that some refuse, those that some take for line breaks; and directives.
_ODD_CHARACTER = late_pattern(
    "[^\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|^%", re.MULTILINE
)
_BRACKETS = {"[": 1, "{": 1, "]": -1, "}": -1}

# The judge takes such a character behind a name for a part of it.
_NAMES = {"<anchor>", "<alias>"}
_INDICATORS = {"?", ":", "%", "@", "`"}
_ODD_NAME = late_pattern(r"[&*][\w-]+[?:%@`]")

# In brackets he may take these and what stands right behind them for parts of a longer value or tag.
_SHORT = {":", "?", "<tag>"}
_ODD_IN_BRACKETS = late_pattern(r"[:?!](?=\S)")


def certain_meaning(text: str, complaint: Complaint, tokens: Iterable[Token]) -> tuple[int, str] | None:
    """The offset of a mistake and what it is, as `explain`; None if the judge may see it otherwise.

    The complaint is libyaml's, and the tokens are those that libyaml gives up to its place.
    """
    if complaint.problem not in _CERTAIN or _ODD_CHARACTER.search(text):
        return None
    tokens = list(tokens)
    if _is_allowed_to_stand(text, complaint) or _has_bare_root(tokens) or _has_odd_tokens(text, complaint, tokens):
        return None
    return explain(text, _as_the_judge_puts_it(complaint, tokens))


def _is_allowed_to_stand(text: str, complaint: Complaint) -> bool:
    """Whether YAML 1.2 may allow what stands there: a value without a key, or other characters in a name."""
    character = text[complaint.place : complaint.place + 1]
    if complaint.context.startswith(("while scanning an alias", "while scanning an anchor")):
        return complaint.place - (complaint.opened or 0) > 1 or character not in "\n\r ,[]{}"
    return character == ":" and complaint.problem in _OF_A_KEY


def _has_bare_root(tokens: Iterable[Token]) -> bool:
    """Whether the root may be a block scalar, which need not be indented in YAML 1.2."""
    return not any(token.name.startswith(("<block", "[", "{")) for token in tokens)


def _has_odd_tokens(text: str, complaint: Complaint, tokens: Iterable[Token]) -> bool:
    """Whether the judge may see other tokens in the text up to the complaint."""
    depth = last = 0
    for token in tokens:
        behind = text[token.end : token.end + 1]
        if token.name in _NAMES and behind in _INDICATORS:
            return True
        # A key without a question mark has a token of no length.
        if depth and token.name in _SHORT and token.start < token.end and not behind.isspace():
            return True
        depth, last = max(depth + _BRACKETS.get(token.name, 0), 0), token.end
    # libyaml does not show the last tokens before an error.
    end = complaint.opened if complaint.opened is not None and "quoted" in complaint.context else complaint.place
    hidden = text[last : end + 1]
    in_brackets = depth > 0 or not _BRACKETS.keys().isdisjoint(hidden)
    return bool(_ODD_NAME.search(hidden) or (in_brackets and _ODD_IN_BRACKETS.search(hidden)))


def _as_the_judge_puts_it(complaint: Complaint, tokens: Iterable[Token]) -> Complaint:
    there = (token.name for token in tokens if token.start == complaint.place and token.name != "<block end>")
    return replace(complaint, problem=_CERTAIN[complaint.problem].format(token=next(there, "")))
