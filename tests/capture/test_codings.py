"""Content codings: br and zstd are undone for reading and kept as they came; bombs and broken bodies are bounded."""

from __future__ import annotations

import gzip
import hashlib
import random
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import PAGE, Loopback, answer, asking

from monitor.capture import CaptureTools, capture
from monitor.capture.reading import verify
from monitor.codings import DECODERS, MAX_FRAMES, missing
from monitor.payload import MAX_SMALL_CHUNKS, decode_body, header, parse_head

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

fast_br = partial(brotli.compress, quality=5)  # as servers have it; the highest takes a second for a megabyte
CODED = {"br": fast_br, "zstd": zstd.compress, "gzip": gzip.compress}
LIMIT = 100_000  # max_bytes of the settings of these tests


def undone(coding: str, body: bytes, limit: int = 10_000_000) -> tuple[bytes, bool, str]:
    found = decode_body((body,), (("Content-Encoding", coding),), limit)
    return found.body, found.over, found.problem


@pytest.mark.parametrize("coding", ["br", "zstd", "zstd, gzip", "gzip, br"])
def test_a_coded_page_is_read_decoded_and_kept_as_it_came(site: Loopback, tools: CaptureTools, coding: str) -> None:
    body = PAGE
    for name in coding.split(", "):
        body = CODED[name](body)
    site.talks["/a"] = answer(body, "200 OK", f"Content-Encoding: {coding}")
    made = capture(asking(site.url("/a")), tools)
    assert (made.state, made.body, made.sha256) == ("ok", PAGE, hashlib.sha256(PAGE).hexdigest())
    assert made.warc
    assert tools.archive.read_block(made.warc)[1] == body
    assert tools.archive.read_payload(made.warc) == PAGE
    assert tools.archive.verify(made.warc, made.sha256).ok
    assert not tools.archive.verify(made.warc, hashlib.sha256(b"other").hexdigest()).ok


def test_a_capture_of_the_time_when_br_was_not_understood_still_holds(site: Loopback, tools: CaptureTools) -> None:
    body = brotli.compress(PAGE)
    site.talks["/a"] = answer(body, "200 OK", "Content-Encoding: BR")
    made = capture(asking(site.url("/a")), tools)
    assert made.warc
    assert verify(tools.archive.folder, made.warc, hashlib.sha256(body).hexdigest()).ok


def test_only_what_can_be_undone_is_announced(site: Loopback, tools: CaptureTools) -> None:
    site.talks["/a"] = answer()
    capture(asking(site.url("/a")), tools)
    announced = header(parse_head(site.heard[-1])[1], "Accept-Encoding") or ""
    words = [word.strip() for word in announced.split(",")]
    assert words and all(word in DECODERS and not missing(word) for word in words)


@pytest.mark.parametrize("coding", ["br", "zstd", "br, br", "zstd, zstd"])
def test_a_bomb_is_cut_at_the_limit(site: Loopback, tools: CaptureTools, coding: str) -> None:
    bomb = b"0" * 200_000_000
    for name in coding.split(", "):
        bomb = CODED[name](bomb)
    site.talks["/a"] = answer(bomb, "200 OK", f"Content-Encoding: {coding}")
    began = time.process_time()
    made = capture(asking(site.url("/a")), tools)
    assert made.state == "too_large" and "unpacks to more than" in made.reason
    assert made.body == b"0" * LIMIT
    assert time.process_time() - began < 1


@pytest.mark.parametrize("coding", ["br", "zstd"])
def test_a_body_that_is_cut_or_broken_keeps_what_could_be_read(coding: str) -> None:
    text = "".join(f"水电站{n * 7919 % 1000003}号转让；" for n in range(60_000)).encode()
    whole = CODED[coding](text)
    body, over, problem = undone(coding, whole[: len(whole) // 2])
    assert problem == "the compressed data ends too early" and not over
    assert body and text.startswith(body)
    body, _, problem = undone(coding, whole[: len(whole) // 2] + bytes(5000))
    assert text.startswith(body[:1000]) and body and problem
    assert undone(coding, b"") == (b"", False, "")
    assert undone(coding, PAGE)[2] == "the compressed data is broken"


def test_zstd_frames_follow_one_another_and_padding_ends_them() -> None:
    skipped = b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd"
    frames = zstd.compress(b"one") + skipped + zstd.compress(b"two")
    assert undone("zstd", frames) == (b"onetwo", False, "")
    assert undone("zstd", frames + b"\n\n") == (b"onetwo", False, "")


def test_a_storm_of_empty_zstd_frames_ends() -> None:
    began = time.process_time()
    assert undone("zstd", zstd.compress(b"") * (MAX_FRAMES * 20))[2] == "the compressed data is broken"
    assert time.process_time() - began < 3


def test_a_zstd_frame_that_needs_much_memory_is_not_undone() -> None:
    options = {zstd.CompressionParameter.window_log: 27}
    engine = zstd.ZstdCompressor(options=options)
    assert undone("zstd", engine.compress(PAGE) + engine.flush()) == (b"", False, "the compressed data is broken")


@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=400), st.sampled_from(["br", "zstd", "br, zstd"]), st.integers(0, 400), st.binary(max_size=9),
    st.integers(1, 300), st.booleans(),
)  # fmt: skip
def test_no_coded_body_can_make_decoding_fail_or_pass_its_limit(
    body: bytes, coding: str, place: int, junk: bytes, size: int, lenient: bool
) -> None:
    data = body * 9
    for name in coding.split(", "):
        data = CODED[name](data)
    data = data[:place] + junk + data[place + len(junk) :]
    blocks = [data[n : n + size] for n in range(0, len(data), size)]
    found = decode_body(blocks, (("Content-Encoding", coding),), 100, lenient=lenient)
    assert len(found.body) <= 100


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=3000), st.integers(1, 700), st.sampled_from(["br", "zstd"]))
def test_decoding_does_not_depend_on_how_the_bytes_arrived(body: bytes, size: int, coding: str) -> None:
    data = CODED[coding](body)
    blocks = [data[n : n + size] for n in range(0, len(data), size)]
    found = decode_body(blocks, (("Content-Encoding", coding),), 10_000)
    assert (found.body, found.over, found.problem) == (body, False, "")


@pytest.mark.parametrize(("coding", "package"), [("br", "brotli"), ("zstd", "backports.zstd")])
def test_without_the_package_one_sentence_says_so(coding: str, package: str, tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules.update({'brotli': None, 'backports.zstd': None, 'compression.zstd': None})\n"
        "from monitor.payload import decode_body\n"
        f"print(decode_body([b'abc'], (('Content-Encoding', '{coding}'),), 100))"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert f"the content coding {coding} needs the package {package}, which is not installed" in said
    assert "body=b'abc'" in said


LONG = "".join(f"水电站{n * 7919 % 1000003}号转让；" for n in range(30_000)).encode()


def damaged(body: bytes) -> bytes:
    place = len(body) * 2 // 3
    return body[:place] + bytes(byte ^ 0x5A for byte in body[place : place + 9]) + body[place + 9 :]


@pytest.mark.parametrize("size", [1000, 4096, 65_536, 65_537])
@pytest.mark.parametrize(("coding", "compress"), CODED.items())
def test_what_comes_out_of_a_broken_body_does_not_depend_on_how_it_arrived(
    coding: str, compress: Callable[[bytes], bytes], size: int
) -> None:
    for data in (damaged(compress(LONG)), compress(LONG) + b"padding" * 900, compress(LONG)[:-50]):
        blocks = [data[n : n + size] for n in range(0, len(data), size)]
        found = decode_body(blocks, (("Content-Encoding", coding),), 10_000_000)
        assert (found.body, found.over, found.problem) == undone(coding, data)


@pytest.mark.parametrize(("coding", "compress"), CODED.items())
def test_the_record_of_a_broken_body_holds(
    site: Loopback, tools: CaptureTools, coding: str, compress: Callable[[bytes], bytes]
) -> None:
    site.talks["/a"] = answer(damaged(compress(LONG[:80_000])), "200 OK", f"Content-Encoding: {coding}")
    made = capture(asking(site.url("/a")), tools)
    assert made.warc and (made.body or coding == "zstd")  # a zstd block is undone whole or not
    assert tools.archive.verify(made.warc, made.sha256).ok
    assert tools.archive.read_payload(made.warc) == made.body


def test_no_gzip_member_is_lost_wherever_the_blocks_end() -> None:
    members = [gzip.compress(bytes([65 + n]) * 100) for n in range(5)]
    whole = b"".join(bytes([65 + n]) * 100 for n in range(5))
    joined = b"".join(members)
    for blocks in (members, [joined[n : n + 1] for n in range(len(joined))], [joined]):
        assert decode_body(blocks, (("Content-Encoding", "gzip"),), 1000).body == whole
    filled = gzip.compress(LONG, 1)
    filled += gzip.compress(b"", 0) * 3
    for cut in range(len(filled) - 70, len(filled)):  # a member that ends wherever blocks of 65,536 bytes do
        told = b"\x1f\x8b\x08\x10" + bytes(6) + b"c" * (-cut % 65_536 + 65_536) + b"\x00"
        data = told + filled[10:] + gzip.compress(b"end")
        assert undone("gzip", data) == (LONG + b"end", False, "")


@pytest.mark.parametrize("padding", [b"\n", bytes(30), b"\r\n<!-- 4 -->" * 3])
@pytest.mark.parametrize("body", [PAGE, LONG[:80_000]])
def test_padding_behind_a_br_body_costs_nothing_of_it(body: bytes, padding: bytes) -> None:
    assert undone("br", fast_br(body) + padding) == (body, False, "")


@pytest.mark.parametrize("padding", [b"\n", bytes(3_000)])
@pytest.mark.parametrize("length", [70_000, 300_000])
def test_padding_behind_a_large_br_body_costs_nothing_of_it(length: int, padding: bytes) -> None:
    body = random.Random(length).randbytes(length)  # as large when it is coded
    assert undone("br", fast_br(body) + padding) == (body, False, "")


@pytest.mark.parametrize("place", [100_000, 150_001, 150_511])
def test_a_large_br_body_is_read_to_the_byte_that_breaks_it(place: int) -> None:
    body = random.Random(5).randbytes(200_000).hex().encode()
    coded = fast_br(body)[:place] + random.Random(place).randbytes(300_000)
    slowly, engine = bytearray(), brotli.Decompressor()
    with pytest.raises(brotli.error):
        for at in range(len(coded)):
            slowly += engine.process(coded[at : at + 1])
    assert len(slowly) > place and at > 100_000
    found, _, problem = undone("br", coded)
    assert (found, problem) == (bytes(slowly), "the compressed data is broken")


CHUNKED = (("Transfer-Encoding", "chunked"),)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=300)), st.integers(1, 700), st.sampled_from([b"", b"zz", b"-"]))
def test_chunks_are_joined_however_the_bytes_arrived(parts: list[bytes], size: int, broken: bytes) -> None:
    data = b"".join(b"%x;a=b\r\n%s\r\n" % (len(part), part) for part in parts) + broken + b"0\r\n\r\nmore"
    blocks = [data[n : n + size] for n in range(0, len(data), size)]
    found = decode_body(blocks, CHUNKED, 1_000_000)
    assert found.body == b"".join(parts)
    assert found.problem == ("the chunks are broken" if broken else "")


def test_many_tiny_chunks_cost_no_more_memory_than_their_data() -> None:
    body = b"1\r\na\r\n" * 300_000 + b"0\r\n\r\n"
    tracemalloc.start()
    found = decode_body((body[n : n + 65_536] for n in range(0, len(body), 65_536)), CHUNKED, 10_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (found.body, found.problem) == (b"a" * 300_000, "")
    assert peak < 3_000_000


def test_chunks_of_a_few_bytes_are_counted_and_end_at_a_limit() -> None:
    body = b"1\r\na\r\n" * (MAX_SMALL_CHUNKS + 5000) + b"0\r\n\r\n"
    found = decode_body((body[n : n + 65_536] for n in range(0, len(body), 65_536)), CHUNKED, 10_000_000)
    assert len(found.body) == MAX_SMALL_CHUNKS
    assert found.problem == "it comes in more than 1,000,000 chunks of a few bytes; the rest was not read"
    whole = b"40\r\n" + b"b" * 64 + b"\r\n"
    assert decode_body((whole * 20_000 + b"0\r\n\r\n",), CHUNKED, 10_000_000).problem == ""


def test_blocks_of_one_byte_are_not_held_one_by_one() -> None:
    tracemalloc.start()
    found = decode_body((b"a" for _ in range(300_000)), (), 10_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found.body) == 300_000 and peak < 2_000_000
