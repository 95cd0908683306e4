"""Style sheets in files of their own: what they say of display and visibility is put into a page before their links.

So they count in the order of the page's other sheets, and all that reads the page reads them. Pure.
"""

from __future__ import annotations

import codecs
import hashlib
import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.charset import declared_charsets, decode
from monitor.html.cssblocks import plain, reach_of
from monitor.html.hidden import Hidden, hidden_by_sheets
from monitor.html.pagetree import parse_html
from monitor.html.stylesheet import ADDED, MAX_CHARS, MISSING
from monitor.parse.display import Piece, pieces_of, said_of
from monitor.unpack.model import FindSheet, Sheet

MAX_SHEETS: Final = 100  # of one page, those that others import with them
MAX_DEEP: Final = 3  # sheets in sheets
MAX_TAGS: Final = 2000  # <link>, <base> and <style> of one page that are looked into
MAX_MISSED: Final = 300  # characters of the address of a sheet that is not there
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
_DOCTYPE: Final = re.compile(r"\ufeff?\s*+(?:<!--.*?-->\s*+)*+<!doctype\b", re.IGNORECASE | re.DOTALL)
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


def as_kept(filled: str) -> bytes:
    """The bytes that a page is kept as which something was put into."""
    return codecs.BOM_UTF8 + filled.encode("utf-8", "replace")


def with_sheets(page: str, find: FindSheet, is_known: Callable[[str], bool] = _never) -> str:
    """The page with what the sheets say that it names; as it is when they hide and show no words otherwise.

    Args: find, gives a sheet by its address as it stands in the page, None for what is not there; is_known, whether a
    page with its sheets is one that was given before: it is not compared again. Beyond the limits none is put in.
    """
    adding = _Adding(find, _names(page), is_quirky=_DOCTYPE.match(page) is None)
    try:
        filled = _PLACES.sub(adding.place, page)
    except _TooMuch:
        return page
    if adding.added and (is_known(filled) or _is_other(page, filled, adding.put)):
        return filled
    return page


def _names(page: str) -> frozenset[str]:
    """The words of a page, its classes and ids among them, also such as are written with references to characters."""
    return frozenset(_WORDS.findall(page)).union(_WORDS.findall(html.unescape(page)) if "&" in page else ())


class _TooMuch(Exception):
    """A page names more sheets, or they say more, than is read."""


@dataclass(slots=True)
class _Adding:
    """What was put into one page."""

    find: FindSheet
    named: frozenset[str]  # the words of the page, classes and ids among them
    is_quirky: bool  # their case may mean nothing
    added: int = 0  # sheets
    put: int = 0  # elements: those and the places of sheets that are missing
    tags: int = MAX_TAGS
    base: str = ""
    title: str | None = None  # of the first sheet that has one: those of other titles are alternatives
    left: int = MAX_CHARS
    sheets: int = MAX_SHEETS
    held: dict[tuple[str, str], Sheet | None] = field(default_factory=dict)

    def place(self, found: re.Match[str]) -> str:
        """What stands at a place of the page from now on."""
        tag = found[0][:5].lower()
        if tag == "<base":
            self.base = self.base or self._attributes(found[0], "base").get("href", "").strip()
        elif tag == "<link" and found[0][-1] == ">" and "stylesheet" in found[0].lower():
            said = self._attributes(found[0], "link")
            if self._is_in_force(said):
                address, media = said.get("href", "").strip(), said.get("media", "")
                return "".join(self._sheet(address, self.base, media, (), ())) + found[0]
        elif "@import" in (found["css"] or "").lower():
            said = self._attributes(found[0][: found.start("css") - found.start()], "style")
            imports, media = _imports_of(found["css"]), said.get("media", "")
            return "".join(self._imports(imports, self.base, media, (), ())) + found[0]
        return found[0]

    def _attributes(self, tag: str, name: str) -> dict[str, str]:
        self.tags -= 1
        if self.tags < 0:
            raise _TooMuch
        return _attributes(tag, name)

    def _is_in_force(self, said: dict[str, str]) -> bool:
        words = said.get("rel", "").lower().split()
        if "stylesheet" not in words or "alternate" in words or "disabled" in said:
            return False
        if said.get("type", "").strip().lower() not in {"", "text/css"} or reach_of(said.get("media", "")) == "none":
            return False
        if title := said.get("title", ""):
            self.title = self.title or title
        return not title or title == self.title

    def _sheet(
        self, address: str, base: str, media: str, around: tuple[str, ...], within: tuple[Sheet, ...]
    ) -> Iterator[str]:
        """A sheet, those that it imports before it. Args: around, the blocks that it stands in; within, what imports
        it: of those none is read again."""
        if not address:
            return
        self.sheets -= 1
        if self.sheets < 0:
            raise _TooMuch
        sheet = self._found(address, base)
        if sheet is not None and sheet in within:
            return
        read = _read(sheet) if sheet is not None and len(within) < MAX_DEEP else None
        if sheet is None or read is None:
            self.put += 1
            yield f'<style {ADDED}="{html.escape(address[:MAX_MISSED])}" {MISSING}></style>'
            return
        self.left -= read.chars
        if self.left < 0:
            raise _TooMuch
        yield from self._imports(read.imports, sheet.address, media, around, (*within, sheet))
        if words := said_of(self.named, read.pieces, is_quirky=self.is_quirky):
            self.added, self.put = self.added + 1, self.put + 1
            yield _style(words, address, sheet.body, media, around)

    def _found(self, address: str, base: str) -> Sheet | None:
        """The sheet; None for one that is not there, and for one that an address holds itself: that is not read."""
        if len(address) > MAX_ADDRESS or address[:5].lower() == "data:":
            return None
        if (address, base) not in self.held:
            self.held[address, base] = self.find(address, base)
        return self.held[address, base]

    def _imports(
        self, imports: Iterable[_Import], base: str, media: str, around: tuple[str, ...], within: tuple[Sheet, ...]
    ) -> Iterator[str]:
        for address, conditions in imports:
            yield from self._sheet(address, base, media, (*around, *conditions), within)


class _Read(NamedTuple):
    """What a sheet imports, and what it says."""

    imports: tuple[_Import, ...]
    pieces: tuple[Piece, ...]
    chars: int


@lru_cache(maxsize=32)
def _read(sheet: Sheet) -> _Read | None:
    """A sheet as the pages of a site share it; None for what a server answers in place of one."""
    css = decode(sheet.body, declared_charsets(sheet.body, sheet.media_type)).text
    start = css.lstrip()
    if start.startswith("<") and not start.startswith("<!--"):
        return None
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


def _is_other(page: str, filled: str, put: int) -> bool:
    """True when the sheets that were put in hide or show words; never when one of them is no element of the page."""
    tree = parse_html(filled)
    nodes = list(_put_in(page, tree))
    if len(nodes) != put:
        return False
    with_them = _of_words(hidden_by_sheets(tree))
    for node in nodes:
        node.decompose()
    return with_them != _of_words(hidden_by_sheets(tree))


def _put_in(page: str, tree: LexborHTMLParser) -> Iterator[LexborNode]:
    """The elements that were put into a page. One that came with such a mark is none."""
    own = Counter(node.html for node in parse_html(page).css(f"style[{ADDED}]")) if ADDED in page.lower() else Counter()
    for node in tree.css(f"style[{ADDED}]"):
        if own[node.html] > 0:
            own[node.html] -= 1
        else:
            yield node


def _of_words(hidden: Hidden) -> tuple[frozenset[int], frozenset[int]]:
    """What is hidden, without what holds no words."""
    held = (node for node in hidden.nodes if node.text(strip=True) or node.css_first("input, textarea, iframe"))
    return frozenset(node.mem_id for node in held), hidden.folded
