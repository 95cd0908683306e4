"""Digests as archives name them: `sha1:` in base32, `sha256:` in hexadecimal, and what else is met."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator
from typing import Final

_ALGORITHMS: Final = {"md5", "sha1", "sha224", "sha256", "sha384", "sha512"}


class Digest:
    """One named digest and the hash of what was read so far."""

    def __init__(self, algorithm: str, wanted: bytes) -> None:
        self.algorithm, self.wanted = algorithm, wanted
        self._sha = hashlib.new(algorithm, usedforsecurity=False)

    def __str__(self) -> str:
        """The digest as it is named, the same however it was written."""
        return f"{self.algorithm}:{self.wanted.hex()}"

    def update(self, data: bytes) -> None:
        """Add what was read."""
        self._sha.update(data)

    def holds(self) -> bool:
        """True when what was read has the digest that is named."""
        return self._sha.digest() == self.wanted

    def again(self) -> Digest:
        """The same digest over something else."""
        return Digest(self.algorithm, self.wanted)

    def over(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """The blocks, counted while they pass."""
        for block in blocks:
            self._sha.update(block)
            yield block


def named(value: str) -> Digest | None:
    """The digest that a header or index names; None when there is none, or none that is understood."""
    algorithm, _, text = value.strip().partition(":")
    algorithm = algorithm.lower().replace("-", "")
    if algorithm not in _ALGORITHMS:
        return None
    wanted = _decoded(text.strip(), hashlib.new(algorithm, usedforsecurity=False).digest_size)
    return Digest(algorithm, wanted) if wanted else None


def _decoded(text: str, size: int) -> bytes:
    """The bytes of a digest of `size` bytes in base 16, 32 or 64; b"" when it is none."""
    bare = text.rstrip("=")
    try:
        if len(bare) == 2 * size:
            return bytes.fromhex(bare)
        if len(bare) == (size * 8 + 4) // 5:
            return base64.b32decode(bare.upper() + "=" * (-len(bare) % 8))
        if len(bare) == (size * 8 + 5) // 6:
            return base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_" if set(bare) & {"-", "_"} else None)
    except (ValueError, binascii.Error):
        return b""
    return b""
