"""The frames of the pages in an archive: which of its parts they are, and which are read as part of their page alone.

What an archive holds under an address is told by its reader; addresses are told from the page that they stand in, or
from what its `<base>` says. A page that a frame only mentions (in a comment, a script, where it is hidden) is no part.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.charset import declared_charsets, decode
from monitor.html.frames import FRAMES, MAX_DEEP, MAX_FRAMES, with_frames
from monitor.html.hidden import hidden_by_sheets
from monitor.html.pagetree import is_hidden, is_unseen, parse_html, upwards
from monitor.html.stylesheet import MAX_CHARS as MAX_CSS
from monitor.plants import names_plant
from monitor.unpack.model import FindSheet
from monitor.unpack.shown import shows_plant

MAX_BYTES: Final = 2_000_000  # of what one frame shows
MAX_LOOKED_AT: Final = 4_000_000  # bytes of a page in which frames are looked for
MAX_SHEETS: Final = 100  # of one page
_QUOTED: Final = rb"\"[^\"]{0,4000}+\"|'[^']{0,4000}+'"
_FRAME: Final = re.compile(rb"<i?frame(?=[\s/])(?:[^>\"']|" + _QUOTED + rb"){0,2000}+>", re.IGNORECASE)
_BEGINS: Final = re.compile(rb"<i?frame[\s/]", re.IGNORECASE)
_SRC: Final = re.compile(rb"(?<![\w-])src\s*=\s*(" + _QUOTED + rb"|[^\s\"'>]{1,2000})", re.IGNORECASE)
_SRCDOC: Final = re.compile(rb"(?<![\w-])srcdoc\s*=", re.IGNORECASE)
_NOWHERE: Final = ("about:", "javascript:", "data:", "blob:", "#")
_PUT_IN: Final = "<!--hydrowatch-frame {}-->"  # before a frame, by its number; the words of no page
_NUMBER: Final = re.compile(r"<!--hydrowatch-frame (\d{1,4})-->")


class Page(NamedTuple):
    """A page of an archive: the name by which it is known there, where it was loaded from, its type with its charset,
    its content."""

    name: str
    url: str
    media_type: str
    body: bytes

    def base(self) -> str:
        """The address that those in it are told from."""
        return _base_of(self)

    def text(self) -> str:
        """Its markup."""
        return decode(self.body, declared_charsets(self.body, self.media_type)).text


@lru_cache(maxsize=4)  # each frame of a page asks
def _base_of(page: Page) -> str:
    if b"<base" not in page.body[:MAX_LOOKED_AT].lower():
        return page.url
    node = parse_html(page.text()).css_first("base[href]")
    return page.url if node is None else told_from(page.url, (node.attributes.get("href") or "").strip())


Found = Callable[[str, Page], Page | None]  # an address and the page it stands in -> what the archive holds there
Sheet = Callable[[Page], FindSheet]


class Framed(NamedTuple):
    """The names of what a page shows in its frames and in those in them, and of what these only mention."""

    shown: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()  # that name no plant


def has_frames(page: bytes) -> bool:
    """True for a page in which a frame may stand."""
    return _BEGINS.search(page) is not None


def addresses_in(page: bytes) -> list[str]:
    """The addresses that the frames of a page name, as they stand there, each once, in order."""
    found: dict[str, None] = {}
    for frame in _FRAME.finditer(page[:MAX_LOOKED_AT]):
        named = None if _SRCDOC.search(frame[0]) else _SRC.search(frame[0])
        written = html.unescape(named[1].strip(b"\"'").decode("utf-8", "replace")).strip() if named else ""
        if written and not written.lower().startswith(_NOWHERE):
            found[written] = None
        if len(found) >= MAX_FRAMES:
            break
    return list(found)


def told_from(base: str, written: str) -> str:
    """An address as it stands in the page at `base`, in whole and without its fragment; itself where there is none."""
    try:
        return urljoin(base, written).partition("#")[0]
    except ValueError:
        return written


def framed_by(page: Page, found: Found, sheet: Sheet) -> Framed:
    """What of an archive a page shows in its frames.

    Args: sheet, gives what finds the style sheets of a page of the archive: they may hide a frame.
    """
    named = _named_by(page, found)
    plants = frozenset(name for name, frame in named.items() if shows_plant(iter((frame.body,))))
    shown = _shown_by(page, found, sheet) if plants else frozenset[str]()
    return Framed(shown, frozenset(named) - plants)


def parts_of_pages(framed: Mapping[str, Framed], documents: Collection[str]) -> set[str]:
    """The names of the pages that are read as part of another one alone, in whatever order they lie.

    Args: framed, by the names of pages that are to be read; documents, those that are read by themselves in any case.
    A page that is read as part of another one tells of no others.
    """
    anywhere = frozenset().union(*(one.shown for one in framed.values()))
    parts, by_themselves = set[str](), set(documents)
    for page in sorted(framed, key=lambda name: (name not in documents, name in anywhere)):
        if page not in parts:
            by_themselves.add(page)
            parts |= (framed[page].shown | framed[page].plain) - by_themselves
    return parts


def _named_by(page: Page, found: Found) -> dict[str, Page]:
    """The pages that the frames of a page name wherever, those in others with them, by their names."""
    named, waiting, tries = dict[str, Page](), [(page, 1)], 0
    while waiting and tries < MAX_FRAMES:
        within, deep = waiting.pop(0)
        for written in addresses_in(within.body)[: MAX_FRAMES - tries]:
            tries += 1
            frame = found(written, within)
            if frame is None or frame.name in named or frame.name == page.name:
                continue
            named[frame.name] = frame
            if deep < MAX_DEEP:
                waiting.append((frame, deep + 1))
    return named


@dataclass(slots=True)
class _PutIn:
    """Gives the frames of a page with their numbers before them; see `with_frames`."""

    found: Found
    sheet: Sheet
    around: list[Page]  # the page and the frames that lead to the one in hand
    given: list[Page] = field(default_factory=list)

    def __call__(self, address: str, deep: int) -> str:
        frame = self.found(address, self.around[deep - 1])
        if frame is None:
            return ""
        self.around[deep:] = [frame]
        self.given.append(frame)
        return _PUT_IN.format(len(self.given) - 1) + frame.text()


def _shown_by(page: Page, found: Found, sheet: Sheet) -> frozenset[str]:
    """The names of the pages whose words are read in their frames."""
    reading = _PutIn(found, sheet, [page])
    filled = with_frames(_NUMBER.sub("", page.text()), reading)
    names = (one.name for one in _shown_in(filled, page, reading, 1) if one.name != page.name)
    return frozenset(names)


def _shown_in(markup: str, page: Page, reading: _PutIn, deep: int) -> Iterator[Page]:
    """The frames in a page that is seen, those in others behind them; as `monitor.html.frames` opens them."""
    tree = parse_html(markup)
    if not _styled(tree, reading.sheet(page)):
        return
    closed = hidden_by_sheets(tree).closed
    for node in tree.css(FRAMES)[:MAX_FRAMES]:
        source = node.attributes.get("srcdoc") or ""
        number = _NUMBER.match(source)
        if number is None or any(_is_unseen(one, closed) for one in upwards(node) if one.mem_id != node.mem_id):
            continue
        if is_hidden(node.attributes) or node.mem_id in closed:
            continue
        frame, inner = reading.given[int(number[1])], list[Page]()
        if deep < MAX_DEEP:
            inner = list(_shown_in(source, frame, reading, deep + 1))
        if inner or _shows_plant(source, reading.sheet(frame)):
            yield frame
            yield from inner


def _is_unseen(node: LexborNode, closed: Collection[int]) -> bool:
    return is_unseen(node.tag or "") or is_hidden(node.attributes) or node.mem_id in closed


def _shows_plant(markup: str, find: FindSheet) -> bool:
    tree = parse_html(markup)
    if tree.body is None or not _styled(tree, find):
        return False
    closed = hidden_by_sheets(tree).closed
    unseen = list(_outermost(tree.body, closed))
    if any(node.mem_id == tree.body.mem_id for node in unseen):
        return False
    for node in unseen:
        node.decompose()
    return names_plant(tree.body.text())


def _outermost(body: LexborNode, closed: Collection[int]) -> Iterator[LexborNode]:
    """The elements that nobody sees, but for those in others."""
    within = set[int]()
    for node in body.traverse():
        if node.parent is not None and node.parent.mem_id in within:
            within.add(node.mem_id)
        elif _is_unseen(node, closed):
            within.add(node.mem_id)
            yield node


def _styled(tree: LexborHTMLParser, find: FindSheet) -> bool:
    """Put the style sheets that a page names into its tree; False when they say more than is read."""
    base, left = tree.css_first("base[href]"), MAX_CSS
    told = (base.attributes.get("href") or "").strip() if base is not None else ""
    for link in tree.css("link[href]")[:MAX_SHEETS]:
        said = link.attributes
        if "stylesheet" not in (said.get("rel") or "").lower().split():
            continue
        if (sheet := find(said.get("href") or "", told)) is None:
            continue
        css = decode(sheet.body, declared_charsets(sheet.body, sheet.media_type)).text.replace("</", "<\\/")
        left -= len(css)
        if left < 0:
            return False
        media = html.escape(said.get("media") or "")
        if (style := parse_html(f'<style media="{media}">{css}</style>').css_first("style")) is not None:
            link.insert_before(style)
    return True
