"""The smallest parts of a script: words, and what is written with them beside a command."""

from msgspec import Struct

from ..source import Span
from ..tree import Scalar


# Parts form no circle, and a run builds a hundred thousand: the garbage collector need not look.
class _Part(Struct, frozen=True, gc=False):
    """A range of a script; `start` and `end` are offsets in the text of the scalar."""

    start: int
    end: int
    scalar: Scalar

    @property
    def span(self) -> Span:
        """The place in the file."""
        return self.scalar.part(self.start, self.end)

    @property
    def raw(self) -> str:
        """The text as written in the script."""
        return self.scalar.text[self.start : self.end]


class Word(_Part, frozen=True, gc=False):
    """One word. `text` has its quotes removed; expansions and `${{ }}` stay in it as written.

    `static` tells that nothing is expanded but globs and braces, so `text` is what the command gets.
    `quote` is `"`, `'` or `$'` if the whole word stands in one pair of quotes, else "".
    """

    text: str
    static: bool = True
    quote: str = ""

    def part(self, position: int) -> "Word":
        """The word behind the first `position` characters of `text`, such as the value in `--name=value`."""
        text = self.text[position:]
        raw = self.raw
        # In raw text quotes may come first, but what stands before a value is rarely escaped.
        place = raw.find(self.text[:position]) + position
        if place < position:
            return Word(self.start, self.end, self.scalar, text, self.static)
        end = self.end - 1 if self.quote and place > 0 else self.end
        quote = raw[place] if place + 1 < len(raw) and raw[place] in "\"'" and raw[-1] == raw[place] else ""
        return Word(self.start + place, end, self.scalar, text, self.static, quote)


class Assignment(_Part, frozen=True, gc=False):
    """`NAME=value`. `append` tells `+=`; `elements` are the words of an array such as `NAME=(a b)`."""

    name: str
    value: Word
    append: bool = False
    elements: tuple[Word, ...] = ()


class Redirect(_Part, frozen=True, gc=False):
    """`2> file`. `descriptor` is the one named or, if none is, the one the operator means."""

    operator: str
    target: Word
    descriptor: int

    @property
    def writes(self) -> bool:
        """Whether it sends output into a file."""
        return ">" in self.operator and not (self.operator == ">&" and self.target.text.rstrip("-").isdigit())


class Heredoc(_Part, frozen=True, gc=False):
    """The lines between `<<EOF` and `EOF`, without both. `quoted` tells that nothing is expanded in them."""

    delimiter: str
    quoted: bool

    @property
    def text(self) -> str:
        """The lines, as written."""
        return self.raw
