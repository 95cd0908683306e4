"""A style sheet with what it loads put into it: other sheets in their places, pictures and fonts as `data:`. Pure.

So shown, a page needs nothing but itself. What was not kept stays as the address that it is, which leads nowhere.
"""

from __future__ import annotations

import re
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

MAX_DEEP: Final = 6  # sheets in sheets
MAX_BYTES: Final = 60_000_000  # of one page are put into it, what it shows twice counted twice
LEAST: Final = 3_000  # bytes that a part counts for: each time it is shown its record is opened
_WORD: Final = r"\"[^\"\n]{0,4000}+\"|'[^'\n]{0,4000}+'"
_LOADS: Final = re.compile(
    r"/\*.*?(?:\*/|\Z)"
    rf"|@import\s++(?:url\(\s*+)?+(?P<sheet>{_WORD}|[^\"'()\s;]{{1,4000}}+)\s*+\)?+(?P<media>[^;{{}}\"'@]{{0,500}}+);"
    rf"|url\(\s*+(?P<address>{_WORD}|[^\"'()\s]{{1,4000}}+)\s*+\)",
    re.IGNORECASE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_HALVES: Final = range(0xD800, 0xE000)
_IN_LAYER: Final = re.compile(r"\b(?:layer|supports)\b", re.IGNORECASE)
_TRIPLE: Final = 3 * (1 << 14)  # bytes that base64 codes without a rest


class Loaded(Protocol):
    """A part that was kept with a page."""

    @property
    def address(self) -> str:
        """What addresses in it are told from."""
        ...

    @property
    def media_type(self) -> str:
        """'' for a style sheet."""
        ...

    @property
    def size(self) -> int:
        """Bytes."""
        ...

    def blocks(self) -> Iterator[bytes]:
        """Its bytes."""
        ...

    def text(self) -> str:
        """The words of a style sheet."""
        ...


# An address as it stands in a page or sheet, and the address that it is told from ('' for the page's own) -> the part.
Find = Callable[[str, str], Loaded | None]


@dataclass(slots=True)
class Inlining:
    """What is put into one page, and how much more may be."""

    find: Find
    left: int = MAX_BYTES
    frame: Find | None = None  # finds what the page shows in frames; None: they are not looked for

    def picture(self, address: str, base: str) -> Iterator[bytes] | None:
        """A picture or font as a `data:` address, in pieces; None for what was not kept."""
        found = self.find(address, base)
        return self._data(found) if found and found.media_type and self._takes(found) else None

    def sheet(self, address: str, base: str, deep: int = 1) -> Iterator[bytes] | None:
        """A style sheet with all that it loads, as ASCII, in pieces; None for what was not kept."""
        found = self.find(address, base) if deep <= MAX_DEEP else None
        if found is None or found.media_type or not self._takes(found):
            return None
        return self.style(found.text(), found.address, deep)

    def style(self, css: str, base: str, deep: int = 1) -> Iterator[bytes]:
        """The words of a style sheet with all that it loads, as ASCII that may stand in a page, in pieces."""
        place = 0
        for found in _LOADS.finditer(css):
            pieces = self._loads(found, base, deep)
            if pieces is not None:
                yield _ascii(css[place : found.start()])
                yield from pieces
                place = found.end()
        yield _ascii(css[place:])

    def _loads(self, found: re.Match[str], base: str, deep: int) -> Iterator[bytes] | None:
        if address := found["address"]:
            picture = self.picture(unquoted(address), base)
            return _around(b"url(", picture, b")") if picture is not None else None
        if not found["sheet"]:
            return None  # a comment
        sheet = self.sheet(unquoted(found["sheet"]), base, deep + 1)
        media = found["media"].strip()
        if sheet is None or not media or _IN_LAYER.search(media):
            return sheet
        return _around(b"@media " + _ascii(media) + b"{", sheet, b"}")

    def _takes(self, found: Loaded) -> bool:
        cost = max(found.size, LEAST)
        if cost > self.left:
            return False
        self.left -= cost
        return True

    def _data(self, found: Loaded) -> Iterator[bytes]:
        yield b"data:" + found.media_type.encode("ascii") + b";base64,"
        held = b""
        for block in found.blocks():
            held += block
            ready = len(held) - len(held) % 3 if len(held) >= _TRIPLE else 0
            yield b64encode(held[:ready])
            held = held[ready:]
        yield b64encode(held)


def unquoted(word: str) -> str:
    """An address as it stands in a style sheet, without its quotation marks and escapes."""
    inner = word[1:-1] if word[:1] in {'"', "'"} else word
    return _ESCAPE.sub(lambda found: _character(int(found[1], 16)) if found[1] else found[2], inner).strip()


def _character(number: int) -> str:
    """As style sheets have it: what is no character of Unicode, and half of one, is U+FFFD."""
    return "\ufffd" if not number or number in _HALVES or number > sys.maxunicode else chr(number)


def _around(before: bytes, pieces: Iterator[bytes], after: bytes) -> Iterator[bytes]:
    yield before
    yield from pieces
    yield after


def _ascii(css: str) -> bytes:
    """The same sheet in any encoding, with nothing that ends the element it stands in."""
    safe = css.replace("</", "<\\/")
    return re.sub(r"[^\x00-\x7f]", lambda found: f"\\{ord(found[0]):x} ", safe).encode("ascii")
