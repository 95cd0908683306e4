"""WARC 1.1 records over warcio's writer: bytes exactly as they came, SHA-256 digests, each its own gzip member."""

from __future__ import annotations

import hashlib
import io
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, Protocol
from urllib.parse import quote

from isal import isal_zlib
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

WARC_VERSION: Final = "WARC/1.1"
GZIP_LEVEL: Final = 1  # of isal: smaller than level 4 of zlib in a tenth of its time (decision 0043)
NOT_MODIFIED_PROFILE: Final = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
REMOVED_HEADERS: Final = "Hydrowatch-Removed-Headers"  # on a response: header lines that are not kept
BODY_LIMIT: Final = "Hydrowatch-Body-Limit"  # on a response: the decoded body was cut at so many bytes
MAX_URI_CHARS: Final = 4000
SOURCE: Final = "Hydrowatch-Source"  # for which source it was asked for
PLACE: Final = "Hydrowatch-Place"  # on a file and what comes out of it: a keyed digest of where it lies
PART: Final = "Hydrowatch-Part"  # on a file that a saved page loads
MEMBER_ID: Final = "Hydrowatch-Member-Id"  # of what pages of the same archive may call by `cid:` and this
UNDATED: Final = "Hydrowatch-Member-Undated"  # the time of a document is only that at which somebody kept it
COPY_OF: Final = "Hydrowatch-Copy-Of"  # on a resource: the id of the record that it repeats for players
_COOKIES: Final = re.compile(rb"^set-cookie2?[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*", re.IGNORECASE | re.MULTILINE)
_LINE_BREAK: Final = re.compile(r"[\r\n]+")


class Sink(Protocol):
    """Where compressed bytes go."""

    def write(self, data: bytes) -> object:
        """Take all of `data` or raise OSError."""
        ...


@dataclass(frozen=True)
class Record:
    """One record to be written: its WARC headers beside the usual ones, an HTTP head (or none) and a stream."""

    kind: str
    uri: str
    date: str
    content_type: str
    head: bytes = b""
    blocks: Iterable[bytes] = ()
    length: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    record_id: str = field(default_factory=lambda: f"<urn:uuid:{uuid.uuid4()}>")


def without_cookies(head: bytes) -> bytes:
    """A response head without its Set-Cookie lines: they name our visit, not the page."""
    return _COOKIES.sub(b"", head)


def fields(values: Mapping[str, str]) -> bytes:
    """application/warc-fields; empty values are left out, line breaks become spaces."""
    lines = (f"{name}: {_LINE_BREAK.sub(' ', value)}\r\n" for name, value in values.items() if value)
    return "".join(lines).encode("utf-8")


def write(sink: Sink, record: Record) -> None:
    """Write one record as one gzip member; its stream is read once."""
    headers = StatusAndHeaders("", [("WARC-Type", record.kind), ("WARC-Record-ID", record.record_id)], WARC_VERSION)
    if record.uri:
        headers.add_header("WARC-Target-URI", record.uri)
    headers.add_header("WARC-Date", record.date)
    for name, value in record.headers.items():
        if value:
            headers.add_header(name, _LINE_BREAK.sub(" ", value))
    stream = _Stream(record.blocks)
    warc = ArcWarcRecord("warc", record.kind, headers, stream, _Head(record.head), record.content_type, record.length)
    warc.payload_length = record.length
    _writer().write_member(_Member(sink), warc)


def as_uri(url: str) -> str:
    """A URL that can stand in a record header, whatever a page wrote."""
    return quote(url[:MAX_URI_CHARS], safe="%/:=&?~#+!$,;'@()*[]", errors="replace")


def named_digest(sha256: str) -> str:
    """A SHA-256 in hex, as WARC names digests."""
    return f"sha256:{sha256}"


def digests(head: bytes, blocks: Iterable[bytes]) -> tuple[str, str]:
    """SHA-256 of head and blocks together, and of the blocks alone, in one pass."""
    whole, payload = hashlib.sha256(head), hashlib.sha256()
    for block in blocks:
        whole.update(block)
        payload.update(block)
    return named_digest(whole.hexdigest()), named_digest(payload.hexdigest())


def digest(*parts: Iterable[bytes]) -> str:
    """SHA-256 over blocks, as WARC names digests."""
    sha = hashlib.sha256()
    for blocks in parts:
        for block in blocks:
            sha.update(block)
    return named_digest(sha.hexdigest())


class _Writer(WARCWriter):  # type: ignore[misc]  # warcio has no types
    """warcio's writer with our digests, and one gzip member a record."""

    def ensure_digest(self, record: Any, block: bool = True, payload: bool = True) -> None:
        """Digests are SHA-256 and stand in the headers already; warcio would add SHA-1."""

    def write_member(self, member: _Member, record: ArcWarcRecord) -> None:
        self._write_warc_record(member, record)


@cache
def _writer() -> _Writer:
    """One for all: it keeps nothing between records, and making one asks the system for the host's name."""
    return _Writer(io.BytesIO(), gzip=False, warc_version=WARC_VERSION)


class _Member:
    """One gzip member; ends with `flush`, as warcio's writer calls it after a record."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        self.engine = isal_zlib.compressobj(GZIP_LEVEL, isal_zlib.DEFLATED, isal_zlib.MAX_WBITS | 16)

    def write(self, data: bytes) -> None:
        if out := self.engine.compress(data):
            self.sink.write(out)

    def flush(self) -> None:
        self.sink.write(self.engine.flush())


class _Head:
    """Head bytes as they came, in the shape warcio's writer takes; it would otherwise write them anew."""

    def __init__(self, head: bytes) -> None:
        self.headers_buff = head

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        """Nothing to compute."""


class _Stream:
    """Blocks as the stream that warcio's writer reads; block sizes are kept."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self.blocks = iter(blocks)

    def read(self, _: int = -1) -> bytes:
        return next(self.blocks, b"")
