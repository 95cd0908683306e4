"""What a page loads is found in it as browsers find it, in time in proportion to the length of a hostile page."""

from __future__ import annotations

import time
from collections.abc import Iterable

import pytest

from monitor.publish.framed import Showing
from monitor.publish.inlined import inlined
from monitor.publish.styles import LEAST, MAX_BYTES, Inlining
from monitor.run.page_parts import KeptPart

SHEET = KeptPart("https://e.example/a.css", "", 3, lambda: iter((b"p{}",)))
DOT = KeptPart("https://e.example/p.png", "image/png", 4, lambda: iter((b"1234",)))
LINK = b"<link rel=stylesheet href=a.css>"
SIZE = 40_000  # bytes of the shorter page
HOSTILE = (
    (b'<img srcset="', b",", b'">'), (b'<img srcset="', b" ,", b'">'), (b'<img srcset="', b"a ", b'">'),
    (b'<img srcset="', b"a b c,", b'">'), (b'<img srcset="', b"a,", b'">'), (b'<img srcset="a ', b",,b", b'">'),
    (b"<img ", b" a ", b">"), (b"<img ", b"a=", b">"), (b"<img a", b" ", b">"), (b"", b"<!--", b""),
    (b"<style>", b"@import x", b"</style>"), (b"<style>", b"@import url(x ", b"</style>"),
    (b"<style>", b'@import "', b"</style>"), (b"<style>@import", b" ", b"</style>"),
    (b"<style>@import x", b" ", b"</style>"), (b"<style>", b"url(x ", b"</style>"), (b"<style>url(", b" ", b"</style>"),
    (b"<style>url(x", b" ", b"</style>"), (b"<style>", b"/*", b"</style>"), (b"<p style='url(", b"\\", b"'>"),
    (b"<style>", b"@import" + b" x" * 200, b"</style>"), (b"<style>", b"@import " + b"x" * 3_990, b"</style>"),
    (b"<?xml ", b">", b""), (b"<!--", b"-->\n<!--", b""), (b"", b"\n", b""),
    (b"", b"<iframe src=a>", b""), (b"", b"<iframe srcdoc=x></iframe>", b""), (b"", b"<frameset><frame src=a>", b""),
    (b'<iframe srcdoc="', b"&lt;iframe srcdoc=&quot;", b'">'), (b"<iframe>", b"</", b""), (b"", b"<div>", b""),
    (b'<iframe srcdoc="', b"&lt;div&gt;", b'"></iframe>'),
)  # fmt: skip


def made(pieces: Iterable[bytes], part: KeptPart | None = SHEET) -> bytes:
    return b"".join(inlined(pieces, "utf-8", Inlining(lambda *_: part)))


def seconds(before: bytes, piece: bytes, behind: bytes, size: int) -> float:
    whole = before + piece * (size // len(piece)) + behind
    began = time.process_time()
    for _ in Showing(Inlining(lambda *_: None), lambda _: "").page([whole], "utf-8"):
        pass
    return time.process_time() - began


@pytest.mark.parametrize(("before", "piece", "behind"), HOSTILE)
def test_four_times_the_length_takes_about_four_times_as_long(before: bytes, piece: bytes, behind: bytes) -> None:
    short = seconds(before, piece, behind, SIZE)
    assert short < 1
    assert seconds(before, piece, behind, 4 * SIZE) < 7 * short + 0.2


def test_a_sheet_of_imports_that_never_end_is_read_at_once() -> None:
    assert seconds(b"<style>", b"@import x", b"</style>", 1_000_000) < 1


@pytest.mark.parametrize(("srcset", "addresses"), [
    ("a.png", ["a.png"]), ("a.png 1x, b.png 2x", ["a.png", "b.png"]), (" ,, a.png,, b.png 2x ,", ["a.png", "b.png"]),
    ("a,b.png 2x", ["a,b.png"]), ("a.png 100w 50h, b.png", ["a.png", "b.png"]), (",,,", []), ("", []),
    ("a.png 2x,b.png", ["a.png", "b.png"]), ("a.png,\nb.png", ["a.png", "b.png"]),
])  # fmt: skip
def test_the_addresses_of_a_srcset_are_asked_for_one_by_one(srcset: str, addresses: list[str]) -> None:
    asked = []
    inlining = Inlining(lambda address, _: asked.append(address))  # type: ignore[func-returns-value]
    for _ in inlined([f'<img srcset="{srcset}">'.encode()], "utf-8", inlining):
        pass
    assert asked == addresses


@pytest.mark.parametrize("comment", [b"<!-->", b"<!--->", b"<!-- a -->", b"<!-- a --!>", b"<!---->", b"<!--<!-->"])
def test_a_sheet_behind_a_comment_is_put_in(comment: bytes) -> None:
    whole = comment + LINK
    assert made([whole]) == comment + b"<style>p{}</style>"
    for cut in range(1, len(comment) + 2):
        assert made([whole[:cut], whole[cut:]]) == made([whole])
    assert made([bytes([one]) for one in whole]) == made([whole])


@pytest.mark.parametrize("comment", [b"<!--", b"<!-- ->", b"<!--!>", b"<!-- --", b"<!-- >"])
def test_a_sheet_in_a_comment_stays_as_it_is(comment: bytes) -> None:
    whole = comment + LINK
    assert made([whole]) == made([bytes([one]) for one in whole]) == whole


def test_the_words_of_a_comment_are_no_style_sheet() -> None:
    whole = b"<style>p{}</style><!-- url(p.png) -->"
    assert made([whole], DOT) == whole


def test_a_small_part_that_is_shown_again_and_again_comes_to_an_end() -> None:
    sheet = KeptPart("https://e.example/a.css", "", 90, lambda: iter((b"@import 'a.css';" * 12,)))
    began = time.process_time()
    assert made([LINK], sheet).count(b"@import") < MAX_BYTES // LEAST * 12
    assert made([b"<img src=p.png>" * 50_000], DOT).count(b"data:") == MAX_BYTES // LEAST
    assert time.process_time() - began < 5
