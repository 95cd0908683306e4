"""One gzip member of a WARC file read piece by piece and without trust: headers, block, digest; memory: two pieces."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import zlib
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, Final

from monitor.capture.records import WARC_VERSION
from monitor.models import WarcPosition
from monitor.payload import Headers, header, named_fields, split_stream
from monitor.unpack.source import next_gzip

BLOCK: Final = 1 << 16
MAX_HEADER_BYTES: Final = 1 << 16


class Damaged(Exception):
    """This member is no whole record; str() says why."""


class Torn(Damaged):
    """The file ends inside this member."""


class Member:
    """The record that begins at `offset`: call `begin`, read `blocks` to the end, then ask for `length` and `problem`.

    Args: end, where the file, or the member as the database has it, ends.
    """

    def __init__(self, file: BinaryIO, offset: int, end: int) -> None:
        self.headers: Headers = ()
        self.head = b""  # those, as they are written
        self.length = 0  # of the compressed member, once all of it was read
        self._pieces = self._inflated(file, offset, end)
        self._sha, self._raw = hashlib.sha256(), hashlib.sha256()
        self._left = 0
        self._tail = b""

    def get(self, name: str) -> str:
        """The value of a header, '' without one."""
        return header(self.headers, name) or ""

    @property
    def sha256(self) -> str:
        """The SHA-256 (hex) of the part of the block that was read."""
        return self._sha.hexdigest()

    @property
    def raw_sha256(self) -> str:
        """The SHA-256 (hex) of the compressed member, once all of it was read."""
        return self._raw.hexdigest()

    def begin(self) -> None:
        """Read the headers. Raises Damaged, Torn."""
        head, self._pieces = split_stream(self._pieces, MAX_HEADER_BYTES)
        if head.endswith(b"\n\r\n"):
            self._read_head(head)
        elif self.length:
            self._left = -1  # the member ends in its headers
        else:
            raise Damaged("the record's headers have no end")

    def blocks(self) -> Iterator[bytes]:
        """The block, and to the end of the member. Raises Damaged, Torn."""
        for piece in self._pieces:
            yield from self._part(piece)

    def finish(self) -> str:
        """Read what is left; returns `problem()`. Raises Damaged, Torn."""
        for _ in self.blocks():
            pass
        return self.problem()

    @property
    def is_whole(self) -> bool:
        """True when all of the block was read."""
        return not self._left

    def problem(self) -> str:
        """What is wrong with the member that was read to its end; '' when nothing is."""
        if not self.is_whole:
            return "the record is shorter than its Content-Length"
        if self._tail != b"\r\n\r\n":
            return "the record does not end where its Content-Length says"
        named = self.get("WARC-Block-Digest")
        if named == f"sha256:{self.sha256}":
            return ""
        return f"the block has the SHA-256 {self.sha256}, its header says {named or 'nothing'}"

    def _read_head(self, head: bytes) -> None:
        self.head = head
        version, _, lines = head.partition(b"\n")
        if version.strip() != WARC_VERSION.encode():
            raise Damaged(f"no {WARC_VERSION} record begins here")
        self.headers = named_fields(lines.decode("utf-8", "replace"))
        length = self.get("Content-Length")
        if not length.isascii() or not length.isdigit():
            raise Damaged("the record has no Content-Length")
        self._left = int(length)

    def _part(self, piece: bytes) -> Iterator[bytes]:
        """What of a piece belongs to the block."""
        part, rest = piece[: max(0, self._left)], piece[max(0, self._left) :]
        self._tail = (self._tail + rest)[:8]
        if part:
            self._left -= len(part)
            self._sha.update(part)
            yield part

    def _inflated(self, file: BinaryIO, offset: int, end: int) -> Iterator[bytes]:
        engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
        place = offset
        while not engine.eof:
            file.seek(place)  # others may read the file in between
            block = file.read(max(0, min(BLOCK, end - place)))
            if not block:
                raise Torn("the file ends inside the record")
            place += len(block)
            rest = block
            while rest and not engine.eof:
                try:
                    piece = engine.decompress(rest, BLOCK)
                except zlib.error as error:
                    raise Damaged("the compressed record is damaged") from error
                if engine.eof:
                    self._raw.update(block[: len(block) - len(engine.unused_data)])
                yield piece
                rest = engine.unconsumed_tail
            if not engine.eof:
                self._raw.update(block)
        self.length = place - len(engine.unused_data) - offset


def open_member(file: BinaryIO, position: WarcPosition) -> Member:
    """The record that should lie at a position, its headers read. Raises Damaged, Torn."""
    member = Member(file, position.offset, position.offset + position.length)
    member.begin()
    return member


def ended_as(member: Member, position: WarcPosition) -> str:
    """Why a member that was read to its end is not the record of a position; '' when it is."""
    if member.length != position.length or not member.is_whole:
        return "another record lies here"
    if member.get("WARC-Record-ID") != position.record_id:
        return f"another record lies here, not {position.record_id}"
    return ""


def open_regular(path: Path) -> BufferedReader:
    """A file of a workspace for reading; a pipe is not waited for. Raises OSError, also for what is no file."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    raise OSError(errno.EINVAL, "it is no ordinary file")


def open_file(folder: Path, position: WarcPosition) -> BinaryIO:
    """The file of a position, open for reading. Raises Damaged for a name that climbs, OSError."""
    if Path(position.file).name != position.file or not position.file:
        raise Damaged("the position names no file of the archive")
    return open_regular(folder / position.file)


def next_member(file: BinaryIO, start: int) -> int | None:
    """Where the next readable record of the evidence begins, from `start` on."""
    return next_gzip(file, start, WARC_VERSION.encode())
