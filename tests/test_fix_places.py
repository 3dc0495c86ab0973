"""Where text was before edits moved it, pass after pass."""

from hypothesis import given
from hypothesis import strategies as st

from ci_lint.edits import Edit, Placed, apply_edits
from ci_lint.edits.edit import origin
from ci_lint.source import Source, Span


@st.composite
def edits(draw: st.DrawFn, size: int) -> list[Edit]:
    """Edits that do not touch each other, of a text that long, which bring none of its letters."""
    places = sorted(draw(st.sets(st.integers(0, size), max_size=8)))
    pairs = zip(places[::2], places[1::2], strict=False)
    return [Edit(Span(start, end), draw(st.text("+\n", max_size=5))) for start, end in pairs]


@given(st.data())
def test_what_edits_left_is_found_where_it_was(data: st.DataObject) -> None:
    original = "".join(map(chr, range(0x4E00, 0x4E00 + data.draw(st.integers(0, 30)))))
    source = Source("x.yml", original)
    passes: list[tuple[Placed, ...]] = []
    for _ in range(3):
        source, placed = apply_edits(source, data.draw(edits(len(source.text))))
        passes.append(placed)
    for offset, letter in enumerate(source.text):
        for placed in reversed(passes):
            offset = origin(offset, placed)  # noqa: PLW2901 - the way back is one step a pass
        if letter not in "+\n":
            assert original[offset] == letter
        assert 0 <= offset <= len(original)
