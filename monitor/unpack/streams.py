"""Blocks that come one after another as a file that is read forwards, and a stretch of a file as a file of its own."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, Protocol

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer as Buffer


def blocks_of(file: Readable, size: int = 1 << 20) -> Iterator[bytes]:
    """What is left of an open file, at most `size` bytes at a time."""
    return iter(partial(file.read, size), b"")


class Blocks:
    """Reads like a binary file, as far as the reading of archives needs it."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks, self._rest = blocks, b""

    def read(self, count: int = -1) -> bytes:
        """Some of the next bytes, at most `count` (-1: all); b"" only at the end."""
        if count < 0:
            return self._rest + b"".join(self._blocks)
        while not self._rest and (block := next(self._blocks, None)) is not None:
            self._rest = block
        taken, self._rest = self._rest[:count], self._rest[count:]
        return taken


class Readable(Protocol):
    """What can be read forwards."""

    def read(self, size: int, /) -> bytes:
        """Some of the next bytes; b"" only at the end."""


class Hash(Protocol):
    """What is told of bytes in their order."""

    def update(self, data: bytes, /) -> None:
        """Add some bytes."""


class Window(io.RawIOBase):
    """`size` bytes of an open file from `start` on; several windows may be read in turns."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        super().__init__()
        self._file, self._start, self._size, self._at = file, start, size, 0

    def read(self, size: int | None = -1, /) -> bytes:
        """The next bytes, at most `size`."""
        left = max(0, self._size - self._at)
        self._file.seek(self._start + self._at)
        data = self._file.read(left if size is None or size < 0 else min(size, left))
        self._at += len(data)
        return data

    def readinto(self, buffer: Buffer, /) -> int:
        """The next bytes, into a buffer."""
        view = memoryview(buffer).cast("B")
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place of the window."""
        self._at = max(0, offset + (0, self._at, self._size)[whence])
        return self._at

    def tell(self) -> int:
        """The place in the window."""
        return self._at

    def seekable(self) -> bool:
        """Always."""
        return True

    def readable(self) -> bool:
        """Always."""
        return True


class HashedWindow(Window):
    """A window whose bytes are hashed as they are read, each once, however often and in whatever order; None: not."""

    def __init__(self, file: BinaryIO, start: int, size: int, sha: Hash | None) -> None:
        super().__init__(file, start, size)
        self._sha, self._hashed = sha, 0

    def read(self, size: int | None = -1, /) -> bytes:
        """The next bytes, at most `size`."""
        start = self.tell()
        data = super().read(size)
        if self._sha is not None and start <= self._hashed < start + len(data):
            self._sha.update(data[self._hashed - start :])
            self._hashed = start + len(data)
        return data

    def hash_rest(self, block: int) -> None:
        """Read what was not read yet, in blocks."""
        self.seek(self._hashed)
        while self.read(block):
            pass
