"""Write the generated pages of the project in the current folder: `python -m ci_lint.docs`.

With `--check` nothing is written; the pages that differ are named and the exit code is 1. With `--site FOLDER` the
source of the site is written there, for `zensical build --strict --config-file FOLDER/zensical.toml`.
"""

import sys
from pathlib import Path

from .project import drifted, write
from .site import write_site


def main(arguments: list[str]) -> str | None:
    """Write the pages of the project in the current folder; with `--check` say which ones differ, if any do."""
    root = Path.cwd()
    if arguments == ["--check"]:
        paths = list(drifted(root))
        return f"not as generated: {', '.join(paths)}" if paths else None
    if len(arguments) == 2 and arguments[0] == "--site":  # noqa: PLR2004 - the option and its value
        write_site(root, Path(arguments[1]))
        return None
    if arguments:
        return "usage: python -m ci_lint.docs [--check | --site FOLDER]"
    write(root)
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
