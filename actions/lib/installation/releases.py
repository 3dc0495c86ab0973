"""What is installed: the linter of the commit that the action has, or a release that the user names.

A name and a version on an index are a promise of whoever runs the index. So a release comes with the hash of its
wheel or not at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kit.inputs import InputError, Inputs

NAME = "ci-lint"
_EXACT = re.compile(r"\d{1,6}(?:\.\d{1,6}){1,3}(?:(?:a|b|rc)\d{1,4})?(?:\.post\d{1,4})?")
_HASH = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class Release:
    """A version of the linter on the package index, and the hash that its wheel must have."""

    version: str
    hash: str

    @property
    def requirement(self) -> str:
        """The release as a line of a requirements file."""
        return f"{NAME}=={self.version} --hash={self.hash}\n"


def read_release(inputs: Inputs) -> Release | None:
    """The release that the inputs `version` and `version-hash` name; None for the commit of the action."""
    version, digest = inputs.word("version"), inputs.word("version-hash").lower()
    if not version and digest:
        raise InputError("version", "", "version-hash needs it: it is the hash of that version's wheel")
    if not version:
        return None
    if not _EXACT.fullmatch(version):
        raise InputError("version", version, "write an exact version such as 1.4.2, or leave it empty for the commit")
    if not _HASH.fullmatch(digest):
        allowed = f"write sha256: and the 64 digits that the index shows for the wheel of {NAME} {version}"
        raise InputError("version-hash", digest, allowed)
    return Release(version, digest)
