"""HAR files: bodies in text and base64, entries that are broken, files that end early or hold one huge line."""

from __future__ import annotations

import base64
import gzip
import io
import json
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.unpack import Member, archive_kind, unpack
from monitor.unpack.har import MAX_ENTRY_BYTES
from monitor.unpack.json_stream import BLOCK, items

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


def entry(number: int, text: object = None, **content: Any) -> dict[str, Any]:
    """One entry as browsers write it."""
    text = f'<html><p>小水电转让 {number} "引" \\ </p></html>' if text is None else text
    return {
        "startedDateTime": "2026-01-02T11:04:05.123+08:00",
        "request": {"method": "GET", "url": f"http://e.com/{number}"},
        "response": {
            "status": 200,
            "content": {"size": 10, "mimeType": "text/html; charset=gbk", "text": text, **content},
        },
    }


def har(*entries: Any, **more: Any) -> bytes:
    return json.dumps({"log": {"version": "1.2", "pages": [{"id": "a"}], "entries": entries, **more}}).encode()


def members(data: bytes) -> list[Member]:
    assert archive_kind(data[:65_536], "x.har") == "har"
    return list(unpack(io.BytesIO(data), "har", "x.har"))


def test_a_page_has_its_address_its_time_in_utc_and_text_as_utf_8() -> None:
    (found,) = members(b"\xef\xbb\xbf \n" + har(entry(1)))
    assert found == Member(
        "e.com/1", '<html><p>小水电转让 1 "引" \\ </p></html>'.encode(), "text/html; charset=utf-8", "http://e.com/1",
        "2026-01-02T03:04:05.123000Z",
    )  # fmt: skip


def test_base64_keeps_the_bytes_and_their_declared_charset() -> None:
    body = "<html>转让".encode("gbk")
    (found,) = members(har(entry(1, base64.b64encode(body).decode(), encoding="base64")))
    assert (found.body, found.media_type) == (body, "text/html; charset=gbk")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ({"text": None}, "HAR with content"), ({"text": ""}, "HAR with content"),
        ({"text": "####", "encoding": "rot13"}, "not understood"), ({"text": "abcde", "encoding": "base64"}, "damaged"),
    ],
)  # fmt: skip
def test_content_that_is_missing_or_broken_is_named_and_the_rest_is_read(content: dict[str, Any], why: str) -> None:
    first, second = members(
        har(entry(1, **{"text": "x", **content} if content["text"] is not None else {"text": 5}), entry(2))
    )
    assert why in first.problem
    assert second.body


@pytest.mark.parametrize(
    "change",
    [
        {"response": {"status": 302, "content": {"mimeType": "text/html", "text": "<html>"}}},
        {"response": {"status": 404, "content": {"mimeType": "text/html", "text": "<html>"}}},
        {"response": {"status": 200, "content": {"mimeType": "image/png", "text": "iVBO", "encoding": "base64"}}},
        {"response": {"status": 200, "content": {"mimeType": "application/json", "text": "{}"}}},
        {"response": {"status": 200, "content": {"mimeType": "text/html", "size": 0}}},
        {"response": {"status": 0, "content": {}}}, {"response": None}, {"response": {"status": 200, "content": [1]}},
        {"request": {"url": "data:text/html,<html>"}},
    ],
)  # fmt: skip
def test_what_is_no_page_is_a_resource(change: dict[str, Any]) -> None:
    (found,) = members(har({**entry(1), **change}))
    assert (found.role, found.problem) == ("resource", "")


def test_a_har_that_ends_early_is_read_as_far_as_it_goes() -> None:
    whole = har(entry(1), entry(2), entry(3))
    for cut in range(30, len(whole) - 3, 7):
        found = list(unpack(io.BytesIO(whole[:cut]), "har", "x.har"))
        assert found[-1].problem
        assert [one.url for one in found[:-1]] == [f"http://e.com/{n}" for n in range(1, len(found))]


def test_broken_entries_cost_no_other() -> None:
    data = har(entry(1), entry(2)).replace(b', "request"', b', bad "request"', 1)
    first, second = members(data)
    assert "no valid JSON" in first.problem
    assert second.body


@pytest.mark.parametrize(
    "data", [b'{"log": {}}', b'{"log": {"entries": {}}}', b'{"log": {"pages": [{"entries": [{}]}]}}']
)
def test_json_that_is_no_har_is_named(data: bytes) -> None:
    (found,) = members(data)
    assert "no HAR" in found.problem


def test_memory_stays_small_for_a_large_har_of_one_line() -> None:
    page = json.dumps(entry(1, "<html>" + "x" * 200_000)).encode()
    data = io.BytesIO(b'{"log":{"entries":[' + b",".join([page] * 200) + b"]}}")
    tracemalloc.start()
    try:
        assert sum(len(one.body) for one in unpack(data, "har", "x.har")) > 40_000_000
        assert tracemalloc.get_traced_memory()[1] < 6_000_000
    finally:
        tracemalloc.stop()


def test_an_entry_that_is_too_long_is_not_held() -> None:
    video = json.dumps(entry(1, "A" * (MAX_ENTRY_BYTES + BLOCK * 3), mimeType="video/mp4")).encode()
    page = json.dumps(entry(2, "A" * (MAX_ENTRY_BYTES + BLOCK * 3))).encode()
    first, second, third = members(
        b'{"log":{"entries":[' + b",".join([video, page, json.dumps(entry(3)).encode()]) + b"]}}"
    )
    assert (first.role, first.problem) == ("resource", "")
    assert "40,000,000" in second.problem
    assert third.body


@pytest.mark.parametrize(
    "hostile",
    [
        b'{"log":{"entries":[' + b"[" * 3_000_000, b'{"log":{"entries":[' + b"{" * 3_000_000,
        b'{"log":{"entries":[' + b'{"a":' * 1_000_000 + b"1" + b"}" * 1_000_000 + b"]}}",
        b'{"log":{"entries":[' + b"{}," * 200_000, b'{"log":{"' + b"\\\\" * 3_000_000, b'{"log":{' + b"]}" * 2_000_000,
        b'{"log":{' + b'"a":' * 1_000_000, b'{"log":{"entries":[{"a":' + b"9" * 1_000_000 + b"}]}}",
        b'{"log":{' + b'"' * 2_000_000,
    ],
)  # fmt: skip
def test_hostile_files_take_time_that_grows_with_their_size(hostile: bytes) -> None:
    begun = time.process_time()
    for _ in unpack(io.BytesIO(hostile), "har", "x.har"):
        pass
    assert time.process_time() - begun < 20


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=8,
)


class _Dripping(io.BytesIO):
    """Gives three bytes at a time."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(3)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.dictionaries(st.text(max_size=9), JSON, max_size=4), max_size=4), JSON, st.booleans(), st.booleans())
def test_the_members_of_an_array_are_those_of_a_json_parser(
    members_: list[Any], other: Any, ascii_only: bool, drip: bool
) -> None:
    text = json.dumps({"x": other, "log": {"y": other, "entries": members_, "z": other}}, ensure_ascii=ascii_only)
    data = text.encode("utf-8", "surrogatepass")
    found = items((_Dripping if drip else io.BytesIO)(data), ("log", "entries"), 10**9)
    assert [json.loads(one.data.decode("utf-8", "surrogatepass")) for one in found] == members_


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.dictionaries(st.sampled_from(["request", "response", "startedDateTime"]), JSON), max_size=4), st.data()
)
def test_reading_never_raises(entries: list[Any], data: st.DataObject) -> None:
    packed = bytearray(har(entry(1), *entries))
    for _ in range(data.draw(st.integers(0, 3))):
        packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    found = list(unpack(io.BytesIO(bytes(packed)), "har", "x.har"))
    assert not any("Error" in one.problem for one in found), found


def coded_entry(body: bytes, coding: str) -> dict[str, Any]:
    found = entry(1, base64.b64encode(body).decode(), encoding="base64")
    found["response"]["headers"] = [{"name": "content-encoding", "value": coding}]
    return found


@pytest.mark.parametrize(
    ("coding", "code"), [("br", brotli.compress), ("zstd", zstd.compress), ("gzip", gzip.compress)]
)
def test_a_body_is_decoded_when_its_coding_was_left_on(coding: str, code: Callable[[bytes], bytes]) -> None:
    body = ("<html><p>小水电转让" * 40).encode()
    for written in (code(body), body):
        (found,) = members(har(coded_entry(written, coding)))
        assert (found.body, found.problem) == (body, "")


def test_a_coded_bomb_and_a_broken_coding_say_so_and_the_next_entry_is_read() -> None:
    bomb, broken = zstd.compress(bytes(200_000_000)), zstd.compress(b"<html>" * 99)[:9]
    first, second, third = members(har(coded_entry(bomb, "zstd"), coded_entry(broken, "zstd"), entry(2)))
    assert "unpacks to more than" in first.problem
    assert "cannot be decoded: the compressed data" in second.problem
    assert third.url == "http://e.com/2"


def test_a_record_of_an_app_without_any_page_has_its_answers_as_documents() -> None:
    app = {"data": {"title": "四川雅安水电站转让", "desc": "装机1260kW，950万"}}
    said = entry(1, json.dumps(app, ensure_ascii=False), mimeType="application/json")
    other = entry(2, json.dumps({"ok": True}), mimeType="application/json")
    found = [one for one in members(har(said, other)) if one.role == "document"]
    assert [(one.url, one.media_type, json.loads(one.body)) for one in found] == [
        ("http://e.com/1", "application/json", app)
    ]
    assert [one.url for one in members(har(entry(3), said)) if one.role == "document"] == ["http://e.com/3"]
