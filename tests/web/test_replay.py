"""A capture as captured: by bytes over loopback, and in a real headless browser that must ask nobody outside."""

from __future__ import annotations

import gzip
import hashlib
import re
import socket
import sqlite3
import struct
import threading
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect, sync_playwright
from test_browser import CHROMIUM, FLAGS, LOW_CONTRAST, UNLABELLED
from web_site import Answer, Site, serving

from db import open_store
from monitor.publish.harmless import harmless
from monitor.run.importing.imports import import_paths
from monitor.run.workspace import DATABASE, init_workspace, open_workspace

OFFER = "转让贵州某县小水电站,装机2×630千瓦,手续齐全,不在清退范围内,要价310万"
browser_only = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (chromium, chromium-browser, google-chrome)"),
]


@dataclass
class Outside:
    """A port that stands for the world outside and notes every connection to it."""

    port: int
    heard: list[bytes] = field(default_factory=list)


@pytest.fixture(scope="module")
def outside() -> Iterator[Outside]:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        world = Outside(listener.getsockname()[1])

        def listen() -> None:
            while True:
                try:
                    caller, _ = listener.accept()
                except OSError:
                    return
                with closing(caller):
                    caller.settimeout(0.5)
                    try:
                        world.heard.append(caller.recv(100) or b"(connected)")
                    except OSError:
                        world.heard.append(b"(connected)")

        threading.Thread(target=listen, daemon=True).start()
        yield world


DOT = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


def hostile(port: int) -> dict[str, str]:
    """Pages that try to run, load, send or leave; each asks the outside port when it gets through."""
    away = f"http://127.0.0.1:{port}"
    return {
        "script": f"<script>document.title='ran';fetch('{away}/s');location='{away}/l'</script>",
        "handlers": f"<img src=x onerror=\"location='{away}/e'\"><svg onload=\"location='{away}/o'\"></svg>"
        f"<body onload=\"document.title='ran'\"><iframe src=\"javascript:top.location='{away}'\"></iframe>",
        "loads": f"<img src={away}/i srcset='{away}/s 2x'><video poster={away}/p src={away}/v autoplay></video>"
        f"<audio src={away}/a autoplay></audio><input type=image src={away}/n>"
        f"<picture><source srcset={away}/q></picture>",
        "styles": f"<link rel=stylesheet href={away}/c><style>@import '{away}/m';"
        f"@font-face{{font-family:f;src:url({away}/f)}}"
        f"body{{background:url({away}/b);font-family:f}}</style><p style=\"background:url('{away}/w')\">x",
        "frames": f"<iframe src={away}/1></iframe><IFRAME\nSRC={away}/2></IFRAME><object data={away}/3></object>"
        f"<embed src={away}/4><iframe srcdoc=\"<iframe src='{away}/5'></iframe>\"></iframe><iframe/src={away}/6>",
        "frameset": f"<html><frameset cols=50%,50%><frame src={away}/1><frame src={away}/2></frameset></html>",
        "hints": f"<link rel=preconnect href={away}><LINK rel=prefetch href={away}/f>"
        f"<link rel=preload as=image href={away}/l>"
        f"<link rel=icon href={away}/i><link rel=manifest href={away}/m><link rel=modulepreload href={away}/o>",
        "refresh": f"<meta http-equiv=refresh content='0;url={away}/r'>",
        "base": f"<base href={away}/><img src=relative.png><a href=next>next</a>",
        "svg": f"<svg><image href={away}/i /><use href='{away}/u#x'/><foreignObject>"
        f"<img src={away}/f></foreignObject></svg>",
        "policy": f'<meta http-equiv=Content-Security-Policy content="default-src *"><img src={away}/i>',
        "form": f"<form action={away}/f method=post><button id=go>go</button></form>",
        "links": f"<a id=go href={away}/a>plain</a>",
        "self": f"<a id=go target=_self href={away}/a>here</a>",
        "slash": f'<A/id="go"/target="_self"/href={away}/a>here</A>',
        "ping": f"<a id=go target=_self ping={away}/p href=#top>here</a>",
        "area": f"<map name=m><area id=go target=_self shape=default href={away}/a></map>"
        f"<img usemap=#m width=50 height=50 style='display:block' src=data:image/gif;base64,{DOT}>",
        "sketch": f"<svg width=90 height=90><a id=go target=_self xlink:href={away}/x href={away}/a>"
        f"<rect width=90 height=90></rect></a></svg>",
        "moving": f"<svg width=90 height=90><a id=go target=_self href=#x><set attributeName=href to={away}/s>"
        f"</set><animate attributeName=href values={away}/a fill=freeze dur=1ms></animate>"
        f"<rect width=90 height=90></rect></a></svg>",
        "formula": f"<math href={away}/m><mi id=go href={away}/i>x</mi></math>",
        "sent": f"<form target=_self action={away}/f><button id=go formtarget=_self formaction={away}/b>go</button>",
        "rules": '<script type=speculationrules>{"prefetch":[{"source":"list","urls":["'
        f'{away}/p"]}}]}}</script><a id=go target=_self href={away}/p>here</a>',
        "top": f"<a id=go target=_top href={away}/a>top</a>",
        "window": f"<a id=go target=_blank href={away}/a>window</a>",
        "download": f"<a id=go download href={away}/a>file</a>",
    }


def png() -> bytes:
    """A red square."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\xff\0\0" * 8 for _ in range(8))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))  # fmt: skip


@dataclass
class Replayed:
    site: Site
    ids: dict[str, int]

    def content(self, name: str, **headers: str) -> Answer:
        return self.site.get(f"/capture/{self.ids[name]}/replay/content", **headers)


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory, outside: Outside) -> Iterator[Replayed]:
    top = tmp_path_factory.mktemp("replay")
    files = top / "files"
    files.mkdir()
    for name, body in hostile(outside.port).items():
        (files / f"{name}.html").write_text(f"<!DOCTYPE html><html><title>{name}</title><p>{OFFER}</p>{body}", "utf-8")
    plain = f"<!DOCTYPE html><html><head><title>页</title></head><body><p>{OFFER}，轉讓</p></body></html>"
    for name, encoding in (("gbk", "gb18030"), ("utf16", "utf-16"), ("bom", "utf-8-sig")):
        (files / f"{name}.html").write_bytes(plain.encode(encoding))
    (files / "big5.html").write_bytes(
        "<html><body><p>出售小型水力發電廠，裝置容量一千瓩，手續齊全，價格面議</p>".encode("big5")
    )
    pictured = f'<html><style>p{{color:rgb(1, 2, 3)}}</style><p>{OFFER}</p><img id=dot src="data:image/gif;base64,'
    pictured += f'{DOT}">'
    (files / "pictured.html").write_text(pictured, "utf-8")
    (files / "words.txt").write_text(f"{OFFER}\n<script>alert(1)</script>", "utf-8")
    (files / "shot.png").write_bytes(png())
    (files / "noise.bin").write_bytes(b"\0\1\2" * 500)
    (files / "drawing.svg").write_text(
        f"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script>{OFFER}</svg>"
    )
    (files / "large.txt").write_text(OFFER + "小\n" * 60_000, "utf-8")
    with zipfile.ZipFile(files / "pages.zip", "w") as archive:
        archive.writestr("inner.html", "<html><body><h1>包里的页</h1>" + OFFER)
    folder = init_workspace(top / "case")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [files])
        ids = {
            str(row["url"]).rpartition("/")[2].partition(".")[0]: row["id"] for row in workspace.store.iter_captures()
        }
    with serving(folder) as site:
        yield Replayed(site, ids)


def test_the_policy_lets_nothing_run_load_send_or_leave(replayed: Replayed) -> None:
    headers = replayed.content("script").headers
    policy = headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    for word in ("allow-", "script-src", "http", "*", "connect-src"):
        assert word not in policy
    assert "form-action 'none'" in policy and "base-uri 'none'" in policy and "frame-ancestors 'self'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert "set-cookie" not in headers


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("gbk", "text/html; charset=gb18030"), ("big5", "text/html; charset=big5"), ("bom", "text/html; charset=utf-8"),
     ("utf16", "text/html; charset=utf-8"), ("words", "text/plain; charset=utf-8"),
     ("drawing", "text/plain; charset=utf-8"), ("large", "text/plain; charset=utf-8"), ("shot", "image/png")],
)  # fmt: skip
def test_type_and_charset_are_said(replayed: Replayed, name: str, media_type: str) -> None:
    answer = replayed.content(name)
    assert (answer.status, answer.headers["content-type"]) == (200, media_type)
    if "charset" in media_type:
        text = answer.body.decode(media_type.rpartition("=")[2])
        assert "小" in text and "\ufffd" not in text


def test_other_bytes_than_those_that_reach_out_are_as_captured(replayed: Replayed) -> None:
    for name in ("words", "large", "shot"):
        assert replayed.content(name).body == replayed.site.get(f"/capture/{replayed.ids[name]}/payload").body
    shown = replayed.content("pictured").body
    assert shown.replace(b'<base target="_blank">', b"") == (
        replayed.site.get(f"/capture/{replayed.ids['pictured']}/payload").body
    )


def test_what_cannot_be_shown_says_so_and_is_not_sent(replayed: Replayed) -> None:
    for name in ("noise", "pages"):
        page = replayed.site.get(f"/capture/{replayed.ids[name]}/replay")
        assert page.status == 200
        assert "cannot be shown here" in page.text and "<iframe" not in page.text
        assert replayed.content(name).status == 303


def test_content_alone_leads_to_the_page_around_it(replayed: Replayed) -> None:
    for destination in ("document", "object", "embed", "script", "style"):
        answer = replayed.content("script", Sec_Fetch_Dest=destination)
        assert answer.status == 303
        assert answer.headers["location"] == f"/capture/{replayed.ids['script']}/replay"


def test_each_look_is_noted_in_the_audit_log(replayed: Replayed) -> None:
    replayed.content("gbk")
    with open_store(replayed.site.folder / DATABASE, read_only=True) as store:
        last = store.audit_rows(1)[0]
    assert (last["action"], last["subject"]) == ("evidence.replay", f"capture {replayed.ids['gbk']}")


@pytest.mark.parametrize("end", ["replay", "replay/content"])
@pytest.mark.parametrize("number", ["999", "x", "-1", "99999999999999999999"])
def test_a_capture_that_is_not_there_is_not_found(replayed: Replayed, number: str, end: str) -> None:
    assert replayed.site.get(f"/capture/{number}/{end}").status == 404


def test_the_page_around_it_says_what_it_is_in_both_languages(replayed: Replayed) -> None:
    for language, words in (("zh", "不是现在的网站"), ("en", "not the site as it is now")):
        text = replayed.site.get(f"/capture/{replayed.ids['gbk']}/replay?lang={language}").text
        assert words in text and "web.replay" not in text
    assert f"/capture/{replayed.ids['gbk']}/replay" in replayed.site.get(_listing(replayed, "gbk")).text


def _listing(replayed: Replayed, name: str) -> str:
    text = replayed.site.get(f"/capture/{replayed.ids[name]}/replay").text
    return re.findall(r'href="(/listing/\d+)#capture', text)[0]


def altered_case(top: Path, body: str, was: bytes, now: bytes) -> tuple[Path, int]:
    """A case with one page whose record was written anew in place, its own digests made to fit; capture id."""
    (top / "a.html").write_text(body, "utf-8")
    folder = init_workspace(top / "case")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [top / "a.html"])
        (row,) = workspace.store.iter_captures()
    (path,) = (folder / "archive").glob("*.warc.gz")
    whole, start = path.read_bytes(), row["warc_offset"]
    record = gzip.decompress(whole[start : start + row["warc_length"]])
    forged = record.replace(was, now)
    block = forged.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n\r\n")
    digest = hashlib.sha256(block).hexdigest().encode()
    forged = forged.replace(row["sha256"].encode(), digest)
    assert len(forged) == len(record) and forged != record
    packed = gzip.compress(forged)
    path.write_bytes(whole[:start] + packed + whole[start + row["warc_length"] :])
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        database.execute("UPDATE captures SET warc_length = ? WHERE id = ?", [len(packed), row["id"]])
        database.commit()
    return folder, row["id"]


def audited(folder: Path) -> int:
    with open_store(folder / DATABASE, read_only=True) as store:
        return len(list(store.audit_entries("evidence.replay"))) + len(list(store.audit_entries("evidence.download")))


def test_content_with_another_digest_than_the_captures_is_not_shown(tmp_path: Path) -> None:
    folder, number = altered_case(tmp_path, f"<html><body>{OFFER}", "310万".encode(), "990万".encode())
    with serving(folder) as site:
        for end in ("replay", "replay/content", "payload"):
            answer = site.get(f"/capture/{number}/{end}")
            assert answer.status == 503 and "990万" not in answer.text and "<iframe" not in answer.text
            assert "not what was captured" in answer.text and "the body has the SHA-256" in answer.text
        chinese = site.get(f"/capture/{number}/replay?lang=zh").text
        assert "不是当时存下的内容" in chinese and "内容的 SHA-256 是" in chinese
    assert audited(folder) == 0


def test_what_is_altered_at_its_end_is_seen_before_the_first_byte(tmp_path: Path) -> None:
    body = f"<html><body>{OFFER}" + "小水电站\n" * 400_000 + "末尾一行"
    folder, number = altered_case(tmp_path, body, "末尾一行".encode(), "另外一行".encode())
    with serving(folder) as site:
        tracemalloc.start()
        for end in ("replay/content", "payload"):
            answer = site.get(f"/capture/{number}/{end}")
            assert answer.status == 503 and len(answer.body) < 10_000
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 4_000_000


@pytest.mark.parametrize("end", ["replay", "replay/content", "payload"])
def test_evidence_is_not_given_to_what_another_site_made_the_browser_ask(replayed: Replayed, end: str) -> None:
    path, before = f"/capture/{replayed.ids['gbk']}/{end}", audited(replayed.site.folder)
    for where in ("cross-site", "same-site"):
        for destination in ("image", "iframe", "document"):
            answer = replayed.site.get(path, Sec_Fetch_Site=where, Sec_Fetch_Dest=destination)
            assert answer.status == 403 and "小水电" not in answer.text
            assert f'href="{path}"' in answer.text and "another site" in answer.text
    assert audited(replayed.site.folder) == before
    for where in ("same-origin", "none"):
        assert replayed.site.get(path, Sec_Fetch_Site=where).status == 200


@pytest.mark.parametrize("end", ["replay/content", "payload"])
def test_who_asks_for_the_head_is_given_nothing_and_is_not_noted(replayed: Replayed, end: str) -> None:
    path, before = f"/capture/{replayed.ids['gbk']}/{end}", audited(replayed.site.folder)
    asked = replayed.site.get(path, "HEAD")
    assert (asked.status, asked.body, audited(replayed.site.folder)) == (200, b"", before)
    given = replayed.site.get(path)
    assert given.headers["content-type"] == asked.headers["content-type"] and given.body
    assert audited(replayed.site.folder) == before + 1


def test_a_damaged_record_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"<html><body>{OFFER}", "utf-8")
    folder = init_workspace(tmp_path / "case")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "a.html"])
    (path,) = (folder / "archive").glob("*.warc.gz")
    path.write_bytes(path.read_bytes()[:-60])
    with serving(folder) as site:
        for end in ("replay", "replay/content"):
            answer = site.get(f"/capture/1/{end}")
            assert answer.status == 503
            assert "Traceback" not in answer.text and "record" in answer.text


def test_memory_does_not_grow_with_the_capture(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    large.write_text("小水电\n" * 3_500_000, "utf-8")
    folder = init_workspace(tmp_path / "case")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [large])
        (row,) = workspace.store.iter_captures()
        assert row["size"] > 30_000_000
    with serving(folder) as site:
        site.get("/capture/1/replay")
        tracemalloc.start()
        with closing(socket.create_connection(("127.0.0.1", site.port))) as wire:
            wire.sendall(b"GET /capture/1/replay/content HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            received = 0
            while block := wire.recv(1 << 16):
                received += len(block)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert received > 30_000_000
    assert peak < 20_000_000


@given(st.binary(max_size=400), st.lists(st.integers(1, 60), max_size=12))
def test_cutting_a_page_anywhere_changes_nothing(noise: bytes, cuts: list[int]) -> None:
    page = noise + b"<html><IFRAME src=x></iFrame ><link\nrel=a><frame/><frameset><embed><objects><object>" + noise
    pieces, place = [], 0
    for cut in cuts:
        pieces.append(page[place : place + cut])
        place += cut
    made = b"".join(harmless([*pieces, page[place:]]))
    assert made == b"".join(harmless([page]))
    assert len(made) == len(page) + len(b'<base target="_blank">')
    assert not re.search(rb"<(iframe|frame|link|object|embed)[\s/>]", made, re.I)
    assert b"<x-frames>" in made and b"<objects>" in made


@given(st.lists(st.integers(1, 30), max_size=12))
def test_the_first_address_of_every_link_leads_nowhere(cuts: list[int]) -> None:
    page = b"<html><a href=x>1</a><A\nhref=y>2</A><area/href=z><abbr>3</abbr><svg><set to=u /><animate></animate></svg>"
    pieces, place = [], 0
    for cut in cuts:
        pieces.append(page[place : place + cut])
        place += cut
    made = b"".join(harmless([*pieces, page[place:]]))
    assert made.count(b" href=#- ping= ") == 3 and b"<abbr>3</abbr>" in made
    assert re.findall(rb"<a(?:rea)?[\s/]+href=(\S+)", made, re.I) == [b"#-"] * 3
    assert not re.search(rb"</?(?:set|animate)[\s/>]", made)


def test_the_base_stands_behind_mark_and_doctype() -> None:
    base = b'<base target="_blank">'
    for start in (b"<!DOCTYPE html>", b"\xef\xbb\xbf<!-- saved -->\n<!doctype html PUBLIC 'x'>", b"\xef\xbb\xbf", b""):
        assert b"".join(harmless([start + b"<html><p>x"])) == start + base + b"<html><p>x"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        opened.close()


def opened(chromium: Browser, replayed: Replayed, name: str) -> tuple[Page, list[str]]:
    """The replay of a page in a fresh context, and every address that answers (asking alone may be refused inside)."""
    page = chromium.new_context(locale="en-US").new_page()
    asked: list[str] = []
    page.context.on("response", lambda response: asked.append(response.url))
    page.on("dialog", lambda dialog: pytest.fail("a script of the capture ran"))
    page.goto(f"http://127.0.0.1:{replayed.site.port}/capture/{replayed.ids[name]}/replay", wait_until="load")
    return page, asked


class TestInABrowser:
    pytestmark = browser_only

    @pytest.mark.parametrize("name", sorted(hostile(1)))
    def test_nothing_runs_and_nothing_outside_is_asked(
        self, chromium: Browser, replayed: Replayed, outside: Outside, name: str
    ) -> None:
        outside.heard.clear()
        page, asked = opened(chromium, replayed, name)
        inner = page.frames[1]
        assert inner.locator("p").first.inner_text().startswith("转让贵州") or name == "frameset"
        if inner.locator("#go").count():
            inner.click("#go")
        time.sleep(0.7)
        assert outside.heard == []
        ours = f"http://127.0.0.1:{replayed.site.port}/"
        assert [url for url in asked if not url.startswith((ours, "data:"))] == []
        assert page.url.endswith("/replay") and len(page.context.pages) == 1
        assert inner.title() != "ran"
        page.context.close()

    def test_content_that_is_opened_by_itself_is_led_into_its_frame(
        self, chromium: Browser, replayed: Replayed
    ) -> None:
        page, _ = opened(chromium, replayed, "gbk")
        page.goto(f"http://127.0.0.1:{replayed.site.port}/capture/{replayed.ids['gbk']}/replay/content")
        assert page.url.endswith("/replay")
        page.context.close()

    @pytest.mark.parametrize("name", ["gbk", "utf16", "bom"])
    def test_every_encoding_is_read(self, chromium: Browser, replayed: Replayed, name: str) -> None:
        page, _ = opened(chromium, replayed, name)
        assert page.frames[1].locator("p").inner_text() == f"{OFFER}，轉讓"
        assert page.frames[1].evaluate("document.compatMode") == "CSS1Compat"
        page.context.close()

    def test_its_own_styles_and_pictures_are_shown(self, chromium: Browser, replayed: Replayed) -> None:
        page, _ = opened(chromium, replayed, "pictured")
        inner = page.frames[1]
        assert inner.evaluate("getComputedStyle(document.querySelector('p')).color") == "rgb(1, 2, 3)"
        assert inner.evaluate("document.querySelector('#dot').naturalWidth") == 1
        assert inner.evaluate("origin") == "null"
        page.context.close()

    def test_a_picture_that_was_kept_is_shown(self, chromium: Browser, replayed: Replayed) -> None:
        page, _ = opened(chromium, replayed, "shot")
        assert page.evaluate("document.querySelector('img.replayed').naturalWidth") == 8
        page.context.close()

    def test_plain_text_stays_plain(self, chromium: Browser, replayed: Replayed) -> None:
        page, _ = opened(chromium, replayed, "words")
        assert "<script>alert(1)</script>" in page.frames[1].locator("body").inner_text()
        page.context.close()

    @pytest.mark.parametrize("name", ["large", "window"])
    def test_it_is_reached_and_scrolled_by_keyboard(self, chromium: Browser, replayed: Replayed, name: str) -> None:
        page, _ = opened(chromium, replayed, name)
        page.frames[1].evaluate("document.body.append(document.createElement('pre'))")
        page.frames[1].evaluate("document.body.lastChild.textContent = '\\n'.repeat(900)")
        focused = "document.activeElement.matches('iframe')"
        for _ in range(40):
            if page.evaluate(focused):
                break
            page.keyboard.press("Tab")
        page.keyboard.press("PageDown")
        expect(page.locator("iframe")).to_have_css("outline-style", "solid")
        for _ in range(50):  # it glides
            if page.frames[1].evaluate("scrollY > 100"):
                break
            page.wait_for_timeout(100)
        assert page.frames[1].evaluate("scrollY > 100")
        for _ in range(1 + page.frames[1].locator("a").count()):  # and left again
            page.keyboard.press("Shift+Tab")
        assert not page.evaluate(focused)
        page.keyboard.press("Tab")
        assert page.evaluate(focused)
        page.context.close()

    def test_the_page_around_it_can_be_read_by_everybody(self, chromium: Browser, replayed: Replayed) -> None:
        page, _ = opened(chromium, replayed, "gbk")
        assert page.evaluate(LOW_CONTRAST) == []
        assert page.evaluate(UNLABELLED) == []
        page.context.close()
