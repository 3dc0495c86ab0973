"""What many runs tell: how often they succeed, how long they take, what is flaky, what failures cost.

files of `gh run list`, `gh run view` or GitHub's API ─► Run, Job ─► History ─► text │ json │ markdown │ html
"""

from .documents import UnreadableRuns
from .history import History, history
from .reading import read_runs

__all__ = ["History", "UnreadableRuns", "history", "read_runs"]
