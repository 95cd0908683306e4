"""A page as a replay shows it: with what was kept with it, without what reaches outside, its frames in place. Pure.

A frame holds its page in itself (`srcdoc`), in a sandbox, and goes through all that the page around it goes through, so
that the policy of that page holds in it, too. Where the page of a frame was not kept, the frame says so.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from monitor.errors import ItemError
from monitor.html.frames import MAX_DEEP, MAX_FRAMES
from monitor.publish.harmless import harmless
from monitor.publish.inlined import inlined
from monitor.publish.styles import Inlining, Loaded
from monitor.publish.tags import Attributes, Tags, told_from, value_of

MAX_CHARS: Final = 20_000_000  # of the pages of all frames of one page
MAX_ADDRESS: Final = 200  # characters of an address that is told
_LOOKS: Final = (
    b"id", b"class", b"style", b"width", b"height", b"title", b"align", b"hidden", b"frameborder",
)  # fmt: skip
_NOWHERE: Final = ("about:", "javascript:", "blob:", "#")
_FILLS: Final = b' style="border:0;width:100%;height:100%"'
_OUTER: Final = "position:fixed;inset:0;"
_TRACK: Final = re.compile(r"\s*(\d{0,5})(?:\.\d*)?\s*([%*]?)")
_MAX_TRACKS: Final = 50
_BOX: Final = (
    '<!DOCTYPE html><body style="margin:0;box-sizing:border-box;min-height:100vh;padding:6px;border:2px dashed #767676;'
    'background:#fff;color:#333;font:14px/1.4 sans-serif;overflow-wrap:anywhere">'
)


@dataclass(slots=True)
class Showing:
    """What is put into one page, and how much more may be.

    `note`: an address -> what the frame says whose page is not shown, as markup.
    """

    inlining: Inlining
    note: Callable[[str], str]
    frames: int = MAX_FRAMES
    others: int = MAX_FRAMES  # that are empty, or say why they are not shown
    chars: int = MAX_CHARS

    def page(self, blocks: Iterable[bytes], charset: str, base: str = "", deep: int = 0) -> Iterator[bytes]:
        """The page in pieces. Args: deep, frames it is in; the rest as of `publish.inlined`."""
        filled = inlined(blocks, charset, self.inlining, base)
        return _Page(self, charset, base, deep).through(harmless(filled, inside=deep > 0))

    def _takes(self, source: str, deep: int) -> bool:
        if deep >= MAX_DEEP or self.frames <= 0 or len(source) > self.chars:
            return False
        self.frames, self.chars = self.frames - 1, self.chars - len(source)
        return True

    def inner(self, source: str, base: str, deep: int) -> Iterator[bytes] | None:
        """The page of a frame as UTF-8; None where that is too much. Args: deep, frames around it."""
        if not self._takes(source, deep):
            return None
        return self.page(iter((source.encode("utf-8", "replace"),)), "utf-8", base, deep + 1)

    def base_of(self, address: str, base: str) -> str:
        """Where addresses in the page of a frame are told from."""
        part = self._part(address, base)
        if part is None:
            return base if _is_cid(address) else told_from(base, address)
        return "" if _is_cid(part.address) else part.address

    def _part(self, address: str, base: str) -> Loaded | None:
        return self.inlining.frame(address, base) if self.inlining.frame else None

    def kept(self, address: str, base: str, deep: int) -> Iterator[bytes] | None:
        """What a frame shows that was kept with the page; None for nothing."""
        part = self._part(address, base)
        if part is None or not part.media_type:
            return None
        if part.media_type == "text/html":
            try:
                return self.inner(part.text(), self.base_of(address, base), deep)
            except ItemError:  # it is damaged: verify tells of it
                return None
        picture = self.inlining.picture(address, base) if part.media_type.startswith("image/") else None
        return None if picture is None else _pictured(picture)

    def told(self, address: str) -> Iterator[bytes]:
        """What a frame says that does not show its page."""
        yield (_BOX + self.note(address[:MAX_ADDRESS])).encode("utf-8", "replace")

    def takes_other(self) -> bool:
        """True when one more frame may stand there that shows no page; it is counted."""
        self.others -= 1
        return self.others >= 0


class _Page(Tags):
    """A page of which the frames are what `publish.harmless` left of them."""

    def __init__(self, showing: Showing, charset: str, base: str, deep: int) -> None:
        super().__init__(charset, base)
        self._showing, self._deep = showing, deep
        self._has_body = self._is_within = False  # frames of a frameset show only where there is no body

    def tag(self, tag: bytes, name: bytes) -> Iterator[bytes]:
        said = self.attributes(tag, 1 + len(name)) if name in _ASKED else {}
        if name == b"base":
            self.note_base(said)
        self._has_body = self._has_body or name == b"body"
        if name == b"x-page":
            self.drop_until(name)  # what stands in the element is for browsers that know no frames
            yield from self._frame(said, _looks(said))
        elif name == b"x-frm":
            yield from self._frame(said, _FILLS) if self._is_within else ()
        elif name == b"x-frames" and not self._has_body:
            yield _grid(said, "" if self._is_within else _OUTER)
            self._is_within = True
        else:
            yield tag

    def _frame(self, said: Attributes, looks: bytes) -> Iterator[bytes]:
        address = value_of(said, b"src")
        is_somewhere = bool(address) and not address.lower().startswith(_NOWHERE)
        shown = self._shown(said, address if is_somewhere else "")
        if shown is None:
            if not self._showing.takes_other():
                return
            shown = self._showing.told(address) if is_somewhere or b"srcdoc" in said else iter(())
        yield b'<iframe sandbox srcdoc="'
        yield from _escaped(shown)
        yield b'"' + looks + b"></iframe>"

    def _shown(self, said: Attributes, address: str) -> Iterator[bytes] | None:
        if b"srcdoc" in said:  # one that we put in is told from where it lay
            base = self._showing.base_of(address, self._base) if address else self._base
            return self._showing.inner(value_of(said, b"srcdoc"), base, self._deep)
        return self._showing.kept(address, self._base, self._deep) if address else None


_ASKED: Final = frozenset((b"base", b"x-page", b"x-frm", b"x-frames"))


def _is_cid(address: str) -> bool:
    return address.lower().startswith("cid:")


def _looks(said: Attributes) -> bytes:
    """What of a frame's tag says how it looks."""
    kept = (f' {name.decode()}="{html.escape(said[name][0])}"' for name in _LOOKS if name in said)
    return "".join(kept).encode("ascii", "xmlcharrefreplace")


def _grid(said: Attributes, place: str) -> bytes:
    """A frameset as an element that lays out its frames alike."""
    tracks = (f"grid-template-{css}:{_tracks(value_of(said, name))};"
              for name, css in ((b"cols", "columns"), (b"rows", "rows")))  # fmt: skip
    return f'<x-frames style="{place}display:grid;min-width:0;min-height:0;{"".join(tracks)}">'.encode("ascii")


def _tracks(sizes: str) -> str:
    return " ".join(_track(one) for one in sizes.split(",")[:_MAX_TRACKS])


def _track(size: str) -> str:
    found = _TRACK.match(size)
    number, unit = (found[1], found[2]) if found else ("", "")
    if unit == "*" or not number:
        return f"minmax(0,{number or 1}fr)"
    return f"{number}{unit or 'px'}"


def _escaped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """UTF-8 as the value of an attribute in a page of any encoding."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for piece in pieces:
        yield html.escape(decoder.decode(piece)).encode("ascii", "xmlcharrefreplace")
    yield html.escape(decoder.decode(b"", True)).encode("ascii", "xmlcharrefreplace")


def _pictured(picture: Iterator[bytes]) -> Iterator[bytes]:
    yield b'<!DOCTYPE html><body style="margin:0"><img src="'
    yield from picture
    yield b'">'
