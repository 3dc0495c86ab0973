"""What zizmor and actionlint say of files, as counts by file and kind, so that two runs can be compared."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from runs import find_tool, run

# Counts by file and by what was found there.
Said = Counter[tuple[str, str]]

_ZIZMOR_OPTIONS = ("--offline", "--no-config", "--no-progress", "--persona=auditor", "--format=json")
_ZIZMOR_FINE = (0, 3, 10, 11, 12, 13, 14)
_SHELLCHECK = re.compile(r"SC\d{4}")


class Silent(Exception):
    """A peer is missing or gave up, so nothing can be compared."""


def said_by_peers(folder: Path, paths: Sequence[str], workflows: Sequence[str]) -> Said:
    """All that both say of the files. Raises Silent."""
    return said_by_zizmor(folder, paths) + said_by_actionlint(folder, workflows)


def said_by_zizmor(folder: Path, paths: Sequence[str]) -> Said:
    """What zizmor finds as an auditor, without the network. Raises Silent."""
    done = run((_program("zizmor"), *_ZIZMOR_OPTIONS, *paths), folder)
    if done.code not in _ZIZMOR_FINE:
        raise Silent(f"zizmor gave up with exit code {done.code}: {done.stderr.strip()[:300]}")
    return Counter(
        (path, f"zizmor {entry['ident']}") for entry in json.loads(done.stdout or "[]") for path in _files(entry)
    )


def _files(entry: Any) -> Iterator[str]:
    """The file of a finding, by its first location."""
    for location in entry["locations"][:1]:
        local = location["symbolic"]["key"]["Local"]
        yield str(local.get("verbatim_path") or local["given_path"]).removeprefix("./")


def said_by_actionlint(folder: Path, workflows: Sequence[str]) -> Said:
    """What actionlint finds, with ShellCheck where it is installed. Raises Silent."""
    if not workflows:
        return Counter()
    shellcheck = find_tool("shellcheck") or ""
    options = ("-no-color", f"-shellcheck={shellcheck}", "-pyflakes=", "-format", "{{json .}}")
    done = run((_program("actionlint"), *options, *workflows), folder)
    if done.code not in (0, 1):
        raise Silent(f"actionlint gave up with exit code {done.code}: {done.stderr.strip()[:300]}")
    return Counter((entry["filepath"], f"actionlint {_kind(entry)}") for entry in json.loads(done.stdout or "[]"))


def _kind(entry: Any) -> str:
    code = _SHELLCHECK.search(entry["message"]) if entry["kind"] == "shellcheck" else None
    return code[0] if code else str(entry["kind"])


def _program(name: str) -> str:
    program = find_tool(name)
    if program is None:
        raise Silent(f"{name} is neither on PATH nor beside this Python")
    return program
