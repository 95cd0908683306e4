"""Records of the archive as they lie there, for copies: what each says of itself, and its bytes as written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, NoReturn

from monitor.capture.members import Damaged, Member, Torn, next_member, open_regular
from monitor.errors import ItemError
from monitor.models import WarcPosition
from monitor.payload import Headers, header, parse_head, split_stream

_BLOCK: Final = 1 << 20
_ANSWERS: Final = frozenset({"response", "revisit"})  # each was written with its request behind it


class LeftOut(NamedTuple):
    """A record that is not copied: archive file, offset there, and why."""

    file: str
    offset: int
    reason: str

    def error(self) -> ItemError:
        """The same as the failure of one item."""
        return ItemError(f"{self.file}:{self.offset}", "evidence", self.reason)


Tell = Callable[[LeftOut], None]


def stop(left_out: LeftOut) -> NoReturn:
    """Take no damage: raises ItemError."""
    raise left_out.error()


@dataclass(frozen=True, slots=True)
class Kept:
    """One whole record: where it lies, its headers, and status and headers of the answer in it."""

    position: WarcPosition
    headers: Headers
    status: int | None = None
    answer: Headers = ()
    raw_sha256: str = ""  # of the record as it lies there, in hex

    def get(self, name: str) -> str:
        """The value of a record header, '' without one."""
        return header(self.headers, name) or ""


def kept_records(path: Path, offsets: Collection[int], tell: Tell = stop) -> Iterator[Kept]:
    """The warcinfo of a file, then the records at ascending offsets, each with the request that belongs to it.

    Args: tell, is told of each record that is not whole: it is not among them, and the rest goes on.
    """
    with open_regular(path) as file:
        size = file.seek(0, 2)
        for offset in dict.fromkeys((0, *offsets)):
            if (record := _whole(file, path.name, offset, size, tell)) is None:
                continue
            yield record
            place = record.position.offset + record.position.length
            if offset and place < size and place not in offsets:
                yield from _request(file, path.name, place, size, record, tell)


def kept_record(path: Path, offset: int) -> Kept:
    """The record at an offset. Raises ItemError when it is not whole, OSError."""
    with open_regular(path) as file:
        return _read(file, path.name, offset, file.seek(0, 2))


def heads(name: str, file: BinaryIO, places: Iterable[tuple[int, int]]) -> Iterator[Kept]:
    """What the records at these places (offset, length) of an open file say of themselves; their blocks are not read.

    Raises ItemError where none begins, OSError.
    """
    for offset, length in places:
        member = Member(file, offset, offset + length)
        try:
            member.begin()
            status, answer = _answer(member)
        except Damaged as error:
            raise ItemError(f"{name}:{offset}", "evidence", str(error)) from error
        yield Kept(WarcPosition(name, offset, length, member.get("WARC-Record-ID")), member.headers, status, answer)


def every_record(path: Path, tell: Tell = stop) -> Iterator[Kept]:
    """All records of a file but those that `tell` is told of; a torn end, which nobody acknowledged, is left out."""
    with open_regular(path) as file:
        offset, size = 0, file.seek(0, 2)
        while offset < size:
            try:
                record = _read(file, path.name, offset, size)
            except ItemError as error:
                following = next_member(file, offset + 1)
                if following is None and isinstance(error.__cause__, Torn):
                    return
                tell(LeftOut(path.name, offset, error.reason))
                offset = following or size
                continue
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
    try:
        member.begin()
        status, answer = _answer(member)
        if problem := member.finish():
            raise Damaged(problem)
    except Damaged as error:
        raise ItemError(f"{name}:{offset}", "evidence", str(error)) from error
    position = WarcPosition(name, offset, member.length, member.get("WARC-Record-ID"))
    return Kept(position, member.headers, status, answer, member.raw_sha256)


def _answer(member: Member) -> tuple[int | None, Headers]:
    """Status and headers of the answer in a record whose own headers were read."""
    if member.get("Content-Type").replace(" ", "") != "application/http;msgtype=response":
        return None, ()
    return parse_head(split_stream(member.blocks())[0])


def _whole(file: BinaryIO, name: str, offset: int, size: int, tell: Tell) -> Kept | None:
    try:
        return _read(file, name, offset, size)
    except ItemError as error:
        tell(LeftOut(name, offset, error.reason))
        return None


def _request(file: BinaryIO, name: str, place: int, size: int, record: Kept, tell: Tell) -> Iterator[Kept]:
    """The request that follows a record and belongs to it. What cannot be read behind an answer is its request."""
    sent = tell if record.get("WARC-Type") in _ANSWERS else _ignore
    following = _whole(file, name, place, size, sent)
    if following is None or following.get("WARC-Type") != "request":
        return
    if following.get("WARC-Concurrent-To") == record.position.record_id:
        yield following


def _ignore(_: LeftOut) -> None:
    """A record of another capture, which is not asked for."""
