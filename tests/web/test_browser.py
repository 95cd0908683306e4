"""The pages in a real headless browser: without scripts, by keyboard, narrow and wide, light and dark, on paper."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (chromium, chromium-browser, google-chrome)"),
]

# Text whose colour is too near to the colour behind it: [words, contrast].
LOW_CONTRAST = """() => {
  const parts = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = c => { const [r, g, b] = parts(c).slice(0, 3).map(v => { v /= 255;
    return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
    if (parts(c)[3] !== 0) return c; } return 'rgb(255, 255, 255)'; };
  const found = [];
  for (const e of document.querySelectorAll('body *')) {
    const words = [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data.trim()).join('');
    if (!words || !e.checkVisibility() || ['OPTION', 'SCRIPT', 'STYLE'].includes(e.tagName)) continue;
    const [a, b] = [light(getComputedStyle(e).color), light(behind(e))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) found.push([words.slice(0, 30), ratio.toFixed(2)]);
  }
  return found;
}"""
UNLABELLED = """() => [...document.querySelectorAll('input:not([type=hidden]), select, button, a, summary')].filter(e =>
  !(e.labels && e.labels.length) && !e.textContent.trim() && !e.getAttribute('aria-label')).map(e => e.outerHTML)"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Browser, site: Any) -> Iterator[Any]:
    """Opens a page in a fresh browser context; fails the test when the browser complains of anything."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(path: str, **options: Any) -> Page:
        context = browser.new_context(**{"locale": "en-US", "base_url": f"http://127.0.0.1:{site.port}", **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def every_page(ids: dict[str, int]) -> list[str]:
    full = f"/listing/{ids['full']}"
    return ["/", full, f"{full}/difference", "/search?q=不在清退", "/policies?at=2021-07-14", "/rules",
            "/rules/not_in_cleanup", "/about", "/sources", f"/listing/{ids['hostile']}"]  # fmt: skip


def test_a_reviewer_goes_from_the_queue_to_a_listing_and_its_difference_without_scripts(visit):
    page = visit("/?lang=zh", java_script_enabled=False)
    page.select_option("#claim", "not_in_cleanup")
    page.fill("#q", "凉山")
    page.click("button[type=submit]")
    assert page.locator("table.queue tbody tr").count() == 1
    page.click("table.queue tbody a")
    assert page.locator("h1").inner_text() == "四川凉山1260千瓦水电站转让"
    assert "不在清退范围" in page.locator(".captured mark.high").all_inner_texts()
    assert "待核查" in page.locator(".flag").first.inner_text()
    page.click("text=比较最近两版")
    assert page.locator("del mark").first.inner_text() == "可挖矿，送矿机S19 100台，"
    page.click("text=English")
    assert page.locator("html").get_attribute("lang") == "en"
    page.click("nav >> text=Queue")
    assert page.locator("h1").inner_text() == "Listings by risk"


def test_everything_can_be_reached_by_keyboard(visit, ids):
    page = visit(f"/listing/{ids['full']}")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Skip to content"
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    while page.evaluate("!document.activeElement.closest('mark.high')"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement !== document.body"), "the marks cannot be reached"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    assert page.locator(".flag:target h3").inner_text() == "Says that all papers are complete"  # the first of the text
    assert page.locator(".flag:target").bounding_box()["y"] < 800


@pytest.mark.parametrize("width", [360, 800])
def test_no_page_is_wider_than_the_screen(visit, ids, width):
    page = visit("/", viewport={"width": width, "height": 800})
    for path in every_page(ids):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_told_from_what_is_behind_it(visit, ids, scheme):
    page = visit("/", color_scheme=scheme)
    backgrounds = set()
    for path in every_page(ids):
        page.goto(path)
        assert page.evaluate(LOW_CONTRAST) == [], path
        backgrounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert backgrounds == {"rgb(16, 21, 23)" if scheme == "dark" else "rgb(245, 246, 244)"}


def test_every_page_has_one_heading_of_its_own_and_a_name_for_every_control(visit, ids):
    page, titles = visit("/"), set()
    for path in every_page(ids):
        page.goto(path)
        assert page.locator("h1").count() == 1
        assert page.evaluate(UNLABELLED) == []
        named = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
        assert len(named) == len(set(named))
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
        titles.add(page.title())
    assert len(titles) == len(every_page(ids))


def test_a_hostile_listing_runs_and_loads_nothing(visit, ids, site):
    asked: list[str] = []
    page = visit("/about")
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: pytest.fail("a script of the listing ran"))
    page.goto(f"/listing/{ids['hostile']}")
    assert page.locator("h1").inner_text() == "<script>alert(1)</script>水电站"
    assert page.locator(".captured img, .captured b, .captured script").count() == 0
    assert all(url.startswith(f"http://127.0.0.1:{site.port}/") for url in asked)


def test_the_original_is_saved_and_not_shown(visit, ids):
    page = visit(f"/listing/{ids['full']}")
    with page.expect_download() as waiting:
        page.locator(".capture[open] a[download]").click()
    assert waiting.value.suggested_filename.startswith("capture-")
    assert page.url.endswith(f"/listing/{ids['full']}")


def test_on_paper_the_listing_is_without_menus(visit, ids):
    page = visit(f"/listing/{ids['full']}")
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert page.locator(".captured").is_visible()
    assert page.locator(".flag").first.is_visible()
    assert "pending" in page.locator(".listing-head").inner_text()
