"""The charset ladder through its public function, with bytes as real sites send them."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.charset import declared_charsets, decode

WORDS = "水电站转让证件齐全不在清退范围装机容量千瓦上网电价年发电量万度急转面谈四川贵州，。、"
TRADITIONAL = "水電站轉讓證件齊全不在清退範圍裝機容量千瓦上網電價年發電量萬度急轉面談四川貴州，。、"
listing_words = st.text(st.sampled_from(WORDS + "0123456789abckW \n"), min_size=1, max_size=200)


@settings(max_examples=150, deadline=None)
@given(listing_words)
def test_chinese_text_comes_back_whole_from_utf8_and_declared_gb(text: str) -> None:
    assert decode(text.encode("utf-8")).text == text
    assert decode(text.encode("gb18030"), "gbk").text == text


@settings(max_examples=100, deadline=None)
@given(listing_words, st.sampled_from(["utf-16-le", "utf-16-be", "utf-8", "utf-32-le"]))
def test_a_byte_order_mark_decides(text: str, encoding: str) -> None:
    marks = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE, "utf-8": codecs.BOM_UTF8,
             "utf-32-le": codecs.BOM_UTF32_LE}  # fmt: skip
    decoded = decode(marks[encoding] + text.encode(encoding), "gbk")
    assert (decoded.text, decoded.encoding, decoded.rung) == (text, encoding, "bom")


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from(TRADITIONAL), min_size=1, max_size=200))
def test_declared_big5_comes_back_whole(text: str) -> None:
    assert decode(text.encode("big5"), "big5").text == text


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=300), st.sampled_from([None, "gb2312", "big5", "utf-8", "iso-8859-1", "nonsense", "base64", ""])
)
def test_no_bytes_raise(body: bytes, declared: str | None) -> None:
    decoded = decode(body, declared)
    assert decoded.rung in {"bom", "utf-8", "declared", "mixed", "gb18030", "big5", "guess", "western", "replacement"}


@pytest.mark.parametrize(
    ("text", "encoding", "declared", "rung"),
    [
        ("贵州小水电站转让，手续齐全，不在清退范围", "gb18030", None, "gb18030"),
        ("贵州小水电站转让，手续齐全，不在清退范围", "gb18030", "utf-8", "gb18030"),
        ("贵州小水电站转让，手续齐全，不在清退范围", "gb18030", "iso-8859-1", "gb18030"),
        ("贵州小水电站转让，手续齐全，不在清退范围", "gb18030", "big5", "gb18030"),
        ("贵州小水电站转让，手续齐全，不在清退范围", "utf-8", "gb2312", "utf-8"),
        ("貴州小水電站轉讓，手續齊全，不在清退範圍之內", "big5", None, "big5"),
        ("貴州小水電站轉讓，手續齊全，不在清退範圍之內", "big5", "gbk", "big5"),
        ("貴州小水電站轉讓，手續齊全，不在清退範圍之內", "big5", "big5", "declared"),
        ("Small hydro at Ya’an;1.250.000 €;Müller", "cp1252", None, "western"),
        ("Petite centrale à José\n", "cp1252", None, "western"),
        ("牛", "gb18030", "gb2312", "declared"),  # its two bytes are also valid UTF-8
        ("déjà vu, générateur à vendre", "cp1252", "iso-8859-1", "declared"),
        ("plain words", "ascii", "gb2312", "utf-8"),
    ],
)
def test_a_wrong_declaration_does_not_spoil_a_page(text: str, encoding: str, declared: str | None, rung: str) -> None:
    decoded = decode(text.encode(encoding), declared)
    assert (decoded.text, decoded.rung) == (text, rung)


@pytest.mark.parametrize("text", ["保留", "价格低", "发电机大修过，功率不变，可发电，低价给，急"])
def test_characters_common_in_both_readings_are_settled_by_language(text: str) -> None:
    decoded = decode(text.encode("gb18030"))  # every pair of these bytes is a frequent character of Big5, too
    assert (decoded.text, decoded.rung) == (text, "guess")


def test_gb2312_is_read_as_gb18030() -> None:
    assert decode("岷江镕水电站€".encode("gb18030"), "gb2312").text == "岷江镕水电站€"


def test_a_text_cut_in_the_middle_of_a_character_keeps_all_before_it() -> None:
    whole = "贵州小水电站转让，手续齐全，不在清退范围"
    assert decode(whole.encode()[:-1]).text == whole[:-1] + "\ufffd"
    assert decode(whole.encode("gb18030")[:-1]).text == whole[:-1] + "\ufffd"


def test_a_few_bad_bytes_cost_only_themselves() -> None:
    body = ("水电站转让" * 50).encode() + b"\xff\xfe\xfd" + ("不在清退范围" * 50).encode()
    decoded = decode(body)
    assert decoded.rung == "replacement"
    assert decoded.text.startswith("水电站转让" * 50)
    assert decoded.text.endswith("不在清退范围" * 50)
    assert decoded.replaced == 3


def test_header_and_meta_declare_and_the_header_comes_first() -> None:
    body = b'<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
    assert declared_charsets(body, "text/html; charset=Big5") == ("Big5", "gb2312")
    assert declared_charsets(b'<?xml version="1.0" encoding="GBK"?>') == ("GBK",)


AD = "出售小水电站一座，装机容量{}kW，价格380万元，手续齐全"


@pytest.mark.parametrize("other", ["gb18030", "big5"])
@pytest.mark.parametrize("order", ["uuuuuo", "ouuuuu", "oououo", "o\nu", "u o"])
def test_lines_of_two_encodings_are_each_read_in_their_own(other: str, order: str) -> None:
    ad = AD if other == "gb18030" else "出售小水電站一座，裝機容量{}kW，價格380萬元，手續齊全"
    said = [ad.format(100 + n) if letter in "uo" else "12 kW" for n, letter in enumerate(order)]
    lines = [line.encode("utf-8" if letter == "u" else other) for line, letter in zip(said, order, strict=True)]
    decoded = decode(b"\n".join(lines))
    assert (decoded.text, decoded.encoding, decoded.rung) == ("\n".join(said), f"utf-8, {other}", "mixed")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(st.sampled_from(WORDS), min_size=6, max_size=40), min_size=1, max_size=6))
@example(["、、、、、、", "、、、、、、"])
@example(["、、、、、、、不"])
def test_a_text_of_one_encoding_is_never_mixed(lines: list[str]) -> None:
    for encoding in ("gb18030", "utf-8"):
        decoded = decode("\n".join(lines).encode(encoding))
        assert decoded.rung != "mixed" and decoded.text == "\n".join(lines)


def test_a_utf8_text_with_a_broken_line_is_not_taken_for_another_encoding() -> None:
    body = "\n".join(AD.format(n) for n in range(5)).encode()
    decoded = decode(body[:40] + body[41:])
    assert decoded.encoding == "utf-8" and "\n".join(AD.format(n) for n in range(1, 5)) in decoded.text


def test_a_line_that_ends_inside_a_character_spoils_no_other_line() -> None:
    """The halves of a character on two lines at the end, in a file put together of two encodings."""
    whole, other = "出售水电站500千瓦\n" * 3, "手续齐全".encode("gb18030")
    decoded = decode(whole.encode() + other + b"[\n" + other[:7] + b"\n" * 50 + other[7:] + b"\n")
    assert decoded.rung == "mixed" and decoded.text.startswith(f"{whole}手续齐全[\n手续齐\ufffd\n")
    assert decoded.replaced == decoded.text.count("\ufffd") == 2
