"""The page in a real browser: on a phone and on a desk, by day and by night, with names that are markup."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ci_lint.history import History, history, read_runs
from ci_lint.reports import history_html
from tests.history.browser import Page, browsing, program
from tests.history.company import Company
from tests.history.recording import at, job, listed, told

PHONE, DESK = 360, 1280
MARKUP = "</title></style><img src=http://example.com/x onerror=alert(1)><script>alert(2)</script>&lt;b&gt;"
BROWSER = program()

pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="no Chromium is installed; `apt-get install chromium` brings it"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Page]:
    with browsing(BROWSER or "") as page:
        yield page


def page_of(found: History, folder: Path) -> Path:
    file = folder / "page.html"
    file.write_text(history_html.render(found), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("company")
    return page_of(history(read_runs(Company().write(folder)), "2026-09-28"), folder)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each name is markup that would load a picture and run a script, and one is longer than a phone is wide."""
    folder = tmp_path_factory.mktemp("hostile")
    steps = [{"name": MARKUP, "conclusion": "success", "started_at": at(0), "completed_at": at(50)}]
    jobs = [
        job(
            n, MARKUP + "x" * 150, "success" if n % 2 else "failure", workflow_name=MARKUP, head_sha=MARKUP, steps=steps
        )
        | {"created_at": at(n * 86400), "started_at": at(n * 86400), "completed_at": at(n * 86400 + 300)}
        for n in range(1, 30)
    ]
    runs = [listed(n, begun=n * 86400, workflowName=MARKUP, headSha=MARKUP) for n in range(1, 30)]
    return page_of(told(folder, runs, {"jobs": jobs}, since="2026-10-20"), folder)


def text_sizes(browser: Page) -> list[float]:
    """How high the letters in the plots that are to be seen are, in pixels."""
    script = (
        """[...document.querySelectorAll('svg text')].map(each => each.getBoundingClientRect().height).filter(h => h)"""
    )
    found: list[float] = browser.value(script)
    return found


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("dark", [False, True])
def test_nothing_is_loaded_and_the_console_is_silent(browser: Page, company: Path, width: int, *, dark: bool) -> None:
    browser.open(company, width=width, dark=dark)
    assert browser.requests() == [company.as_uri()]
    assert browser.complaints() == []


@pytest.mark.parametrize("width", [PHONE, 640, 641, DESK])
def test_page_is_never_wider_than_the_screen(browser: Page, company: Path, hostile: Path, width: int) -> None:
    for file in (company, hostile):
        browser.open(file, width=width, dark=False)
        assert browser.value("innerWidth") == width
        assert browser.value("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [PHONE, 640, 641, DESK])
def test_one_drawing_of_each_plot_is_seen_with_letters_one_can_read(browser: Page, company: Path, width: int) -> None:
    browser.open(company, width=width, dark=False)
    seen = "f => [...f.querySelectorAll('svg')].filter(svg => svg.clientWidth).length"
    assert set(browser.value(f"[...document.querySelectorAll('figure')].map({seen})")) == {1}
    assert min(text_sizes(browser)) >= 9.5


def colours(browser: Page) -> dict[str, Any]:
    return {
        "paper": browser.value("getComputedStyle(document.body).backgroundColor"),
        "ink": browser.value("getComputedStyle(document.body).color"),
        "letters of plots": browser.value("getComputedStyle(document.querySelector('svg text')).fill"),
        "median": browser.value("getComputedStyle(document.querySelector('svg path[style*=\"--ink\"]')).stroke"),
        "points": browser.value("getComputedStyle(document.querySelector('svg use[style*=\"--good\"]')).fill"),
    }


def brightness(colour: str) -> float:
    red, green, blue = (int(part) for part in colour[colour.index("(") + 1 : -1].split(",")[:3])
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_every_colour_follows_the_light_of_the_room(browser: Page, company: Path) -> None:
    browser.open(company, width=PHONE, dark=False)
    day = colours(browser)
    browser.open(company, width=PHONE, dark=True)
    night = colours(browser)
    assert all(day[name] != night[name] for name in day)
    assert brightness(day["paper"]) > 240
    assert brightness(night["paper"]) < 40
    for name in ("ink", "letters of plots", "median", "points"):
        assert brightness(day["paper"]) - brightness(day[name]) > 90, name
        assert brightness(night[name]) - brightness(night["paper"]) > 90, name


def test_markup_in_names_stays_text(browser: Page, hostile: Path) -> None:
    browser.open(hostile, width=PHONE, dark=False)
    assert browser.requests() == [hostile.as_uri()]
    assert browser.complaints() == []
    assert browser.value("document.querySelectorAll('img, script').length") == 0
    assert browser.value("document.title") == "How the runs are doing"
    assert MARKUP in browser.value("document.querySelector('h2').textContent")
    assert MARKUP in browser.value("document.querySelector('tbody').textContent")


def test_cells_say_what_they_are_on_a_phone(browser: Page, company: Path) -> None:
    browser.open(company, width=PHONE, dark=False)
    assert browser.value("getComputedStyle(document.querySelector('thead')).display") == "none"
    label = "getComputedStyle(document.querySelector('td[data-head=median]'), '::before').content"
    assert "data-head" in browser.value(label) or "median" in browser.value(label)


def test_policy_forbids_what_is_not_in_the_page(browser: Page, tmp_path: Path) -> None:
    """The check that a forgotten escape would still do no harm."""
    file = page_of(told(tmp_path, [listed(1)]), tmp_path)
    text = file.read_text(encoding="utf-8")
    open_door = "<img src='http://127.0.0.1:9/x'><script>document.title = 'taken'</script></body>"
    file.write_text(text.replace("</body>", open_door), encoding="utf-8")
    browser.open(file, width=DESK, dark=False)
    assert browser.value("document.title") == "How the runs are doing"
    assert len(browser.complaints()) == 2
