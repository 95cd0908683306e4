"""A source -> the records of a WARC file (0.17 to 1.1), each with its block as a stream; faults in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from monitor.payload import Headers, header, named_fields
from monitor.unpack.digests import named
from monitor.unpack.source import BETWEEN, BLOCK, MAGIC, TORN, Source

MAX_HEADER_BYTES: Final = 1 << 16
MAX_KEYS: Final = 400_000  # records and addresses of one file that a reader holds by `key_of`, some 40 MB
_VERSION: Final = re.compile(rb"WARC/(?:0\.\d{1,2}|1\.[01])[ \t]*\r?\n")
_LENGTH: Final = re.compile(r"[0-9]{1,30}")
_CUT: Final = 16  # bytes are enough of what stands between two records to know it
_BLANK: Final = b"\r\n \t\0"
_EMPTY_LINE: Final = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True)
class Fault:
    """A stretch of the file that holds no record that can be read."""

    number: int
    reason: str


class Record:
    """One record; its block is read once, before the next record is asked for."""

    def __init__(self, number: int, place: int | None, headers: Headers, source: Source, length: int) -> None:
        self.number, self.place, self.headers = number, place, headers
        self.kind = self.get("WARC-Type").lower()
        self._source, self._said = source, length
        settled, self._lie = source.settle(length)
        self._left, self._is_open = settled or 0, settled is None
        self._digest = named(self.get("WARC-Block-Digest"))
        self._doubts: list[str] | None = None
        self.told = ""

    def get(self, name: str) -> str:
        """The value of a header, "" without one."""
        return header(self.headers, name) or ""

    def blocks(self) -> Iterator[bytes]:
        """What is left of the block."""
        while self._is_open and (data := self._before_next()):
            yield data
        while self._left and (data := self._source.take(min(BLOCK, self._left))):
            self._left -= len(data)
            if self._digest:
                self._digest.update(data)
            yield data

    def _before_next(self) -> bytes:
        """Some bytes of a block whose length nobody knows; b"" where the next record begins."""
        window = self._source.peek(BLOCK)
        found = BETWEEN.search(window)
        whole = len(window) < BLOCK  # what is cut off may be the beginning of the next
        count = found.start() if found else len(window) if whole else len(window) - _CUT
        self._is_open = found is None and not whole
        return _taken(self._source, count)

    def finish(self) -> list[str]:
        """Read to the end of the record; what of it does not hold, as ends of sentences."""
        if self._doubts is None:
            for _ in self.blocks():
                pass
            self._doubts = [doubt for doubt in (self._ending(), self._wrong_digest()) if doubt]
        return self._doubts

    def _ending(self) -> str:
        """How the record ends otherwise than it says; a damage of the source that this tells of is told."""
        closing = self._source.peek(32)
        _take(self._source, len(closing) - len(closing.lstrip(b"\r\n")))
        following = self._source.peek(len(MAGIC))
        if self._left or not following:
            self.told = self._source.damage
        if self._lie or self.told:
            return self._lie or self.told
        if self._left:
            return f"its Content-Length says {self._said:,} bytes, but it has {self._said - self._left:,}"
        if not MAGIC.startswith(following):
            return f"its Content-Length says {self._said:,} bytes, but more bytes follow"
        return ""

    def _wrong_digest(self) -> str:
        if self._digest is None or self._digest.holds():
            return ""
        return f"its bytes do not have the {self._digest.algorithm} digest that WARC-Block-Digest names"


def key_of(name: str) -> bytes:
    """What stands for the id or address of a record where very many are held: 8 bytes."""
    return blake2b(name.encode("utf-8", "replace"), digest_size=8).digest()


def records(source: Source) -> Iterator[Record | Fault]:
    """The records of a WARC file in order; after a fault it goes on at the next record. Raises ItemError for a bomb."""
    number = 0
    told = ""  # the damage that is said already
    while True:
        if not source.peek(1):
            if source.damage and not told:
                number += 1
                yield Fault(number, f"{source.damage}; reading goes on at the next record, if there is one")
            told = ""
            if not source.next_run():
                return
            continue
        found = _begin(source, number + 1)
        if found is None:
            continue
        number += 1
        yield found
        if isinstance(found, Record):
            found.finish()
            told = found.told


def _begin(source: Source, number: int) -> Record | Fault | None:
    """The record that begins here, or what was passed over to the next one; None for white space before it."""
    place, start = source.place(), source.peek(4096)
    if blank := len(start) - len(start.lstrip(_BLANK)):
        _take(source, blank)
        return None
    version = _VERSION.match(start)
    if version is None:
        said = "is of a WARC version that is not known" if start.startswith(MAGIC) else "is no WARC record"
        passed = _pass_over(source)
        if source.damage:
            return None  # which is told at the end of the run
        return Fault(number, f"a stretch of {passed:,} bytes {said}; it was passed over")
    end = _EMPTY_LINE.search(start) or _EMPTY_LINE.search(start := source.peek(MAX_HEADER_BYTES))
    headers = named_fields(start[version.end() : end.start()].decode("utf-8", "replace")) if end else ()
    length = _LENGTH.fullmatch(header(headers, "Content-Length") or "")
    if end is None or length is None:
        torn = not end and len(start) < MAX_HEADER_BYTES
        _pass_over(source)
        return None if source.damage else Fault(number, TORN if torn else _no_head(headers, is_whole=end is not None))
    _take(source, end.end())
    return Record(number, place, headers, source, int(length[0]))


def _no_head(headers: Headers, *, is_whole: bool) -> str:
    """Why headers begin no record."""
    said = header(headers, "Content-Length")
    if not is_whole:
        why = f"its headers have more than {MAX_HEADER_BYTES:,} bytes"
    elif said is None:
        why = "its headers have no Content-Length"
    else:
        why = f"its Content-Length is no number of bytes ({said[:30]!r})"
    return f"{why}; it was passed over"


def _take(source: Source, count: int) -> None:
    _taken(source, count)


def _taken(source: Source, count: int) -> bytes:
    parts = []
    while count and (data := source.take(count)):
        count -= len(data)
        parts.append(data)
    return b"".join(parts)


def _pass_over(source: Source) -> int:
    """Go to the next record of the run, or to its end; returns how many bytes were passed."""
    passed = 0
    while window := source.peek(BLOCK):
        found = BETWEEN.search(window)
        more = len(window) == BLOCK
        count = found.end() - len(MAGIC) - 1 if found else max(1, len(window) - _CUT) if more else len(window)
        passed += count
        _take(source, count)
        if found:
            break
    return passed
