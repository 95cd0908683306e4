"""The bytes of a WARC file, plain or gzip, in runs: a run is a stretch that ends where a record must begin anew.

A gzip member that begins with a record begins a run, so that a record which lies about its length costs one record;
a plain file, and one gzip stream over all records, is one run. Memory: a few blocks, whatever the file holds.
"""

from __future__ import annotations

import re
import zlib
from typing import BinaryIO, Final, Protocol

from monitor.errors import ItemError
from monitor.unpack.model import Limits

BLOCK: Final = 1 << 16
MAGIC: Final = b"WARC/"
_GZIP: Final = b"\x1f\x8b\x08"
_RAW: Final = 1 << 14  # small: what is left of it is copied for each member
_SEARCH: Final = 1 << 20
_TRIALS: Final = 100_000  # places that look like gzip are tried after damage; then the rest counts as unreadable
_TRIAL: Final = 4096  # bytes are inflated then: a member may begin with the name of a file
_DEFLATE: Final = 1032  # bytes come out for one that went in, at the most
_RATIO: Final = 20  # an honest WARC unpacks to five to ten times its size
BETWEEN: Final = re.compile(rb"\r?\n\r?\nWARC/\d")  # where a record ends and the next begins
_CLOSED: Final = re.compile(rb"[\r\n]{0,16}(?:WARC/|\Z)")
TORN: Final = "the file ends inside this record"


class Source(Protocol):
    """The bytes of a WARC file from some place on."""

    damage: str  # why the run ended before its time; "" when it did not

    def peek(self, count: int) -> bytes:
        """The next bytes, not taken; fewer than `count` only at the end of the run."""
        ...

    def take(self, count: int) -> bytes:
        """Some of the next bytes, at most `count`; b"" at the end of the run. Raises ItemError for a bomb."""
        ...

    def next_run(self) -> bool:
        """Go on behind the end of a run; False at the end of the file."""
        ...

    def place(self) -> int | None:
        """Where in the file the next byte lies, when one can begin to read there."""
        ...

    def settle(self, length: int) -> tuple[int | None, str]:
        """How many bytes of a block of `length` that begins here there are, and why not `length`, as far as known.

        None: as many as come before the next record.
        """
        ...


def open_source(file: BinaryIO, place: int = 0) -> Source:
    """The source that fits how the file begins. Several may read one file in turns."""
    size = file.seek(0, 2)
    file.seek(0)
    return _Gzip(file, size, place) if file.read(len(_GZIP)) == _GZIP else _Plain(file, size, place)


class _Buffered:
    """What both kinds share: a buffer that is filled block by block."""

    def __init__(self, file: BinaryIO, size: int, place: int) -> None:
        self.damage = ""
        self._file, self._size = file, size
        self._buffer, self._at = b"", 0
        self._next = place  # in the file, behind what was read of it
        self._taken = 0  # bytes of this run

    def peek(self, count: int) -> bytes:
        while len(self._buffer) - self._at < count and (more := self._more()):
            self._buffer, self._at = self._buffer[self._at :] + more, 0
        return self._buffer[self._at : self._at + count]

    def take(self, count: int) -> bytes:
        if self._at >= len(self._buffer):
            self._buffer, self._at = self._more(), 0
        taken = self._buffer[self._at : self._at + count]
        self._at += len(taken)
        self._taken += len(taken)
        return taken

    def _read(self, count: int) -> bytes:
        self._file.seek(self._next)
        block = self._file.read(count)
        self._next += len(block)
        return block

    def _more(self) -> bytes:
        raise NotImplementedError


class _Plain(_Buffered):
    """A file that is not compressed."""

    _searched: tuple[int, int | None] | None = None  # from where, and what was found

    def next_run(self) -> bool:
        return False

    def place(self) -> int:
        return self._next - len(self._buffer) + self._at

    def settle(self, length: int) -> tuple[int, str]:
        start = self.place()
        if start + length <= self._size:
            self._file.seek(start + length)
            if _CLOSED.match(self._file.read(32)):
                return length, ""
        following = self._following(start)
        if following is not None:
            has = following - start
            return min(length, has), f"its Content-Length says {length:,} bytes, but it has {has:,}"
        return min(length, self._size - start), TORN if start + length > self._size else ""

    def _following(self, start: int) -> int | None:
        """Where the block ends that begins at `start`, going by the next record; what was searched is not again."""
        if self._searched:
            begun, found = self._searched
            if begun <= start and (found is None or start <= found):
                return found
        self._searched = (start, self._search(start))
        return self._searched[1]

    def _search(self, start: int) -> int | None:
        tail, place = b"", start
        self._file.seek(start)
        while block := self._file.read(_SEARCH):
            window = tail + block
            if found := BETWEEN.search(window):
                return place - len(tail) + found.start()
            place += len(block)
            tail = window[-16:]
        return None

    def _more(self) -> bytes:
        return self._read(BLOCK)


class _Gzip(_Buffered):
    """A file of gzip members; a member whose content begins with a record begins a run."""

    def __init__(self, file: BinaryIO, size: int, place: int) -> None:
        super().__init__(file, size, place)
        self._ahead: tuple[bytes, str] | None = None  # how the next run begins, and how it ends at once
        self._engine: zlib._Decompress | None = None
        self._left = self._most = max(Limits().total_bytes, _RATIO * size)
        self._start_at(place)

    def next_run(self) -> bool:
        if self._ahead is not None:
            self._buffer, self.damage = self._ahead
            self._ahead, self._at, self._taken, self._run = None, 0, 0, self._member
            return True
        if not self.damage:
            return False
        self.damage = ""
        place = next_gzip(self._file, self._member + 1)
        if place is not None:
            self._start_at(place)
        return place is not None

    def place(self) -> int | None:
        return None if self._taken else self._run

    def settle(self, length: int) -> tuple[int | None, str]:
        """A length that the bytes left cannot unpack to would take in all records of a file that is one gzip stream."""
        most = len(self._buffer) - self._at + _DEFLATE * (self._size - self._next + len(self._raw))
        if length <= most + BLOCK:
            return length, ""
        why = "more than the file can hold; it was read to the next record"
        return None, f"its Content-Length says {length:,} bytes, {why}"

    def _start_at(self, place: int) -> None:
        self._buffer, self._at, self._taken = b"", 0, 0
        self._next = self._run = self._member = place
        self._raw = b""  # read and not yet inflated
        self._ahead = self._engine = None
        self._opening = True  # the next member belongs to this run whatever it holds

    def _more(self) -> bytes:
        while self._ahead is None and not self.damage:
            out = self._enter() if self._engine is None else self._inflate()
            if out is None:
                break
            if out:
                return out
        return b""

    def _enter(self) -> bytes | None:
        """The first bytes of the next member; None when it begins the next run, or there is none."""
        if not self._begin() and not self.damage:
            return None
        first = self._first()
        opening, self._opening = self._opening, False
        if opening or not (self.damage or first.startswith(MAGIC)):
            return first
        self._ahead, self.damage = (first, self.damage), ""
        return None

    def _begin(self) -> bool:
        """Begin the next gzip member; False when there is none. Zeros between members are padding."""
        while True:
            while len(self._raw) < len(_GZIP) and (more := self._read(_RAW)):
                self._raw += more
            if not self._raw:
                return False
            if self._raw[0]:
                break
            self._raw = self._raw.lstrip(b"\0")
        self._member = self._next - len(self._raw)
        if not self._raw.startswith(_GZIP):
            self.damage = "what follows is no gzip data"
            return False
        self._engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
        return True

    def _first(self) -> bytes:
        """Enough of a member to see whether it begins with a record."""
        out = b""
        while len(out) < len(MAGIC) and self._engine is not None:
            out += self._inflate()
        return out

    def _inflate(self) -> bytes:
        engine = self._engine
        assert engine is not None
        raw = self._raw or self._read(_RAW)
        if not raw:
            self.damage, self._engine = TORN, None
            return b""
        before = engine.copy()
        try:
            out = engine.decompress(raw, BLOCK)
        except zlib.error:
            self.damage, self._engine = "the compressed record is damaged", None
            return _rescued(before, raw)
        self._raw = engine.unconsumed_tail
        if engine.eof:
            self._raw, self._engine = engine.unused_data, None
        self._left -= len(out)
        if self._left < 0:
            raise ItemError("", "unpack", f"unpacks to more than {self._most:,} bytes (an archive bomb?); "
                            "the rest was not read")  # fmt: skip
        return out


def next_gzip(file: BinaryIO, start: int, begins: bytes = MAGIC) -> int | None:
    """Where the next gzip member lies, from `start` on, whose content begins with these bytes; None without one."""
    tail, place, trials = b"", start, 0
    while block := _block_at(file, place, _SEARCH):
        window = tail + block
        at = window.find(_GZIP)
        while at >= 0:
            if trials >= _TRIALS:
                return None
            found = place - len(tail) + at
            if _inflates_to(begins, _block_at(file, found, _TRIAL)):
                return found
            trials += 1
            at = window.find(_GZIP, at + 1)
        place += len(block)
        tail = window[-2:]
    return None


def _block_at(file: BinaryIO, place: int, count: int) -> bytes:
    file.seek(place)
    return file.read(count)


def _inflates_to(begins: bytes, data: bytes) -> bool:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, len(begins)) == begins
    except zlib.error:
        return False


def _rescued(engine: zlib._Decompress, raw: bytes) -> bytes:
    """What can be inflated before the place of an error."""
    out = bytearray()
    try:
        for place in range(len(raw)):
            out += engine.decompress(raw[place : place + 1])
    except zlib.error:
        pass
    return bytes(out)
