"""A page as HTML with the styles, pictures and fonts that were kept with it put into it, while it streams by. Pure.

Style sheets become `<style>`, pictures and fonts `data:`. All else of the page stays as it is, byte by byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from monitor.publish.styles import Inlining
from monitor.publish.tags import Attributes, Tags, value_of

_CANDIDATE: Final = re.compile(r"([^\s,]\S*+)(?:(?<=,)|[^,]*+)")
_LOADS: Final = re.compile(rb"url\(|@import", re.IGNORECASE)
_BACKGROUND: Final = frozenset((b"body", b"table", b"tr", b"td", b"th"))
_SHOWS: Final[dict[bytes, frozenset[bytes]]] = {
    b"img": frozenset((b"src",)), b"input": frozenset((b"src",)), b"video": frozenset((b"poster",)),
    b"image": frozenset((b"href", b"xlink:href")), **dict.fromkeys(_BACKGROUND, frozenset((b"background",))),
}  # fmt: skip
_OF_A_MEDIUM: Final = re.compile(r"[^\w\s(),:.<>=/-]", re.ASCII)


def inlined(blocks: Iterable[bytes], charset: str, inlining: Inlining, base: str = "") -> Iterator[bytes]:
    """The page in pieces.

    Args: charset, of its bytes, one in which `<` and quotation marks are always themselves; base, where addresses in it
    are told from, "" for the page's own.
    """
    return _Page(charset, inlining, base).through(blocks)


class _Page(Tags):
    def __init__(self, charset: str, inlining: Inlining, base: str) -> None:
        super().__init__(charset, base)
        self._inlining = inlining

    def style(self, text: bytes) -> Iterator[bytes]:
        if _LOADS.search(text):
            yield from self._inlining.style(text.decode(self._charset, "replace"), self._base)
        else:
            yield text

    def tag(self, tag: bytes, name: bytes) -> Iterator[bytes]:
        if name not in {*_SHOWS, b"link", b"source", b"base"} and not _LOADS.search(tag):
            yield tag
            return
        found = self.attributes(tag, 1 + len(name))
        if name == b"base":
            self.note_base(found)
        if name == b"link" and (sheet := self._sheet(found)) is not None:
            yield b"<style" + _media(value_of(found, b"media")) + b">"
            yield from sheet
            yield b"</style>"
            return
        yield from _replaced(tag, self._replacements(name, found))

    def _sheet(self, attributes: Attributes) -> Iterator[bytes] | None:
        rel = value_of(attributes, b"rel").lower().split()
        if "stylesheet" not in rel or "alternate" in rel or b"disabled" in attributes:
            return None
        return self._inlining.sheet(value_of(attributes, b"href"), self._base)

    def _replacements(self, name: bytes, attributes: Attributes) -> list[tuple[int, int, Iterator[bytes]]]:
        """What comes in the place of which bytes of a tag, in order."""
        found = []
        for attribute in _SHOWS.get(name, frozenset()) & attributes.keys():
            value, start, end = attributes[attribute]
            if value and (picture := self._inlining.picture(value, self._base)) is not None:
                found.append((start, end, _quoted(picture)))
        if name in {b"img", b"source"} and b"srcset" in attributes:
            found += self._one_of(attributes[b"srcset"], needed=not found)
        if b"style" in attributes and "url(" in (said := attributes[b"style"])[0].lower():
            found.append((said[1], said[2], _quoted(self._escaped(said[0]))))
        return sorted(found, key=lambda one: one[0])

    def _one_of(self, srcset: tuple[str, int, int], *, needed: bool) -> list[tuple[int, int, Iterator[bytes]]]:
        """The first picture of a `srcset` that was kept; none where the address beside it is known."""
        value, start, end = srcset
        if not value:
            return []
        for candidate in _candidates(value) if needed else ():
            if (picture := self._inlining.picture(candidate, self._base)) is not None:
                return [(start, end, _quoted(picture))]
        return [(start, end, iter((b'""',)))]

    def _escaped(self, style: str) -> Iterator[bytes]:
        for piece in self._inlining.style(style, self._base):
            yield piece.replace(b"&", b"&amp;").replace(b'"', b"&quot;")


def _candidates(srcset: str) -> list[str]:
    """The addresses of a `srcset`, without their widths."""
    return [found[1].rstrip(",") for found in islice(_CANDIDATE.finditer(srcset), 20)]


def _media(words: str) -> bytes:
    return f' media="{_OF_A_MEDIUM.sub("", words)}"'.encode("ascii") if words else b""


def _quoted(pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield b'"'
    yield from pieces
    yield b'"'


def _replaced(tag: bytes, replacements: list[tuple[int, int, Iterator[bytes]]]) -> Iterator[bytes]:
    place = 0
    for start, end, pieces in replacements:
        yield tag[place:start]
        yield from pieces
        place = end
    yield tag[place:]
