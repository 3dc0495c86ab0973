"""The pages of the project as the source of a static site: their places there, and links between them that hold.

The generator finds the pages in one folder, while here they stand beside what they speak of: the README of an action
in the action's folder. So the pages are gathered, and every link is written anew for its page's new place; a link to
anything that is no page leads to the repository.
"""

import posixpath
import re
from pathlib import Path

from ..late_pattern import late_pattern
from .navigation import navigation
from .project import generated
from .site_links import relinked

CONFIGURATION = "docs/zensical.toml"
PAGES_FOLDER = "pages"
_STYLE = "docs/site.css"
_OF_THE_PROJECT = ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")
_MARKER = late_pattern(r"^<!-- .*? -->\n", re.MULTILINE)


def write_site(root: Path, target: Path) -> None:
    """Write the generator's configuration and all pages into a folder, which is made if it is not there."""
    for path, text in site(root).items():
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


def site(root: Path) -> dict[str, str]:
    """The files that the generator reads, by their path."""
    texts = pages(root)
    places = {path: place(path) for path in texts}
    moved = {f"{PAGES_FOLDER}/{places[path]}": _page(root, path, text, places) for path, text in texts.items()}
    configuration = (root / CONFIGURATION).read_text(encoding="utf-8")
    settings = configuration.replace("[project]\n", f"[project]\n{navigation(moved, PAGES_FOLDER)}", 1)
    style = (root / _STYLE).read_text(encoding="utf-8")
    return {"zensical.toml": settings, f"{PAGES_FOLDER}/site.css": style, **moved}


def pages(root: Path) -> dict[str, str]:
    """The text of every page of the project, by its path in the repository."""
    written = generated(root)
    found = [page.relative_to(root).as_posix() for page in (root / "docs").rglob("*.md")]
    by_hand = [path for path in (*found, *_OF_THE_PROJECT) if path not in written and _is_by_hand(path)]
    return {**{path: (root / path).read_text(encoding="utf-8") for path in sorted(by_hand)}, **written}


def _is_by_hand(path: str) -> bool:
    # What is in the folders of rules and causes and is not generated is stale.
    return not path.startswith(("docs/rules/", "docs/causes/"))


def place(path: str) -> str:
    """Where a page goes on the site: `docs/` and the file name README are the repository's ways, not a reader's."""
    if path == "README.md":
        return "index.md"
    inner = path.removeprefix("docs/")
    folder, name = posixpath.split(inner)
    if name != "README.md":
        return inner.lower()
    deep = folder.startswith("actions/")
    return f"{folder}.md" if deep else f"{folder}/index.md"


def _page(root: Path, path: str, text: str, places: dict[str, str]) -> str:
    """A page for its new place; without markers, which some readers of Markdown take for a paragraph's beginning."""
    return relinked(root, path, _MARKER.sub("\n", text), places)
