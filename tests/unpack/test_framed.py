"""Which pages of a HAR or MHTML are read as part of another one alone: those that are seen in its frames, no others."""

from __future__ import annotations

import bz2
import io
import json
import struct
import time
import zipfile
import zlib
from typing import Any

import pytest

from monitor.unpack import Member, unpack

SITE = "https://www.example.com"
A, B = f"{SITE}/item/A", f"{SITE}/item/B"
OFFER = "<p>四川宝兴县水电站整体转让，装机2×630千瓦，要价600万元</p>"
OTHER = "<p>云南怒江水电站出售，装机3200千瓦，水头120米，要价1800万元</p>"
ADVERT = "<p>这里可以投放各种商业推广内容欢迎来电咨询洽谈合作事宜</p>"
BODY = "b" * 40 + ".json"


def entry(url: str, body: str, page: str = "", dest: str = "", **content: Any) -> dict[str, Any]:
    headers = [{"name": "Sec-Fetch-Dest", "value": dest}] if dest else []
    return {
        "pageref": page, "request": {"url": url, "headers": headers},
        "response": {"status": 200, "content": {"mimeType": "text/html", "text": body, **content}},
    }  # fmt: skip


def har(*entries: dict[str, Any]) -> bytes:
    return json.dumps({"log": {"entries": entries}}).encode()


def mhtml(pages: dict[str, str]) -> bytes:
    head = (
        'MIME-Version: 1.0\r\nSubject: a\r\nContent-Type: multipart/related; type="text/html"; boundary="--x"\r\n\r\n'
    )
    parts = (f"----x\r\nContent-Type: text/html; charset=utf-8\r\nContent-Location: {url}\r\n\r\n{body}\r\n"
             for url, body in pages.items())  # fmt: skip
    return f"{head}{''.join(parts)}----x--\r\n".encode()


def documents(data: bytes, kind: Any = "har") -> list[str]:
    return sorted(one.url for one in unpack(io.BytesIO(data), kind, f"a.{kind}") if one.role == "document")


def frame(name: str = "/item/B", more: str = "") -> str:
    return f'<iframe src="{name}" {more}></iframe>'


MENTIONS = [
    f"<!-- {frame()} -->", f"<script>var a = '{frame()}'</script>", f"<noscript>{frame()}</noscript>",
    f"<template>{frame()}</template>", frame(more="hidden"), frame(more='style="display:none"'),
    f"<div style='display:none'>{frame()}</div>", f"<style>.x{{display:none}}</style><div class=x>{frame()}</div>",
]  # fmt: skip


@pytest.mark.parametrize("mention", MENTIONS)
@pytest.mark.parametrize("back", [False, True])
def test_a_page_that_is_only_mentioned_is_read_by_itself(mention: str, back: bool) -> None:
    pages = {f"{SITE}/": "<p>欢迎</p>", A: OFFER + mention, B: OTHER}
    order = dict(reversed(pages.items())) if back else pages
    assert {A, B} <= set(documents(har(*(entry(url, body) for url, body in order.items()))))
    order.pop(f"{SITE}/")
    assert documents(mhtml(order), "mhtml") == [A, B]


@pytest.mark.parametrize("back", [False, True])
def test_a_frame_that_is_seen_is_part_of_its_page_wherever_it_lies(back: bool) -> None:
    entries = [entry(A, OFFER + frame(), dest="document"), entry(B, OTHER, dest="iframe")]
    assert documents(har(*(reversed(entries) if back else entries))) == [A]
    assert documents(mhtml({A: OFFER + frame(), B: OTHER}), "mhtml") == [A]


@pytest.mark.parametrize("told", [{"page": "2"}, {"dest": "document"}])
def test_a_page_that_was_visited_is_read_by_itself_though_another_shows_it(told: dict[str, str]) -> None:
    first = entry(A, OFFER + frame(), "1")
    assert documents(har(first, entry(B, OTHER, **({"page": "1"} | told)))) == [A, B]
    assert documents(har(first, entry(B, OTHER, "1"))) == [A]


def test_a_frame_that_a_sheet_of_the_archive_hides_takes_nothing_away() -> None:
    sheet = entry(f"{SITE}/a.css", ".x{display:none}", mimeType="text/css")
    page = f"<link rel=stylesheet href=/a.css>{OFFER}<div class=x>{frame()}</div>"
    assert documents(har(entry(A, page), entry(B, OTHER), sheet)) == [A, B]
    assert documents(har(entry(A, page), entry(B, OTHER))) == [A]


def test_what_is_too_much_for_one_page_is_read_by_itself() -> None:
    large = "<!--" + "x" * 1_900_000 + "-->"
    names = [f"{SITE}/{n}" for n in range(3)]
    pages = [entry(A, OFFER + "".join(map(frame, names))), *(entry(name, OTHER + large) for name in names)]
    assert documents(har(*pages)) == sorted([A, names[2]])


def test_an_advertisement_is_no_document_wherever_its_frame_stands() -> None:
    assert documents(har(entry(A, OFFER + MENTIONS[-1]), entry(B, ADVERT))) == [A]


def test_addresses_of_frames_are_told_from_the_base_of_their_page() -> None:
    page = f"<html><head><base href='{SITE}/other/'></head>{OFFER}{frame('n.html')}"
    pages = {A: page, f"{SITE}/item/n.html": "<p>水电站甲</p>" * 9, f"{SITE}/other/n.html": "<p>水电站乙</p>" * 9}
    hared = har(*(entry(url, body) for url, body in pages.items()))
    for data, kind in ((hared, "har"), (mhtml(pages), "mhtml")):
        assert documents(data, kind) == sorted([A, f"{SITE}/item/n.html"])
        seen: list[bytes] = []
        for one in unpack(io.BytesIO(data), kind, "a"):  # type: ignore[arg-type]
            if one.url == A and one.frames and (shown := one.frames("n.html", "")):
                seen.append(shown.body)
        assert len(seen) == 1 and "乙".encode() in seen[0]


def test_many_frames_to_a_page_that_is_no_frame_take_no_time() -> None:
    large = OTHER + "<!--" + "x" * 20_000_000 + "-->"
    data = har(entry(A, OFFER + frame() * 40), entry(B, large))
    started = time.process_time()
    assert documents(data) == [A, B]
    assert time.process_time() - started < 10


def members(data: bytes) -> tuple[list[Member], float]:
    started = time.process_time()
    found = list(unpack(io.BytesIO(data), "zip", "a.zip"))
    return found, time.process_time() - started


def test_a_zip_whose_har_files_unpack_to_very_much_is_searched_no_further() -> None:
    head = b'{"log":{"entries":[' + b" " * 100
    block = b" " * 1_000_000
    packer, crc = bz2.BZ2Compressor(), zlib.crc32(head)
    packed = packer.compress(head)
    for _ in range(300):
        packed, crc = packed + packer.compress(block), zlib.crc32(block, crc)
    packed += packer.flush()
    held = [(b"a" * 40 + b".html", 0, b"x", zlib.crc32(b"x"), 1)]
    size = len(head) + 300_000_000
    held += [(b"h%d.har" % n, 12, packed, crc, size) for n in range(6)]
    out = directory = b""
    for name, method, data, check, whole in held:
        told = struct.pack("<HHHHIIIHH", 0, method, 0, 33, check, len(data), whole, len(name), 0)
        directory += b"PK\1\2" + struct.pack("<HH", 46, 46) + told + struct.pack("<HHHII", 0, 0, 0, 0, len(out)) + name
        out += b"PK\3\4" + struct.pack("<H", 46) + told + name + data
    ending = struct.pack("<HHHHIIH", 0, 0, len(held), len(held), len(directory), len(out), 0)
    found, seconds = members(out + directory + b"PK\5\6" + ending)
    assert "archive bomb" in found[-1].problem
    assert seconds < 8


def test_an_answer_that_many_entries_name_is_read_once() -> None:
    told: dict[str, Any] = {"_file": BODY, "mimeType": "application/json", "text": None, "size": 9}
    entries = [entry(A, OFFER), *(entry(f"{SITE}/api/{n}", "", **told) for n in range(400))]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.har", har(*entries))
        archive.writestr(BODY, b" " * 39_000_000)
    found, seconds = members(file.getvalue())
    assert [one.url for one in found if one.body] == [A] and not any(one.problem for one in found)
    assert seconds < 5
