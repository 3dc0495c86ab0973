"""Edits of mappings: a key comes, a key goes, a value changes."""

from collections.abc import Iterable

from ..source import Span
from ..tree import Entry, Mapping, Scalar
from .edit import Edit, Refusal
from .place import (
    column,
    entry_end,
    indented,
    is_first_in_line,
    line_end,
    line_start,
    removable_lines,
    require_editable,
    require_room,
    require_unnamed,
    with_comments_below,
)


def insert_entry(mapping: Mapping, text: str, *, after: str = "", blank_line: bool = False) -> Edit:
    """Add an entry, given as `key: value` with its own lines indented from 0.

    It goes behind the entry whose key is `after`, or else behind the first entry, with an empty line before
    it if asked. Raises Refusal for flow style, for parts that an alias uses, for odd indentation.
    """
    require_editable(mapping)
    if not mapping.entries:
        raise Refusal("the mapping is empty")
    key = text.partition(":")[0]
    if mapping.get(key) is not None:
        raise Refusal(f"there is a key {key} already")
    if mapping.flow:
        return _insert_in_flow(mapping, text)
    entry = (mapping.entry(after) if after else None) or mapping.entries[0]
    indent = column(mapping.source, mapping.entries[0].key.start)
    end = with_comments_below(mapping.source, entry_end(entry, mapping.source), indent)
    require_room(mapping.source, end, text)
    return Edit(Span(end, end), ("\n\n" if blank_line else "\n") + indented(text, indent))


def insert_section(mapping: Mapping, text: str, *, after: str) -> Edit:
    """Like `insert_entry`, set apart by an empty line where the entry before is set apart from the next."""
    require_editable(mapping)
    names = [entry.key.text if isinstance(entry.key, Scalar) else "" for entry in mapping.entries]
    place = names.index(after) if after in names else 0
    source, following = mapping.source, mapping.entries[place + 1 : place + 2]
    if mapping.flow or not following:
        return insert_entry(mapping, text, after=after)
    indent = column(source, mapping.entries[0].key.start)
    end = with_comments_below(source, entry_end(mapping.entries[place], source), indent)
    between = source.text[end : following[0].key.start]
    apart = any(not line.strip() for line in between.splitlines()[1:])
    return insert_entry(mapping, text, after=after, blank_line=apart)


def insert_entry_above(mapping: Mapping, below: str, text: str) -> Edit:
    """Like `insert_entry`, but in front of the entry whose key is `below`; behind it where a comment is above."""
    require_editable(mapping)
    source, entry = mapping.source, mapping.entry(below)
    if entry is None or mapping.flow or not is_first_in_line(source, entry.key.start):
        return insert_entry(mapping, text, after=below)
    above = source.position(entry.key.start).line - 1
    if source.line_text(above).lstrip().startswith("#"):
        return insert_entry(mapping, text, after=below)
    lines = indented(text, column(source, entry.key.start)).lstrip(" ")
    return Edit(Span(entry.key.start, entry.key.start), f"{lines}\n{' ' * column(source, entry.key.start)}")


def add_comments(mapping: Mapping, key: str, comments: Iterable[str]) -> Edit:
    """Put comments, each with its `#`, in lines of their own above the entry whose key is `key`."""
    require_editable(mapping)
    entry = mapping.entry(key)
    source = mapping.source
    if entry is None or mapping.flow or not is_first_in_line(source, entry.key.start):
        raise Refusal("there is no line for a comment above the key")
    start = line_start(source, entry.key.start)
    text = "".join(f"{indented(comment, column(source, entry.key.start))}\n" for comment in comments)
    return Edit(Span(start, start), text)


def _insert_in_flow(mapping: Mapping, text: str) -> Edit:
    if "\n" in text:
        raise Refusal("the mapping is in flow style")
    place = mapping.entries[0].key.start
    return Edit(Span(place, place), f"{text}, ")


def remove_entry(mapping: Mapping, entry: Entry) -> Edit:
    """Take an entry away with its lines. Raises Refusal for the only entry and where other text shares a line."""
    require_editable(mapping)
    source = mapping.source
    if mapping.flow or len(mapping.entries) == 1:
        raise Refusal("the mapping would be empty" if len(mapping.entries) == 1 else "the mapping is in flow style")
    if not is_first_in_line(source, entry.key.start):
        return _remove_first(mapping, entry)
    number = mapping.entries.index(entry)
    above = mapping.entries[number - 1].value if number else None
    return Edit(removable_lines(entry.value, entry.key.start, entry_end(entry, source), above), "")


def require_uncommented(entry: Entry) -> None:
    """Raise Refusal where a comment in the lines of an entry, or right above, may say why it is there."""
    source = entry.key.source
    first = source.position(entry.key.start).line
    last = source.position(entry.value.end).line
    lines = [source.line_text(line) for line in range(first, last + 1)]
    if any("#" in line for line in lines) or (first > 1 and source.line_text(first - 1).lstrip().startswith("#")):
        key = source.text[entry.key.start : entry.key.end]
        raise Refusal(f"a comment speaks of {key}")


def replace_with_block(mapping: Mapping, entry: Entry, text: str) -> Edit:
    """Put a block, its lines indented from 0, in the place of a value that stands behind its key in one line.

    A comment behind the value stays in the line of the key.
    """
    value, source = entry.value, mapping.source
    require_editable(mapping)
    require_editable(value)
    if mapping.flow or value.start < entry.key.end or "\n" in source.text[entry.key.end : value.end]:
        raise Refusal("the value does not stand in the line of its key")
    end = line_end(source, value.end)
    comment = source.text[value.end : end].strip()
    if comment and not comment.startswith("#"):
        raise Refusal("other text stands in the line of the value")
    start = value.start if comment else _blanks_before(source.text, value.start)
    return Edit(Span(start, end), f"{comment}\n{indented(text, column(source, entry.key.start))}")


def _blanks_before(text: str, offset: int) -> int:
    while text[offset - 1] in " \t":
        offset -= 1
    return offset


def _remove_first(mapping: Mapping, entry: Entry) -> Edit:
    """The first key of a list item shares its line with the dash: the next key moves up."""
    source = mapping.source
    if entry is not mapping.entries[0]:
        raise Refusal("other text stands in the line of the key")
    require_unnamed(entry.value, entry.key.start)
    following = mapping.entries[1].key.start
    between = source.text[entry_end(entry, source) : line_start(source, following)]
    if between.strip():
        raise Refusal("a comment stands between the key and the next one")
    return Edit(Span(entry.key.start, following), "")


def replace_value(scalar: Scalar, text: str) -> Edit:
    """Put other text, already quoted as YAML needs it, in the place of a value in one line."""
    require_editable(scalar)
    raw = scalar.source.text[scalar.start : scalar.end]
    if "\n" in raw or "\r" in raw:
        raise Refusal("the value takes several lines")
    if scalar.start == scalar.end:
        return Edit(scalar.span, f" {text}")
    return Edit(scalar.span, text)
