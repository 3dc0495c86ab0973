"""The site: every page has its place and its title, links hold, search finds every rule, cause and action."""

import json
import posixpath
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ci_lint.diagnose import SIGNATURES
from ci_lint.docs.project import generated
from ci_lint.docs.site import CONFIGURATION, PAGES_FOLDER, pages, place, site, write_site
from ci_lint.docs.site_links import REPOSITORY, relinked
from ci_lint.rules import RULES
from ci_lint.toml_places import load

ELSEWHERE = re.compile(r"[a-z][a-z+.-]*:|//")
LOADED = {"script": "src", "img": "src", "source": "src", "iframe": "src"}
LOADING_LINKS = ("stylesheet", "icon", "preload", "modulepreload", "manifest")


@dataclass
class Page(HTMLParser):
    """What a page of the site has: names to link to, links, and files that a browser fetches for it."""

    text: str
    anchors: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value for name, value in attrs if value is not None}
        self.anchors |= {given["id"]} if "id" in given else set()
        self.links += [given["href"]] if tag == "a" and "href" in given else []
        self.loads += [given[LOADED[tag]]] if LOADED.get(tag, "") in given else []
        if tag == "link" and given.get("rel") in LOADING_LINKS:
            self.loads.append(given["href"])


class TestSource:
    @pytest.mark.parametrize(
        ("path", "where"),
        [
            ("README.md", "index.md"),
            ("docs/settings.md", "settings.md"),
            ("docs/rules/README.md", "rules/index.md"),
            ("docs/rules/job-timeout-missing.md", "rules/job-timeout-missing.md"),
            ("actions/README.md", "actions/index.md"),
            ("actions/run-tests/README.md", "actions/run-tests.md"),
            ("CONTRIBUTING.md", "contributing.md"),
        ],
    )
    def test_place_of_a_page(self, path: str, where: str) -> None:
        assert place(path) == where

    @pytest.mark.parametrize(
        ("path", "text", "expected"),
        [
            (
                "README.md",
                "[a](docs/fixing.md#x) [b](LICENSE)",
                f"[a](fixing.md#x) [b]({REPOSITORY}/blob/main/LICENSE)",
            ),
            ("docs/fixing.md", "[`a`](settings.md) [b](../README.md)", "[`a`](settings.md) [b](index.md)"),
            ("actions/run-tests/README.md", "[a](../../docs/fixing.md)", "[a](../fixing.md)"),
            ("docs/fixing.md", "[a](../actions/run-tests) [b](rules)", "[a](actions/run-tests.md) [b](rules/index.md)"),
            ("docs/fixing.md", "[a](sample)", f"[a]({REPOSITORY}/tree/main/docs/sample)"),
            ("docs/fixing.md", "`[a](x.md)`\n\n```text\n[a](x.md)\n```\n", "`[a](x.md)`\n\n```text\n[a](x.md)\n```\n"),
            ("docs/fixing.md", "[a](https://b/c.md) [d](#e)", "[a](https://b/c.md) [d](#e)"),
        ],
    )
    def test_links_lead_to_the_new_places(self, root: Path, path: str, text: str, expected: str) -> None:
        known = (
            "README.md",
            "docs/fixing.md",
            "docs/settings.md",
            "docs/rules/README.md",
            "actions/run-tests/README.md",
        )
        assert relinked(root, path, text, {page: place(page) for page in known}) == expected

    def test_every_page_is_in_the_navigation_once(self, files: dict[str, str]) -> None:
        navigation = load(files["zensical.toml"])["project"]["nav"]
        placed = list(leaves(navigation))
        assert len(placed) == len(set(placed))
        assert {f"{PAGES_FOLDER}/{path}" for path in placed} == {path for path in files if path.endswith(".md")}

    def test_generated_pages_are_taken_from_the_program_and_not_from_the_disk(self, root: Path) -> None:
        assert generated(root).items() <= pages(root).items()


@pytest.fixture(scope="module")
def files(root: Path) -> dict[str, str]:
    """What the generator reads."""
    return site(root)


def leaves(entries: list[object]) -> list[str]:
    """The paths in a navigation."""
    found: list[str] = []
    for entry in entries:
        for value in entry.values() if isinstance(entry, dict) else [entry]:
            found += leaves(value) if isinstance(value, list) else [str(value)]
    return found


@pytest.fixture(scope="module")
def built(root: Path, tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the site, built by the generator."""
    if sys.version_info < (3, 11):
        pytest.skip("the generator needs Python 3.11")
    folder = tmp_path_factory.mktemp("site")
    write_site(root, folder)
    command = [tool("zensical"), "build", "--strict", "--config-file", "zensical.toml"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "No issues found" in run.stdout + run.stderr
    return folder / "site"


@pytest.fixture(scope="module")
def html(built: Path) -> dict[str, Page]:
    files = (file for file in built.rglob("*.html") if file.name != "404.html")
    return {file.relative_to(built).as_posix(): Page(file.read_text(encoding="utf-8")) for file in files}


@pytest.mark.builds
class TestBuilt:
    def test_links_and_anchors_lead_somewhere(self, html: dict[str, Page]) -> None:
        broken = [
            f"{name}: {link}"
            for name, page in html.items()
            for link in page.links
            if not ELSEWHERE.match(link) and not leads_somewhere(html, name, link)
        ]
        assert not broken

    def test_pages_need_nobody_else(self, built: Path, html: dict[str, Page]) -> None:
        for name, page in html.items():
            assert page.loads
            for load_ in page.loads:
                assert not ELSEWHERE.match(load_), f"{name} asks somebody else for {load_}"
                assert (built / target(name, load_)).is_file(), f"{name} lacks {load_}"

    def test_rules_causes_and_actions_have_pages_that_search_finds(self, root: Path, built: Path) -> None:
        index = json.loads((built / "search.json").read_text(encoding="utf-8"))
        found = {item["location"]: item["title"] for item in index["items"]}
        actions = [file.parent.name for file in (root / "actions").glob("*/action.yml")]
        assert RULES
        assert SIGNATURES
        assert actions
        wanted = {f"rules/{rule.id}.html": rule.id for rule in RULES}
        wanted |= {f"causes/{signature.id}.html": signature.id for signature in SIGNATURES}
        wanted |= {f"actions/{name}.html": name for name in actions}
        assert wanted.items() <= found.items()
        assert all((built / path).is_file() for path in wanted)

    def test_pages_fit_phones(self, html: dict[str, Page]) -> None:
        assert all('name="viewport" content="width=device-width' in page.text for page in html.values())

    def test_what_is_checked_here_can_fail(self, root: Path, tmp_path: Path, tool: Callable[[str], str]) -> None:
        (tmp_path / PAGES_FOLDER).mkdir()
        (tmp_path / PAGES_FOLDER / "index.md").write_text("# A\n\n[b](nowhere.md) [c](#none)\n", encoding="utf-8")
        (tmp_path / PAGES_FOLDER / "site.css").touch()
        shutil.copy(root / CONFIGURATION, tmp_path / "zensical.toml")
        run = subprocess.run(
            [tool("zensical"), "build", "--strict"], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert run.returncode == 1
        assert not leads_somewhere({"a.html": Page("<a href=b.html>")}, "a.html", "b.html")
        assert not leads_somewhere({"a.html": Page("<h1 id=x>")}, "a.html", "#y")


def target(page: str, link: str) -> str:
    """The path that a link on a page means."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), link)) if link else page


def leads_somewhere(html: dict[str, Page], page: str, link: str) -> bool:
    path, _, anchor = link.partition("#")
    there = html.get({".": "index.html"}.get(target(page, path), target(page, path)))
    return there is not None and (not anchor or anchor in there.anchors)
