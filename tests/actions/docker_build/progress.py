"""Lines of progress as BuildKit writes them."""

import json
from collections.abc import Mapping
from typing import Any

SHA = "sha256:" + "a" * 64


def vertex(name: str, *, cached: bool = False, running: bool = False, error: str = "") -> dict[str, Any]:
    """A step that has begun."""
    entry: dict[str, Any] = {"digest": f"sha256:{name}", "name": name, "started": "2026-11-21T22:29:45Z"}
    entry.update({"cached": True} if cached else {})
    entry.update({} if running else {"completed": "2026-11-21T22:29:46Z"})
    return {**entry, "error": error} if error else entry


def line(*vertices: Mapping[str, Any], activities: Mapping[str, list[str]] | None = None) -> str:
    """One line of progress; activities are done, and belong to the step they are given for."""
    statuses = [
        {"id": activity, "vertex": f"sha256:{name}", "completed": "2026-11-21T22:29:46Z"}
        for name, names in (activities or {}).items()
        for activity in names
    ]
    return json.dumps({"vertexes": list(vertices), "statuses": statuses})


def unstarted(name: str) -> dict[str, Any]:
    """A step that the build knows of and has not reached."""
    return {"digest": f"sha256:{name}", "name": name}
