"""Widths on a terminal, where a Chinese character takes two columns; lines that end between words of both scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from unicodedata import east_asian_width

# A Latin word, a number or an option stays whole; between Chinese characters a line may end, yet not before a stop.
_STOPS: Final = "[，。、；：！？）」》…]*"
_PIECES: Final = rf"[（「《]*(?:[^\s\u2e80-\uffef]+|[\u2e80-\uffef]){_STOPS}|\s+"


def width_of(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return len(text) if text.isascii() else sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def folded(text: str, width: int) -> list[str]:
    """The lines of a text, none wider than `width` columns unless one word is; at least one line."""
    return list(_lines(text, width))


def _lines(text: str, width: int) -> Iterator[str]:
    line, room = "", width
    for piece in re.findall(_PIECES, text):
        if width_of(piece) > room and line.strip():
            yield line.rstrip()
            line, room = "", width
        if line or not piece.isspace():
            line += piece
            room -= width_of(piece)
    yield line.rstrip()
