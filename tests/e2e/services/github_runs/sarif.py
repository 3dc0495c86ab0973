"""What code scanning takes: SARIF 2.1.0, packed, under a commit and a ref."""

import base64
import gzip
import json
import re
from pathlib import Path
from typing import Any

import jsonschema

_SCHEMA = Path(__file__).parents[3] / "schemas" / "sarif-2.1.0-rtm.5.json"
_LARGEST = 10_000_000


class Invalid(Exception):
    """The upload is refused; the message says why."""


def unpacked(upload: dict[str, Any]) -> dict[str, Any]:
    """The SARIF log of an upload. Raises Invalid."""
    if not re.fullmatch(r"[0-9a-f]{40}", str(upload.get("commit_sha"))):
        raise Invalid("commit_sha is no commit")
    if not re.fullmatch(r"refs/(?:heads|tags|pull)/.+", str(upload.get("ref"))):
        raise Invalid("ref is no ref")
    packed = base64.b64decode(upload["sarif"], validate=True)
    if len(packed) > _LARGEST:
        raise Invalid("the file is too large")
    log: dict[str, Any] = json.loads(gzip.decompress(packed))
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    error = next(jsonschema.Draft4Validator(schema).iter_errors(log), None)
    if error:
        raise Invalid(error.message)
    return log
