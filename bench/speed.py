"""How long ci-lint and its peers take for the same files, and how much memory.

    python bench/speed.py FOLDER [--rounds 5] [--only NAME ...] [--json] [--ours COMMAND]

Every run is a new process on files that the disk cache already holds; caches of the tools are empty. The
tools take turns, in another order each round, so that a busy moment of the machine hits all of them. Read
the column "x zizmor": 0.50 is half of zizmor's time. "CPU" counts all cores, so it is more than the time if
a tool uses several. "MiB" is the memory of the largest process of a tool, "refused" how many files it could
not read and passed over, which makes it look faster than it is.

All tools get the files that ci-lint finds in the folder, of the kinds that they know: actionlint reads
workflows only, check-jsonschema workflows and actions. They are copied to a temporary folder; the given one
is only read. zizmor audits nothing at all if one file parses and makes no sense to it; such files are found
first, named, and left out for every tool.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from figures import Result, Row, table, with_ratios
from inputs import Inputs, find_inputs, mirror, spoilers
from runs import Run, find_tool, run
from tools import Tool, find_tools, total_refused


def compare(folder: Path, rounds: int, ours: str | None, only: Sequence[str] = ()) -> Result:
    """Time the tools on the files of a folder; `only` keeps those whose names contain one of the words."""
    found = find_inputs(folder)
    with tempfile.TemporaryDirectory(prefix="ci-lint-bench-") as place:
        everything, measured = Path(place, "all"), Path(place, "measured")
        mirror(folder, found, everything)
        zizmor = find_tool("zizmor")
        left_out = spoilers(zizmor, everything, found.all) if zizmor else ()
        inputs = found.without(left_out)
        mirror(everything, inputs, measured)
        entries = list(find_tools(inputs, ours))
        tools = [entry for entry in entries if isinstance(entry, Tool) and _wanted(entry, only)]
        rows = with_ratios(list(_rows(tools, measured, rounds)))
        return Result(
            folder=str(folder),
            files=len(inputs.all),
            bytes=_size(measured, inputs),
            cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
            system=platform.platform(),
            python=platform.python_version(),
            rounds=rounds,
            left_out=left_out,
            absent=tuple(entry for entry in entries if isinstance(entry, str)),
            rows=rows,
        )


def _wanted(tool: Tool, only: Sequence[str]) -> bool:
    return not only or any(word in tool.name for word in only)


def _size(folder: Path, inputs: Inputs) -> int:
    return sum((folder / path).stat().st_size for path in inputs.all)


def _rows(tools: Sequence[Tool], folder: Path, rounds: int) -> Iterator[Row]:
    # The questions come first, and so read the files and the programs into the disk cache.
    refused = {tool.name: _ask(tool, folder) for tool in tools}
    taken: dict[str, list[tuple[Run, ...]]] = {tool.name: [] for tool in tools}
    failures: dict[str, str] = {}
    for number in range(rounds):
        turn = number % max(len(tools), 1)
        for tool in (*tools[turn:], *tools[:turn]):
            if tool.name not in failures:
                _progress(f"round {number + 1} of {rounds}: {tool.name}")
                runs, failures[tool.name] = _take(tool, folder)
                taken[tool.name].append(runs)
                if not failures[tool.name]:
                    del failures[tool.name]
    for tool in tools:
        yield _row(tool, taken[tool.name], refused[tool.name], failures.get(tool.name, ""))


def _ask(tool: Tool, folder: Path) -> int | None:
    _progress(f"what {tool.name} refuses")
    try:
        return total_refused(tool, [run(question, folder) for question in tool.questions])
    except subprocess.TimeoutExpired:
        return None


def _take(tool: Tool, folder: Path) -> tuple[tuple[Run, ...], str]:
    """One round of a tool, and why its figures are worth nothing, if so."""
    if not tool.commands:
        return (), "none of the files is of a kind it knows"
    try:
        runs = tuple(run(command, folder) for command in tool.commands)
    except subprocess.TimeoutExpired as timeout:
        return (), f"took more than {timeout.timeout:g} seconds"
    bad = next((taken for taken in runs if taken.code not in tool.fine), None)
    if bad is None:
        return runs, ""
    said = next((line.strip() for line in bad.stderr.splitlines() if line.strip()), "nothing said")
    return runs, f"exit code {bad.code}: {said}"


def _row(tool: Tool, taken: Sequence[Sequence[Run]], refused: int | None, failure: str) -> Row:
    row = Row(tool.name, tool.version, tool.files, refused=refused, failure=failure)
    if failure or not taken:
        return row
    seconds = tuple(sum(part.seconds for part in parts) for parts in taken)
    return replace(
        row,
        seconds=seconds,
        median=statistics.median(seconds),
        cpu=statistics.median(sum(part.cpu for part in parts) for parts in taken),
        mebibytes=max(part.memory for parts in taken for part in parts) / 1024,
    )


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a repository, or a folder of many")
    parser.add_argument("--rounds", type=int, default=5, help="how often each tool is timed (default 5)")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="time this tool; may be repeated")
    parser.add_argument("--json", action="store_true", help="print all figures as JSON")
    parser.add_argument("--ours", metavar="COMMAND", help='instead of "ci-lint check --no-external"')
    options = parser.parse_args()
    if not options.folder.is_dir():
        parser.error(f"{options.folder} is no folder")
    if options.rounds < 1:
        parser.error("at least one round is needed")
    result = compare(options.folder, options.rounds, options.ours, options.only)
    _progress("")
    print(json.dumps(asdict(result), indent=2) if options.json else "\n".join(table(result)))


if __name__ == "__main__":
    main()
