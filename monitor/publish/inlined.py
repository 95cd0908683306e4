"""A page as HTML with the styles, pictures and fonts that were kept with it put into it, while it streams by. Pure.

Style sheets become `<style>`, pictures and fonts `data:`. All else of the page stays as it is, byte by byte.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from monitor.publish.styles import Inlining

MAX_TAG: Final = 4_000_000  # bytes of a tag or style element; a longer one stays as it is
_ATTRIBUTES: Final = rb"(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+"
_TAG: Final = re.compile(rb"<([a-zA-Z][a-zA-Z0-9:-]{0,30}+)(?![^\s/>])(" + _ATTRIBUTES + rb")>")
_UNFINISHED: Final = re.compile(rb"<[a-zA-Z][a-zA-Z0-9:-]{0,30}+" + _ATTRIBUTES + rb"(?:\"[^\"]*+|'[^']*+)?\Z")
_BEGINS: Final = re.compile(rb"<(?:[a-zA-Z]|!--)")
_ATTRIBUTE: Final = re.compile(rb"([^\s\"'<>/=]++)(?:\s*=\s*(\"[^\"]*+\"|'[^']*+'|[^\s\"'<>][^\s<>]*+))?")
_CANDIDATE: Final = re.compile(r"([^\s,]\S*+)(?:(?<=,)|[^,]*+)")
_RAW: Final = {
    name: re.compile(rb"</" + name + rb"(?=[\s/>])", re.IGNORECASE)
    for name in (b"script", b"textarea", b"title", b"xmp", b"style")
}
_LOADS: Final = re.compile(rb"url\(|@import", re.IGNORECASE)
_COMMENT: Final = re.compile(rb"-->|(?<=[^!])--!>|(?<=[^<]!)--!>")  # looked for from behind "<!": "<!-->" is whole
_TAIL: Final = 20  # bytes in which the end of raw text may be cut
_BACKGROUND: Final = frozenset((b"body", b"table", b"tr", b"td", b"th"))
_SHOWS: Final[dict[bytes, frozenset[bytes]]] = {
    b"img": frozenset((b"src",)), b"input": frozenset((b"src",)), b"video": frozenset((b"poster",)),
    b"image": frozenset((b"href", b"xlink:href")), **dict.fromkeys(_BACKGROUND, frozenset((b"background",))),
}  # fmt: skip
_OF_A_MEDIUM: Final = re.compile(r"[^\w\s(),:.<>=/-]", re.ASCII)
_Attributes = dict[bytes, tuple[str, int, int]]  # name -> value, where it stands in the tag; the first of a name counts


def inlined(blocks: Iterable[bytes], charset: str, inlining: Inlining) -> Iterator[bytes]:
    """The page in pieces.

    Args: charset, of its bytes, one in which `<` and quotation marks are always themselves.
    """
    page = _Page(charset, inlining)
    for block in blocks:
        page.add(block)
        yield from page.ready(last=False)
    yield from page.ready(last=True)


class _Page:
    """What of a page waits for its end: a tag, a style sheet, raw text (`until`)."""

    def __init__(self, charset: str, inlining: Inlining) -> None:
        self._held, self._at = b"", 0  # what is held, and up to where it was given
        self._charset, self._inlining = charset, inlining
        self._base = ""
        self._until: re.Pattern[bytes] | None = None
        self._is_style = False

    def add(self, block: bytes) -> None:
        """The next bytes of the page."""
        self._held, self._at = self._held[self._at :] + block, 0

    def ready(self, *, last: bool) -> Iterator[bytes]:
        """What can be given of what is held; the last time all of it."""
        while self._at < len(self._held):
            before = self._at, self._until
            yield from self._raw(last=last) if self._until else self._markup(last=last)
            if (self._at, self._until) == before:
                return

    def _raw(self, *, last: bool) -> Iterator[bytes]:
        assert self._until is not None
        found = self._until.search(self._held, self._at)
        if found is None:
            self._is_style = self._is_style and not last and len(self._held) - self._at <= MAX_TAG
            if not self._is_style:
                yield self._rest(last=last)
            return
        text, self._until = self._cut(found.start()), None
        if self._is_style and _LOADS.search(text):
            yield from self._inlining.style(text.decode(self._charset, "replace"), self._base)
        else:
            yield text

    def _markup(self, *, last: bool) -> Iterator[bytes]:
        """Up to and with the next tag."""
        begins = _BEGINS.search(self._held, self._at)
        if begins is None:
            yield self._rest(last=last)
            return
        if begins[0] == b"<!--":
            yield self._cut(begins.start() + len(b"<!"))
            self._until, self._is_style = _COMMENT, False
            return
        yield self._cut(begins.start())
        if found := _TAG.match(self._held, self._at):
            self._at = found.end()
            yield from self._tag(found)
        elif last or len(self._held) - self._at > MAX_TAG or not _UNFINISHED.match(self._held, self._at):
            yield self._cut(self._at + 1)

    def _rest(self, *, last: bool) -> bytes:
        """All that is held, but for an end that may be the begin of something."""
        return self._cut(len(self._held) if last else max(self._at, len(self._held) - _TAIL))

    def _cut(self, end: int) -> bytes:
        ready, self._at = self._held[self._at : end], end
        return ready

    def _tag(self, tag: re.Match[bytes]) -> Iterator[bytes]:
        name = tag[1].lower()
        self._until, self._is_style = _RAW.get(name), name == b"style"
        if name not in {*_SHOWS, b"link", b"source", b"base"} and not _LOADS.search(tag[2]):
            yield tag[0]
            return
        attributes = self._attributes(tag[0], 1 + len(name))
        if name == b"base":
            self._base = self._base or _value(attributes, b"href")
        if name == b"link" and (sheet := self._sheet(attributes)) is not None:
            yield b"<style" + _media(_value(attributes, b"media")) + b">"
            yield from sheet
            yield b"</style>"
            return
        yield from _replaced(tag[0], self._replacements(name, attributes))

    def _attributes(self, tag: bytes, start: int) -> _Attributes:
        found: _Attributes = {}
        for one in _ATTRIBUTE.finditer(tag, start):
            raw = one[2] or b""
            inner = raw[1:-1] if raw[:1] in {b'"', b"'"} else raw
            value = html.unescape(inner.decode(self._charset, "replace")).strip()
            found.setdefault(one[1].lower(), (value, *one.span(2)))  # (-1, -1) without a value
        return found

    def _sheet(self, attributes: _Attributes) -> Iterator[bytes] | None:
        rel = _value(attributes, b"rel").lower().split()
        if "stylesheet" not in rel or "alternate" in rel or b"disabled" in attributes:
            return None
        return self._inlining.sheet(_value(attributes, b"href"), self._base)

    def _replacements(self, name: bytes, attributes: _Attributes) -> list[tuple[int, int, Iterator[bytes]]]:
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


def _value(attributes: _Attributes, name: bytes) -> str:
    return attributes[name][0] if name in attributes else ""


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
