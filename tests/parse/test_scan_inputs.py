"""Files, folders and streams -> documents for the stateless scan."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import ItemError
from monitor.models import Document, Listing
from monitor.parse import content_digest, decode, documents_from
from monitor.parse.dates import read_day


def stream(text: str) -> io.BytesIO:
    return io.BytesIO(text.encode())


def documents(items: Iterator[Document | ItemError]) -> list[Document]:
    return [item for item in items if isinstance(item, Document)]


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\ufeff\0"), max_size=200))
def test_a_text_is_kept_character_for_character(text: str) -> None:
    found = documents(documents_from(stream("水" + text + "站"), "text"))
    assert [(item.id, item.text, item.parsed) for item in found] in ([("-", "水" + text + "站", False)], [])


def test_plain_words_on_standard_input_are_one_exact_document() -> None:
    text = "水电站转让\r\n装机 630kW < 1000kW\n\n面谈 "
    assert list(documents_from(stream(text))) == [Document("-", text, title="水电站转让")]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1), min_size=1, max_size=5))
def test_json_lines_keep_text_and_order(texts: list[str]) -> None:
    body = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    found = documents(documents_from(stream(body), "jsonl"))
    assert [item.text for item in found] == texts
    assert [item.id for item in found] == [str(number) for number in range(1, len(texts) + 1)]


def test_input_kinds_are_told_apart_by_content() -> None:
    assert documents(documents_from(stream('{"id": "a", "text": "水电站"}\n')))[0].id == "a"
    page = documents(documents_from(stream("<!doctype html><p>水<b>电站</b></p>")))[0]
    assert (page.text, page.parsed) == ("水电站", True)
    assert documents(documents_from(stream("<!doctype html><p>水<b>电站</b></p>"), "text"))[0].text.startswith("<!doc")
    assert documents(documents_from(stream("{水电站}")))[0].text == "{水电站}"


def test_json_lines_come_out_while_the_stream_is_still_open() -> None:
    class Endless(io.BytesIO):
        served = 0

        def readline(self, limit: int | None = -1, /) -> bytes:
            self.served += 1
            assert self.served <= 50, "read ahead"
            return b'{"text": "a"}\n'

    items = documents_from(Endless(), "jsonl")
    assert [next(items).id for _ in range(50)] == [str(n) for n in range(1, 51)]  # type: ignore[union-attr]


def test_a_bad_line_is_named_and_the_next_is_read() -> None:
    items = list(documents_from(stream('{"text": "一"}\nnonsense\n{"text": 5}\n{"text": "二"}'), "jsonl"))
    assert [item.text if isinstance(item, Document) else str(item)[:4] for item in items] == [
        "一",
        "-:2:",
        "-:3:",
        "二",
    ]


def test_a_folder_is_read_in_order_of_names(tmp_path: Path) -> None:
    for name, words in {"b.txt": "二", "a/c.html": "<p>一", "z.csv": "标题,价格\n三,95万", "skip.bin": "x"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(words, "utf-8")
    assert [item.text for item in documents(documents_from(tmp_path))] == ["二", "三\n价格：95万", "一"]


def test_a_folder_without_readable_files_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"x")
    (error,) = documents_from(tmp_path)
    assert isinstance(error, ItemError) and "holds no file" in str(error)


def test_a_saved_article_gives_its_day_and_its_words(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: 题目\ndate: 2021-07-14\n---\n<p>正文</p>", "utf-8")
    (tmp_path / "b.txt").write_text("题目在此\n\n时间:2021-12-31|浏览:121\n\n正文", "utf-8")
    one, two = documents(documents_from(tmp_path))
    assert (one.title, one.posted_at, one.text, one.parsed) == ("题目", date(2021, 7, 14), "正文", True)
    assert (two.title, two.posted_at, two.parsed) == ("题目在此", date(2021, 12, 31), False)


@pytest.mark.parametrize(("body", "says"), [(b"", "empty"), (b"%PDF-1", "PDF"), (b"\0\1\2" * 99, "binary")])
def test_what_cannot_be_read_is_an_item_error(tmp_path: Path, body: bytes, says: str) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(body)
    (error,) = documents_from(path)
    assert isinstance(error, ItemError)
    assert says in str(error)


def test_a_missing_or_too_large_file_is_an_item_error(tmp_path: Path) -> None:
    (missing,) = documents_from(tmp_path / "none.txt")
    (tmp_path / "big.txt").write_text("水" * 1000, "utf-8")
    (large,) = documents_from(tmp_path / "big.txt", max_bytes=500)
    assert isinstance(missing, ItemError) and "No such file" in str(missing)
    assert isinstance(large, ItemError) and "larger than 500 bytes" in str(large)


def test_a_text_too_long_for_one_listing_says_what_to_do() -> None:
    (error,) = documents_from(stream("水" * 1001), max_chars=1000)
    assert str(error).startswith("-: has 1,001 characters, more than the 1,000 of one text; split it")
    lines = '{"id": "a", "text": "水水"}\n{"id": "b", "text": "水"}\n'
    items = list(documents_from(stream(lines), max_chars=1))
    assert [type(item) for item in items] == [ItemError, Document]


def test_a_plain_text_needs_no_html_parser_and_no_network_library() -> None:
    code = (
        "import io, sys; from monitor.parse import documents_from;"
        "list(documents_from(io.BytesIO(b'\\xe6\\xb0\\xb4')));"
        "print([m for m in "
        "('selectolax', 'requests', 'pydantic', 'yaml', 'numpy', 'csv', 'json', 'email', 'tempfile', 'monitor.unpack',"
        "'monitor.parse.columns', 'monitor.parse.apart') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2021-07-14", date(2021, 7, 14)), ("2021-07-14T22:49:41Z", date(2021, 7, 15)),
        ("2021-07-14 10:00", date(2021, 7, 14)),
        ("2021年7月14日", date(2021, 7, 14)), ("２０２１年７月１４日", date(2021, 7, 14)),
        ("2021/7/14", date(2021, 7, 14)),
        ("2021.7.14", date(2021, 7, 14)), ("20210714", date(2021, 7, 14)),
        ("Wed, 14 Jul 2021 22:49:41 GMT", date(2021, 7, 15)),
        ("July 14, 2021", date(2021, 7, 14)), ("发布于 2021-7-4 08:00", date(2021, 7, 4)),
        ("昨天", None), ("", None), (None, None), ("2021-13-01", None), ("2021-02-30", None), ("0001-01-01", None),
        ("13800138000", None), (True, None), ("9" * 100_000, None),
    ],
)  # fmt: skip
def test_days_are_read_as_written_or_not_at_all(written: object, day: date | None) -> None:
    assert read_day(written) == day


@pytest.mark.parametrize(
    "piece", ["a", "9", "不", "\n", " ", "发布时间", "价格", "9,", "<", "<p>", "---\n", "|", "浏览 9", "{", "2021-"]
)
def test_no_text_takes_more_than_linear_time(piece: str) -> None:
    text = piece * (400_000 // len(piece))
    started = time.process_time()
    for kind in ("auto", "text", "html"):
        list(documents_from(stream(text), kind))  # type: ignore[arg-type]
    content_digest(Listing("s", "n", text, title=text, price_text=text))
    decode(text.encode("gb18030"), "utf-8")
    read_day(text)
    assert time.process_time() - started < 8


def test_the_files_of_a_saved_page_are_not_scanned_by_themselves(tmp_path: Path) -> None:
    for name in ("page.html", "page_files/frame.html", "case_files/other.html"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"<p>转让水电站 {name}</p>", "utf-8")
    texts = {item.text for item in documents_from(tmp_path) if isinstance(item, Document)}
    assert texts == {"转让水电站 page.html", "转让水电站 case_files/other.html"}
