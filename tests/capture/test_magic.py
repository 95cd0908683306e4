"""The one table of first bytes: the same kind for the import, for a scan and in the table of an import."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.capture.sniff import binary_kind, sniff
from monitor.magic import PICTURES, magic_of
from monitor.parse.kinds import unreadable
from monitor.run.importing.file_kinds import file_kind

STARTS = {
    b"%PDF-1.7": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff\xe0": "jpeg", b"GIF89a": "gif", b"II*\0": "tiff",
    b"MM\0*": "tiff", b"RIFF\0\0\0\0WEBPVP8 ": "webp", b"RIFF\0\0\0\0WAVE": "media", b"BM\x36\0\0\0": "bmp",
    b"\0\0\0\x18ftypheic": "heic", b"\0\0\0\x20ftypavif": "avif", b"\0\0\0\x20ftypisom": "media",
    b"PK\x03\x04": "zip", b"\xd0\xcf\x11\xe0": "ole", b"\x1f\x8b\x08": "gzip", b"Rar!\x1a\x07": "rar",
    b"7z\xbc\xaf\x27": "7z", b"SQLite format 3\0": "sqlite", b"\x7fELF": "program", b"MZ\x90\0": "program",
}  # fmt: skip


@pytest.mark.parametrize(("start", "kind"), STARTS.items())
def test_a_kind_is_known_by_its_first_bytes_wherever_it_is_asked(start: bytes, kind: str) -> None:
    found = magic_of(start)
    assert found is not None and found.kind == kind
    assert (file_kind("", "", start) == "picture") == (kind in PICTURES)
    if kind in {"png", "jpeg", "webp", "pdf"}:
        assert sniff(start) == kind and binary_kind(start) == ""
    else:
        assert binary_kind(start) == found.says
    said = unreadable(start)
    assert said is None if kind == "pdf" else said is not None and said.startswith(f"it is {found.says}")


@pytest.mark.parametrize("text", ["BMW水电站", "MZ电站转让", "水电站", "<html>", "{}", "a,b", ""])
def test_a_text_has_no_magic(text: str) -> None:
    assert magic_of(text.encode()) is None


@given(st.binary(max_size=40))
def test_any_bytes_have_a_kind_or_none(start: bytes) -> None:
    assert (magic_of(start) is None) or binary_kind(start) or sniff(start) in {"png", "jpeg", "webp", "pdf", "xls"}
