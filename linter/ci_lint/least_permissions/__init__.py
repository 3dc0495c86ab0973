"""What the token of a job must be allowed to do, told from what the job's steps do with it.

What actions, commands and endpoints ask for is in the tables beside this module, each row with its source.
Where something may use the token in ways that no table tells, the answer says so.
"""

from .actions import is_known
from .jobs import needs_of_job
from .needs import Needs, merge

__all__ = ["Needs", "is_known", "merge", "needs_of_job"]
