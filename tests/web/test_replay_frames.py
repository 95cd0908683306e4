"""A capture is shown with what stood in its frames, and a page in a frame can do no more than the page around it."""

from __future__ import annotations

import base64
import html
import shutil
import socket
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from test_replay import OFFER, Outside, Replayed, browser_only, chromium, hostile, opened, outside, png
from web_site import serving

from monitor.run.importing.imports import import_paths
from monitor.run.importing.uploads import Upload, import_uploads
from monitor.run.workspace import init_workspace, open_workspace

__all__ = ["chromium", "outside"]  # fixtures
SHOWN = f'<!DOCTYPE html><meta charset="utf-8"><h2>框里</h2><p id=offer>{OFFER}</p><img id=dot src="./p.png">'
SITE = "https://www.example.com/item"
FRAMESET = (
    '<html><head><meta charset="utf-8"><title>公告</title></head><frameset rows="40,*"><frame src="f_files/l.html">'
    '<frameset cols="2*,*"><frame src="./f_files/r.html"><frame src="f_files/gone.html"></frameset>'
    "<noframes>您的浏览器不支持框架</noframes></frameset></html>"
)


def framing(address: str) -> str:
    """A page with a frame that is kept, one in it that is kept and one that is not."""
    frame = f'<iframe src="{address}" width=700>旧</iframe>'
    return f'<!DOCTYPE html><meta charset="utf-8"><h1>公告</h1>{frame}<p id=after>后'


def mhtml() -> bytes:
    """As Chrome writes it: a frame by its id."""
    found = (
        (f"{SITE}/7", "", "text/html", framing("cid:f@mhtml.blink").encode()),
        (f"{SITE}/f/", "<f@mhtml.blink>", "text/html", SHOWN.encode()),
        (f"{SITE}/f/p.png", "", "image/png", png()),
    )
    parts = (
        f"--b\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\nContent-Location: {name}\r\n"
        f"{f'Content-ID: {number}' if number else 'X-No: 1'}\r\n\r\n".encode()
        + base64.encodebytes(body)
        for name, number, kind, body in found
    )
    head = f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {SITE}/7\r\nMIME-Version: 1.0\r\n"
    head += 'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
    return head.encode() + b"\r\n".join(parts) + b"\r\n--b--\r\n"


def with_folder(top: Path, name: str, page: str, frames: dict[str, str]) -> Path:
    (top / f"{name}_files").mkdir(parents=True)
    (top / f"{name}.html").write_text(page, "utf-8")
    (top / f"{name}_files" / "p.png").write_bytes(png())
    for frame, text in frames.items():
        (top / f"{name}_files" / f"{frame}.html").write_text(text, "utf-8")
    return top / f"{name}.html"


def hostile_frames(port: int) -> str:
    """Every hostile page in a frame of one page, all in sight: with some out of sight the page did not end loading."""
    pages = (f"<!DOCTYPE html><title>{name}</title><p>{OFFER}</p>{body}" for name, body in hostile(port).items())
    return "<!DOCTYPE html>" + "".join(
        f'<iframe width=110 height=60 srcdoc="{html.escape(page)}"></iframe>' for page in pages
    )


@pytest.fixture(scope="module")
def framed(tmp_path_factory: pytest.TempPathFactory, outside: Outside) -> Iterator[Replayed]:
    top = tmp_path_factory.mktemp("frames")
    away = f"http://127.0.0.1:{outside.port}"
    beside = framing("./beside_files/a.html") + f'<iframe src="{away}/advert" width=700></iframe>'
    inner = SHOWN.replace("框里", "夹里") + '<iframe src="b.html"></iframe>'
    files = {
        "beside": with_folder(top, "beside", beside, {"a": inner, "b": "<p id=deep>深处</p>"}),
        "f": with_folder(top, "f", FRAMESET, {"l": "<p>导航</p>", "r": SHOWN}),
        "hostile": with_folder(top, "hostile", hostile_frames(outside.port), {}),
        "cid": top / "cid.mhtml", "srcdoc": top / "srcdoc.html", "deep": top / "deep.html",
    }  # fmt: skip
    files["cid"].write_bytes(mhtml())
    one = html.escape(SHOWN.replace("./p.png", "data:image/png;base64," + base64.b64encode(png()).decode()))
    files["srcdoc"].write_text(framing("x").replace('src="x"', f'srcdoc="{one}"'), "utf-8")
    files["deep"].write_text(f"<html><p>{OFFER}</p>" + "<div>" * 60_000, "utf-8")
    folder, ids = init_workspace(top / "case"), {}
    with open_workspace(folder) as workspace:
        for name, path in files.items():
            import_paths(workspace, [path])
            rows = [row for row in workspace.store.iter_captures() if row["media_type"] == "text/html"]
            ids[name] = min(
                row["id"] for row in rows if row["id"] > max([0, *ids.values()]) and "files" not in row["url"]
            )
            filled = [row["id"] for row in rows if row["url"].endswith("with-frames.html")]
            if filled and filled[-1] > ids[name]:
                ids[f"{name} read"] = filled[-1]
    with serving(folder) as site:
        yield Replayed(site, ids)


def test_each_page_that_shows_its_offer_in_a_frame_is_read_with_it(framed: Replayed) -> None:
    assert {"beside read", "cid read", "f read"} <= framed.ids.keys()


@pytest.mark.parametrize("way", ["path", "zip", "upload"])
def test_the_offer_in_a_frameset_is_that_of_its_page(tmp_path: Path, way: str) -> None:
    page = with_folder(tmp_path / "in", "f", FRAMESET, {"l": "<p>导航</p>", "r": SHOWN})
    folder = init_workspace(tmp_path / "case")
    paths = [path for path in sorted((tmp_path / "in").rglob("*")) if path.is_file()]
    if way == "upload":
        with open_workspace(folder, read_only=True) as workspace:
            import_uploads(workspace, [Upload(one, one.relative_to(tmp_path / "in").as_posix(), "") for one in paths])
    else:
        if way == "zip":
            page = Path(shutil.make_archive(str(tmp_path / "f"), "zip", tmp_path / "in"))
            assert len(zipfile.ZipFile(page).namelist()) >= len(paths)
        with open_workspace(folder) as workspace:
            import_paths(workspace, [page])
    with open_workspace(folder) as workspace:
        (read,) = [row["id"] for row in workspace.store.iter_captures() if row["url"].endswith("with-frames.html")]
        assert workspace.store.listing_of_capture(read)
    with serving(folder) as site:
        shown = site.get(f"/capture/{read}/replay/content").text
    assert shown.count("<iframe sandbox srcdoc=") == 3 and "<frame" not in shown


def test_a_deeply_nested_page_is_handed_out_in_few_pieces(framed: Replayed) -> None:
    """The server takes as long for a small piece as for a large one: 60,000 of them took twenty seconds."""
    with closing(socket.create_connection(("127.0.0.1", framed.site.port))) as wire:
        path = f"/capture/{framed.ids['deep']}/replay/content"
        wire.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        received = b"".join(iter(lambda: wire.recv(1 << 16), b""))
    head, _, rest = received.partition(b"\r\n\r\n")
    assert b"chunked" in head.lower()
    sizes = list[int]()
    while not sizes or sizes[-1]:
        size, _, rest = rest.partition(b"\r\n")
        sizes.append(int(size, 16))
        rest = rest[sizes[-1] + 2 :]
    assert sum(sizes) > 300_000 and len(sizes) < 12


def test_a_page_gone_wild_with_frames_comes_to_an_end(tmp_path: Path) -> None:
    """Frames that show one another and their page, more of them than are shown, and one in another in another."""
    nested = "<p>里</p>"
    for _ in range(6):
        nested = f'<p>层</p><iframe srcdoc="{html.escape(nested)}"></iframe>'
    more = "<iframe srcdoc='<p>多'></iframe>" * 300 + "<iframe src=no></iframe>" * 300
    loop = SHOWN + '<iframe src="a.html"></iframe><iframe src="../w.html"></iframe>' * 3
    page = with_folder(tmp_path, "w", framing("w_files/a.html") + nested + more, {"a": loop})
    folder = init_workspace(tmp_path / "case")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [page])
    with serving(folder) as site:
        text = site.get("/capture/1/replay/content").text
    assert 50 < text.count("iframe sandbox srcdoc=") <= 100
    assert text.count("多") <= 50 and "里&lt;" not in text and len(text) < 2_000_000


class TestInABrowser:
    pytestmark = browser_only

    @pytest.mark.parametrize("name", ["beside", "beside read", "cid", "cid read", "srcdoc"])
    def test_what_stood_in_a_frame_is_seen_in_its_place(
        self, chromium: Browser, framed: Replayed, outside: Outside, name: str
    ) -> None:
        outside.heard.clear()
        page, asked = opened(chromium, framed, name)
        outer = page.frames[1]
        shown = next(one for one in outer.child_frames if one.locator("#offer").count())
        assert shown.locator("#offer").inner_text() == OFFER and shown.locator("#offer").is_visible()
        assert shown.evaluate("document.querySelector('#dot').naturalWidth") == 8
        assert shown.evaluate("origin") == "null"
        assert outer.locator("#after").is_visible() and "旧" not in outer.locator("body").inner_text()
        if name.startswith("beside"):
            assert shown.child_frames[0].locator("#deep").inner_text() == "深处"
            words = outer.child_frames[1].locator("body").inner_text()
            assert f"http://127.0.0.1:{outside.port}/advert" in words and "没有" in words and "not kept" in words
        time.sleep(0.3)
        ours = f"http://127.0.0.1:{framed.site.port}/"
        assert outside.heard == [] and [url for url in asked if not url.startswith((ours, "data:"))] == []
        page.context.close()

    @pytest.mark.parametrize("name", ["f", "f read"])
    def test_a_frameset_is_laid_out(self, chromium: Browser, framed: Replayed, name: str) -> None:
        page, _ = opened(chromium, framed, name)
        top, main, gone = page.frames[1].child_frames
        assert (top.locator("p").inner_text(), main.locator("#offer").inner_text()) == ("导航", OFFER)
        assert "gone.html" in gone.locator("body").inner_text()
        boxes = [one.frame_element().bounding_box() or {} for one in (top, main, gone)]
        assert round(boxes[0]["height"]) == 40 and boxes[1]["y"] == boxes[2]["y"] == boxes[0]["y"] + 40
        assert abs(boxes[1]["width"] - 2 * boxes[2]["width"]) < 3
        page.context.close()

    def test_nothing_in_a_frame_runs_loads_sends_or_leaves(
        self, chromium: Browser, framed: Replayed, outside: Outside
    ) -> None:
        outside.heard.clear()
        page, asked = opened(chromium, framed, "hostile")
        frames = page.frames[1].child_frames
        assert len(frames) == len(hostile(1))
        for frame in frames:
            if frame.locator("#go").count():
                frame.locator("#go").click()
        time.sleep(1)
        assert outside.heard == []
        ours = f"http://127.0.0.1:{framed.site.port}/"
        assert [url for url in asked if not url.startswith((ours, "data:"))] == []
        assert page.url.endswith("/replay") and len(page.context.pages) == 1
        for frame, name in zip(page.frames[1].child_frames, hostile(1), strict=True):
            assert frame.title() == name and frame.url.startswith("about:srcdoc")
            assert frame.locator("p").first.inner_text().startswith("转让贵州") or name == "frameset"
        page.context.close()
