"""Standard output and standard error, as every command writes to them."""

import os
import sys
from pathlib import Path
from typing import TextIO

from .command_group import Hindrance


def colored(color: str) -> bool:
    """Whether to colour: NO_COLOR is a wish (no-color.org), a terminal a precondition, `always` an order."""
    if color != "auto":
        return color == "always"
    return on_terminal(sys.stdout) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def on_terminal(stream: TextIO | None) -> bool:
    """Whether a person reads the stream; one that was closed before the start is None."""
    return stream is not None and stream.isatty()


def write(text: str, output: Path | None, *, aside: bool = False) -> None:
    """Write to a file or, without one, to standard output, or to standard error where that is taken.

    Raises Hindrance.
    """
    if output is None:
        print_bytes(text.encode("utf-8", errors="replace"), sys.stderr if aside else sys.stdout)
        return
    try:
        output.write_text(text, encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise Hindrance(f"{output} cannot be written: {error.strerror}") from None


def print_text(text: str) -> None:
    """Write to standard output as UTF-8 whatever the locale. Raises Hindrance."""
    print_bytes(text.encode("utf-8", errors="replace"))


def print_bytes(content: bytes, stream: TextIO | None = None) -> None:
    """Write to standard output or another stream; end quietly if nobody reads on. Raises Hindrance."""
    stream = stream or sys.stdout
    if stream is None:  # closed by whoever started us, who wants the exit status only
        return
    try:
        stream.buffer.write(content)
        stream.buffer.flush()
    except OSError as error:
        # The interpreter would complain when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if not isinstance(error, BrokenPipeError):
            raise Hindrance(f"the output cannot be written: {error.strerror}") from None


def unheeded(text: str) -> str:
    """The text so that GitHub's runner, where that reads it, obeys no workflow command in its lines."""
    if os.environ.get("GITHUB_ACTIONS") != "true" or not text:
        return text
    from secrets import token_hex

    token = token_hex()
    return f"::stop-commands::{token}\n{text}::{token}::\n"
