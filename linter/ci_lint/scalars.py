"""Where each character of a scalar's value stands in the file.

A value is not a slice of the text: quotes, escapes, indentation and folding lie between. Findings and
edits inside a script need the exact place, so this module replays what YAML does to the raw text and
keeps the offset of each character that remains. YAML 1.2.2, sections 6.5, 7.3 and 8.1.
"""

from collections.abc import Iterable, Iterator, Sequence

from .late_pattern import late_pattern

_HEXADECIMAL = {"x": 2, "u": 4, "U": 8}
_LINES = late_pattern(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_BREAKS = "\r\n"
_BLANKS = " \t"


def value_offsets(text: str, start: int, end: int, style: str | None, value: str) -> Sequence[int] | None:
    """The offset in `text` of each character of `value`, or None if the replay does not give `value`.

    `start` and `end` bound the raw scalar with its quotes or block header; `style` is `'`, `"`, `|`, `>`
    or None for a plain scalar. One more offset, the end of the last character, closes the sequence.
    """
    quote = 1 if style in ("'", '"') else 0
    if style not in ("|", ">") and text[start + quote : end - quote] == value:
        return range(start + quote, start + quote + len(value) + 1)
    replay = _block(text, start, end, style, value) if style in ("|", ">") else _flow(text, start, end, style)
    parts, offsets = list[str](), list[int]()
    for part, places in replay:
        parts.append(part)
        offsets += places
    if not "".join(parts).startswith(value):
        return None
    offsets = offsets[: len(value)]
    closing = end - quote if quote or not offsets else offsets[-1] + 1
    return [*offsets, closing]


# A part of the value, and where each of its characters stands.
_Part = tuple[str, Iterable[int]]


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Each line that begins in the range, as its offset and its text without the break."""
    for found in _LINES.finditer(text, start, end):
        if found.end() == found.start():
            return
        yield found.start(), found[0].rstrip(_BREAKS)


def _block(text: str, start: int, end: int, style: str | None, value: str) -> Iterator[_Part]:
    header_end = next((i for i in range(start, end) if text[i] in _BREAKS), end)
    body_start = header_end + (2 if text.startswith("\r\n", header_end) else 1)
    lines = list(_lines(text, body_start, end))
    indent = _indentation(lines, text[start:header_end], value)
    content = [(offset + min(indent, len(line)), line[indent:], offset + len(line)) for offset, line in lines]
    # Blanks in a line that is shorter than the indentation are indentation too.
    content = [
        (offset, "" if len(line) < indent and not line.strip() else part, stop)
        for (offset, part, stop), (_, line) in zip(content, lines, strict=True)
    ]
    return _literal(content) if style == "|" else _folded(content)


def _indentation(lines: list[tuple[int, str]], header: str, value: str) -> int:
    first = next((line for _, line in lines if line.strip(" ")), None)
    if first is None:  # nothing but spaces: those beyond the indentation are the value
        return max((len(line) for _, line in lines), default=0) - max(map(len, value.split("\n")))
    leading = len(first) - len(first.lstrip(" "))
    if not any(character.isdigit() for character in header.split("#", maxsplit=1)[0]):
        return leading
    # An explicit indentation digit counts from the parent, which is not known here, but the value tells.
    kept = next((line for line in value.split("\n") if line.strip(" ")), "")
    return leading - (len(kept) - len(kept.lstrip(" ")))


def _literal(content: list[tuple[int, str, int]]) -> Iterator[_Part]:
    for offset, part, stop in content:
        yield part, range(offset, offset + len(part))
        yield "\n", (stop,)


def _folded(content: list[tuple[int, str, int]]) -> Iterator[_Part]:
    previous: str | None = None  # the last line that was not empty
    break_at, empty = 0, list[int]()
    for offset, part, stop in content:
        if not part:
            empty.append(stop)
            continue
        if previous is None:
            yield _breaks(empty)
        elif previous[0] in _BLANKS or part[0] in _BLANKS:
            yield _breaks([break_at, *empty])
        elif empty:
            yield _breaks(empty)
        else:
            yield " ", (break_at,)
        yield part, range(offset, offset + len(part))
        previous, break_at, empty = part, stop, []
    yield _breaks(empty if previous is None else [break_at, *empty])


def _breaks(places: list[int]) -> _Part:
    return "\n" * len(places), places


def _flow(text: str, start: int, end: int, style: str | None) -> Iterator[_Part]:
    """Plain and quoted scalars: escapes are resolved, line breaks folded."""
    position, stop = (start + 1, end - 1) if style else (start, end)
    while position < stop:
        character = text[position]
        if style == "'" and text.startswith("''", position):
            yield "'", (position,)
            position += 2
        elif style == '"' and character == "\\":
            decoded, after = _escape(text, position, stop)
            yield decoded, [position] * len(decoded)
            position = after
        elif character in _BLANKS or character in _BREAKS:
            folded, after = _white_space(text, position, stop)
            yield folded
            position = after
        else:
            yield character, (position,)
            position += 1


def _escape(text: str, position: int, stop: int) -> tuple[str, int]:
    letter = text[position + 1 : position + 2]
    if letter in ("\r", "\n"):
        # An escaped line break joins the lines without a space.
        after = position + (3 if text.startswith("\r\n", position + 1) else 2)
        while after < stop and text[after] in _BLANKS:
            after += 1
        return "", after
    if letter in _HEXADECIMAL:
        after = position + 2 + _HEXADECIMAL[letter]
        return chr(int(text[position + 2 : after], 16)), after
    simple = {
        "0": "\0",
        "a": "\a",
        "b": "\b",
        "t": "\t",
        "\t": "\t",
        "n": "\n",
        "v": "\v",
        "f": "\f",
        "r": "\r",
        "e": "\x1b",
        "N": "\x85",
        "_": "\xa0",
        "L": "\u2028",
        "P": "\u2029",
    }
    return simple.get(letter, letter), position + 2


def _white_space(text: str, position: int, stop: int) -> tuple[_Part, int]:
    after = position
    breaks: list[int] = []
    while after < stop and (text[after] in _BLANKS or text[after] in _BREAKS):
        if text[after] in _BREAKS:
            breaks.append(after)
            after += 2 if text.startswith("\r\n", after) else 1
        else:
            after += 1
    if not breaks:
        return (text[position:after], range(position, after)), after
    if len(breaks) == 1:
        return (" ", breaks), after
    return _breaks(breaks[1:]), after
