"""Reads WARC files back without trusting them: one record by its position, or every record of a file with a verdict.

Memory stays bounded: a member is inflated block by block, only its headers are held while it is verified.
"""

from __future__ import annotations

import hashlib
import mmap
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from monitor.capture.records import BODY_LIMIT, WARC_VERSION
from monitor.errors import ItemError
from monitor.models import WarcPosition
from monitor.payload import Headers, decode_body, header, parse_head, split_block

BLOCK: Final = 1 << 16
MAX_HEADER_BYTES: Final = 1 << 16
MAX_BODY_BYTES: Final = 1 << 30
FILES: Final = frozenset({"resource", "conversion"})  # kinds of records whose block is a file as it is
_MAGIC: Final = b"\x1f\x8b\x08"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one record is what it should be, and if not, why."""

    ok: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RecordVerdict:
    """The verdict on one record of a file; `torn` marks the end left by an interrupted writer, which is no damage."""

    position: WarcPosition
    kind: str
    uri: str
    ok: bool
    reason: str = ""
    torn: bool = False


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """One record read back: its headers and its whole block."""

    headers: Headers
    block: bytes

    @property
    def content_type(self) -> str:
        """The type of the block."""
        return (header(self.headers, "Content-Type") or "").lower()


class _Damaged(Exception):
    """This member is no whole record; str() says why."""


class _Torn(_Damaged):
    """The file ends inside this member."""


def read_record(folder: Path, position: WarcPosition) -> WarcRecord:
    """Read one record. Raises ItemError: no such file, no whole record there, or another record."""
    try:
        return _read(folder, position)
    except (_Damaged, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ItemError(f"{position.file}:{position.offset}", "evidence", reason) from error


def read_payload(folder: Path, position: WarcPosition) -> bytes:
    """The decoded body of a record, cut where it was cut at its capture. Raises ItemError."""
    return _payload(read_record(folder, position))


def verify(folder: Path, position: WarcPosition, sha256: str = "") -> Verdict:
    """Check that a position holds its record, that the block digest is right, and the body's SHA-256 when given."""
    try:
        record = _read(folder, position)
    except FileNotFoundError:
        return Verdict(False, f"archive/{position.file} is missing; restore it from a backup")
    except (_Damaged, OSError) as error:
        return Verdict(False, error.strerror if isinstance(error, OSError) and error.strerror else str(error))
    problem = _wrong_digest(record.headers, hashlib.sha256(record.block).hexdigest())
    if not problem and sha256 and header(record.headers, "WARC-Type") in {"response", *FILES}:
        found = hashlib.sha256(_payload(record)).hexdigest()
        problem = "" if found == sha256 else f"the body has the SHA-256 {found}, not {sha256}"
    return Verdict(not problem, problem)


def verify_file(path: Path) -> Iterator[RecordVerdict]:
    """Check every record of a file, in order; after damage it goes on at the next record that can be read."""
    try:
        with path.open("rb") as file:
            if path.stat().st_size == 0:
                return
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                yield from _verdicts(path.name, data)
    except OSError as error:
        yield RecordVerdict(WarcPosition(path.name, 0, 0, ""), "", "", False, error.strerror or str(error))


def _verdicts(name: str, data: mmap.mmap) -> Iterator[RecordVerdict]:
    offset, size = 0, len(data)
    while offset < size:
        check = _Check()
        try:
            length = _inflate(data, offset, size, check)
            problem, torn = check.problem(), False
        except _Damaged as error:
            following = _next_member(data, offset + 1)
            length = (following or size) - offset
            torn = isinstance(error, _Torn) and following is None
            problem = f"{error}; {length} bytes are not readable"
            if torn:
                problem = f"the writer was interrupted here; the last {length} bytes are no whole record"
        position = WarcPosition(name, offset, length, header(check.headers, "WARC-Record-ID") or "")
        uri = header(check.headers, "WARC-Target-URI") or ""
        kind = header(check.headers, "WARC-Type") or ""
        yield RecordVerdict(position, kind, uri, not problem or torn, problem, torn)
        offset += length


class _Check:
    """Takes the inflated bytes of a member: headers, then the block under a digest, then the closing line breaks."""

    def __init__(self, keep: bool = False) -> None:
        self.headers: Headers = ()
        self.sha = hashlib.sha256()
        self.start = bytearray()
        self.left = -1  # of the block; -1: still in the headers
        self.tail = bytearray()
        self.block = bytearray() if keep else None

    def feed(self, data: bytes) -> None:
        if self.left < 0:
            self.start += data
            head, rest = split_block(bytes(self.start))
            if not head.endswith(b"\n\r\n"):
                if len(self.start) > MAX_HEADER_BYTES:
                    raise _Damaged("the record's headers have no end")
                return
            self._begin(head)
            data = rest
        part, rest = data[: self.left], data[self.left :]
        self.left -= len(part)
        self.sha.update(part)
        if self.block is not None:
            self.block += part
        self.tail += rest[:8]

    def problem(self) -> str:
        """What is wrong with the finished member; '' when nothing is."""
        if self.left:
            return "the record is shorter than its Content-Length"
        if bytes(self.tail) != b"\r\n\r\n":
            return "the record does not end where its Content-Length says"
        return _wrong_digest(self.headers, self.sha.hexdigest())

    def _begin(self, head: bytes) -> None:
        version, _, lines = head.partition(b"\n")
        if version.strip() != WARC_VERSION.encode():
            raise _Damaged(f"no {WARC_VERSION} record begins here")
        self.headers = tuple(
            (name.strip(), value.strip())
            for name, colon, value in (line.partition(":") for line in lines.decode("utf-8", "replace").splitlines())
            if colon
        )
        length = header(self.headers, "Content-Length") or ""
        if not length.isascii() or not length.isdigit():
            raise _Damaged("the record has no Content-Length")
        self.left = int(length)


def _inflate(data: mmap.mmap | bytes, offset: int, end: int, check: _Check) -> int:
    """Feed one gzip member to a check; returns its length. Raises _Damaged, _Torn."""
    engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
    place = offset
    while not engine.eof:
        if place >= end:
            raise _Torn("the file ends inside the record")
        block = data[place : min(end, place + BLOCK)]
        place += len(block)
        try:
            while block and not engine.eof:
                check.feed(engine.decompress(block, BLOCK))
                block = engine.unconsumed_tail
        except zlib.error as error:
            raise _Damaged("the compressed record is damaged") from error
    return place - len(engine.unused_data) - offset


def _next_member(data: mmap.mmap, start: int) -> int | None:
    """Where the next readable WARC record begins."""
    while (start := data.find(_MAGIC, start)) >= 0:
        try:
            head = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data[start : start + 4096], len(WARC_VERSION))
        except zlib.error:
            head = b""
        if head == WARC_VERSION.encode():
            return start
        start += 1
    return None


def _read(folder: Path, position: WarcPosition) -> WarcRecord:
    if Path(position.file).name != position.file or not position.file:
        raise _Damaged("the position names no file of the archive")
    with (folder / position.file).open("rb") as file:
        file.seek(position.offset)
        data = file.read(position.length)
    check = _Check(keep=True)
    if _inflate(data, 0, len(data), check) != position.length or check.left:
        raise _Damaged("another record lies here")
    if header(check.headers, "WARC-Record-ID") != position.record_id:
        raise _Damaged(f"another record lies here, not {position.record_id}")
    return WarcRecord(check.headers, bytes(check.block or b""))


def _payload(record: WarcRecord) -> bytes:
    kind = header(record.headers, "WARC-Type")
    if kind in FILES:
        return record.block
    if kind != "response":
        return b""
    head, body = split_block(record.block)
    limit = header(record.headers, BODY_LIMIT) or ""
    blocks = (body[start : start + BLOCK] for start in range(0, len(body), BLOCK))
    return decode_body(blocks, parse_head(head)[1], int(limit) if limit.isdigit() else MAX_BODY_BYTES).body


def _wrong_digest(headers: Headers, found: str) -> str:
    named = header(headers, "WARC-Block-Digest") or ""
    if named == f"sha256:{found}":
        return ""
    return f"the block has the SHA-256 {found}, its header says {named or 'nothing'}"
