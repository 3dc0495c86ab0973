"""How long `ci-lint diagnose` takes for a large log, and how much memory; one command, made-up logs.

    python bench/diagnose.py [--mebibytes 300] [--only KIND]

makes logs of each kind in a temporary folder and measures the command on each: wall time, CPU time, memory of
the largest process. The bound is 10 seconds and 150 MiB for 300 MB of log, on a quiet machine with two cores.
"""

import argparse
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

BOUND_SECONDS, BOUND_MEBIBYTES = 10.0, 150.0
_MEASURE = Path(__file__).parent / "measure.py"
_BLOCK = 4 * 1024**2
_END = b"2026-11-21T12:00:00.0000000Z ##[error]Process completed with exit code 2.\n"
_STAMP = "2026-11-21T{:02}:{:02}:{:02}.{:07}Z "
_USUAL = (
    "#12 4.{n} Get:{n} http://deb.example.com/debian stable/main amd64 libshop{n} amd64 1.{n} [{n} kB]",
    "  Downloading shop_parts-{n}-py3-none-any.whl ({n} kB)",
    "tests/test_basket.py::test_sum[{n}] PASSED                                  [ 42%]",
    "[INFO] Compiling module shop.orders.part{n} with 14 sources to target/classes",
    "npm http fetch GET 200 https://registry.example.com/@shop%2fparts{n} 34ms (cache hit)",
    'time=2026-11-21T10:11:12Z level=info msg="order {n} was sent" basket={n} customer={n}',
    "\x1b[36;1mmake -j4 part{n}\x1b[0m",
    "go: downloading example.com/shop/parts{n} v1.{n}.0",
)
_NEAR = "ERROR: not all of the {n} requests failed: timeout exceeded, cannot connect, denied, unable to cancel"
_CAUSE = "E   pymongo.errors.DuplicateKeyError: E11000 duplicate key error collection: shop.users index: name {n}"
_BESIDE = "E   ModuleNotFoundError: No module named 'shop{n}'"


def _name(generator: random.Random) -> str:
    return "".join(generator.choices("abcdefghijklmnopqrstuvwxyz", k=12))


_NAMES = [_name(random.Random(number)) for number in range(3000)]  # noqa: S311 - no secret


def usual(generator: random.Random) -> str:
    """A line of a build that goes well, about one of some thousand files, tests and packages."""
    return generator.choice(_USUAL).replace("shop", f"shop.{generator.choice(_NAMES)}")


def _never_the_same(generator: random.Random) -> str:
    return generator.choice(_USUAL).replace("shop", f"shop-{_name(generator)}")


def _mixed(generator: random.Random) -> str:
    return _NEAR if generator.random() < 0.02 else usual(generator)  # noqa: PLR2004 - one in fifty


KINDS: dict[str, Callable[[random.Random], str]] = {
    "usual": usual,
    "mixed": _mixed,
    "never-the-same": _never_the_same,
    "every-line-an-error": lambda _generator: _NEAR,
    "every-line-a-cause": lambda _generator: _CAUSE,
    "every-line-half-a-cause": lambda _generator: _BESIDE,
    "every-line-a-command": lambda _generator: "##[error]order {n} is unknown",
    "every-line-a-group": lambda _generator: "##[group]Run order {n}",
}


def write_log(kind: str, size: int, file: Path) -> None:
    """A log of about so many bytes. Names with `shop-` in them differ from block to block."""
    generator = random.Random(0)  # noqa: S311 - no secret
    lines = [line.encode() for line in _lines(KINDS[kind], generator)]
    with file.open("wb") as log:
        written = 0
        while written < size:
            generator.shuffle(lines)
            name = "".join(generator.choices("abcdefghijklmnopqrstuvwxyz", k=4)).encode()
            written += log.write(b"".join(lines).replace(b"shop-", b"shop-" + name))
        log.write(_END)


def _lines(make: Callable[[random.Random], str], generator: random.Random) -> Iterator[str]:
    length = 0
    while length < _BLOCK:
        stamp = _STAMP.format(*(generator.randrange(limit) for limit in (24, 60, 60, 10**7)))
        line = f"{stamp}{make(generator).replace('{n}', str(generator.randrange(10**6)))}\n"
        length += len(line)
        yield line


def measured(log: Path) -> tuple[float, float, float]:
    """Seconds, CPU seconds and MiB that the command takes for a log. Raises RuntimeError if it fails."""
    with tempfile.TemporaryDirectory() as place:
        out, trouble = f"{place}/out", f"{place}/err"
        command = (sys.executable, "-m", "ci_lint", "diagnose", str(log))
        done = subprocess.run(
            (sys.executable, "-I", "-S", str(_MEASURE), out, trouble, *command),
            capture_output=True,
            text=True,
            check=True,
        )
        seconds, cpu, kibibytes, code = done.stdout.split()
        if code != "0":
            raise RuntimeError(Path(trouble).read_text(encoding="utf-8"))
    return float(seconds), float(cpu), int(kibibytes) / 1024


def main() -> int:
    """Measure and print a table; 1 if a bound is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mebibytes", type=int, default=300, help="size of each log")
    parser.add_argument("--only", choices=KINDS, help="measure this kind of log only")
    chosen = parser.parse_args()
    broken = False
    print(f"{'log':26}{'seconds':>10}{'CPU':>10}{'MiB':>10}")
    for kind in [chosen.only] if chosen.only else KINDS:
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "run.log"
            write_log(kind, chosen.mebibytes * 1024**2, log)
            seconds, cpu, mebibytes = measured(log)
        print(f"{kind:26}{seconds:>10.2f}{cpu:>10.2f}{mebibytes:>10.0f}", flush=True)
        broken |= seconds > BOUND_SECONDS or mebibytes > BOUND_MEBIBYTES
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
