"""What logs somebody in is found wherever it stands in an archive, and only there."""

from __future__ import annotations

import base64
import gzip
import io
import json
import zipfile
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.unpack.credentials import Credentials, credentials_in

REQUEST = (
    b"WARC/1.1\r\nWARC-Type: request\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\nCookie: a=1\r\n"
    b"Authorization: Basic eA==\r\n\r\n"
)
HEADERS = [{"name": "Cookie", "value": "a"}]
HAR = json.dumps({"log": {"entries": [{"request": {"headers": HEADERS}}]}}, indent=1).encode()


def zipped(name: str, body: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def mailed(body: bytes) -> bytes:
    return (
        b"From: a@x.example\r\nTo: b@x.example\r\nMessage-ID: <1@x>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: application/octet-stream\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(body) + b"\r\n--b--\r\n"
    )


def looked(data: bytes, name: str = "x", size: int = 1 << 16) -> Credentials:
    def blocks() -> Iterator[bytes]:
        yield from (data[start : start + size] for start in range(0, len(data), size))

    return credentials_in(blocks(), name, len(data))


@pytest.mark.parametrize("data", [
    REQUEST, gzip.compress(REQUEST, mtime=0),
    gzip.compress(b"WARC/1.1\r\n\r\n", mtime=0) + gzip.compress(REQUEST, mtime=0),
    zipped("archive/x.warc.gz", gzip.compress(REQUEST, mtime=0)), mailed(zipped("x.warc", REQUEST)),
])  # fmt: skip
def test_headers_of_requests_are_found_however_they_are_packed(data: bytes) -> None:
    assert looked(data) == Credentials({"Cookie": 1, "Authorization": 1})


@pytest.mark.parametrize("data", [HAR, zipped("a/b.har", HAR), zipped("c.zip", zipped("b.har", HAR))])
def test_headers_in_a_har_are_found(data: bytes) -> None:
    assert looked(data) == Credentials({"Cookie": 1})


def test_a_page_that_speaks_of_cookies_holds_none() -> None:
    page = b'{"log": {"entries": [{"text": "we use a Cookie: yes. \\"name\\": \\"Cookie\\""}]}}'
    assert looked(page) == Credentials()
    assert looked(b"Cookie:\r\n\r\nAuthorization:\n") == Credentials()


@given(st.integers(1, 40), st.integers(0, 300))
def test_no_cut_between_blocks_hides_or_doubles_one(size: int, before: int) -> None:
    assert looked(b"x" * before + b"\r\nSet-Cookie: a=1\r\n", "x.warc", size).places == {"Set-Cookie": 1}


@pytest.mark.parametrize("data", [
    gzip.compress(REQUEST, mtime=0)[:12] + b"\xff" * 40, zipped("a.txt", REQUEST)[:-30], b"PK\x03\x04" + b"\0" * 90,
])  # fmt: skip
def test_what_cannot_be_read_is_said(data: bytes) -> None:
    assert looked(data).problem
