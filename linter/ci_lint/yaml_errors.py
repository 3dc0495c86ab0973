"""What a YAML parser's complaint means, and the line a person would look at.

Parsers stop where reading on became impossible. That is often far below the mistake: a script that is
indented too little ends its block, and the parser goes on with shell code as if it were YAML. So the text
above the place is looked at as well.
"""

import re
from typing import Any

from msgspec import Struct

from .late_pattern import late_pattern
from .source import Source

_CONFLICT = late_pattern(r"^<{7}(?: .*)?$", re.MULTILINE)
_BLOCK_HEADER = late_pattern(r"(?P<margin> *(?:- +)*)[^\s#][^#\n]*:[ \t]+[|>][-+0-9]*[ \t]*(?:#.*)?")
_KEY_OR_ITEM = late_pattern(r"(?:- |-$|[\w.-]+:(?:\s|$)|['\"][^'\"]*['\"]:(?:\s|$))")
_TOP_KEYS = late_pattern(
    r"author|branding|concurrency|defaults|description|env|inputs|jobs|name|on|outputs|permissions|registries"
    r"|run-name|runs|updates|version|enable-beta-ecosystems|multi-ecosystem-groups"
)

_NO_KEY = "the line is neither a key with its colon nor a list item"
_ENDED_COLLECTION = {
    "<block mapping start>": "the indentation fits no key or list item above",
    "<block sequence start>": "the indentation fits no key or list item above",
    "?": "a key stands where a list item is expected: its indentation is that of the list above",
    "-": "a list item stands where a key is expected: its indentation is not that of the list above",
    "}": "a closing } has no opening {",
    "]": "a closing ] has no opening [",
    ",": "a comma stands outside a list in brackets",
}


class Complaint(Struct, frozen=True):
    """What a parser says is wrong, and where; and in what it stands, with the place where that was opened."""

    problem: str
    place: int
    context: str = ""
    opened: int | None = None


def complaint_of(error: Any) -> Complaint:
    """What an exception of ruamel.yaml or of PyYAML says; most are `MarkedYAMLError`s, which both have."""
    problem = str(getattr(error, "problem", None) or "this is not YAML")
    at = _offset(error, "problem_mark")
    opened = _offset(error, "context_mark")
    place = at if at is not None else opened or 0
    return Complaint(problem, place, str(getattr(error, "context", None) or ""), opened)


def _offset(error: Any, name: str) -> int | None:
    mark = getattr(error, name, None)
    return int(mark.index) if mark else None


def explain(text: str, complaint: Complaint) -> tuple[int, str]:
    """The offset of the mistake and what it is, from the text and what ruamel.yaml says of it."""
    conflict = _conflict(text, complaint.place)
    if conflict is not None:
        return conflict, "unresolved merge conflict"
    if "'\\t'" in complaint.problem:
        return complaint.place, "a tab stands where YAML wants spaces"
    return _left_script(Source("", text), _read_until(complaint)) or _meaning(text, complaint)


def _read_until(complaint: Complaint) -> int:
    """Where the YAML ends: what an open quote or bracket has swallowed is none and tells nothing."""
    if complaint.opened is not None and ("quoted" in complaint.context or "flow" in complaint.context):
        return complaint.opened
    return complaint.place


def _conflict(text: str, place: int) -> int | None:
    end = text.find("\n", place)
    found = [match.start() for match in _CONFLICT.finditer(text, 0, end if end >= 0 else len(text))]
    return found[-1] if found else None


def _left_script(source: Source, place: int) -> tuple[int, str] | None:
    """The first line that is indented less than the block scalar it was meant to be in."""
    last = source.position(place).line
    header = next((n for n in range(last - 1, 0, -1) if _BLOCK_HEADER.fullmatch(source.line_text(n))), None)
    if header is None:
        return None
    indentation = _body_indentation(source, header, last)
    outside = (n for n in _written_lines(source, header, last) if _indentation(source.line_text(n)) < indentation)
    first = next(outside, None)
    if first is None or _continues(source, header, first, last):
        return None
    line = source.line_span(first)
    message = f"the line is indented less than the block that begins on line {header}, and ends it"
    return line.start + _indentation(source.line_text(first)), message


def _written_lines(source: Source, after: int, last: int) -> list[int]:
    return [n for n in range(after + 1, last + 1) if source.line_text(n).strip()]


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _body_indentation(source: Source, header: int, last: int) -> int:
    first = next(iter(_written_lines(source, header, last)), None)
    own = _indentation(source.line_text(header))
    body = _indentation(source.line_text(first)) if first else 0
    return body if body > own else 0


def _continues(source: Source, header: int, first: int, last: int) -> bool:
    """Whether the lines behind a block look like YAML that goes on, not like the rest of a script."""
    line = next((n for n in range(first, last + 1) if _is_code(source.line_text(n))), None)
    if line is None:
        return True
    text = source.line_text(line)
    if not _KEY_OR_ITEM.match(text.lstrip(" ")):
        return False
    if not _indentation(text):
        return _TOP_KEYS.fullmatch(text.partition(":")[0].strip("'\"")) is not None
    found = _BLOCK_HEADER.fullmatch(source.line_text(header))
    return found is not None and _indentation(text) <= len(found["margin"])


def _is_code(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _meaning(text: str, complaint: Complaint) -> tuple[int, str]:
    problem, place = complaint.problem, complaint.place
    if problem.startswith("mapping values are not allowed"):
        return _stray_colon(text, place)
    if "cannot start any token" in problem:
        return place, f"a value that begins with {text[place : place + 1]} has to be quoted"
    if complaint.opened is None:
        return place, problem
    return _unfinished(text, problem, place, complaint.opened, complaint.context)


def _unfinished(text: str, problem: str, place: int, opened: int, context: str) -> tuple[int, str]:
    """What is wrong with something that began at `opened` and cannot go on at `place`."""
    if problem.startswith("could not find expected ':'"):
        return opened, _NO_KEY
    if context.startswith(("while scanning an alias", "while scanning an anchor")):
        return opened, f"a value that begins with {text[opened : opened + 1]} has to be quoted"
    if "quoted scalar" in context and "end of stream" in problem:
        return opened, "the quote is never closed"
    if "flow" in context:
        return _unclosed(text, place, opened)
    found = problem.rpartition("but found ")[2].strip("'")
    if found == "<scalar>" and text[place - 1 : place] in ("'", '"'):
        return place, "text stands behind the closing quote: a quote inside the value ends it"
    return place, _ENDED_COLLECTION.get(found, f"{problem} ({context})" if context else problem)


def _stray_colon(text: str, place: int) -> tuple[int, str]:
    above, _, line = text[:place].rpartition("\n")
    if re.search(r":\s", line):
        return place, "an unquoted value holds a colon that YAML reads as the end of a key: quote the value"
    word = above[above.rfind("\n") + 1 :]
    if re.fullmatch(r"[\w-]+\s*", word.lstrip(" ")) and _indentation(word) == _indentation(line):
        return len(above) - len(word.lstrip(" ")), _NO_KEY
    return place, "the key is indented below a value that can have no keys"


def _unclosed(text: str, place: int, opened: int) -> tuple[int, str]:
    bracket = text[opened : opened + 1]
    if "${{" in text[max(opened, place - 3) : place + 3]:
        return place, f"an expression inside {bracket} has to be quoted"
    if place >= len(text.rstrip()):
        return opened, f"the {bracket} is never closed"
    return place, f"a comma or the end of the {bracket} is missing before this"
