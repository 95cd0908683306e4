"""A page read tag by tag while it streams by: what is looked at are start tags and style sheets. Pure.

Comments and the text of scripts and the like are no markup; a tag of any length is seen whole, up to a limit.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import urljoin

MAX_TAG: Final = 16_000_000  # bytes of a tag or style element; a longer one stays as it is
_ATTRIBUTES: Final = rb"(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+"
_TAG: Final = re.compile(rb"<([a-zA-Z][a-zA-Z0-9:-]{0,30}+)(?![^\s/>])" + _ATTRIBUTES + rb">")
_UNFINISHED: Final = re.compile(rb"<[a-zA-Z][a-zA-Z0-9:-]{0,30}+" + _ATTRIBUTES + rb"(?:\"[^\"]*+|'[^']*+)?\Z")
_BEGINS: Final = re.compile(rb"<(?:[a-zA-Z]|!--)")
_ATTRIBUTE: Final = re.compile(rb"([^\s\"'<>/=]++)(?:\s*=\s*(\"[^\"]*+\"|'[^']*+'|[^\s\"'<>][^\s<>]*+))?")
_RAW: Final = {
    name: re.compile(rb"</" + name + rb"(?=[\s/>])", re.IGNORECASE)
    for name in (b"script", b"textarea", b"title", b"xmp", b"style", b"iframe", b"noembed", b"noframes")
}
_COMMENT: Final = re.compile(rb"-->|(?<=[^!])--!>|(?<=[^<]!)--!>")  # looked for from behind "<!": "<!-->" is whole
_TAIL: Final = 20  # bytes in which the end of raw text may be cut
Attributes = dict[bytes, tuple[str, int, int]]  # name -> value, where it stands in the tag; the first of a name counts


class Tags:
    """What of a page waits for its end: a tag, a style sheet, raw text (`until`)."""

    def __init__(self, charset: str, base: str = "") -> None:
        """Args: charset, of the page's bytes, one in which `<` and quotation marks are always themselves; base, where
        addresses in it are told from, "" for the page's own.
        """
        self._held, self._at = b"", 0  # what is held, and up to where it was given
        self._grown = 0  # bytes that must be held before an unfinished tag is tried again
        self._charset = charset
        self._base, self._is_told = base, False
        self._until: re.Pattern[bytes] | None = None
        self._is_style = self._is_dropped = False

    def through(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """The page in pieces, as it comes out."""
        for block in blocks:
            self._held, self._at = self._held[self._at :] + block, 0
            yield from self._ready(last=False)
        yield from self._ready(last=True)

    def tag(self, tag: bytes, name: bytes) -> Iterator[bytes]:
        """What comes in the place of a start tag. Args: name, in small letters."""
        raise NotImplementedError

    def style(self, text: bytes) -> Iterator[bytes]:
        """What comes in the place of a style sheet of the page."""
        yield text

    def drop_until(self, name: bytes) -> None:
        """Leave out all up to an end tag, in which no markup is read."""
        self._until, self._is_style, self._is_dropped = re.compile(rb"</" + name + rb"(?=[\s/>])", re.I), False, True

    def note_base(self, said: Attributes) -> None:
        """What a `<base>` says; the first that says something counts."""
        if not self._is_told and (address := value_of(said, b"href")):
            self._base, self._is_told = told_from(self._base, address), True

    def _ready(self, *, last: bool) -> Iterator[bytes]:
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
                rest = self._rest(last=last)
                yield b"" if self._is_dropped else rest
            return
        text, self._until = self._cut(found.start()), None
        if self._is_style:
            yield from self.style(text)
        else:
            yield b"" if self._is_dropped else text

    def _markup(self, *, last: bool) -> Iterator[bytes]:
        """Up to and with the next tag."""
        begins = _BEGINS.search(self._held, self._at)
        if begins is None:
            yield self._rest(last=last)
            return
        if begins[0] == b"<!--":
            yield self._cut(begins.start() + len(b"<!"))
            self._until, self._is_style, self._is_dropped = _COMMENT, False, False
            return
        yield self._cut(begins.start())
        if not last and len(self._held) - self._at < self._grown:
            return  # a tag is read from its begin each time: only when there is twice as much of it
        self._grown = 0
        if found := _TAG.match(self._held, self._at):
            self._at, name = found.end(), found[1].lower()
            self._until, self._is_style, self._is_dropped = _RAW.get(name), name == b"style", False
            yield from self.tag(found[0], name)
        elif last or len(self._held) - self._at > MAX_TAG or not _UNFINISHED.match(self._held, self._at):
            yield self._cut(self._at + 1)
        else:
            self._grown = 2 * (len(self._held) - self._at)

    def _rest(self, *, last: bool) -> bytes:
        """All that is held, but for an end that may be the begin of something."""
        return self._cut(len(self._held) if last else max(self._at, len(self._held) - _TAIL))

    def _cut(self, end: int) -> bytes:
        ready, self._at = self._held[self._at : end], end
        return ready

    def attributes(self, tag: bytes, start: int) -> Attributes:
        """The attributes of a tag that stand behind `start` in it."""
        found: Attributes = {}
        for one in _ATTRIBUTE.finditer(tag, start):
            raw = one[2] or b""
            inner = raw[1:-1] if raw[:1] in {b'"', b"'"} else raw
            value = html.unescape(inner.decode(self._charset, "replace")).strip()
            found.setdefault(one[1].lower(), (value, *one.span(2)))  # (-1, -1) without a value
        return found


def told_from(base: str, address: str) -> str:
    """An address told from another, which may be one that is told from the page itself ("" for that)."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def value_of(attributes: Attributes, name: bytes) -> str:
    """What an attribute says; "" for none."""
    return attributes[name][0] if name in attributes else ""
