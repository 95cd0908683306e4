"""What a page is, by its marks: a check for humans, sold, taken down by the platform, or the page asked for."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal, NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation
from pydantic import BaseModel, ConfigDict

from monitor.charset import declared_charsets, decode
from monitor.datafiles import load_model
from monitor.errors import ItemError
from monitor.html.pagetree import parse_html
from monitor.models import CaptureState
from monitor.plants import names_plant
from monitor.sources.jsons import load_json
from monitor.sources.model import Marker, Markers, WebSource
from monitor.sources.others import descriptions, is_on_offer
from monitor.sources.seen import Seen, names_text, see
from monitor.sources.select import PageSubject, RecordSubject
from monitor.sources.web import discover

BUILT_IN: Final = Path(__file__).parent.parent / "data" / "challenge.yaml"
MARKED_BYTES: Final = 400_000  # marks stand near the beginning; what lies beyond is not searched
CHARSETS: Final = ("utf-8", "gb18030", "big5")
_WIDE: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Chinese written as references (&#35831;): no encoding of a mark has its bytes.
_REFERENCES: Final = re.compile(rb"&#(?:x[3-9][0-9a-f]{3}|[1-4][0-9]{4})(?![0-9a-z])", re.IGNORECASE)
_PASSWORD: Final = re.compile(rb"\btype\s*=\s*[\"']?password\b", re.IGNORECASE)
_PARTS: Final = re.compile(r"\s+[-–—]+\s+|\s*[_|｜·•»«:：,，–—]\s*|\s+/\s+")  # of the title of a window
_AMOUNT: Final = re.compile(
    r"[\d一二两三四五六七八九十百千零〇半]\s*+(?:千瓦|兆瓦|[km]w(?![a-z])|亿|億|(?:万|萬)(?![人次家条條名户戶个個用])|元)|[¥￥]\s*+\d",
    re.IGNORECASE,
)
_Kind = Literal["challenge", "removed", "sold"]
_STATES: Final[tuple[tuple[_Kind, CaptureState, str], ...]] = (
    ("challenge", "challenge", "the site asks for a check or a login"),
    ("removed", "removed_by_platform", "the platform says the listing is no longer shown"),
    ("sold", "sold", "the page says the listing is sold"),
)


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    urls: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()  # words of a page without the item's own


class _Login(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    titles: tuple[str, ...]
    parts: tuple[str, ...]  # all of a title, or of a part of it


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    max_visible_chars: int
    max_visible_chars_with_script: int
    max_visible_chars_alone: int
    challenge: _Words
    login: _Login
    removed: _Words
    sold: _Words


class Mark(NamedTuple):
    """What a page's marks tell, and which.

    `sure`: no seller can have written it, and it tells of the whole site. A check that only words of an item's page
    tell may be a seller's. `login`: it is a page to log in, which may stand in place of this item alone.
    """

    state: CaptureState
    reason: str
    sure: bool = True
    login: bool = False


class PageMarks:
    """The generic marks of data/challenge.yaml, compiled; a page without their bytes, in any encoding, is not read."""

    def __init__(self, file: _File) -> None:
        self._alone = file.max_visible_chars_alone
        self._limits = {False: file.max_visible_chars, True: file.max_visible_chars_with_script}
        self._urls = _any_of(file.challenge.urls)
        self._words = {"challenge": file.challenge, "removed": file.removed, "sold": file.sold}
        self._titles = {kind: _any_of(self._words[kind].titles) for kind, _, _ in _STATES}
        self._login = _any_of(file.login.titles)
        self._login_parts = frozenset(part.lower() for part in file.login.parts)
        kinds = self._words.values()
        marks = [one for words in kinds for one in (*words.titles, *words.texts, *words.scripts, *words.alone)]
        marks += file.login.titles
        forms = {form.lower() for mark in marks for form in _encoded(mark)}
        self._automaton = BytesAhoCorasick(sorted(forms), implementation=Implementation.DFA)

    def read(
        self, body: bytes, url: str, own: Markers, *, item: bool = True, media_type: str = "text/html",
        source: WebSource | None = None, shown: bytes = b"",
    ) -> tuple[CaptureState, str] | None:  # fmt: skip
        """The state that a page's marks tell, with the mark; None when it bears none. `find` says what goes in."""
        found = self.find(body, url, own, item=item, media_type=media_type, source=source, shown=shown)
        return found and (found.state, found.reason)

    def find(
        self, body: bytes, url: str, own: Markers, *, item: bool = True, media_type: str = "text/html",
        source: WebSource | None = None, shown: bytes = b"",
    ) -> Mark | None:  # fmt: skip
        """The state that a page's marks tell, with the mark; None when it bears none.

        Args: own, the source's markers, which count on pages of any length; item, False for list pages, whose
        sold or removed entries say nothing of the page; source, by whose selectors a listing's own words are known,
        which do not count; shown, the page with its frames and sheets put in, by which it is known what is seen of it.
        """
        if found := _search(self._urls, url):
            return Mark("challenge", f"{_STATES[0][2]} (address with {found!r})")
        if "html" not in media_type and not media_type.startswith("text/plain") and media_type:
            return _own_check(body, own, media_type, url, source, item=item)
        likely = self._is_likely(body[:MARKED_BYTES])
        if not likely and not (own.sold or own.removed or own.challenge):
            return None
        page = _page(rough_text(body, media_type), url, source, rough_text(shown, media_type), item=item)
        for kind, state, words in _STATES if item else _STATES[:1]:
            if (marker := page.own(getattr(own, kind))) is not None:
                sure = not page.sellers or marker.css is not None or marker.pick is not None
                return Mark(state, f"{words} ({str(marker)!r} on the page)", sure)
            if likely and (found := self._generic(kind, page)) and not (kind != "challenge" and page.offers(source)):
                sure = not page.sellers or found in self._words[kind].scripts
                return Mark(state, f"{words} ({found!r} on the page)", sure)
        title = self._asks_to_log_in(page) if likely else ""
        return Mark("challenge", f"{_STATES[0][2]} ({title!r} on the page)", not item, login=True) if title else None

    def _is_likely(self, start: bytes) -> bool:
        """Whether a page may bear a generic mark at all: few do, and only those are read."""
        if start.startswith(_WIDE) or _REFERENCES.search(start) or _PASSWORD.search(start):
            return True
        return bool(self._automaton.find_matches_as_indexes(start.lower()))

    def _is_alone(self, page: _Page) -> bool:
        """True for a page without an item's own words; where nothing says where those stand, for one that is short and
        names no plant beside an amount."""
        if page.seen.is_read or page.names_text:
            return not page.seen.is_read
        return page.seen.chars <= self._alone and not page.tells_of_plant()

    def _asks_to_log_in(self, page: _Page) -> str:
        """The title of a page on which one logs in; '' when it is none, or shows the item's text."""
        seen = page.seen
        if seen.is_read or page.leads_on or seen.chars > self._limits[False]:
            return ""
        found = _search(self._login, seen.title) or self._login_part(seen.title)
        if not found or not page.asks_for_password():
            return ""
        return found if page.names_text or not page.tells_of_plant() else ""

    def _login_part(self, title: str) -> str:
        """The part of a title that says to log in and nothing else; '' without one."""
        parts = (part.strip() for part in _PARTS.split(title))
        return next((part for part in parts if part.lower() in self._login_parts), "")

    def _generic(self, kind: _Kind, page: _Page) -> str:
        """The first generic mark of a kind on a page with little text; '' when there is none."""
        seen, words = page.seen, self._words[kind]
        if seen.chars > self._limits[False]:
            return ""
        texts = (*words.texts, *words.alone) if self._is_alone(page) else words.texts
        found = _search(self._titles[kind], seen.title) or next((mark for mark in texts if mark in seen.words), "")
        if (found and not page.leads_on) or seen.chars > self._limits[True]:
            return "" if page.leads_on else found
        html = page.html[:MARKED_BYTES]
        return next((mark for mark in words.scripts if html.count(mark) > seen.words.count(mark)), "")


@dataclass(frozen=True, slots=True)
class _Page:
    """A page in which marks are looked for.

    Args: leads_on, it is a list that leads to items: words in it may be sellers', and it is no check; sellers, it is an
    item's page, and its words may be a seller's: a text was read, or nothing says where the text stands; names_text,
    its source says where that is.
    """

    html: str
    seen: Seen
    leads_on: bool
    sellers: bool
    names_text: bool

    def asks_for_password(self) -> bool:
        """True when it has a field for a password."""
        subject = self.seen.subject
        return isinstance(subject, PageSubject) and subject.tree.css_first("input[type=password]") is not None

    def tells_of_plant(self) -> bool:
        """True when its title, words or description name a plant, and an amount of power or money."""
        words = "\n".join((self.seen.title, self.seen.words, *self._descriptions()))
        return names_plant(words) and _AMOUNT.search(words) is not None

    def _descriptions(self) -> list[str]:
        subject = self.seen.subject
        return descriptions(subject) if isinstance(subject, PageSubject) else []

    def offers(self, source: WebSource | None) -> bool:
        """True when the page's own status says that the item is on offer: no words elsewhere on it say otherwise."""
        return is_on_offer(self.seen.subject, source, self.seen.others)

    def own(self, markers: Sequence[Marker]) -> Marker | None:
        """The first marker of a source that the page bears."""
        counting = (one for one in markers if one.css or one.pick or not self.leads_on)
        return next((marker for marker in counting if self.seen.bears(marker)), None)


def _page(html: str, url: str, source: WebSource | None, shown: str, *, item: bool) -> _Page:
    seen = see(PageSubject(parse_html(shown or html)), source if item else None)
    named = source is not None and names_text(source)
    sellers = item and (seen.is_read or not named)
    return _Page(html, seen, not item and _leads_on(html, url, source), sellers, named)


@cache
def load_marks(path: Path = BUILT_IN) -> PageMarks:
    """Read the generic marks. Raises DataFileError."""
    file = load_model(path, _File)
    return PageMarks(file)


def rough_text(body: bytes, media_type: str = "") -> str:
    """Bytes as text, by the ladder of charsets: what is declared counts, a stray byte hides nothing."""
    return decode(body, declared_charsets(body, media_type)).text


def _leads_on(text: str, url: str, source: WebSource | None) -> bool:
    """True for a list in which the source's selectors find items."""
    if source is None:
        return False
    try:
        found = discover(text, url, source)
    except ItemError:
        return False
    return bool(found.items or found.further or (source.reads_entries and found.entries))


def _own_check(
    body: bytes, own: Markers, media_type: str, url: str, source: WebSource | None, *, item: bool
) -> Mark | None:
    """A check in place of a JSON answer or feed, by the source's own words: sites send those as data, too."""
    if not own.challenge or not any(kind in media_type for kind in ("json", "javascript", "xml")):
        return None
    text = rough_text(body, media_type)
    seen = _answer(text, url, source) if item and "xml" not in media_type else None
    words = seen.words if seen is not None else text
    found = next((marker.text for marker in own.challenge if marker.text and marker.text in words), "")
    if not found or (not item and _leads_on(text, url, source)):
        return None
    return Mark("challenge", f"{_STATES[0][2]} ({found!r} in the answer)")


def _answer(text: str, url: str, source: WebSource | None) -> Seen | None:
    """The JSON answer of an item's own address; None when it is none."""
    try:
        return see(RecordSubject("json", load_json(text, url)), source)
    except ItemError:
        return None


def _encoded(word: str) -> set[bytes]:
    return {
        word.encode(charset, "ignore") for charset in CHARSETS if word.encode(charset, "ignore").decode(charset) == word
    }


def _any_of(words: Sequence[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(map(re.escape, words)), re.IGNORECASE) if words else None


def _search(pattern: re.Pattern[str] | None, text: str) -> str:
    found = pattern.search(text) if pattern else None
    return found[0] if found else ""
