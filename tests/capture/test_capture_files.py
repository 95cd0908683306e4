"""Files of this machine: exact bytes kept without the machine's path, everything unreadable said in one sentence."""

from __future__ import annotations

import codecs
import hashlib
import os
import socket
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import QUICK, tools_in

from monitor.capture import CaptureTools, capture_file, keep_words
from monitor.capture.reading import read_record
from monitor.capture.sniff import MEDIA_TYPES, SNIFF_BYTES, sniff
from monitor.models import Capture
from monitor.parse import parse

TEXT = "诚心转让，800kW，证件齐，电话面谈\n".encode()
LIMIT = QUICK.max_file_bytes


def written(folder: Path, name: str, body: bytes) -> Path:
    path = folder / name
    path.write_bytes(body)
    return path


def record(tools: CaptureTools, made: Capture) -> str:
    """The record's headers and block; checks that it holds."""
    assert made.warc is not None and tools.archive.verify(made.warc, made.sha256).ok
    found = read_record(tools.archive.folder, made.warc)
    return "\n".join(f"{name}: {value}" for name, value in found.headers) + "\n" + found.block.decode("latin-1")


def test_a_file_is_kept_exactly_with_both_clocks(tmp_path: Path, tools: CaptureTools) -> None:
    path = written(tmp_path, "挂牌 1.txt", TEXT)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    made = capture_file(path, tools)
    assert (made.state, made.how, made.body, made.media_type) == ("ok", "file", TEXT, "text/plain")
    assert made.sha256 == hashlib.sha256(TEXT).hexdigest()
    assert made.server_date == "2023-11-14T22:13:20.000000Z"
    assert made.fetched_at == "2026-11-24T08:00:00.000000Z"
    assert made.url == "file:///%E6%8C%82%E7%89%8C%201.txt"
    assert made.warc is not None and tools.archive.read_payload(made.warc) == TEXT
    assert "WARC-Type: resource" in record(tools, made)


def test_the_path_of_this_machine_stays_out_of_the_evidence(tmp_path: Path, tools: CaptureTools) -> None:
    path = written(tmp_path, "a.txt", TEXT)
    for name in (None, str(path), "..\\..\\C:\\saved\\a.txt", "../x/./a.txt"):
        made = capture_file(path, tools, name)
        if name != str(path):
            assert str(tmp_path) not in record(tools, made)
        assert ".." not in made.url and "C:" not in made.url and made.url.startswith("file:///")
    assert capture_file(path, tools, "saved/a.txt").url == "file:///saved/a.txt"


def _entry(name: bytes) -> bytes:
    return b"PK\x03\x04" + bytes(26) + name


SAMPLES = [
    ("a.pdf", b"%PDF-1.7\n", "pdf", "application/pdf"),
    ("a.html", b"<!doctype html><p>x", "html", "text/html"),
    ("a.txt", b"\n  <HTML><body>x", "html", "text/html"),
    ("a.htm", b"stray words <p>x</p>", "html", "text/html"),
    ("a.mht", b'\xef\xbb\xbf<?xml version="1.0"?><html>', "html", "text/html"),
    ("a.txt", b"a < b </p>", "txt", "text/plain"),
    ("a.json", b'{"text": "x"}\n{"text": "y"}\n', "jsonl", "application/jsonl"),
    ("a.txt", b'{"text": "x"}\n', "jsonl", "application/jsonl"),
    ("a.jsonl", b'{"text": "x"\n{}', "jsonl", "application/jsonl"),
    ("a.jsonl", b'{"text": "' + b"x" * 90_000 + b'"}', "jsonl", "application/jsonl"),
    ("a.txt", b"{not json", "txt", "text/plain"),
    ("a.txt", b"[" * 50_000, "txt", "text/plain"),
    ("a.csv", b"title;price\nx;1\n", "csv", "text/csv"),
    ("a", b"title,price,seller\nx,1,a\ny,2,b\n", "csv", "text/csv"),
    ("a.txt", b"title,price,seller\nx,1,a\ny,2,b\n", "txt", "text/plain"),
    ("a.txt", "装机500千瓦".encode("gb18030"), "txt", "text/plain"),
    ("a.txt", "装机500千瓦".encode("big5", "replace"), "txt", "text/plain"),
    ("a.txt", codecs.BOM_UTF16_LE + "装机500千瓦".encode("utf-16-le"), "txt", "text/plain"),
    ("a.html", codecs.BOM_UTF16_LE + "<html>x".encode("utf-16-le"), "html", "text/html"),
]


@pytest.mark.parametrize(("name", "body", "kind", "media_type"), SAMPLES)
def test_the_kind_comes_from_the_bytes_and_the_suffix_is_noted(
    tmp_path: Path, tools: CaptureTools, name: str, body: bytes, kind: str, media_type: str
) -> None:
    made = capture_file(written(tmp_path, name, body), tools)
    assert (made.state, made.media_type, made.body) == ("ok", media_type, body)
    headers = dict(made.headers)
    assert headers["sniffed-type"] == kind and headers.get("declared-suffix", "") == Path(name).suffix
    if Path(name).suffix:
        assert f"Hydrowatch-Declared-Suffix: {Path(name).suffix}" in record(tools, made)
    assert f"WARC-Identified-Payload-Type: {media_type}" in record(tools, made)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"GIF89a" + b"x" * 50, "is a GIF picture"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"x" * 50, "is a HEIC picture, kept but not read; save it as PNG"),
        (b"BM\x36\0\x0c\0\0\0\0\0\x36\0\0\0" + b"\0" * 50, "is a BMP picture, kept but not read; save it as PNG"),
        (b"\0\0\0\x20ftypavif\0\0\0\0" + b"x" * 50, "is an AVIF picture, kept but not read; save it as PNG"),
        (b"\x28\xb5\x2f\xfd" + b"x" * 50, "is a Zstandard file, kept but not read; unpack it (zstd -d"),
        (b"\x04\x22\x4d\x18" + b"x" * 50, "is an LZ4 file, kept but not read; unpack it (zstd -d, unlz4)"),
        (b"Rar!\x1a\x07\x01\0" + b"x" * 50, "is a RAR archive, kept but not read; unpack it and import"),
        (b"\x1f\x8b\x08\0" + bytes(50), "is a gzip file, kept but not read; unpack it and import"),
        (b"\x78\x9f\x3e\x22" + bytes(50), "is a winmail.dat of Outlook (TNEF), kept but not read; open the mail in"),
        (b"!BDN" + bytes(50), "is a mail folder of Outlook (PST), kept but not read; save its mails as EML"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50), "is an old Office file, kept but not read; if it is"),
        (b"BM" + bytes(50), "is a BMP picture, kept but not read; save it as PNG"),
        (b"\0\0\0\x20ftypisom\0\0\0\0" + b"x" * 50, "is a media file, kept but not read; HTML"),
        (_entry(b"[Content_Types].xml") + _entry(b"word/document.xml"), "is a Word document (DOCX), kept but not read"),
        (bytes(range(256)) * 10, "is no text"),
        (b"text with\x00a zero", "is no text (its byte 10 is a NUL), kept but not read; HTML"),
    ],
)  # fmt: skip
def test_a_binary_file_is_named_and_kept_not_read(
    tmp_path: Path, tools: CaptureTools, body: bytes, reason: str
) -> None:
    made = capture_file(written(tmp_path, "a.html", body), tools)
    assert (made.state, made.sha256) == ("failed", hashlib.sha256(body).hexdigest())
    assert made.reason.startswith(reason)
    assert made.warc is not None
    assert tools.archive.read_payload(made.warc) == body


@pytest.mark.parametrize(("body", "media_type"), [
    (b"\x89PNG\r\n\x1a\n" + b"x" * 50, "image/png"), (b"\xff\xd8\xff\xe0" + b"x" * 50, "image/jpeg"),
    (b"RIFF\0\0\0\0WEBPVP8 " + b"x" * 50, "image/webp"),
])  # fmt: skip
def test_a_picture_is_kept_whole_and_waits_to_be_read(
    tmp_path: Path, tools: CaptureTools, body: bytes, media_type: str
) -> None:
    made = capture_file(written(tmp_path, "a.html", body), tools)
    assert (made.state, made.media_type, made.reason) == ("unread", media_type, "")
    assert made.warc is not None and tools.archive.read_payload(made.warc) == body
    words = keep_words(b"{}", made, tools)
    assert (words.state, words.url, words.taken_at) == ("ok", f"{made.url}!/words.json", made.fetched_at)
    assert f"WARC-Refers-To: {made.warc.record_id}" in record(tools, words)


def test_an_empty_and_a_missing_file_are_said(tmp_path: Path, tools: CaptureTools) -> None:
    empty = capture_file(written(tmp_path, "a.txt", b""), tools)
    missing = capture_file(tmp_path / "none.txt", tools)
    assert (empty.state, empty.reason) == ("failed", "the file is empty")
    assert (missing.state, missing.reason) == ("failed", "there is no such file")
    assert "there is no such file" in record(tools, missing)


def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path, tools: CaptureTools) -> None:
    target = written(tmp_path, "a.txt", TEXT)
    (tmp_path / "link").symlink_to(target)
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind(str(tmp_path / "socket"))
        reasons = {name: capture_file(tmp_path / name, tools).reason for name in ("link", "pipe", "socket", ".")}
    assert reasons == {
        "link": "is a symbolic link; name the file itself", "pipe": "is a pipe, not a file",
        "socket": "is a socket, not a file", ".": "is a folder; name the files in it",
    }  # fmt: skip
    assert capture_file(Path("/dev/zero"), tools).reason == "is a device, not a file"
    assert capture_file(tmp_path / "a\x00b", tools).state == "failed"
    assert capture_file(tmp_path / ("x" * 400), tools).state == "failed"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_said(tmp_path: Path, tools: CaptureTools) -> None:
    path = written(tmp_path, "a.txt", TEXT)
    path.chmod(0)
    assert capture_file(path, tools).reason == "cannot be read: Permission denied"


def test_a_file_over_the_limit_is_hashed_but_not_loaded(tmp_path: Path, tools: CaptureTools) -> None:
    body = b"x" * (LIMIT + 1)
    made = capture_file(written(tmp_path, "a.txt", body), tools)
    assert (made.state, made.body, made.sha256) == ("too_large", b"", hashlib.sha256(body).hexdigest())
    assert made.reason == f"the file has {LIMIT + 1} bytes, more than max_file_bytes ({LIMIT})"
    sparse = tmp_path / "sparse.txt"
    with sparse.open("wb") as file:
        file.truncate(1 << 40)  # a terabyte of holes: not even hashed
    assert (capture_file(sparse, tools).state, capture_file(sparse, tools).sha256) == ("too_large", "")


def test_an_archive_is_kept_by_the_digest_that_was_found_before_unless_it_changed(
    tmp_path: Path, tools: CaptureTools
) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", "转让")
    body = (tmp_path / "a.zip").read_bytes()
    made = capture_file(tmp_path / "a.zip", tools, sha256=hashlib.sha256(body).hexdigest())
    assert made.state == "ok" and made.warc is not None
    assert tools.archive.read_payload(made.warc) == body
    changed = capture_file(tmp_path / "a.zip", tools, sha256=hashlib.sha256(body + b"x").hexdigest())
    assert (changed.state, changed.reason) == ("failed", "the file changed while it was read; try again")
    assert all(one.ok for one in tools.archive.verify_all())


def test_a_hundred_megabytes_are_imported_in_the_memory_of_one_copy_and_a_bit(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        for _ in range(100):
            file.write(TEXT * (1_000_000 // len(TEXT)))
    code = (
        "import resource, sys; from pathlib import Path; from monitor.settings import Settings\n"
        "from monitor.capture import capture_file, make_tools\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "with make_tools(Path(sys.argv[2]), Settings()) as tools: made = capture_file(Path(sys.argv[1]), tools)\n"
        "print(made.state, len(made.body), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    command = [sys.executable, "-c", code, str(path), str(tmp_path / "archive")]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    state, size, grown = ran.stdout.split()
    assert (state, int(size)) == ("ok", path.stat().st_size)
    assert int(grown) * 1024 < 2.3 * int(size)


def test_a_name_that_is_no_utf8_does_no_harm(tmp_path: Path, tools: CaptureTools) -> None:
    name = os.fsdecode(b"\xbb\xb7.t\xff")
    made = capture_file(written(tmp_path, name, TEXT), tools)
    assert (made.state, made.url) == ("ok", "file:///%BB%B7.t%FF")
    made.url.encode("ascii")


def test_an_import_keeps_working_after_hundreds_of_failures(tmp_path: Path) -> None:
    with tools_in(tmp_path) as tools:
        before = len(list(Path("/proc/self/fd").iterdir()))
        for _ in range(200):
            capture_file(tmp_path / "none", tools)
            capture_file(tmp_path, tools)
        assert len(list(Path("/proc/self/fd").iterdir())) <= before + 1


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=500), st.sampled_from(["", ".txt", ".html", ".csv", ".jsonl"]))
def test_any_bytes_have_a_kind(body: bytes, suffix: str) -> None:
    assert sniff(body, suffix) in MEDIA_TYPES


def test_a_page_is_one_though_its_first_tag_is_longer_than_what_is_looked_at() -> None:
    attributes = " ".join(f"a{number}=1" for number in range(12_000))
    page = f"<p {attributes}>青溪水电站转让 装机容量500kW</p>".encode()
    assert sniff(page[:SNIFF_BYTES], ".html") == "html"
    assert sniff("<青溪水电站> 转让".encode(), ".html") == sniff(TEXT, ".html") == "txt"
    (listing,) = parse(
        Capture(url="file:///attrs.html", source_id="s", state="ok", how="file", fetched_at="", body=page)
    )
    assert listing.text == "青溪水电站转让 装机容量500kW"


@pytest.mark.parametrize("piece", ["<", "a,", "{", "\n", "<!--", " ", "</p"])
def test_sniffing_is_linear(piece: str) -> None:
    assert sniff((piece * 65_536).encode()[:65_536], ".html") in {"html", "txt", "csv"}


def test_a_large_limit_changes_nothing_for_small_files(tmp_path: Path) -> None:
    with tools_in(tmp_path, replace(QUICK, max_file_bytes=1 << 40)) as tools:
        assert capture_file(written(tmp_path, "a.txt", TEXT), tools).state == "ok"
