"""Installs the programs ahead of the tests: a pipeline can then keep their folder in a cache."""

import sys

from .installation import install
from .obstacles import CannotInstall


def main() -> int:
    """Prints the folder of the programs; 1 when they cannot be installed here."""
    try:
        tools = install(say=lambda line: print(line, file=sys.stderr, flush=True))  # noqa: T201  a command of its own
    except CannotInstall as obstacle:
        print(obstacle, file=sys.stderr)  # noqa: T201  likewise
        return 1
    print(tools.folder)  # noqa: T201  likewise
    return 0


if __name__ == "__main__":
    sys.exit(main())
