"""The upload page in a real headless browser: with and without its script, by dropping, pasting and choosing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from test_browser import CHROMIUM, FLAGS, LOW_CONTRAST, UNLABELLED
from web_site import Site, serving

from monitor.run.workspace import init_workspace

OFFER = "转让贵州某县小水电站,装机2×630千瓦,手续齐全,不在清退范围内,要价{}万"
DROP = """words => { const data = new DataTransfer();
  for (const [name, text] of words) data.items.add(new File([text], name));
  for (const kind of ['dragover', 'drop'])
    document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true })); }"""
PASTE = """([kind, text, on]) => { const data = new DataTransfer();
  if (kind === 'file') data.items.add(new File([text], 'shot.txt')); else data.setData(kind, text);
  document.querySelector(on).dispatchEvent(
    new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); }"""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (chromium, chromium-browser, google-chrome)"),
]


@pytest.fixture(scope="module")
def uploads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(init_workspace(tmp_path_factory.mktemp("page") / "case")) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def page(request: pytest.FixtureRequest, chromium: Browser, uploads: Site) -> Iterator[Page]:
    yield from visited(chromium, uploads, java_script_enabled=request.param)


@pytest.fixture
def scripted(chromium: Browser, uploads: Site) -> Iterator[Page]:
    yield from visited(chromium, uploads)


def visited(chromium: Browser, uploads: Site, **options: bool) -> Iterator[Page]:
    """The upload page; fails the test when the browser complains of anything."""
    complaints: list[str] = []
    context = chromium.new_context(locale="en-US", base_url=f"http://127.0.0.1:{uploads.port}", **options)
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/upload")
    yield page
    context.close()
    assert complaints == []


def results(page: Page) -> list[str]:
    page.click("button[type=submit]")
    page.wait_for_selector("h1:has-text('What became of the upload')")
    return page.locator("tbody td:nth-child(2)").all_inner_texts()


def test_files_are_chosen_and_words_pasted_with_and_without_the_script(page: Page, tmp_path: Path, request) -> None:
    shift = 100 if "no-script" in request.node.name else 0
    for number in range(2):
        (tmp_path / f"{number}.txt").write_text(OFFER.format(300 + shift + number), "utf-8")
    page.set_input_files("#file", [tmp_path / "0.txt", tmp_path / "1.txt"])
    page.fill("#text", OFFER.format(310 + shift))
    assert results(page) == ["new listing"] * 3
    page.click("tbody a >> nth=0")
    assert page.locator(".captured").inner_text().startswith("转让贵州")


def test_what_is_dropped_anywhere_is_added_to_what_was_chosen(scripted: Page, tmp_path: Path) -> None:
    (tmp_path / "chosen.txt").write_text(OFFER.format(500), "utf-8")
    scripted.set_input_files("#file", tmp_path / "chosen.txt")
    scripted.evaluate(DROP, [["a.txt", OFFER.format(501)], ["b.txt", OFFER.format(502)]])
    assert "chosen.txt" in scripted.locator("#chosen").inner_text()
    assert results(scripted) == ["new listing"] * 3


def test_a_folder_that_is_dropped_brings_what_lies_in_it(scripted: Page, tmp_path: Path) -> None:
    """Real paths, as from the window of another program; what was collected before stays."""
    (tmp_path / "文件夹" / "a_files").mkdir(parents=True)
    frame = f"<meta charset=utf-8><p>{OFFER.format(541)}</p>"
    (tmp_path / "文件夹" / "a_files" / "saved_resource.html").write_text(frame, "utf-8")
    shown = "<meta charset=utf-8><p>交易中心541</p><iframe src='./a_files/saved_resource.html'></iframe>"
    (tmp_path / "文件夹" / "a.html").write_text(shown, "utf-8")
    (tmp_path / "b.txt").write_text(OFFER.format(542), "utf-8")
    scripted.fill("#text", OFFER.format(543))
    devices = scripted.context.new_cdp_session(scripted)
    data = {"items": [], "files": [str(tmp_path / "文件夹"), str(tmp_path / "b.txt")], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        devices.send("Input.dispatchDragEvent", {"type": kind, "x": 300, "y": 300, "data": data})
    expect(scripted.locator("#chosen .piece")).to_have_count(3)
    scripted.wait_for_selector("button[type=submit]:enabled")
    assert "文件夹/a_files/saved_resource.html" in scripted.inner_text("#chosen")
    assert not scripted.locator("#unread").is_visible()
    assert sorted(results(scripted)) == ["kept; no listing in it", *["new listing"] * 3]


def test_a_folder_brings_a_page_with_what_its_frame_shows(page: Page, tmp_path: Path, request) -> None:
    price = 530 if "no-script" in request.node.name else 531
    (tmp_path / "saved" / "a_files").mkdir(parents=True)
    frame = f"<meta charset=utf-8><p>{OFFER.format(price)}</p>"
    (tmp_path / "saved" / "a_files" / "saved_resource.html").write_text(frame, "utf-8")
    shown = f"<meta charset=utf-8><p>交易中心{price}</p><iframe src='./a_files/saved_resource.html'></iframe>"
    (tmp_path / "saved" / "a.html").write_text(shown, "utf-8")
    page.set_input_files("#folder", tmp_path / "saved")
    assert sorted(results(page)) == ["kept; no listing in it", "new listing"]
    page.click("tbody a >> nth=0")
    assert OFFER.format(price) in page.locator(".captured").inner_text()


def test_a_piece_of_a_page_is_pasted_with_its_layout(scripted: Page) -> None:
    html = f"<meta charset='utf-8'><h1>复制的电站</h1><p>{OFFER.format(510)}</p><script>alert(1)</script>"
    scripted.evaluate(PASTE, ["text/html", html, "body"])
    assert "pasted.html" in scripted.locator("#chosen").inner_text()
    assert results(scripted) == ["new listing"]
    scripted.click("tbody a")
    assert scripted.locator("h1").inner_text() == "复制的电站"


def test_plain_words_and_pictures_are_pasted_too(scripted: Page) -> None:
    scripted.evaluate(PASTE, ["text/plain", OFFER.format(520), "body"])
    assert scripted.input_value("#text") == OFFER.format(520)
    scripted.evaluate(PASTE, ["file", OFFER.format(521), "#text"])
    assert results(scripted) == ["new listing"] * 2


def test_a_form_of_another_site_is_refused_by_the_browser_s_own_word(chromium: Browser, uploads: Site) -> None:
    """The real header of a real browser: a page elsewhere that knows even the token."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{uploads.port}/upload")
    token = page.locator("input[name=token]").get_attribute("value")
    action = f"http://127.0.0.1:{uploads.port}/upload"
    page.route("http://elsewhere.test/*", lambda route: route.fulfill(content_type="text/html", body=(
        f"<form method=post enctype=multipart/form-data action={action}><input name=token value={token}>"
        "<textarea name=text>words</textarea><button>go</button></form>"
    )))  # fmt: skip
    page.goto("http://elsewhere.test/")
    with page.expect_response(lambda response: response.url == action) as waiting:
        page.click("button")
    assert waiting.value.status == 403
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_can_be_read_and_used_by_everybody(chromium: Browser, uploads: Site, scheme, width: int) -> None:
    context = chromium.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    page = context.new_page()
    for language in ("zh", "en"):
        page.goto(f"http://127.0.0.1:{uploads.port}/upload?lang={language}")
        assert page.evaluate(LOW_CONTRAST) == []
        assert page.evaluate(UNLABELLED) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("h1").count() == 1
    context.close()


def test_one_piece_is_taken_back_before_sending(scripted: Page) -> None:
    scripted.evaluate(DROP, [["a.txt", OFFER.format(711)], ["b.txt", OFFER.format(712)]])
    scripted.get_by_role("button", name="Take back: a.txt").click()
    assert scripted.evaluate("[...document.querySelector('#file').files].map(file => file.name)") == ["b.txt"]
    assert "a.txt" not in scripted.inner_text("#chosen") and "b.txt" in scripted.inner_text("#chosen")
    assert scripted.evaluate(LOW_CONTRAST) == [] and scripted.evaluate(UNLABELLED) == []


@pytest.mark.parametrize(("on", "names", "words"), [("textarea", ["image.png"], "电站\t800kW"),
                                                    ("h1", ["image.png", "pasted.html"], "")])  # fmt: skip
def test_of_a_clipboard_with_picture_and_words_both_are_taken(
    scripted: Page, on: str, names: list[str], words: str
) -> None:
    scripted.evaluate(
        """on => { const data = new DataTransfer(); data.items.add(new File(['x'], 'image.png', {type: 'image/png'}));
        data.setData('text/html', '<table><tr><td>电站</table>'); data.setData('text/plain', '电站\\t800kW');
        document.querySelector(on).dispatchEvent(
          new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); }""",
        on,
    )
    assert scripted.evaluate("[...document.querySelector('#file').files].map(file => file.name)") == names
    assert scripted.input_value("textarea") == words


def test_results_name_the_listing_and_its_risk(page: Page) -> None:
    page.fill("textarea", f"<html><title>泸定电站转让</title><p>{OFFER.format(713)}</p></html>")
    results(page)
    link = page.locator("td a[href^='/listing/']").first
    assert link.inner_text() == "泸定电站转让" and page.locator("td .risk").count() == 1
    assert page.evaluate(LOW_CONTRAST) == []
