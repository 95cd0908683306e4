"""What the body of an HTTP answer in a WARC record is checked for besides the record: digests, length, chunks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from monitor.payload import Headers, begin, header
from monitor.unpack.digests import Digest

_LENGTH: Final = re.compile(r"[0-9]{1,15}")
_SIZE_LINE: Final = re.compile(rb"[ \t]*[0-9A-Fa-f]{1,12}[ \t]*(?:;[^\n]*)?\r?(?:\n|$)")
# What stands in the place of a size: a short line that is no markup, before the page begins.
_NO_SIZE: Final = re.compile(rb"[^<\r\n]{1,16}\r\n\s*<")
_START: Final = 32
_LAST_CHUNK: Final = re.compile(rb"\r\n0+\r\n\r\n\Z")
_END: Final = 16


class DigestCheck:
    """A digest over one reading of the body: archivers do not agree whether chunks and compression belong to it."""

    def __init__(self, digest: Digest) -> None:
        self._digest, self.ended = digest, False

    @property
    def holds(self) -> bool:
        """True when this reading has the digest."""
        return self._digest.holds()

    def over(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """The blocks; afterwards the check has ended."""
        yield from self._digest.over(blocks)
        self.ended = True


def as_sent(blocks: Iterator[bytes], headers: Headers, problems: list[str]) -> Iterator[bytes]:
    """The body of an answer as it lies in its record; at its end what it has not of what its headers say is noted.

    More bytes than Content-Length says are no fault: many tools keep the body decoded, and the header as it came.
    """
    if "chunked" in (header(headers, "Transfer-Encoding") or "").lower():
        return _chunks(blocks, problems)
    if header(headers, "Content-Encoding"):
        return blocks  # undone, it may be shorter; where it was not, its decoder sees that an end is missing
    said = _LENGTH.fullmatch(header(headers, "Content-Length") or "")
    return _counted(blocks, int(said[0]), problems) if said else blocks


def _counted(blocks: Iterator[bytes], said: int, problems: list[str]) -> Iterator[bytes]:
    count = 0
    for block in blocks:
        count += len(block)
        yield block
    if 0 < count < said:
        problems.append(f"its HTTP Content-Length says {said:,} bytes, but it has {count:,}")


def _chunks(blocks: Iterator[bytes], problems: list[str]) -> Iterator[bytes]:
    """A body that begins with no size of a chunk: most have their chunks joined, others are broken at their start."""
    start, blocks = begin(blocks, _START)
    if _SIZE_LINE.match(start):
        yield from blocks
        return
    end = b""
    for block in blocks:
        end = (end + block)[-_END:] if len(block) < _END else block[-_END:]
        yield block
    if _NO_SIZE.match(start) or _LAST_CHUNK.search(end):
        problems.append("the chunks are broken")
