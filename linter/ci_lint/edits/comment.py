"""Edits of the comment behind a value."""

from ..late_pattern import late_pattern
from ..source import Span
from ..tree import Scalar
from .edit import Edit, Refusal
from .place import line_end, require_editable

# As Dependabot, Renovate and pin tools write versions: `# v1.2.3`, `# tag=v1`, `# pin @v1`.
_VERSION = late_pattern(r"#[ \t]*(?:(?:pin|tag)[ \t]*[=@ ][ \t]*)?@?v?\d+(?:\.\d+){0,3}(?:-[\w.]{1,40})?(?=[ \t]|$)")
_BARE_NUMBER = late_pattern(r"#[ \t]*\d+")


def note_version(scalar: Scalar, version: str, *, instead_of: str = "") -> Edit:
    """Write a version as the comment behind a value.

    A version that is there, or the text `instead_of`, is replaced; any other comment stays behind the new one.
    Raises Refusal where no comment can stand.
    """
    require_editable(scalar)
    source, start = scalar.source, scalar.end
    rest = source.text[start : line_end(source, start)]
    comment = rest.strip(" \t")
    if scalar.style in ("|", ">") or (comment and not comment.startswith("#")):
        raise Refusal("no comment can stand behind the value")
    place = start + len(rest) - len(rest.lstrip(" \t"))
    if instead_of and comment.lstrip("# \t") == instead_of:
        return Edit(Span(place, place + len(comment)), f"# {version}")
    found = _VERSION.match(comment)
    if found and not (_BARE_NUMBER.fullmatch(found[0]) and found.end() < len(comment)):
        return Edit(Span(place, place + found.end()), f"# {version}")
    return Edit(Span(start, start), f" # {version}")
