"""Records of the archive as they lie there, for copies: what each says of itself, and its bytes as written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from monitor.capture.members import Damaged, Member, Torn, next_member, open_regular
from monitor.errors import ItemError
from monitor.models import WarcPosition
from monitor.payload import Headers, header, parse_head, split_stream

_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Kept:
    """One whole record: where it lies, its headers, and status and headers of the answer in it."""

    position: WarcPosition
    headers: Headers
    status: int | None = None
    answer: Headers = ()

    def get(self, name: str) -> str:
        """The value of a record header, '' without one."""
        return header(self.headers, name) or ""


def kept_records(path: Path, offsets: Iterable[int]) -> Iterator[Kept]:
    """The warcinfo of a file, then the records at ascending offsets, each with the request that belongs to it.

    Raises ItemError for a record that is not whole: damaged evidence is mended or told before it is copied.
    """
    with open_regular(path) as file:
        size = file.seek(0, 2)
        first = _read(file, path.name, 0, size)
        yield first
        for offset in offsets:
            if not offset:
                continue
            record = _read(file, path.name, offset, size)
            yield record
            place = record.position.offset + record.position.length
            if place < size and (request := _request(file, path.name, place, size, record)):
                yield request


def kept_record(path: Path, offset: int) -> Kept:
    """The record at an offset. Raises ItemError when it is not whole, OSError."""
    with open_regular(path) as file:
        return _read(file, path.name, offset, file.seek(0, 2))


def every_record(path: Path) -> Iterator[Kept]:
    """All records of a file; a torn end, which was never acknowledged, is left out. Raises ItemError as above."""
    with open_regular(path) as file:
        offset, size = 0, file.seek(0, 2)
        while offset < size:
            try:
                record = _read(file, path.name, offset, size)
            except ItemError as error:
                if isinstance(error.__cause__, Torn) and next_member(file, offset + 1) is None:
                    return
                raise
            yield record
            offset += record.position.length


def raw(path: Path, places: Iterable[tuple[int, int]]) -> Iterator[bytes]:
    """The bytes of records, given by offset and length, as they lie in a file; in pieces."""
    with open_regular(path) as file:
        for offset, length in places:
            file.seek(offset)
            left = length
            while left and (block := file.read(min(_BLOCK, left))):
                left -= len(block)
                yield block


def digest_of(path: Path, offset: int, length: int) -> str:
    """The SHA-256 of one record as it lies in a file, in hex. Raises OSError."""
    sha = hashlib.sha256()
    for block in raw(path, [(offset, length)]):
        sha.update(block)
    return sha.hexdigest()


def _read(file: BinaryIO, name: str, offset: int, size: int) -> Kept:
    member = Member(file, offset, size)
    status: int | None = None
    answer: Headers = ()
    try:
        member.begin()
        if member.get("Content-Type").replace(" ", "") == "application/http;msgtype=response":
            status, answer = parse_head(split_stream(member.blocks())[0])
        if problem := member.finish():
            raise Damaged(problem)
    except Damaged as error:
        raise ItemError(f"{name}:{offset}", "evidence", str(error)) from error
    position = WarcPosition(name, offset, member.length, member.get("WARC-Record-ID"))
    return Kept(position, member.headers, status, answer)


def _request(file: BinaryIO, name: str, place: int, size: int, record: Kept) -> Kept | None:
    """The request that follows a record and belongs to it."""
    try:
        following = _read(file, name, place, size)
    except ItemError:
        return None
    named = following.get("WARC-Concurrent-To")
    return following if following.get("WARC-Type") == "request" and named == record.position.record_id else None
