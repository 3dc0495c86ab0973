"""Why a run failed: from its log to causes, evidence and cures, offline.

log file │ zip │ stdin ─► Stream ─► Window ─► Line ─► SIGNATURES ─► Hit ─► Cause ─► Diagnosis ─► text │ json │ markdown
"""

from .diagnosis import Diagnosis, diagnose
from .signature import Signature
from .signatures import SIGNATURES

__all__ = ["SIGNATURES", "Diagnosis", "Signature", "diagnose"]
