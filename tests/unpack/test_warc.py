"""WARC files of every shape: what is a document, and what lies, ends early or blows up."""

from __future__ import annotations

import gzip
import io
import re
import subprocess
import sys
import time
import zlib
from pathlib import Path

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcs import DATE, TAKEN, each_gzip, http, page, record, sha1

from monitor.unpack import Limits, Member, archive_kind, unpack, warc

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

FORMS = {"plain": b"".join, "members": each_gzip, "stream": lambda records: gzip.compress(b"".join(records))}


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def members(data: bytes, limits: Limits | None = None) -> list[Member]:
    assert archive_kind(data[:65_536], "x.warc") == "warc"
    return list(unpack(io.BytesIO(data), "warc", "x.warc", limits or Limits()))


def documents(found: list[Member]) -> list[Member]:
    return [one for one in found if one.role == "document" and not one.problem]


@pytest.mark.parametrize("version", ["0.17", "0.18", "1.0", "1.1"])
def test_pages_keep_their_address_time_and_declared_charset(form: str, version: str) -> None:
    block = http("<html><p>小水电转让</p></html>".encode("gbk"), "text/html; charset=gbk")
    records = [
        record("warcinfo", "", b"software: test\r\n", version=version),
        record("request", "http://e.com/1", b"GET / HTTP/1.1\r\n\r\n", version=version),
        record("response", "http://e.com/1?a=b", block, version=version),
    ]
    (found,) = members(FORMS[form](records))
    assert found == Member(
        "e.com/1?a=b",
        "<html><p>小水电转让</p></html>".encode("gbk"),
        "text/html; charset=gbk",
        "http://e.com/1?a=b",
        TAKEN,
    )


@pytest.mark.parametrize(
    ("uri", "block"),
    [
        ("http://e.com/a.png", http(b"\x89PNG", "image/png")),
        ("http://e.com/a.js", http(b"var a", "text/plain")),
        ("http://e.com/api", http(b'{"a": 1}', "text/html")),
        ("http://e.com/count", http(b"  ", "text/html")),
        ("http://e.com/robots.txt", http(b"User-agent: *", "text/plain")),
        ("http://e.com/1", http(b"<html>moved", "text/html", "302 Found", "Location: /2")),
        ("http://e.com/1", http(b"<html>none", "text/html", "404 Not Found")),
        ("http://e.com/1", http(b"<html>broken", "text/html", "503 Service Unavailable")),
        ("http://e.com/bin", http(b"\0\1\2", "application/octet-stream")),
        ("dns:e.com", b"20260102030405\ne.com. 1.2.3.4"),
        ("http://e.com/nothing", b""),
        ("http://e.com/no-http", b"<html>bare</html>"),
    ],
)
def test_what_a_page_loads_and_what_went_wrong_are_resources(uri: str, block: bytes) -> None:
    (found,) = members(record("response", uri, block))
    assert (found.role, found.problem, found.body) == ("resource", "", b"")


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/pdf", b"%PDF-1.4 x"), ("", b"<html><p>a</p></html>"), ("application/octet-stream", b"%PDF-1.7"),
        ("text/plain", "[转让]小水电".encode()), ("text/csv", b"a,b,c"),
    ],
)  # fmt: skip
def test_files_that_stand_alone_are_documents(media_type: str, body: bytes) -> None:
    (found,) = documents(members(record("response", "http://e.com/x", http(body, media_type))))
    assert found.body == body
    (found,) = documents(members(record("resource", "http://e.com/x", body, Content_Type=media_type)))
    assert found.body == body


def test_addresses_in_angle_brackets_and_notes_of_tools_are_understood() -> None:
    """wget writes the address in angle brackets and keeps its log as a resource, browsertrix its texts as urn:text."""
    data = [
        record("response", "<http://e.com/1>", http(b"<html>a")),
        record("resource", "metadata://gnu.org/software/wget/warc/wget.log", b"log", Content_Type="text/plain"),
        record("resource", "urn:text:http://e.com/1", b"a", Content_Type="text/plain"),
    ]
    found = members(each_gzip(data))
    assert [one.role for one in found] == ["document", "resource", "resource"]
    assert found[0].url == "http://e.com/1"


def _chunked(body: bytes) -> bytes:
    return (
        b"".join(b"%x\r\n%b\r\n" % (len(body[n : n + 7]), body[n : n + 7]) for n in range(0, len(body), 7))
        + b"0\r\n\r\n"
    )


def test_chunks_and_compression_are_undone_also_where_only_their_headers_are_left() -> None:
    body = "<html>小水电</html>".encode()
    coded = ("Transfer-Encoding: chunked", "Content-Encoding: gzip")
    for raw in (_chunked(gzip.compress(body)), gzip.compress(body), _chunked(body), body):
        data = record("response", "http://e.com/1", http(raw, "text/html", "200 OK", *coded))
        (found,) = members(data)
        assert (found.body, found.doubt) == (body, "")


def test_broken_chunks_keep_what_came_before_and_say_so() -> None:
    body = _chunked(b"<html>12345678901234567890")[:-12]
    (found,) = members(
        record("response", "http://e.com/1", http(body, "text/html", "200 OK", "Transfer-Encoding: chunked"))
    )
    assert found.body.startswith(b"<html>12345678")
    assert "chunks end too early" in found.doubt


def test_digests_that_hold_are_silent_whatever_they_are_taken_over(form: str) -> None:
    body = b"<html>" + b"x" * 100_000
    raw = _chunked(gzip.compress(body))
    block = http(raw, "text/html", "200 OK", "Transfer-Encoding: chunked", "Content-Encoding: gzip")
    payloads = [raw, gzip.compress(body), body]
    records = [
        record("response", f"http://e.com/{n}", block, WARC_Block_Digest=sha1(block), WARC_Payload_Digest=sha1(one))
        for n, one in enumerate(payloads)
    ]
    assert [(one.body, one.doubt) for one in members(FORMS[form](records))] == [(body, "")] * 3


@pytest.mark.parametrize("name", ["WARC_Block_Digest", "WARC_Payload_Digest"])
@pytest.mark.parametrize("digest", [sha1(b"other"), "sha256:" + "0" * 64, "SHA-1:" + "0" * 40])
def test_a_digest_that_does_not_hold_is_said_and_the_page_is_read(form: str, name: str, digest: str) -> None:
    data = FORMS[form]([page(1, **{name: digest}), page(2, WARC_Payload_Digest="crc32:00")])
    first, second = members(data)
    assert first.body and second.body
    assert name.replace("_", "-") in first.doubt
    assert second.doubt == ""


def test_the_digest_of_a_resource_is_checked_too() -> None:
    block = http(b"\x89PNG", "image/png")
    good, bad = members(
        record("response", "http://e.com/1", block, WARC_Payload_Digest=sha1(b"\x89PNG"))
        + record("response", "http://e.com/2", block, WARC_Payload_Digest=sha1(b"other"))
    )
    assert good.problem == ""
    assert "WARC-Payload-Digest" in bad.problem


@pytest.mark.parametrize("lie", [-5, 5, 500, 10**12])
def test_a_record_that_lies_about_its_length_costs_no_other(form: str, lie: int) -> None:
    block = http(b"<html>page of the liar</html>")
    liar = record("response", "http://e.com/liar", block, length=len(block) + lie)
    found = members(FORMS[form]([page(1), liar, page(2), page(3)]))
    assert any("Content-Length" in one.doubt + one.problem for one in found)
    names = [one.name for one in documents(found)]
    if form == "stream" and lie > 0:  # nothing but the lie says where the record ends
        assert names[:2] == ["e.com/1", "e.com/liar"]
    else:
        assert names == ["e.com/1", "e.com/liar", "e.com/2", "e.com/3"]
        assert b"WARC/" not in found[1].body


def test_a_file_that_ends_early_keeps_what_is_there(form: str) -> None:
    data = FORMS[form]([page(n, zlib.compress(bytes(range(256))) * 300) for n in range(3)])
    for cut in range(10, len(data), len(data) // 50):
        found = list(unpack(io.BytesIO(data[:cut]), "warc", "x.warc"))
        assert len(found) <= 4
        assert not any("unexpected" in one.problem for one in found)
        told = [one for one in found if one.problem or one.doubt]
        assert len(told) <= 1
        if form != "members":
            assert len(told) == 1 or data[:cut].endswith((b"\n", b"\r")) or cut < 20


def test_one_flipped_bit_costs_one_record(tmp_path: Path) -> None:
    records = [gzip.compress(page(n, b"<html>" + bytes(str(n), "ascii") * 3000)) for n in range(9)]
    for place in range(0, len(records[4]), 3):
        broken = bytearray(records[4])
        broken[place] ^= 0x10
        found = members(b"".join([*records[:4], bytes(broken), *records[5:]]))
        intact = [one.name for one in documents(found) if not one.doubt]
        assert {f"e.com/{n}" for n in range(9) if n != 4} <= set(intact)
        assert len(found) >= 9


def test_text_before_the_place_of_damage_is_rescued() -> None:
    member = bytearray(gzip.compress(page(1, b"<html>" + b"what it said" * 50)))
    member[-6] ^= 1  # the check sum at the end
    first, second = members(bytes(member) + gzip.compress(page(2)))
    assert first.body.endswith(b"what it said")
    assert "damaged" in first.doubt
    assert second.doubt == ""


def test_a_revisit_is_another_sighting_of_the_earlier_answer() -> None:
    for form in ("plain", "members"):
        body = b"<html>the page</html>"
        first = record(
            "response", "http://e.com/1", http(body), WARC_Record_ID="<urn:uuid:1>", WARC_Payload_Digest=sha1(body)
        )
        picture = http(b"\x89PNG", "image/png")
        later = {"WARC_Date": "2026-03-02T03:04:05Z"}
        records = [
            first,
            record("response", "http://e.com/a.png", picture, WARC_Payload_Digest=sha1(b"\x89PNG")),
            record("revisit", "http://e.com/2", b"HTTP/1.1 200 OK\r\n\r\n", WARC_Payload_Digest=sha1(body), **later),
            record("revisit", "http://e.com/1", b"", WARC_Refers_To="<urn:uuid:1>", **later),
            record("revisit", "http://e.com/3", WARC_Refers_To_Target_URI="http://e.com/9", WARC_Refers_To_Date=DATE),
            record("revisit", "http://e.com/b.png", b"", WARC_Payload_Digest=sha1(b"\x89PNG")),
            record("revisit", "http://e.com/c.png", b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n"),
            page(5),
        ]
        found = members(FORMS[form](records))
        assert [(one.url, one.taken_at[:10]) for one in documents(found)] == [
            ("http://e.com/1", "2026-01-02"), ("http://e.com/2", "2026-03-02"), ("http://e.com/1", "2026-03-02"),
            ("http://e.com/5", "2026-01-02"),
        ]  # fmt: skip
        assert {one.body for one in documents(found)[:3]} == {body}
        (missing,) = [one for one in found if one.problem]
        assert "does not hold that answer" in missing.problem


def test_a_revisit_in_one_gzip_stream_says_what_to_do() -> None:
    revisit = record("revisit", "http://e.com/1", WARC_Refers_To="<urn:uuid:1>")
    _, _, found = members(gzip.compress(page(0) + page(1, WARC_Record_ID="<urn:uuid:1>") + revisit))
    assert "gunzip" in found.problem


def test_a_revisit_never_answers_with_another_record() -> None:
    """A place is kept under a short hash: what lies there must be what is named."""
    loop = record("revisit", "http://e.com/1", WARC_Record_ID="<urn:uuid:1>", WARC_Refers_To="<urn:uuid:1>")
    (found,) = members(loop)
    assert "does not hold" in found.problem


def test_revisits_that_wait_take_no_more_than_so_much_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Records of 60 kB each pack into next to nothing."""
    monkeypatch.setattr(warc, "MAX_LATER_CHARS", 20_000)
    named = [f"<urn:uuid:{n}{'x' * 9000}>" for n in range(9)]
    waiting = [record("revisit", f"http://e.com/{n}", WARC_Refers_To=named[n]) for n in range(9)]
    pages = [page(n, WARC_Record_ID=named[n]) for n in range(9)]
    reading = warc.Reading()
    early = [part for part in reading.parts(io.BytesIO(b"".join(waiting + pages)), "x") if part.problem]
    late = [part for _, part in reading.rest()]
    assert 1 <= len(late) <= 3 and all(part.stream for part in late)
    assert len(early) == 9 - len(late) and "does not hold that answer" in early[0].problem


def test_rubbish_between_records_is_passed_over(form: str) -> None:
    found = members(
        FORMS[form](
            [page(1), b"rubbish\r\n\r\n", page(2), b"WARC/9.9\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n", page(3)]
        )
    )
    assert [one.name for one in documents(found)] == ["e.com/1", "e.com/2", "e.com/3"]
    assert any("version" in one.problem for one in found)


@pytest.mark.parametrize("ends", [b"", b"\n\n", b"\r\n", b"\r\n\r\n\r\n\r\n", b"\n"])
def test_line_breaks_after_a_record_may_be_too_few_or_too_many(form: str, ends: bytes) -> None:
    odd = [record("response", f"http://e.com/{n}", http(b"<html>a"), ends=ends) for n in range(3)]
    assert [(one.doubt, one.problem) for one in members(FORMS[form](odd))] == [("", "")] * 3


def test_a_bomb_in_a_record_is_bounded(form: str) -> None:
    bomb = gzip.compress(b"<html>" + bytes(60_000_000), 9)
    block = http(bomb, "text/html", "200 OK", "Content-Encoding: gzip")
    data = FORMS[form]([record("response", "http://e.com/bomb", block), page(3)])
    first, second = members(data, Limits(member_bytes=1_000_000))
    assert "more than 1,000,000 bytes" in first.problem
    assert second.name == "e.com/3"


def test_a_file_that_unpacks_without_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.unpack.source.Limits", lambda: Limits(total_bytes=5_000_000))
    data = each_gzip([page(1), record("response", "http://e.com/2", http(bytes(50_000_000), "image/png")), page(3)])
    first, rest = members(data)
    assert first.name == "e.com/1"
    assert "archive bomb" in rest.problem


@pytest.mark.parametrize(
    "hostile",
    [
        b"WARC/1.0\r\n" * 200_000,
        b"WARC/1.0\r\nContent-Length: 99999999\r\n\r\n" * 50_000,
        b"WARC/1.0\r\nContent-Length: 0\r\n\r\n" * 20_000,
        b"WARC/1.0\r\nContent-Length: 1\r\n\r\nx\nWARC/1.0\r\nContent-Length: 2\r\n\r\n" * 20_000,
        b"WARC/1.0\r\n" + b"x" * 4_000_000,
        b"WARC/1.0\r\n" + b"a: b\r\n" * 500_000,
        b"WARC/1.0\r\nWARC-Type: revisit\r\nContent-Length: 0\r\n\r\n\r\n\r\n" * 20_000,
        gzip.compress(b"WARC/1.0\r\n\r\n") + b"\x1f\x8b\x08" * 300_000,
        gzip.compress(b"WARC/1.0\r\n") + gzip.compress(b"") * 50_000,
        gzip.compress(page(1)) + bytes(4_000_000),
        gzip.compress(page(1))[:-3] + b"\x1f\x8b\x08\x00" * 100_000,
    ],
)  # fmt: skip
def test_hostile_files_take_time_that_grows_with_their_size(hostile: bytes) -> None:
    begun = time.process_time()
    for _ in unpack(io.BytesIO(hostile), "warc", "x.warc"):
        pass
    assert time.process_time() - begun < 20


_BY_WARCIO = """
import io, sys
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter
writer = WARCWriter(sys.stdout.buffer, gzip=sys.argv[1] == "gzip")
writer.write_record(writer.create_warcinfo_record("x.warc", {"software": "warcio"}))
for number in range(3):
    head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    body = io.BytesIO(b"<html>%d" % number)
    writer.write_record(writer.create_warc_record(f"http://e.com/{number}", "response", body, http_headers=head))
"""  # in a process of its own: it leaves temporary files open


@pytest.mark.parametrize("form", ["gzip", "plain"])
def test_files_of_warcio_are_read(form: str) -> None:
    data = subprocess.run([sys.executable, "-c", _BY_WARCIO, form], check=True, stdout=subprocess.PIPE).stdout
    assert [(one.body, one.doubt) for one in members(data)] == [(b"<html>%d" % n, "") for n in range(3)]


PIECES = st.lists(
    st.one_of(
        st.binary(max_size=60),
        st.sampled_from([page(1), page(2, WARC_Block_Digest=sha1(b"")), b"WARC/1.0\r\n", b"\r\n\r\n", b"\x1f\x8b\x08"]),
        st.builds(lambda n, lie: record("response", "http://e.com/x", http(b"<p>" * n), length=max(0, n * 3 + lie)),
                  st.integers(0, 50), st.integers(-60, 9000)),
        st.builds(lambda one: record("revisit", "http://e.com/x", WARC_Refers_To=one), st.text(max_size=5)),
    ),
    max_size=8,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(PIECES, st.sampled_from([bytes, gzip.compress]), st.data())
def test_reading_never_raises_and_gives_no_more_than_there_is(
    pieces: list[bytes], pack: object, data: st.DataObject
) -> None:
    packed = bytearray(b"".join(pack(piece) for piece in pieces))  # type: ignore[operator]
    for _ in range(data.draw(st.integers(0, 3))):
        if packed:
            packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    found = list(unpack(io.BytesIO(bytes(packed)), "warc", "x.warc"))
    assert sum(len(one.body) for one in found) <= sum(map(len, pieces)) * (len(pieces) + 1) + len(packed) * 1100
    assert not any("Error" in one.problem for one in found), found


def test_records_that_no_search_finds_are_not_searched_for_each_time() -> None:
    data = b"WARC/1.0\r\nContent-Length: 0\r\n\r\n " * 100_000
    started = time.process_time()
    assert len(list(unpack(io.BytesIO(data), "warc", "a.warc"))) == 100_000
    assert time.process_time() - started < 60  # a search to the end each: hours


@pytest.mark.parametrize("coding", ["br", "zstd"])
def test_br_and_zstd_are_undone_where_they_are_there(coding: str) -> None:
    body = ("<html>" + "".join(f"小水电{n}" for n in range(300))).encode()
    coded = brotli.compress(body) if coding == "br" else zstd.compress(body)
    for raw, digest in ((coded, coded), (coded, body), (body, body), (body[:20], body[:20])):
        block = http(raw, "text/html", "200 OK", f"Content-Encoding: {coding}")
        (found,) = members(record("response", "http://e.com/1", block, WARC_Payload_Digest=sha1(digest)))
        assert (found.body, found.doubt) == (body[:20] if len(raw) == 20 else body, "")


@pytest.mark.parametrize("coding", ["br", "zstd"])
def test_a_br_or_zstd_bomb_in_a_record_is_bounded(coding: str) -> None:
    bomb = b"<html>" + bytes(200_000_000)
    coded = brotli.compress(bomb, quality=4) if coding == "br" else zstd.compress(bomb)
    block = http(coded, "text/html", "200 OK", f"Content-Encoding: {coding}")
    first, second = members(
        each_gzip([record("response", "http://e.com/bomb", block), page(3)]), Limits(member_bytes=1_000_000)
    )
    assert "more than 1,000,000 bytes" in first.problem
    assert second.name == "e.com/3"


def test_revisits_of_one_page_stand_for_no_more_than_a_limit() -> None:
    page = b"<html>" + b"a" * 3_000_000
    revisits = [
        record("revisit", f"http://e.com/{n}", WARC_Refers_To_Target_URI="http://e.com/0", WARC_Refers_To_Date=DATE)
        for n in range(1, 101)
    ]
    found = members(record("response", "http://e.com/0", http(page)) + b"".join(revisits))
    read, told = [one for one in found if not one.problem], [one.problem for one in found if one.problem]
    assert 100 * 1_000_000 < sum(len(one.body) for one in read) < 108 * 1_000_000
    assert len(read) + len(told) == 101
    assert set(told) == {
        "says that it was as before, as others of this file did that unpack to too much (an archive bomb?);"
        " it was not read"
    }


ONE, TWO = b"<html><p>one</p></html>", b"<html><p>two</p></html>"


@pytest.mark.parametrize("length", ["1000000000000000", "99999999999999999999"])
def test_a_length_beyond_all_files_is_told_and_its_record_read(length: str) -> None:
    whole = record("response", "http://e.com/1", http(ONE))
    said = re.sub(rb"Content-Length: \d+(?=\r\n\r\nHTTP)", b"Content-Length: " + length.encode(), whole)
    one, two = members(said + record("response", "http://e.com/2", http(TWO)))
    assert (one.body, two.body) == (ONE, TWO)
    assert one.doubt.startswith(f"its Content-Length says {int(length):,} bytes, but it has")


@pytest.mark.parametrize("length", ["2147483648", "999999999999999999999999999999"])
@pytest.mark.parametrize("body", [b"<p>one</p>", b"<p>" + b"one " * 40_000 + b"</p>", b"x" * (1 << 16)])
def test_a_length_that_cannot_be_takes_in_no_other_record(form: str, length: str, body: bytes) -> None:
    liar = record("response", "http://e.com/1", http(body), length=int(length))
    found = members(FORMS[form]([liar, page(2), page(3)]))
    others = members(FORMS[form]([page(2), page(3)]))
    assert [one.body.rstrip() for one in found] == [body, *(one.body for one in others)]
    assert found[0].doubt.startswith(f"its Content-Length says {int(length):,} bytes, ")
    assert not (found[1].doubt or found[2].doubt)


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        (b"Content-Length: -5\r\n", "its Content-Length is no number of bytes ('-5')"),
        (b"X: y\r\n", "its headers have no Content-Length"),
        (b"WARC-Target-URI: http://e.com/" + b"a" * 100_000 + b"\r\n", "its headers have more than 65,536 bytes"),
    ],
)
def test_headers_that_begin_no_record_say_why(headers: bytes, why: str) -> None:
    bad = b"WARC/1.1\r\nWARC-Type: response\r\n" + headers + b"\r\nwords\r\n\r\n"
    told, good = members(bad + record("response", "http://e.com/2", http(TWO)))
    assert (told.problem, good.body) == (f"{why}; it was passed over", TWO)
