"""Blocks that come one after another, as a file that is read forwards."""

from __future__ import annotations

from collections.abc import Iterator


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
