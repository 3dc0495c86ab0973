"""What `ci-lint --fix` does to the files of a folder, whether it keeps its promises, and how long it takes.

    python bench/fixes.py FOLDER [--unsafe] [--peers] [--rounds 3] [--json]

The files are copied to a temporary folder; the given one is only read. Every file is fixed there, and for
each one that has changed it is looked whether both YAML parsers read it alike, nothing outside the edits has
changed, no comment is lost, encoding, byte order mark, line breaks and the end of the file are kept, and a
second run changes nothing. With `--peers` zizmor (as an auditor) and actionlint (with ShellCheck) must
report nothing on a fixed file that they did not report before. Files on which zizmor gives up its whole run
are named and kept from the peers, here and for the times.

The table says for each rule how many findings there are, how many were fixed, are gone with the fix of
another one, were refused (the reasons stand below), wait for `--unsafe`, or have no fix. Then both fixers,
ci-lint with all fixes and `zizmor --fix=all`, are timed on fresh copies. Exit code 1 if a promise is broken;
the file is named.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from inputs import Inputs, find_inputs, mirror, spoilers
from peers import Silent, said_by_peers
from repairs import Counts, by_rule, repair
from runs import find_tool, run


@dataclass(frozen=True)
class Time:
    """How long a run took, and how much work that was for all cores together."""

    seconds: float
    cpu: float


@dataclass(frozen=True)
class Result:
    """All figures; `broken` maps the path of a file to sentences, `times` the name of a fixer to its runs."""

    folder: str
    files: int
    changed: int
    new_files: int
    left_out: tuple[str, ...]
    rules: dict[str, Counts]
    broken: dict[str, tuple[str, ...]]
    times: dict[str, list[Time]] = field(default_factory=dict)


def examine(folder: Path, rounds: int, *, unsafe: bool, peers: bool) -> Result:
    """Fix a copy of the folder and look at the outcome. Raises Silent."""
    inputs = find_inputs(folder)
    with tempfile.TemporaryDirectory(prefix="ci-lint-bench-") as place:
        original, fixed = Path(place, "original"), Path(place, "fixed")
        mirror(folder, inputs, original)
        mirror(original, inputs, fixed)
        zizmor = find_tool("zizmor")
        left_out = spoilers(zizmor, original, inputs.all) if zizmor and (peers or rounds) else ()
        outcome = repair(fixed, unsafe=unsafe)
        broken = dict(outcome.broken)
        changed = outcome.changed.difference(left_out)
        for path, sentence in _new_to_peers(original, fixed, inputs, changed) if peers else ():
            broken[path] = (*broken.get(path, ()), sentence)
        return Result(
            folder=str(folder),
            files=len(outcome.reports),
            changed=len(outcome.changed),
            new_files=sum(len(report.new_files) for report in outcome.reports.values()),
            left_out=left_out,
            rules=by_rule(outcome.reports.values()),
            broken=broken,
            times=_times(original, inputs.without(left_out), Path(place), rounds) if rounds else {},
        )


def _new_to_peers(original: Path, fixed: Path, inputs: Inputs, changed: Collection[str]) -> Iterator[tuple[str, str]]:
    """What the peers report on changed files and did not report before."""
    given_up = spoilers(find_tool("zizmor") or "zizmor", fixed, [path for path in inputs.all if path in changed])
    yield from ((path, "zizmor gives up its whole run on it") for path in given_up)
    paths = [path for path in inputs.all if path in changed and path not in given_up]
    workflows = [path for path in inputs.workflows if path in paths]
    if paths:
        before, after = (said_by_peers(place, paths, workflows) for place in (original, fixed))
        for (path, what), count in sorted((after - before).items()):
            yield path, f"{what}: {count} more than before"


def _times(original: Path, inputs: Inputs, place: Path, rounds: int) -> dict[str, list[Time]]:
    """The seconds that each fixer takes for a fresh copy of the files, taking turns."""
    ours, zizmor = find_tool("ci-lint"), find_tool("zizmor")
    commands = {
        "ci-lint --fix --unsafe-fixes": (ours, "check", "--no-external", "--fix", "--unsafe-fixes", "."),
        "zizmor --fix=all": (zizmor, "--offline", "--no-config", "--no-progress", "--fix=all", "."),
    }
    seconds: dict[str, list[Time]] = {name: [] for name, command in commands.items() if command[0]}
    for number in range(rounds):
        for name, times in seconds.items():
            copy = place / f"{name.split()[0]}-{number}"
            mirror(original, inputs, copy)
            done = run([str(word) for word in commands[name]], copy)
            times.append(Time(done.seconds, done.cpu))
    return seconds


def table(result: Result) -> Iterator[str]:
    """The result for people, line by line."""
    yield f"{result.files} files in {result.folder}, {result.changed} changed, {result.new_files} made beside them"
    yield from (f"kept from zizmor, which audits nothing with it: {path}" for path in result.left_out)
    yield ""
    head = ("findings", "fixed", "gone", "refused", "waiting", "no fix")
    yield f"{'rule':36}" + "".join(f"{name:>9}" for name in head)
    for rule, counts in result.rules.items():
        refused = sum(counts.refused.values())
        gone = counts.findings - counts.fixed - refused - counts.waiting - counts.unfixable
        figures = (counts.findings, counts.fixed, gone, refused, counts.waiting, counts.unfixable)
        yield f"{rule:36}" + "".join(f"{figure:9}" for figure in figures)
        yield from (f"    {count:5}  {reason}" for reason, count in counts.refused.items())
    yield ""
    for name, times in result.times.items():
        seconds, cpu = ([getattr(time, kind) for time in times] for kind in ("seconds", "cpu"))
        shown = f"median {statistics.median(seconds):.2f} s, {statistics.median(cpu):.2f} s of CPU"
        yield f"{name}: {shown}, {len(times)} runs"
    for path, sentences in result.broken.items():
        yield from (f"BROKEN {path}: {sentence}" for sentence in sentences)
    yield f"{len(result.broken)} files with a broken promise"


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a repository, or a folder of many")
    parser.add_argument("--unsafe", action="store_true", help="make the fixes that a person should look at too")
    parser.add_argument("--peers", action="store_true", help="ask zizmor and actionlint before and after")
    parser.add_argument("--rounds", type=int, default=3, help="how often each fixer is timed (default 3; 0: never)")
    parser.add_argument("--json", action="store_true", help="print all figures as JSON")
    options = parser.parse_args()
    if not options.folder.is_dir():
        parser.error(f"{options.folder} is no folder")
    try:
        result = examine(options.folder, options.rounds, unsafe=options.unsafe, peers=options.peers)
    except Silent as silent:
        parser.error(str(silent))
    print(json.dumps(asdict(result), indent=2) if options.json else "\n".join(table(result)))
    return 1 if result.broken else 0


if __name__ == "__main__":
    sys.exit(main())
