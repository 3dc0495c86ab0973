"""The words of `cache-from` and `cache-to` for one build.

An export to a service is always told to ignore errors: since BuildKit 0.28 it runs beside the push of the image and
would cancel it. What went wrong is found afterwards in BuildKit's record.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .plans import Plan


def cache_from(plan: Plan, *, wanted: bool) -> str:
    """What is read, one source a line."""
    if not wanted:
        return ""
    if plan.backend == "local":
        return _line(type="local", src=str(plan.cache.current)) if plan.cache.current.exists() else ""
    if plan.backend == "gha":
        return _line(type="gha", scope=plan.scope, timeout=f"{plan.cache_timeout:.0f}s")
    references = dict.fromkeys(filter(None, (plan.own_ref, plan.cache_ref)))
    return "\n".join(_line(type="registry", ref=reference) for reference in references)


def cache_to(plan: Plan, *, wanted: bool) -> str:
    """What is written, on one line."""
    if not wanted:
        return ""
    if plan.backend == "local":
        # The folder is new; reset only says once more that nothing older may stay in it.
        reset = {"reset": "true"} if plan.reset else {}
        return _line(type="local", dest=str(plan.cache.new), mode=plan.mode, **reset)
    attributes = {"mode": plan.mode, "ignore-error": "true"}
    if plan.backend == "gha":
        return _line(type="gha", scope=plan.scope, timeout=f"{plan.cache_timeout:.0f}s", **attributes)
    # Said outright for older BuildKit; registries such as ECR and Harbor refuse the form it used to write.
    attributes.update({"image-manifest": "true", "oci-mediatypes": "true"})
    return _line(type="registry", ref=plan.own_ref or plan.cache_ref, **attributes)


def _line(**attributes: str) -> str:
    """Attributes as buildx reads them: comma-separated fields, quoted where they must be."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(f"{name}={value}" for name, value in attributes.items())
    return line.getvalue()
