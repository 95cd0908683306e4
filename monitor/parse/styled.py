"""Style sheets in files of their own: what they say of display and visibility is put into a page before their links.

So they count in the order of the page's other sheets, and all that reads the page reads them. Pure.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from selectolax.lexbor import LexborHTMLParser

from monitor.charset import declared_charsets, decode
from monitor.html.cssblocks import plain, reach_of
from monitor.html.hidden import Hidden, hidden_by_sheets
from monitor.html.pagetree import parse_html
from monitor.html.stylesheet import ADDED, MAX_CHARS
from monitor.parse.display import Piece, pieces_of, said_of
from monitor.unpack.model import FindSheet, Sheet

MAX_SHEETS: Final = 100  # of one page, those that others import with them
MAX_DEEP: Final = 3  # sheets in sheets
MAX_ADDRESS: Final = 4000  # characters
_QUOTED: Final = rf"\"[^\"]{{0,{MAX_ADDRESS}}}+\"|'[^']{{0,{MAX_ADDRESS}}}+'"
_ATTRIBUTES: Final = rf"(?=[\s/>])(?:[^>\"']|{_QUOTED}){{0,2000}}+"  # where no > follows all of it is passed over
_APART: Final = r"script|noscript|template|textarea|title|xmp|iframe|noembed|noframes"
_PLACES: Final = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    rf"|<(?P<apart>{_APART})(?=[\s/>]).*?(?:</(?P=apart)(?=[\s/>])|\Z)"
    rf"|<style{_ATTRIBUTES}(?:>(?P<css>.*?)(?:</style(?=[\s/>])|\Z))?"
    rf"|<(?:link|base){_ATTRIBUTES}>?",
    re.IGNORECASE | re.DOTALL,
)
_WORDS: Final = re.compile(r"[\w-]+")
_HEAD: Final = re.compile(
    r"\s*+(?:<!--|-->|@(?:charset|layer)\b[^;{}]{0,1000}+;"
    rf"|@import\b\s*+(?:url\(\s*+)?+(?P<sheet>{_QUOTED}|[^\"'()\s;]{{1,{MAX_ADDRESS}}}+)\s*+\)?+(?P<how>[^;{{}}\"']{{0,500}}+);)",
    re.IGNORECASE,
)
_HOW: Final = re.compile(
    r"\s*+(?P<layer>layer(?:\([^()]*+\))?(?=\s|$))?+\s*+"
    r"(?P<supports>supports\((?:[^()]|\([^()]*+\))*+\))?+(?P<media>.*)",
    re.I | re.S,
)
_Import = tuple[str, tuple[str, ...]]  # an address, and the blocks that importing it is as good as


def may_load_sheets(page: bytes) -> bool:
    """Whether a page may name a style sheet in a file of its own."""
    start = page.lower()
    return b"stylesheet" in start or b"@import" in start


def _never(_page: str) -> bool:
    return False


def with_sheets(page: str, find: FindSheet, is_known: Callable[[str], bool] = _never) -> str:
    """The page with what the sheets say that it names; as it is when they hide and show no words otherwise.

    Args: find, gives a sheet by its address as it stands in the page, None for what is not there; is_known, whether a
    page with its sheets is one that was given before: it is not compared again. Beyond the limits none is put in.
    """
    adding = _Adding(find, frozenset(_WORDS.findall(page)))
    try:
        filled = _PLACES.sub(adding.place, page)
    except _TooMuch:
        return page
    if adding.added and (is_known(filled) or _is_other(parse_html(filled), adding.added)):
        return filled
    return page


class _TooMuch(Exception):
    """A page names more sheets, or they say more, than is read."""


@dataclass(slots=True)
class _Adding:
    """What was put into one page."""

    find: FindSheet
    named: frozenset[str]  # the words of the page, classes and ids among them
    added: int = 0
    base: str = ""
    title: str | None = None  # of the first sheet that has one: those of other titles are alternatives
    left: int = MAX_CHARS
    sheets: int = MAX_SHEETS
    held: dict[tuple[str, str], Sheet | None] = field(default_factory=dict)

    def place(self, found: re.Match[str]) -> str:
        """What stands at a place of the page from now on."""
        tag = found[0][:5].lower()
        if tag == "<base":
            self.base = self.base or _attributes(found[0], "base").get("href", "").strip()
        elif tag == "<link" and found[0][-1] == ">" and "stylesheet" in found[0].lower():
            said = _attributes(found[0], "link")
            if self._is_in_force(said):
                address, media = said.get("href", "").strip(), said.get("media", "")
                return "".join(self._sheet(address, self.base, media, (), 1)) + found[0]
        elif "@import" in (found["css"] or "").lower():
            said = _attributes(found[0][: found.start("css") - found.start()], "style")
            return "".join(self._imports(_imports_of(found["css"]), self.base, said.get("media", ""), (), 1)) + found[0]
        return found[0]

    def _is_in_force(self, said: dict[str, str]) -> bool:
        words = said.get("rel", "").lower().split()
        if "stylesheet" not in words or "alternate" in words or "disabled" in said:
            return False
        if said.get("type", "").strip().lower() not in {"", "text/css"} or reach_of(said.get("media", "")) == "none":
            return False
        if title := said.get("title", ""):
            self.title = self.title or title
        return not title or title == self.title

    def _sheet(self, address: str, base: str, media: str, around: tuple[str, ...], deep: int) -> Iterator[str]:
        """A sheet, those that it imports before it. Args: around, the blocks that it stands in."""
        if deep > MAX_DEEP or not address or len(address) > MAX_ADDRESS or address.lower().startswith("data:"):
            return
        self.sheets -= 1
        if self.sheets < 0:
            raise _TooMuch
        sheet = self._found(address, base)
        if sheet is None:
            return
        read = _read(sheet)
        self.left -= read.chars
        if self.left < 0:
            raise _TooMuch
        yield from self._imports(read.imports, sheet.address, media, around, deep + 1)
        if words := said_of(self.named, read.pieces):
            self.added += 1
            yield _style(words, address, sheet.body, media, around)

    def _found(self, address: str, base: str) -> Sheet | None:
        if (address, base) not in self.held:
            self.held[address, base] = self.find(address, base)
        return self.held[address, base]

    def _imports(
        self, imports: Iterable[_Import], base: str, media: str, around: tuple[str, ...], deep: int
    ) -> Iterator[str]:  # fmt: skip
        for address, conditions in imports:
            yield from self._sheet(address, base, media, (*around, *conditions), deep)


class _Read(NamedTuple):
    """What a sheet imports, and what it says."""

    imports: tuple[_Import, ...]
    pieces: tuple[Piece, ...]
    chars: int


@lru_cache(maxsize=32)
def _read(sheet: Sheet) -> _Read:
    """A sheet as the pages of a site share it; nothing of what a server answers in place of one."""
    css = decode(sheet.body, declared_charsets(sheet.body, sheet.media_type)).text
    start = css.lstrip()
    if start.startswith("<") and not start.startswith("<!--"):
        return _Read((), (), len(css))
    return _Read(tuple(_imports_of(css)), pieces_of(css), len(css))


def _imports_of(css: str) -> Iterator[_Import]:
    """The addresses that a sheet imports, and the blocks that each import is as good as."""
    css, place = plain(css), 0
    while found := _HEAD.match(css, place):
        place = found.end()
        if found["sheet"]:
            yield found["sheet"].strip("\"'"), tuple(_conditions(found["how"]))


def _conditions(how: str) -> Iterator[str]:
    """The blocks that an @import is as good as."""
    found = _HOW.match(how)
    assert found is not None
    if found["layer"]:
        yield "@layer"
    if found["supports"]:
        yield f"@supports {found['supports'][len('supports') :]}"
    if found["media"].strip():
        yield f"@media {found['media'].strip()}"


def _style(words: str, address: str, body: bytes, media: str, around: tuple[str, ...]) -> str:
    """The element with what a sheet says; nothing in it ends it."""
    words = "".join(f"{one}{{" for one in around) + words + "}" * len(around)
    named = f'{ADDED}="{html.escape(address)}" data-sha256="{hashlib.sha256(body).hexdigest()}"'
    reach = f' media="{html.escape(media)}"' if media.strip() else ""
    unending = words.replace("</", "<\\/")
    return f"<style {named}{reach}>{unending}</style>"


def _attributes(tag: str, name: str) -> dict[str, str]:
    node = parse_html(tag).css_first(name)
    return {key: value or "" for key, value in node.attributes.items()} if node is not None else {}


def _is_other(tree: LexborHTMLParser, added: int) -> bool:
    """True when the sheets that were put in hide or show words; never when one of them is no element of the page."""
    nodes = tree.css(f"style[{ADDED}]")
    if len(nodes) != added:
        return False
    with_them = _of_words(hidden_by_sheets(tree))
    for node in nodes:
        node.decompose()
    return with_them != _of_words(hidden_by_sheets(tree))


def _of_words(hidden: Hidden) -> tuple[frozenset[int], frozenset[int]]:
    """What is hidden, without what holds no words."""
    held = (node for node in hidden.nodes if node.text(strip=True) or node.css_first("input, textarea, iframe"))
    return frozenset(node.mem_id for node in held), hidden.folded
