"""The variables that the linter and pip are run with.

Neither shall see the token of the action or write into the files by which a step speaks to the runner, and what a
job has set for a Python or a pip of its own (another target, a list of packages) must not bend ours. Which index pip
asks is the user's to say: whatever it answers has to fit the hashes.
"""

from __future__ import annotations

from typing import Mapping

_OF_THE_STEP = ("CIKIT_", "PYTHON", "PIP_", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__")
_FILES_OF_THE_RUNNER = ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STATE", "GITHUB_STEP_SUMMARY")
_ABOUT_THE_INDEX = (
    "PIP_CACHE_DIR",
    "PIP_CERT",
    "PIP_CLIENT_CERT",
    "PIP_CONFIG_FILE",
    "PIP_DEFAULT_TIMEOUT",
    "PIP_EXTRA_INDEX_URL",
    "PIP_FIND_LINKS",
    "PIP_INDEX_URL",
    "PIP_KEYRING_PROVIDER",
    "PIP_NO_CACHE_DIR",
    "PIP_NO_INDEX",
    "PIP_PROXY",
    "PIP_RETRIES",
    "PIP_TIMEOUT",
    "PIP_TRUSTED_HOST",
)


def surroundings(environ: Mapping[str, str]) -> dict[str, str]:
    """The variables of a step that are left to the programs it runs."""
    return {name: value for name, value in environ.items() if name.upper() in _ABOUT_THE_INDEX or not _ours(name)}


def _ours(name: str) -> bool:
    return name.upper().startswith(_OF_THE_STEP) or name.upper() in _FILES_OF_THE_RUNNER
