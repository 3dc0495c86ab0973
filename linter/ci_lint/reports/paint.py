"""Colours for terminals."""

BOLD, DIM, RED, YELLOW, CYAN, GREEN = "1", "2", "1;31", "1;33", "36", "32"


class Paint:
    """Puts colours around text where they are wanted."""

    def __init__(self, color: bool) -> None:  # noqa: FBT001 - the only thing there is to say to it
        self.color = color

    def __call__(self, style: str, text: str) -> str:
        """The text in a style."""
        return f"\x1b[{style}m{text}\x1b[0m" if self.color else text
