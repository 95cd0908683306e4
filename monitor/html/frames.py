"""Frames of a page: what stands in `<iframe srcdoc>` is read in its place, and files that frames name are put there.

A `<frame>` of a `<frameset>` is read as an `<iframe>` is; `srcdoc` of one is our own, for browsers know none there.

Many exchanges show a notice in a frame of its own. A frame that names no plant (an advertisement, a counter) is left
out: its words would be read as the seller's. Pure.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.html.hidden import Hidden, hidden_by_sheets
from monitor.html.pagetree import is_hidden, parse_html
from monitor.plants import names_plant

MAX_FRAMES: Final = 50  # of one page, those in others with them
MAX_DEEP: Final = 3  # frames in frames
FRAMES: Final = "iframe[srcdoc], frame[srcdoc]"  # as a selector
MAX_CHARS: Final = 5_000_000  # of all frames of one page
QUOTED: Final = r"\"[^\"]{0,4000}+\"|'[^']{0,4000}+'"
_FRAME: Final = re.compile(rf"<(i?frame)(?=[\s/])(?:[^>\"']|{QUOTED}){{0,2000}}+>", re.IGNORECASE)
_SRC: Final = re.compile(rf"(?<![\w-])src\s*=\s*({QUOTED}|[^\s\"'>]{{1,2000}})", re.IGNORECASE)
_SRCDOC: Final = re.compile(r"(?<![\w-])srcdoc\s*=", re.IGNORECASE)
_PUT_IN: Final = re.compile(
    rf"<i?frame data-sha256=\"(?P<sha256>[0-9a-f]{{64}})\" srcdoc=\"(?P<srcdoc>[^\"]*+)\""
    rf"(?P<tag>(?:[^>\"']|{QUOTED}){{0,2000}}+>)",
    re.IGNORECASE,
)
_NONE: Final[Mapping[str, str]] = MappingProxyType({})
Read = Callable[[str, int], str]


@dataclass(slots=True)
class _Left:
    """What may still be read of one page's frames."""

    frames: int = MAX_FRAMES
    chars: int = MAX_CHARS
    vain: int = MAX_FRAMES  # addresses behind which nothing lies

    def takes(self, source: str) -> bool:
        self.frames, self.chars = self.frames - 1, self.chars - len(source)
        return self.frames >= 0 and self.chars >= 0


def open_frames(tree: LexborHTMLParser, shown: Callable[[LexborNode], str], hidden: Hidden) -> None:
    """Put the body of each `srcdoc` behind its frame, where it names a plant.

    Args: shown, the words of an element; hidden, by the style sheets of the page, read before: those of a frame count
    in it alone.
    """
    _open(tree, shown, hidden, _Left(), 1)


def _open(
    tree: LexborHTMLParser, shown: Callable[[LexborNode], str], hidden: Hidden, left: _Left, deep: int
) -> None:  # fmt: skip
    for frame in tree.css(FRAMES)[:MAX_FRAMES]:
        source = frame.attributes.get("srcdoc") or ""
        if is_hidden(frame.attributes) or frame.mem_id in hidden.closed or not left.takes(source):
            continue
        inner = parse_html(source)
        within = hidden_by_sheets(inner)
        if deep < MAX_DEEP:
            _open(inner, shown, within, left, deep + 1)
        for node in within.nodes:
            if node.tag != "body":
                node.decompose()
        if inner.body is not None and names_plant(shown(inner.body)):
            frame.insert_after(inner.body)


def frame_addresses(page: str) -> list[str]:
    """What the frames of a page name, as it stands there; at most `MAX_FRAMES`."""
    return [found for tag in islice(_FRAME.finditer(page), MAX_FRAMES) if (found := source_of(tag[0]))]


def with_frames(page: str, read: Read, digests: Mapping[str, str] = _NONE) -> str:
    """The page with the files that its frames name as their `srcdoc`; as it is when none of them names a plant.

    Args: read, gives the HTML of an address as it stands in a page (1) or in a frame of it (2 …), "" for what is not
    there; digests, of what it gave so far the SHA-256 of the file, by that HTML: put in as `data-sha256`.
    """
    return _filled(page, read, digests, _Left(), 1)


def put_in(page: str) -> Iterator[tuple[str, str]]:
    """Address and SHA-256 of each frame that `with_frames` put into a page, those in others behind them."""
    for frame in _PUT_IN.finditer(page):
        yield source_of(frame["tag"]), frame["sha256"]
        yield from put_in(html.unescape(frame["srcdoc"]))


def _filled(page: str, read: Read, digests: Mapping[str, str], left: _Left, deep: int) -> str:
    missed = set[str]()  # each is asked for once: what it takes to see that it is nothing may be much

    def fill(frame: re.Match[str]) -> str:
        address = source_of(frame[0])
        if not address or address in missed or left.frames <= 0 or left.chars <= 0 or left.vain <= 0:
            return frame[0]
        source = read(address, deep)
        sha256 = digests.get(source, "")
        if not source:
            missed.add(address)
            left.vain -= 1
        if not source or not left.takes(source):
            return frame[0]
        if deep < MAX_DEEP:
            source = _filled(source, read, digests, left, deep + 1)
        if not names_plant(source):
            return frame[0]
        named = 1 + len(frame[1])
        digest = f' data-sha256="{sha256}"' if sha256 else ""
        return f'{frame[0][:named]}{digest} srcdoc="{html.escape(source)}"{frame[0][named:]}'

    return _FRAME.sub(fill, page)


def source_of(frame: str) -> str:
    """The address that a tag names; "" for none and where it brings its page along."""
    named = None if _SRCDOC.search(frame) else _SRC.search(frame)
    return html.unescape(named[1].strip("\"'")) if named else ""
