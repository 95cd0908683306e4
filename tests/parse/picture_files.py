"""Pictures and what an engine for OCR says of them, made here: in its shape, each letter a square."""

from __future__ import annotations

import struct
import zlib
from typing import Any

HEAD = {"width": 800, "height": 1600, "engine": "an engine", "frames": 1, "cut": False}


def png(width: int, height: int, colour: int = 255) -> bytes:
    """A grey PNG of one colour."""
    rows = (b"\0" + bytes([colour]) * width) * height
    return png_of(struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0), zlib.compress(rows))


def png_of(header: bytes, data: bytes) -> bytes:
    """A PNG of this header and compressed data, true or not."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def corners(left: float, top: float, right: float, bottom: float) -> list[list[float]]:
    return [[left, top], [right, top], [right, bottom], [left, bottom]]


def line(text: str, left: int, top: int, size: int = 30, score: float = 0.99) -> dict[str, Any]:
    """A line of square letters as the engine gives it: no place for spaces."""
    words = [
        [letter, score, corners(left + n * size, top, left + (n + 1) * size, top + size)]
        for n, letter in enumerate(text)
        if letter != " "
    ]
    return {
        "text": text,
        "score": score,
        "box": corners(left, top, left + len(text) * size, top + size),
        "words": words,
    }


def tile(lines: list[dict[str, Any]], top: int = 0, bottom: int = 1600) -> dict[str, Any]:
    """One tile; the lines are placed in pixels of the tile."""
    return {"top": top, "bottom": bottom, "lines": lines}
