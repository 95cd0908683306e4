"""WARC records written by hand, so that tests can make any of them wrong."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Iterable

DATE = "2026-01-02T03:04:05Z"
TAKEN = "2026-01-02T03:04:05.000000Z"


def record(
    kind: str, uri: str = "", block: bytes = b"", *, version: str = "1.0", length: int | None = None,
    ends: bytes = b"\r\n\r\n", **named: str,
) -> bytes:  # fmt: skip
    """One record as bytes; `length` may lie, names of headers with _ for -."""
    fields = {"WARC-Type": kind, "WARC-Target-URI": uri, "WARC-Date": DATE, "Content-Type": "application/http"}
    fields |= {name.replace("_", "-"): value for name, value in named.items()}
    fields["Content-Length"] = str(len(block) if length is None else length)
    lines = [f"WARC/{version}", *(f"{name}: {value}" for name, value in fields.items() if value)]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + ends


def http(body: bytes, media_type: str = "text/html; charset=utf-8", status: str = "200 OK", *more: str) -> bytes:
    """An HTTP answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {media_type}", *more]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def page(number: int, body: bytes | None = None, **named: str) -> bytes:
    """A record with a page of its own."""
    text = f"<html><p>小水电转让 {number}</p></html>".encode() if body is None else body
    return record("response", f"http://e.com/{number}", http(text), **named)


def sha1(data: bytes) -> str:
    """As most tools write it."""
    return f"sha1:{base64.b32encode(hashlib.sha1(data).digest()).decode()}"


def each_gzip(records: Iterable[bytes]) -> bytes:
    """A member a record; the same bytes each time."""
    return b"".join(gzip.compress(one, mtime=0) for one in records)
