"""Fuzzing the readers: honest files of each kind, broken at random, read as an import, a look or a scan reads them.

What must hold for any bytes: no exception but ItemError, time in proportion to the size, offsets that point at the
words they name. `python -m bench.fuzz --minutes 30` says how many it tried and prints what broke one of these, with the
seed and the number that make it again: `--seed S --only N`.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import Final, NamedTuple

import monitor
from bench.hostile_files import http, record, workbook, zipped
from bench.imports import MAKE, offer
from monitor import scan_text
from monitor.capture.reading import verify_file
from monitor.capture.sniff import sniff
from monitor.charset import decode
from monitor.errors import ItemError
from monitor.models import Capture
from monitor.parse import documents_from, parse_many
from monitor.run.detector import build_detector
from monitor.run.importing.framed import member_with_frames
from monitor.sources.draft import draft_of_list, with_item
from monitor.sources.web import Discovered, WebSource, discover, load_sources
from monitor.unpack import SNIFF_BYTES, Limits, archive_kind, unpack

SECONDS: Final = 2.0  # of CPU, and one more for each 20 kB: nothing small may take longer
AT: Final = "2026-11-20T08:00:00Z"
LIMITS: Final = Limits(member_bytes=2_000_000, total_bytes=20_000_000, members=2_000)
ENCODINGS: Final = ("utf-8", "utf-8", "gb18030", "big5", "utf-16", "utf-8-sig")
PIECES: Final = (
    b'"', b"'", b"\n", b"\r\n", b"\x00", b"\xff", b"<", b">", b"{", b"[", b"]", b"}", b",", b"\t", b";", b"=?", b"--b",
    b"\nFrom a Wed Jul 14 08:00:00 2021\n", b"<template shadowrootmode=open>", b"</template>", b"<slot>", b"<table>",
    b"<tr><td>", b'<iframe srcdoc="', b"<script>", b"<!--", b"<![CDATA[", b"&#x110000;", b"&amp", b"WARC/1.1\r\n",
    b"Content-Length: 99999999999\r\n", b"Transfer-Encoding: chunked\r\n", b"ffffffff\r\n", b"PK\x03\x04", b"\x1f\x8b",
    "3天前发布".encode(), "昨天 18:20".encode(), "装机".encode(), "万千瓦时".encode(), "不在清退".encode(),
    "九十五个".encode(),
    "￥".encode(), "\u200b\u200d\ufeff".encode(), "\U000e0100".encode(), "\u202e".encode(), "𠮷".encode("gb18030"),
)  # fmt: skip
CSS: Final = "@import 'b.css';.off{display:none}@media print{p{display:none}}"
_HEAVY: Final = {"pdf"}  # a process of its own each time


class Way(NamedTuple):
    """Files of one kind and what reads them."""

    make: Callable[[random.Random], bytes]
    read: Callable[[bytes], None]


def _saved_page(pick: random.Random) -> bytes:
    said = pick.choice(("3天前发布于四川", "发布时间：昨天 18:20", "2 hours ago", "更新于 06-12", "两个半月前"))
    frame = f'<iframe srcdoc="&lt;p&gt;{offer(pick)}&lt;/p&gt;"></iframe>'
    shadow = (
        '<x-ad><template shadowrootmode="open"><p>装机<slot name=a></slot></p></template><b slot=a>500千瓦</b></x-ad>'
    )
    block = "<div><h3>猜你喜欢</h3><ul><li><a href=x>出售水电站300万</a></li></ul></div>"
    data = '<script type="application/ld+json">{"@type":"Product","name":"水电站","offers":{"price":"98"}}</script>'
    items = "".join(f"<li class=item><a href='/detail/{n}.html'>水电站{n}</a></li>" for n in range(5))
    links = f"<ul>{items}</ul><a href='?page=2'>下一页</a>"
    text = f"<!doctype html><title>水电站</title>{data}{links}<h1>转让</h1><span>{said}</span>"
    return _coded(f"{text}<p>{offer(pick)}</p>{shadow}{frame}{block}", pick)


def _form(pick: random.Random) -> bytes:
    rows = (
        ("项目", "内容"),
        ("电站名称", "甲站"),
        ("装机容量", "500千瓦"),
        ("转让价格(万元)", "98"),
        ("说明", offer(pick)),
    )
    return _coded("".join(f"{name},{value}\n" for name, value in rows), pick)


def _form_book(pick: random.Random) -> bytes:
    rows = (
        ("项目", "甲", "乙"),
        ("装机(kW)", "500", "630"),
        ("价格(万元)", "98", "120"),
        ("位置", "四川会东", offer(pick)),
    )
    cells = ("".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in row) for row in rows)
    return workbook(f"<worksheet><sheetData>{''.join(f'<row>{row}</row>' for row in cells)}</sheetData></worksheet>")


def _frames_zip(pick: random.Random) -> bytes:
    shell = '<html><title>x</title><iframe src="x_files/f.html"></iframe><p>水电站转让</p></html>'
    return zipped({"x.html": shell.encode(), "x_files/f.html": _saved_page(pick)})


def _styled_mhtml(pick: random.Random) -> bytes:
    loads = '<link rel=stylesheet href="cid:s@b"><iframe src="cid:f@b"></iframe>'
    page = f"{loads}<p class=off>已下架</p><p>{offer(pick)}</p>"
    parts = (("text/html", "p@b", page), ("text/html", "f@b", f"<p>{offer(pick)}</p>"), ("text/css", "s@b", CSS))
    each = "".join(
        f"--b\r\nContent-Type: {kind}\r\nContent-ID: <{number}>\r\nContent-Location: http://a.example/{number}\r\n\r\n"
        f"{body}\r\n"
        for kind, number, body in parts
    )
    head = 'From: <Saved by Blink>\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
    return f"{head}{each}--b--\r\n".encode()


def _packed_page(pick: random.Random) -> bytes:
    """A page as SingleFile packs it: a ZIP, or one behind the head of a page."""
    told = {"originalUrl": "https://a.example/1", "title": "水电站", "archiveTime": AT, "resources": {}}
    packed = zipped(
        {
            "index.html": b'<link rel=stylesheet href="s.css"><iframe src="frames/0/index.html"></iframe>',
            "s.css": CSS.encode(), "frames/0/index.html": _saved_page(pick), "manifest.json": json.dumps(told).encode(),
        }
    )  # fmt: skip
    head = b"<!doctype html><html data-sfz><!--\n Page saved with SingleFile \n url: https://a.example/1 \n--><!--"
    return head + packed if pick.random() < 0.5 else packed


def _attached_har(pick: random.Random) -> bytes:
    content = {"mimeType": "text/html", "_file": f"{'a' * 40}.html"}
    request = {"method": "GET", "url": "http://a.example/1"}
    entry = {"startedDateTime": AT, "request": request, "response": {"status": 200, "content": content, "headers": []}}
    har = json.dumps({"log": {"version": "1.2", "entries": [entry]}}).encode()
    return zipped({"har.har": har, f"{'a' * 40}.html": _saved_page(pick)})


def _mailbox(pick: random.Random) -> bytes:
    head = "From a@b Wed Jul 14 08:00:00 2021\nFrom: a@b\nSubject: =?gb2312?B?y67nuA==?=\n"
    parts = (
        f"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>{offer(pick)}</p>\n--b--\n\n"
    )
    return _coded((head + parts) * 2, pick)


def _pdf(pick: random.Random) -> bytes:
    words = f"BT /F1 12 Tf 72 700 Td (Hydropower {pick.randrange(9999)} kW for sale) Tj ET"
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont"
        b"/Helvetica>>>>>>>>endobj\n4 0 obj<</Length %d>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF"
    ) % (len(words), words.encode())


def _answer(pick: random.Random) -> bytes:
    items = ",".join(f'{{"id":{n},"title":"水电站","desc":"{offer(pick)}","price":90}}' for n in range(3))
    return f'{{"code":0,"data":{{"list":[{items}],"next":"abc"}}}}'.encode()


def _feed(pick: random.Random) -> bytes:
    items = "".join(
        f"<item><title>水电站</title><link>http://a.example/{n}.html</link><description>{offer(pick)}</description>"
        "<pubDate>Wed, 14 Jul 2021 08:00:00 +0800</pubDate></item>"
        for n in range(3)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode()


def _sitemap(_: random.Random) -> bytes:
    urls = "".join(
        f"<url><loc>http://a.example/detail/{n}.html</loc><lastmod>2021-07-0{n}</lastmod></url>" for n in range(1, 6)
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()


def _own_archive(pick: random.Random) -> bytes:
    chunked = http(b"5\r\nhello\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n")
    return b"".join(record(body, n) for n, body in enumerate((http(_saved_page(pick)), chunked)))


def _coded(text: str, pick: random.Random) -> bytes:
    return text.encode(pick.choice(ENCODINGS), "replace")


def _import(body: bytes, name: str) -> None:
    """As an import reads a file: what it is, what is in it, the listings of each part, their day of posting."""
    if kind := archive_kind(body[:SNIFF_BYTES], name):
        for member in unpack(io.BytesIO(body), kind, name, LIMITS):
            if member.beside:
                member.beside("x_files/f.html", 100_000)
            if member.body and not member.problem:
                page = Capture(member.url, "x", "ok", "file", AT, member.body, "0" * 64, media_type="text/html")
                member_with_frames(page, member)
                _parse(member.body, member.name or name)
        return
    _parse(body, name)


def _parse(body: bytes, name: str, source: WebSource | None = None, url: str = "") -> None:
    sniff(body[:SNIFF_BYTES], Path(name).suffix)
    made = Capture(url or f"file:///{name}", "x", "ok", "http" if url else "file", AT, body, "0" * 64)
    for item in parse_many(made, source, max_chars=2_000_000):
        if not isinstance(item, ItemError):
            assert item.text.strip(), "a listing without text"


def _scan(body: bytes) -> None:
    """As `hydrowatch scan` reads a stream; every span points at the words that it names."""
    for item in documents_from(io.BytesIO(body)):
        if isinstance(item, ItemError):
            continue
        for claim in scan_text(item.text).extraction.claims:
            start, end = claim.span
            assert item.text[start:end] == claim.text, f"{claim.text!r} lies elsewhere"


def _look(body: bytes) -> None:
    """As a source reads a list and an item, and as `source add` looks at them."""
    text, url = decode(body).text, "http://127.0.0.1/list?page=1"
    with_item(draft_of_list(text, url), text)
    for source in _sources():
        with suppress(ItemError):
            assert isinstance(discover(text, url, source), Discovered)
        _parse(body, "1.html", source, "http://127.0.0.1/detail/1.html")


@cache
def _sources() -> tuple[WebSource, ...]:
    return tuple(load_sources(Path(monitor.__file__).parent / "data/sources")[0].values())


def _archive(body: bytes) -> None:
    """As `verify` reads a file of evidence."""
    with tempfile.NamedTemporaryFile(suffix=".warc.gz") as file:
        file.write(body)
        file.flush()
        for _ in verify_file(Path(file.name)):
            pass


def ways() -> dict[str, Way]:
    """Each kind of file with its reader."""
    imports = {name: Way(make, partial(_import, name=f"x.{name}")) for name, make in MAKE.items()}
    more: dict[str, tuple[Callable[[random.Random], bytes], str]] = {
        "saved page": (_saved_page, "x.html"), "form": (_form, "x.csv"), "form book": (_form_book, "x.xlsx"),
        "frames": (_frames_zip, "x.zip"), "styled mhtml": (_styled_mhtml, "x.mhtml"),
        "packed page": (_packed_page, "x.html"), "attached har": (_attached_har, "x.zip"),
        "mailbox": (_mailbox, "x.mbox"), "pdf": (_pdf, "x.pdf"),
    }  # fmt: skip
    imports |= {name: Way(make, partial(_import, name=file)) for name, (make, file) in more.items()}
    looks = {"list": _saved_page, "answer": _answer, "feed": _feed, "sitemap": _sitemap}
    return {
        **imports, **{name: Way(make, _look) for name, make in looks.items()},
        "archive": Way(_own_archive, _archive), "archive packed": Way(MAKE["warc.gz"], _archive),
        "scan": Way(lambda pick: _coded(offer(pick), pick), _scan),
    }  # fmt: skip


def broken(body: bytes, pick: random.Random) -> bytes:
    """The bytes after some random edits: other bytes, holes, repeats, marks of the formats."""
    made = bytearray(body)
    for _ in range(pick.choice((1, 1, 2, 3, 5, 9, 20))):
        if not made:
            break
        at, lot = pick.randrange(len(made)), pick.random()
        if lot < 0.2:
            made[at] = pick.randrange(256)
        elif lot < 0.35:
            made[at] ^= 1 << pick.randrange(8)
        elif lot < 0.5:
            del made[at : at + pick.choice((1, 2, 7, 40, 1000))]
        elif lot < 0.7:
            begin = pick.randrange(len(made))
            made[at:at] = made[begin : begin + pick.randint(1, 60)] * pick.choice((1, 1, 2, 20, 300))
        elif lot < 0.75:
            del made[at:]
        else:
            made[at:at] = pick.choice(PIECES) * pick.choice((1, 1, 1, 3, 100))
    return bytes(made)


def case(number: int, seed: int, all_ways: dict[str, Way]) -> tuple[str, bytes]:
    """The kind and the bytes of one case; the same for the same seed."""
    pick = random.Random(f"{seed} {number}")
    name = pick.choice([way for way in all_ways if way not in _HEAVY or number % 20 == 0])
    return name, broken(all_ways[name].make(pick), pick)


def tried(body: bytes, way: Way) -> str:
    """What went wrong when it was read; '' when nothing did."""
    began = time.process_time()
    try:
        way.read(body)
    except ItemError:
        pass
    except Exception:
        return traceback.format_exc(limit=-4)
    took = time.process_time() - began
    return f"{took:.1f} s of CPU for {len(body)} bytes" if took > SECONDS + len(body) / 20_000 else ""


def _numbers(minutes: float, only: int | None) -> Iterator[int]:
    if only is not None:
        yield only
        return
    number = 0
    while _spent() < minutes * 60:
        yield number
        number += 1


def _spent() -> float:
    """Seconds of CPU so far, those of the processes that read a file each among them."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def main(argv: Sequence[str] | None = None) -> None:
    """Fuzz for some minutes of CPU; exit status 1 when something broke."""
    parser = argparse.ArgumentParser(prog="bench fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1, help="of CPU")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, default=None, metavar="N", help="only the case of this number")
    options = parser.parse_args(argv)
    all_ways, tries, faults = ways(), Counter[str](), 0
    build_detector()
    with suppress(KeyboardInterrupt):  # what was tried until then is told
        for number in _numbers(options.minutes, options.only):
            name, body = case(number, options.seed, all_ways)
            tries[name] += 1
            if wrong := tried(body, all_ways[name]):
                faults += 1
                print(f"{name}, case {number}: {wrong}", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"fuzz: {tries.total()} cases in {_spent():.0f} s of CPU, {faults} broke something; {peak:.0f} MB")
    print("  " + ", ".join(f"{name} {count}" for name, count in sorted(tries.items())))
    if faults:
        sys.exit(1)


if __name__ == "__main__":
    main()
