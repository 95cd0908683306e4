"""What may come out of an archive, counted while it comes: bytes, members, bytes for each byte that went in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import BinaryIO, Final, Self, cast

from monitor.unpack.model import Limits

BLOCK: Final = 1 << 16
SPOOL_BYTES: Final = 16_000_000  # of an inner archive are held in memory; more go to a temporary file


class Spent(Exception):
    """A limit is reached: nothing more is read of this archive. str() says which."""


class Budget:
    """What is left of the limits of one outermost archive of `size` bytes."""

    def __init__(self, limits: Limits, size: int) -> None:
        self.limits = limits
        self._most = min(limits.total_bytes, max(limits.ratio_from, size * limits.ratio))
        self._bytes = self._parts = 0

    def part(self) -> None:
        """One more part. Raises Spent."""
        self._parts += 1
        if self._parts > self.limits.members:
            raise Spent(f"holds more than {self.limits.members:,} members; the rest was not read")

    def took(self, count: int) -> None:
        """So many more bytes came out. Raises Spent."""
        self._bytes += count
        if self._bytes > self._most:
            raise Spent(f"unpacks to more than {self._most:,} bytes (an archive bomb?); the rest was not read")


class CountedStream:
    """A stream that is read forwards once, whose bytes count. Reading raises Spent."""

    def __init__(self, stream: BinaryIO, budget: Budget) -> None:
        self._stream, self._budget = stream, budget

    def read(self, count: int = -1) -> bytes:
        """The next bytes, at most a block."""
        data = self._stream.read(BLOCK if count < 0 else min(count, BLOCK))
        self._budget.took(len(data))
        return data

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._stream.close()


def read_bounded(stream: BinaryIO, most: int, budget: Budget) -> bytes:
    """Up to `most` bytes of a stream; one that gives less at a time is asked again. Raises Spent."""
    read = BytesIO()  # not a list: the blocks may be of one byte each
    while most > 0 and (block := stream.read(min(BLOCK, most))):
        budget.took(len(block))
        read.write(block)
        most -= len(block)
    return read.getvalue()


@contextmanager
def spooled(start: bytes, stream: BinaryIO, budget: Budget) -> Iterator[BinaryIO]:
    """A stream whose start was read already, as a file that can seek; gone afterwards. Raises Spent, OSError."""
    with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as file:
        file.write(start)
        while block := read_bounded(stream, BLOCK, budget):
            file.write(block)
        file.seek(0)
        yield cast("BinaryIO", file)
