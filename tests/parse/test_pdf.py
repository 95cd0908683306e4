"""PDFs -> one text each, read in a process of its own: nothing a PDF holds ends or stops the import."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_files import BROWSER, Placed, lines, make_annotated, make_pdf, without_letters

from monitor.errors import ItemError
from monitor.magic import magic_of
from monitor.models import Capture, Document, Listing
from monitor.parse import documents_from, parse_many
from monitor.parse.apart import Bounds, read_apart
from monitor.parse.pdf import read_pdf
from monitor.parse.pdf_lines import Line, as_written
from monitor.parse.plain import Reading

OFFER = (
    "水电站转让公告\n本电站位于贵州省榕江县平永镇，装机容量2×630千瓦，多年平均发电量500万千\n"
    "瓦时，不在清退范围之内，手续齐全。\n电话13800138000"
)


def readings(body: bytes) -> list[Reading]:
    return [item for item in read_pdf(body) if isinstance(item, Reading)]


def problems(body: bytes) -> list[str]:
    return [item.reason for item in read_pdf(body) if isinstance(item, ItemError)]


def test_chinese_text_is_read_and_a_broken_line_goes_on() -> None:
    (reading,) = readings(make_pdf([lines(OFFER)]))
    assert reading.text == OFFER.replace("千\n瓦", "千瓦")
    assert (reading.title, reading.found_by["text"]) == ("水电站转让公告", "PDF text of page 1")


def test_the_rows_of_a_table_stay_rows() -> None:
    rows = [("项目名称", "装机容量", "转让价格"), ("平永水电站增效扩容", "1260千瓦", "三百一十万元人民币"),
            ("下江水电站增效扩容", "630千瓦", "一百五十万元人民币")]  # fmt: skip
    page = [(72 + 150 * x, 700 - 20 * y, cell) for y, row in enumerate(rows) for x, cell in enumerate(row)]
    (reading,) = readings(make_pdf([page]))
    assert [line.split() for line in reading.text.split("\n")] == [list(row) for row in rows]


HEADING = "四川雅安宝兴县1260千瓦水电站整体转让"
BAR: Placed = (43, 760, "首页 会员服务")
PRICE: Placed = (43, 660, "转让价：860万元", 21)
BELOW = lines("发布时间：2026-11-20\n电站位于宝兴县陇东镇，手续齐全。", x=43, y=600, step=30)


def test_a_heading_and_the_price_below_it_are_two_lines() -> None:
    (reading,) = readings(make_pdf([[BAR, (43, 709, HEADING, 24), PRICE, *BELOW]]))
    assert reading.text.split("\n")[1:3] == [HEADING, "转让价：860万元"]
    assert reading.price_text == "860万元"


def test_a_short_heading_of_the_same_size_is_a_line_of_its_own() -> None:
    text = "雅安天全800千瓦电站转让\n转让价：310万元\n位置：天全县"
    (reading,) = readings(make_pdf([lines(text)]))
    assert reading.text == text


def test_paragraphs_apart_stay_apart_and_their_own_lines_are_joined() -> None:
    wide = "装机容量2×630千瓦多年平均发电量500万千瓦时并入国家电网设备完好人员稳定"  # fills the page, ends with no mark
    page = [(43.0, 700.0 - y, words) for y, words in ((0, wide), (18, wide), (54, wide), (72, "手续齐全"))]
    (reading,) = readings(make_pdf([page]))
    assert reading.text == f"{wide}{wide}\n{wide}手续齐全"


@pytest.mark.parametrize(
    ("declared", "creator", "heading", "title"),
    [
        (f"{HEADING} - 水电站交易网", BROWSER, (43, 709, HEADING, 24), HEADING),
        (f"{HEADING} - 水电站交易网", BROWSER, (43, 709, HEADING), f"{HEADING} - 水电站交易网"),
        ("宝兴县1260千瓦水电站", BROWSER, (43, 709, HEADING, 24), HEADING),
        ("某某网", BROWSER, (43, 709, HEADING, 24), HEADING),
        ("report_final_v3.doc 水电站", "Microsoft Word", (43, 709, HEADING, 24), HEADING),
    ],
)
def test_a_print_has_the_title_of_its_window_or_of_a_heading(
    declared: str, creator: str, heading: Placed, title: str
) -> None:
    page = [BAR, heading, PRICE, *BELOW]
    (reading,) = readings(make_pdf([page], title=declared, creator=creator))
    assert reading.title == title


SHEET = "四川雅安宝兴县水电站整体转让\n装机容量1260千瓦，手续齐全，转让价860万元。\n电站位于宝兴县陇东镇。"


PLACES = ("https://ex.example/gg/7.html", "file:///C:/Users/zhang/gg/7.html", "")


def test_what_a_program_writes_in_place_of_a_title_is_none() -> None:
    """Chromium names a page without a title by its address, Word by its file; the sheets repeat it."""
    titles = (
        "7.html", "ex.example/gg/7.html", "127.0.0.1:9000/item?id=7", PLACES[0], "Microsoft Word - 转让 终稿.docx",
        "水电站转让.DOC", "untitled", "無標題文檔", "Print", "新建 Microsoft Word 文档", "文档1",
    )  # fmt: skip
    for number, title in enumerate(titles):
        place, creator = PLACES[number % 3], (BROWSER, "Microsoft Word")[number % 2]
        edges = [(43, 800, f"11/28/26, 2:45 PM {title}"), (43, 30, place), (520, 30, "1/1")] if place else []
        (reading,) = readings(make_pdf([[*lines(SHEET), *edges]], title=title, creator=creator))
        is_of_web = place.startswith("http")
        assert (reading.title, reading.text) == ("四川雅安宝兴县水电站整体转让", SHEET), title
        assert (reading.url, reading.taken is not None) == (place if is_of_web else "", is_of_web)


@pytest.mark.parametrize(("given", "title"), [("宝兴县转让 2.5", "宝兴县转让 2.5"), ("untitled", "")])
def test_a_title_that_somebody_gave_counts_where_the_text_has_none(given: str, title: str) -> None:
    (reading,) = readings(make_pdf([[(43, 700, "装机容量1260千瓦，手续齐全。")]], title=given, creator=BROWSER))
    assert reading.title == title


def test_a_bar_of_a_page_in_large_letters_is_no_title() -> None:
    (reading,) = readings(make_pdf([[(43, 760, "首页 电站列表", 24), *lines(OFFER, y=700)]]))
    assert reading.title == "水电站转让公告"


def test_a_pdf_becomes_a_listing_and_a_document(tmp_path: Path) -> None:
    body = make_pdf([lines(OFFER), lines("第二页")])
    capture = Capture(url="file:///a.pdf", source_id="import", state="ok", how="file", fetched_at="", body=body)
    (listing,) = parse_many(capture)
    assert isinstance(listing, Listing)
    assert (listing.charset_rung, listing.native_id[:2], listing.text[-4:]) == ("pdf", "a-", "\n第二页")
    path = tmp_path / "a.pdf"
    path.write_bytes(body)
    for found in (path, tmp_path):
        (document,) = documents_from(found)
        assert isinstance(document, Document)
        assert (document.id, document.text, document.parsed) == (str(path), listing.text, True)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (make_pdf([None, None]), "pictures without text (a scan) on pages 1-2; nothing could be read"),
        (make_pdf([lines(OFFER), None]), "pictures without text (a scan) on page 2; the other pages were read"),
        (make_pdf([[]]), "has no text on its 1 pages"),
        (make_pdf([lines(OFFER)], password="secret"), "is encrypted; open it with its password"),
        (make_pdf([lines("\ue000\ue001" * 20)]), "does not say which letters its signs are"),
        (without_letters(make_pdf([lines('"3DUfw')])), "does not say which letters its signs are; print it"),
        (b"%PDF-1.7 ...", "is damaged, or no PDF"),
        (make_pdf([lines("水电站")] * 501), "has 501 pages; only the first 500 were read"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_in_one_sentence(body: bytes, says: str) -> None:
    (problem,) = problems(body)
    assert says in problem
    assert "\n" not in problem


def test_values_of_forms_and_notes_on_a_page_are_words_of_it() -> None:
    words = [(50, 780, "Hydropower plant for sale"), (50, 750, "Capacity:"), (50, 720, "Price:")]
    widget, note = b"/Subtype/Widget/FT/Tx/P 3 0 R", b"/Subtype/FreeText"
    said = "不在清退范围".encode("utf-16-be").hex().encode()
    (reading,) = readings(make_annotated(words, [
        widget + b"/T(price)/V(9.5 million yuan)/Rect[150 710 350 730]",
        widget + b"/T(capacity)/V(2x630 kW)/Rect[150 740 350 760]",
        note + b"/Contents<feff%s>/Rect[50 600 300 630]" % said,
        b"/Subtype/Widget/FT/Btn/V/Yes/Rect[50 500 60 510]", note + b"/F 2/Contents(unseen)/Rect[50 400 300 430]",
        b"/Subtype/Text/Contents(a comment of a reader)/Rect[50 300 60 310]", note + b"/Rect[0 0 1 1]",
    ]))  # fmt: skip
    assert reading.text.splitlines() == [
        "Hydropower plant for sale", "Capacity: 2x630 kW", "Price: 9.5 million yuan", "不在清退范围",
    ]  # fmt: skip


def test_what_stands_before_a_pdf_is_passed_over(tmp_path: Path) -> None:
    body = make_annotated([(50, 780, "Hydropower plant for sale, 630 kW, price 3 million yuan")])
    path = tmp_path / "a.pdf"
    path.write_bytes(b"\r\n\r\nHTTP junk\r\n" + body)
    (document,) = documents_from(path)
    assert isinstance(document, Document) and document.text.startswith("Hydropower plant for sale")
    for other in (b"a note on %PDF-1.4 files\n%PDF-1.4 is a version\n", b"<pre>\n%PDF-1.4\n1 0 obj</pre>"):
        found = magic_of(other)
        assert found is None


def test_a_pdf_whose_password_is_empty_is_read() -> None:
    assert readings(make_pdf([lines(OFFER)], password=""))


def _bomb(megabytes: int) -> bytes:
    """A page whose content unpacks to that many megabytes of drawing."""
    packed = zlib.compress(b"BT /F1 12 Tf <6C347535> Tj ET\n" * (megabytes * 38_000), 9)
    plain = make_pdf([lines("水电站")])
    start = plain.index(b"11 0 obj ")
    end = plain.index(b"endobj", start)
    return plain[:start] + b"11 0 obj <</Filter/FlateDecode/Length %d>>stream\n%s\nendstream " % (
        len(packed), packed,
    ) + plain[end:]  # fmt: skip


def test_a_bomb_ends_within_the_bounds_with_its_reason() -> None:
    started = time.monotonic()
    answer = read_apart("pdf", _bomb(400), Bounds(3, 400_000_000, 1_000_000), "page")
    assert any(word in answer.end for word in ("memory", "seconds"))
    assert time.monotonic() - started < 40


def test_a_reader_ends_with_the_program_that_started_it() -> None:
    """A kill of an import leaves no process that goes on reading: here the file never ends."""
    watched, held = os.pipe()
    command = [sys.executable, "-m", "monitor.parse.child", "pdf", "60", "2000000000", "1000000", str(watched)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=(watched,)) as reader:
        with pytest.raises(subprocess.TimeoutExpired):
            reader.wait(1)
        os.close(held)
        assert reader.wait(20) == 1
    os.close(watched)


def test_more_text_than_the_bound_is_said() -> None:
    answer = read_apart("pdf", make_pdf([lines(OFFER * 20)] * 50), Bounds(20, 1_000_000_000, 20_000), "page")
    assert answer.end.startswith("gives more text than one file may hold")


def test_what_is_printed_by_a_library_is_no_answer() -> None:
    """A process that dies or says nonsense gives an end with a reason."""
    answer = read_apart("nonsense", b"", Bounds(5, 1_000_000_000, 1000), "page")
    assert answer.end.startswith("is damaged (KeyError")


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 40))
def test_a_damaged_pdf_never_raises(seed: int, changes: int) -> None:
    chance = random.Random(seed)
    body = bytearray(make_pdf([lines(OFFER), None]))
    for _ in range(changes):
        body[chance.randrange(8, len(body))] = chance.randrange(256)
    for item in read_pdf(bytes(body[: chance.randrange(8, len(body) + 1)])):
        assert isinstance(item, Reading | ItemError)


numbers = st.floats(-1000, 1000, allow_nan=False)
printed = st.builds(Line, st.text(max_size=30), numbers, numbers, numbers, st.floats(1, 50), st.booleans())


@settings(max_examples=200, deadline=None)
@given(st.lists(printed, max_size=20))
def test_joining_lines_loses_no_character(found: list[Line]) -> None:
    joined = as_written(found)
    assert "".join(joined.split()) == "".join("".join(line.text for line in found).split())
