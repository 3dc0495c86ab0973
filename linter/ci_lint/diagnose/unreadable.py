"""Why a log cannot be read, in one sentence."""


class UnreadableLog(Exception):
    """The log cannot be read; the message says why in one sentence."""


def unreadable(name: str, error: Exception) -> UnreadableLog:
    """What to raise for a log where the system says no."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return UnreadableLog(f"{name} cannot be read: {reason}")
