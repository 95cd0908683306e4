"""A capture shown with the styles, pictures and fonts that were kept with it, and still with nothing from outside."""

from __future__ import annotations

import base64
import json
import mailbox
import re
import sqlite3
import sys
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import closing
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser
from test_replay import OFFER, Outside, Replayed, browser_only, chromium, opened, outside, png
from web_site import serving

from db import open_store
from monitor.publish.inlined import inlined
from monitor.publish.styles import Inlining
from monitor.run.importing.imports import import_paths
from monitor.run.importing.uploads import Upload, import_uploads
from monitor.run.page_parts import KeptPart, PageParts
from monitor.run.workspace import DATABASE, init_workspace, open_workspace

sys.path.append(str(Path(__file__).parents[1] / "unpack"))
from warcs import each_gzip, http, record

__all__ = ["chromium", "outside"]  # fixtures
SITE = "https://www.example.com/item/7"
SHEET = (
    '@import "css/more.css";@font-face{font-family:f;src:url(f.woff2)}'
    ".pop{display:none}h1{color:rgb(9, 8, 7);background:url('css/../p.png')}/* url(x) */"
)
MORE = "body{background-image:url( ../p.png )}"
FONT = b"wOF2" + bytes(60)
PNG = base64.b64encode(png()).decode()


def page(at: str = "", *, away: str = "https://away.example", note: str = "") -> str:
    """A page that loads a style sheet, which loads another, a picture and a font, from below `at`."""
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>页</title><link rel="stylesheet" href="{at}a.css">'
        f'<script src="{at}app.js"></script></head><body><h1>{OFFER}</h1><p>{OFFER}</p>'
        f'<img id=one src="{at}p.png" srcset="{away}/2.png 2x"><img id=two src={away}/gone.png>'
        f'<div class="pop">请登录后查看 9999万元</div><!-- {note} --></body></html>'
    )


def parts(at: str) -> dict[str, tuple[str, bytes]]:
    return {
        f"{at}a.css": ("text/css", SHEET.encode()), f"{at}css/more.css": ("text/css", MORE.encode()),
        f"{at}p.png": ("image/png", png()), f"{at}f.woff2": ("font/woff2", FONT),
        f"{at}app.js": ("text/javascript", b"document.title='ran'"),
    }  # fmt: skip


def saved(folder: Path, stem: str = "卖 电站", away: str = "https://away.example") -> None:
    """A page and its folder, as browsers save them."""
    (folder / f"{stem}.html").write_text(page(f"./{stem}_files/", away=away), "utf-8")
    for name, (_, body) in parts(f"{stem}_files/").items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)


def zipped() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a/第 1.html", page("第 1_files/", note="zip"))
        for name, (_, body) in parts("a/第 1_files/").items():
            archive.writestr(name, body)
    return out.getvalue()


def mhtml(location: str = f"{SITE}/", note: str = "mhtml") -> bytes:
    """As Chrome writes it: addresses in full, the style sheet under one of its own."""
    found = {f"{location}x": ("text/html", page(note=note).encode()), **parts(location)}
    bodies = (
        f"--b\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\nContent-Location: {name}\r\n\r\n".encode()
        + base64.encodebytes(body)
        for name, (kind, body) in found.items()
        if not name.endswith(".js")
    )
    head = f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {location}x\r\nMIME-Version: 1.0\r\n"
    head += 'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
    return head.encode() + b"\r\n".join(bodies) + b"\r\n--b--\r\n"


def mail(note: str = "") -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "w@example.org", "d@example.org", "offer"
    message.set_content(f"<html><body><p>{OFFER}{note}</p><img id=one src='cid:a%40b'></body></html>", "html")
    message.add_related(png(), "image", "png", cid="<a@b>")
    return message.as_bytes()


def har() -> bytes:
    found = {f"{SITE}/x": ("text/html", page(note="har").encode()), **parts(f"{SITE}/")}
    entries = [
        {"startedDateTime": "2026-01-02T11:04:05Z", "request": {"url": name},
         "response": {"status": 200, "content": {"size": 9, "mimeType": kind, **_content(kind, body)}}}
        for name, (kind, body) in found.items()
    ]  # fmt: skip
    return json.dumps({"log": {"version": "1.2", "entries": entries}}).encode()


def _content(kind: str, body: bytes) -> dict[str, str]:
    if kind.startswith("text/"):
        return {"text": body.decode()}
    return {"text": base64.b64encode(body).decode(), "encoding": "base64"}


def warc() -> bytes:
    found = {**parts(f"{SITE}/"), f"{SITE}/x": ("text/html", page(note="warc").encode())}
    return each_gzip(record("response", name, http(body, kind)) for name, (kind, body) in found.items())


def packed(name: str, body: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, body)
    return out.getvalue()


def mailed(folder: Path) -> None:
    box = mailbox.mbox(folder / "post.mbox")
    box.add(mail("。"))
    box.close()


FULL = ("beside", "zip", "mhtml", "local", "har", "warc", "nested")
SOME = (*FULL, "mail", "post")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, outside: Outside) -> Iterator[Replayed]:
    top = tmp_path_factory.mktemp("parts")
    files = top / "files"
    files.mkdir()
    saved(files, away=f"http://127.0.0.1:{outside.port}")
    made = {
        "zip.zip": zipped(), "mhtml.mhtml": mhtml(), "local.mhtml": mhtml("file:///C:/saved/", "local"),
        "har.har": har(), "warc.warc.gz": warc(), "nested.zip": packed("in/b.mhtml", mhtml(note="nested")),
        "mail.eml": mail(),
    }  # fmt: skip
    for name, body in made.items():
        (files / name).write_bytes(body)
    mailed(files)
    folder = init_workspace(top / "case")
    ids = {}
    with open_workspace(folder) as workspace:
        for path in sorted(files.iterdir()):
            if path.is_file():
                import_paths(workspace, [path])
                rows = [row for row in workspace.store.iter_captures() if row["media_type"] == "text/html"]
                ids[path.name.partition(".")[0]] = rows[-1]["id"]
    ids["beside"] = ids.pop("卖 电站")
    with serving(folder) as site:
        yield Replayed(site, ids)


@pytest.mark.parametrize("name", FULL)
def test_what_was_kept_with_a_page_is_put_into_it(kept: Replayed, name: str) -> None:
    text = kept.content(name).text
    assert f'id=one src="data:image/png;base64,{PNG}"' in text
    assert f"background:url(data:image/png;base64,{PNG})" in text  # of the sheet
    assert f"background-image:url(data:image/png;base64,{PNG})" in text  # of the one that it imports
    assert f"src:url(data:font/woff2;base64,{base64.b64encode(FONT).decode()})" in text
    assert "gone.png" in text and "data:text/javascript" not in text


@pytest.mark.parametrize("name", SOME)
def test_the_policy_is_the_same_with_parts(kept: Replayed, name: str) -> None:
    answer = kept.content(name)
    assert f"data:image/png;base64,{PNG}" in answer.text
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:;")
    assert "access-control-allow-origin" not in answer.headers
    assert not re.search(r"<(?:link|iframe|object|embed)[\s/>]", answer.text)


def test_an_upload_with_its_files_is_shown_with_them(tmp_path: Path) -> None:
    saved(tmp_path)
    folder = init_workspace(tmp_path / "case")
    paths = [path for path in sorted(tmp_path.rglob("*")) if path.is_file() and "case" not in path.parts]
    with open_workspace(folder, read_only=True) as workspace:
        sent = [Upload(path, path.relative_to(tmp_path).as_posix(), "") for path in paths]
        import_uploads(workspace, sent)
    with open_store(folder / DATABASE, read_only=True) as store:
        page_and_filled = [row["id"] for row in store.iter_captures() if row["media_type"] == "text/html"]
    assert len(page_and_filled) == 2
    with serving(folder) as site:
        for number in page_and_filled:
            assert f"data:image/png;base64,{PNG}" in site.get(f"/capture/{number}/replay/content").text


def test_a_page_is_shown_with_the_files_of_its_own_import(tmp_path: Path) -> None:
    """Two pages of one name from two folders, each with a picture of its own name."""
    folder = init_workspace(tmp_path / "case")
    for where, colour in (("a", "red"), ("b", "blue")):
        (tmp_path / where).mkdir()
        saved(tmp_path / where, "页")
        (tmp_path / where / "页.html").write_text(page("页_files/").replace("9999", colour), "utf-8")
        (tmp_path / where / "页_files" / "a.css").write_text(f"h1{{color:{colour}}}")
        with open_workspace(folder) as workspace:
            import_paths(workspace, [tmp_path / where / "页.html"])
    with open_store(folder / DATABASE, read_only=True) as store:
        pages = [row["id"] for row in store.iter_captures() if row["media_type"] == "text/html"]
    with serving(folder) as site:
        shown = [site.get(f"/capture/{number}/replay/content").text for number in pages]
    assert ["h1{color:red}" in text for text in shown] == [True, False]
    assert ["h1{color:blue}" in text for text in shown] == [False, True]


def test_a_part_whose_digest_is_not_the_recorded_one_is_not_shown(tmp_path: Path) -> None:
    saved(tmp_path)
    (tmp_path / "x.mhtml").write_bytes(mhtml())
    folder = init_workspace(tmp_path / "case")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "卖 电站.html", tmp_path / "x.mhtml"])
        kept = [row for row in workspace.store.iter_captures() if row["media_type"] == "text/html"]
        pages = [row["id"] for row in kept if not row["url"].endswith("with-sheets.html")]
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        database.execute(
            "UPDATE captures SET sha256 = ? WHERE media_type = 'image/png' OR parent_id IS NULL AND url LIKE '%mhtml'",
            ["0" * 64],
        )
        database.commit()
    with serving(folder) as site:
        beside, archived = (site.get(f"/capture/{number}/replay/content") for number in pages)
    assert beside.status == archived.status == 200 and OFFER in beside.text and OFFER in archived.text
    assert ".pop{display:none}" in beside.text and "data:image" not in beside.text
    assert "display:none" not in archived.text and "data:image" not in archived.text


def test_what_is_no_picture_style_or_font_is_not_put_in(tmp_path: Path) -> None:
    (tmp_path / "p.html").write_text(page("p_files/"), "utf-8")
    (tmp_path / "p_files").mkdir()
    (tmp_path / "p_files" / "a.css").write_text("<!DOCTYPE html><title>404</title>h1{}")
    (tmp_path / "p_files" / "p.png").write_text("<html><script>alert(1)</script>")
    folder = init_workspace(tmp_path / "case")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "p.html"])
    with serving(folder) as site:
        text = site.get("/capture/1/replay/content").text
    assert "404" not in text and "data:" not in text and 'src="p_files/p.png"' in text


def test_memory_does_not_grow_with_the_pictures_of_a_page(tmp_path: Path) -> None:
    (tmp_path / "p_files").mkdir()
    large = png() + bytes(9_000_000)
    for n in range(4):
        (tmp_path / "p_files" / f"{n}.png").write_bytes(large + bytes([n]))
    pictures = "".join(f'<img src="p_files/{n}.png">' for n in range(4)) * 3
    (tmp_path / "p.html").write_text(f"<html><body><p>{OFFER}</p>{pictures}", "utf-8")
    folder = init_workspace(tmp_path / "case")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "p.html"])
        store = workspace.store
        row = next(row for row in store.iter_captures() if row["media_type"] == "text/html")
        tracemalloc.start()
        parts_of = PageParts(workspace, store, row)
        parts_of.look([(tmp_path / "p.html").read_bytes()], "utf-8")
        blocks = inlined([(tmp_path / "p.html").read_bytes()], "utf-8", Inlining(parts_of.find))
        size = sum(map(len, blocks))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert 60_000_000 < size < 82_000_000  # six pictures: what a page shows again and again has an end
    assert peak < 8_000_000


def test_a_style_sheet_cannot_end_the_element_it_stands_in() -> None:
    sheet = "p{content:'</style><script>alert(1)</script>'}/*</STYLE>*/.中{color:red}@charset 'gbk';"
    part = KeptPart("https://e.com/a.css", "", 99, lambda: iter((sheet.encode(),)))
    made = b"".join(inlined([b"<link rel=stylesheet href=a.css>"], "gb18030", Inlining(lambda *_: part)))
    assert made.count(b"</") == 1 and made.lower().endswith(b"</style>") and made.isascii()
    assert b".\\4e2d {color:red}" in made


def test_sheets_that_load_one_another_come_to_an_end() -> None:
    part = KeptPart("https://e.com/a.css", "", 99, lambda: iter((b"@import 'a.css';@import 'a.css';p{}",)))
    made = b"".join(inlined([b"<link rel=stylesheet href=a.css>"], "utf-8", Inlining(lambda *_: part)))
    assert made.count(b"p{}") == 63


DOT = KeptPart("https://e.com/p.png", "image/png", 4, lambda: iter((b"1", b"234")))
ODD = (
    b'<!doctype html><title><img src=p.png></title><script>if(a<b && "it\'s")</script><!-- <img src=p.png> -->'
    b"<IMG\nSRC='p.png' alt='a>b'><p style=\"background:url(&quot;p.png&quot;)\">a <b c<d <3 "
    b"<style>r{background:url( 'p.png' )}</style><td background=p.png><img src=\"p.png"
)


@settings(deadline=None)
@given(st.binary(max_size=60), st.lists(st.integers(1, 40), max_size=12))
def test_cutting_a_page_anywhere_puts_in_the_same(noise: bytes, cuts: list[int]) -> None:
    whole, pieces, place = ODD + noise, [], 0
    for cut in cuts:
        pieces.append(whole[place : place + cut])
        place += cut
    made = b"".join(inlined([*pieces, whole[place:]], "utf-8", Inlining(lambda *_: DOT)))
    assert made == b"".join(inlined([whole], "utf-8", Inlining(lambda *_: DOT)))
    assert made.count(b"data:image/png;base64,MTIzNA==") >= 4
    assert b"".join(inlined([*pieces, whole[place:]], "utf-8", Inlining(lambda *_: None))) == whole


HOSTILE = (b"<a '", b'<a "', b"<img src=", b"<style>", b"<!--", b"<", b"<a <b", b"url(", b"@import ")


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_the_length_of_a_hostile_page(piece: bytes) -> None:
    began = time.perf_counter()
    whole = b"<style>" * (piece in {b"url(", b"@import "}) + piece * 50_000
    blocks = [whole[at : at + 65_536] for at in range(0, len(whole), 65_536)]
    for _ in inlined(blocks, "utf-8", Inlining(lambda *_: DOT)):
        pass
    assert time.perf_counter() - began < 5


class TestInABrowser:
    pytestmark = browser_only

    @pytest.mark.parametrize("name", FULL)
    def test_the_page_looks_as_it_did_and_nothing_outside_is_asked(
        self, chromium: Browser, kept: Replayed, outside: Outside, name: str
    ) -> None:
        outside.heard.clear()
        shown, asked = opened(chromium, kept, name)
        inner = shown.frames[1]
        assert inner.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(9, 8, 7)"
        assert inner.evaluate("document.querySelector('#one').naturalWidth") == 8
        assert inner.evaluate("document.querySelector('#two').naturalWidth") == 0
        assert not inner.locator(".pop").is_visible()
        assert "data:image/png" in inner.evaluate("getComputedStyle(document.body).backgroundImage")
        assert inner.evaluate("document.title") == "页"
        assert outside.heard == []
        ours = f"http://127.0.0.1:{kept.site.port}/"
        assert [url for url in asked if not url.startswith((ours, "data:"))] == []
        shown.context.close()
