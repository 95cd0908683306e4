"""Marks that may name whoever saved a page: found in any dress, and plain writing is left alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.publish.marks import marks_of
from monitor.publish.surt import surt


def kinds(text: str, head: bytes = b"") -> list[str]:
    return [mark.kind for mark in marks_of(text, head)]


@pytest.mark.parametrize(("text", "kind"), [
    ("水电站\U000e0100\U000e0150转让", "selectors"),
    ("水&#917760;&#xE0101;电", "selectors"),
    ("".join(f"{one}\U000e0100" for one in "小水电站转让手续齐全"), "selectors"),
    ("转让\U000e0041\U000e0042", "tags"),
    ("转\u200b\u200c\u200b\u200d让", "no_width"),
    ("小\u200b水\u200c电\u200b站\u200c转\u200b让\u200b手\u200c续\u200b齐", "no_width"),
    ("您的IP：203.0.113.9", "client_address"),
    ("<!-- client_ip=203.0.113.9 -->", "client_address"),
    ("Your IP is 2001:db8:0:0:0:0:0:1", "client_address"),
])  # fmt: skip
def test_a_mark_is_found(text: str, kind: str) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize("text", [
    "小水电站转让,装机2×630千瓦,电话13912345678",
    "\u2764\ufe0f 好 \u2600\ufe0f \U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "葛\U000e0100城市", "长\u200b单\u200b词", "\ufeff开头", "版本 1.2.3.4", "服务器 IP 段", "您的IP已记录",
])  # fmt: skip
def test_plain_writing_has_none(text: str) -> None:
    assert kinds(text) == []


def test_the_head_of_an_answer_is_looked_at() -> None:
    (mark,) = marks_of("", b"HTTP/1.1 200 OK\r\nX-Client-IP: 203.0.113.9\r\nServer: x\r\n\r\n")
    assert (mark.kind, mark.line, mark.sample) == ("client_address", 0, "X-Client-IP: 203.0.113.9")


@given(st.text(alphabet="\u200b\u200c\ufe0f\U000e0100\U000e0041水1.:ip您的", max_size=300))
def test_no_text_makes_it_fail(text: str) -> None:
    for mark in marks_of(text):
        assert mark.line == 1 and mark.sample


def test_long_rows_take_linear_time() -> None:
    began = time.process_time()
    for text in ("\u200b" * 200_000 + "水电站转让", "\u200b水" * 100_000, "\U000e0100" * 200_000, "1." * 100_000,
                 "您的ip" * 50_000, "a:" * 100_000):  # fmt: skip
        next(marks_of(text), None)
        assert len(kinds(text)) < 10
    assert time.process_time() - began < 20


@pytest.mark.parametrize(("url", "key"), [
    ("http://www.Example.com/A?b=2&a=1#x", "com,example)/a?a=1&b=2"), ("https://example.com", "com,example)/"),
    ("http://127.0.0.1:8033/x?", "1,0,0,127:8033)/x"), ("https://ex.com:443/", "com,ex)/"),
    ("http://user:pw@www2.ex.com/a", "com,ex)/a"), ("http://[::1]/", "::1)/"), ("http://[::1/", "http://[::1/"),
    ("file:///%E9%A1%B5/one.txt", "file:///%E9%A1%B5/one.txt"), ("", ""),
])  # fmt: skip
def test_addresses_sort_by_their_host_backwards(url: str, key: str) -> None:
    assert surt(url) == key
