"""Pages of an archive that show no plant, with the answers that they loaded: many sites write their pages from JSON.

So do lists that load more as one reads on: a page with cards of listings waits for what it loaded as well.

An archive without any page, of an app, has its answers as documents instead.

Such a page waits for what comes after it. An answer belongs to the page of its site that names it (HAR: pageref,
Referer), whose number it bears, else to the last page of its site before it. Bounded; nothing else is held.
"""

from __future__ import annotations

import io
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from typing import BinaryIO, Final, cast
from urllib.parse import urlsplit

from monitor.charset import declared_charsets, decode
from monitor.html.cards import LEAST_CARDS, cards_of, is_alike
from monitor.html.pagetree import parse_html
from monitor.payload import PAGES, bare_type
from monitor.unpack.bounds import Budget
from monitor.unpack.model import Answer, Part
from monitor.unpack.saved import plants_as_bytes
from monitor.unpack.shown import bytes_shown, shows_plant
from monitor.unpack.streams import Blocks, blocks_of

MAX_PAGE: Final = 500_000  # bytes of a page that may wait
MAX_WAITING: Final = 40  # pages
MAX_SHOWN: Final = 4000  # bytes of words that a page may show which waits: its head and foot, and nothing of its own
MAX_HELD: Final = 8_000_000  # bytes of pages and answers that wait, and as many of texts
MAX_LOADED: Final = 500  # answers that wait: each page is compared with each of them
MAX_ANSWERS: Final = 20  # of one page
MAX_COMPARED: Final = 20_000_000  # pairs of a page and an answer in one archive
MAX_SEARCHED: Final = 100_000_000  # bytes of answers of one archive in which numbers are looked for
MAX_NUMBERS: Final = 2000  # of one answer: with more it is a list
_ROOM: Final = 300  # bytes that an answer takes beside its words
_WORD: Final = re.compile(rb"[\w-]{5,60}")
_DIGIT: Final = re.compile(rb"\d")
_SECOND: Final = frozenset(("com", "net", "org", "gov", "edu", "ac", "co"))  # a.com.cn is a site, com.cn is none
TEXT: Final = "urn:text:"  # how Browsertrix names the text that it saw of a page
_LEAST: Final = 30  # bytes of words that a page shows which shows something
_UNTOLD: Final = (
    "shows nothing, and a JSON answer in the archive has data of plants, but nothing says that this page loaded it; "
    "save the page as SingleFile or MHTML"
)
_ESCAPED: Final = re.compile(rb"\\u[0-9a-fA-F]{4}")


@dataclass(slots=True)
class _Loaded:
    answer: Answer
    page: str
    referer: str  # which page asked for it, "" when only a site is named
    site: str  # which site asked for it: browsers tell other sites the site alone
    after: str  # the last page of its site before it
    room: int  # bytes
    numbers: frozenset[bytes] | None = None  # None: not looked for yet


@dataclass(slots=True)
class _Waiting:
    """What waits, in the order of the archive."""

    pages: list[tuple[Part, int]] = field(default_factory=list)
    loaded: deque[_Loaded] = field(default_factory=deque)
    texts: dict[str, Answer] = field(default_factory=dict)  # by the address of their page
    last: dict[str, str] = field(default_factory=dict)  # site -> the last page of it
    bytes: int = 0
    text_bytes: int = 0
    compared: int = 0
    searched: int = 0  # bytes


def names_plant(body: bytes) -> bool:
    """True for an answer that may tell of a plant: its words in whatever encoding, or escaped."""
    return any(word in body for word in plants_as_bytes()) or _ESCAPED.search(body) is not None


def with_answers(parts: Iterator[Part], budget: Budget) -> Iterator[Part]:
    """The parts of an archive; those pages that show no plant come later, with what they loaded.

    Raises what the reading of the archive raises, after the pages that waited.
    """
    waiting, failed = _Waiting(), None
    try:
        for part in parts:
            yield from _passed(part, waiting, budget)
    except Exception as error:  # which is raised again: what was read before it stays
        failed = error
    while waiting.pages:
        yield _released(waiting)
    if not waiting.last:
        yield from _by_themselves(waiting)
    if failed:
        raise failed


def _by_themselves(waiting: _Waiting) -> Iterator[Part]:
    """The answers of an archive without any page (of an app): each is a document, read as JSON files are."""
    for one in waiting.loaded:
        url, body, is_text, taken_at = one.answer
        if not is_text:
            yield Part(url, io.BytesIO(body), "application/json", url, taken_at)


def _passed(part: Part, waiting: _Waiting, budget: Budget) -> Iterator[Part]:
    if part.answer:
        budget.took(len(part.answer))
        _load(part, waiting)
        if part.media_type:  # else it is no record: the list of pages says so
            yield part._replace(answer=b"")
    elif part.is_view:  # a browser showed it: it needs no answers, and what comes behind it is its own
        waiting.last[site_of(part.url)] = part.url
        yield part
    elif part.stream is None or part.role != "document" or bare_type(part.media_type) not in PAGES or part.made:
        yield part  # one that was read with its answers before needs none
    else:
        waiting.last[site_of(part.url)] = part.url
        if shown := _looked_at(part, waiting):
            yield shown
        while len(waiting.pages) > MAX_WAITING or (waiting.bytes > MAX_HELD and waiting.pages):
            yield _released(waiting)


def _looked_at(part: Part, waiting: _Waiting) -> Part | None:
    """A page that shows a plant, or too large to wait; None for one that waits now."""
    assert part.stream is not None
    start = b"".join(_begin(part.stream))
    if len(start) > MAX_PAGE or not part.url or not (_waits(start) or _lists(start, part.url)):
        return part._replace(stream=cast("BinaryIO", Blocks(chain((start,), blocks_of(part.stream)))))
    doubt, digest = part.doubt() if part.doubt else "", part.digest() if part.digest else ""
    page = part._replace(stream=io.BytesIO(start), doubt=partial(str, doubt), digest=partial(str, digest))
    waiting.pages.append((page, len(start)))
    waiting.bytes += len(start)
    return None


def _waits(page: bytes) -> bool:
    """True for a page that shows little and no plant, and has a script that may write more."""
    if b"<script" not in page.lower():
        return False
    return bytes_shown(iter((page,)), markup=True) < MAX_SHOWN and not shows_plant(iter((page,)))


def _lists(page: bytes, url: str) -> bool:
    """True for a page with cards of other listings, of which it may have loaded more; pages of one have them, too."""
    if b"<script" not in page.lower() or page.count(b"href") < LEAST_CARDS:
        return False
    text = decode(page, declared_charsets(page)).text
    cards = cards_of(parse_html(text), url)
    alike = sum(is_alike(url, target) for target in cards.targets)
    return cards.priced > 1 and len(cards.targets) >= LEAST_CARDS and 2 * alike < len(cards.targets)


def _begin(stream: BinaryIO) -> Iterator[bytes]:
    left = MAX_PAGE + 1
    while left > 0 and (block := stream.read(min(left, 1 << 16))):
        left -= len(block)
        yield block


def _load(part: Part, waiting: _Waiting) -> None:
    answer = Answer(part.url, part.answer, part.is_text, part.taken_at)
    room = len(part.answer) + 4 * len(part.url + part.referer + part.page) + _ROOM
    if part.is_text:
        _load_text(answer, len(part.answer) + 4 * len(part.url) + _ROOM, waiting)
        return
    site = site_of(part.referer or part.url)
    referer = _bare(part.referer) if _path(part.referer) not in {"", "/"} else ""
    waiting.loaded.append(_Loaded(answer, part.page, referer, site, waiting.last.get(site, ""), room))
    waiting.bytes += room
    while len(waiting.loaded) > MAX_LOADED or (waiting.bytes > MAX_HELD and len(waiting.loaded) > 1):
        waiting.bytes -= waiting.loaded.popleft().room


def _load_text(answer: Answer, room: int, waiting: _Waiting) -> None:
    """Keep the first text of a page, and of all texts the newest."""
    if (key := _bare(answer.url)) in waiting.texts:
        return
    waiting.texts[key] = answer
    waiting.text_bytes += room
    while waiting.text_bytes > MAX_HELD and len(waiting.texts) > 1:
        old = waiting.texts.pop(next(iter(waiting.texts)))
        waiting.text_bytes -= len(old.body) + 4 * len(old.url) + _ROOM


def _released(waiting: _Waiting) -> Part:
    """The page that waits longest, with what it loaded."""
    page, size = waiting.pages.pop(0)
    waiting.bytes -= size
    text = waiting.texts.get(_bare(page.url))
    texts = [] if text is None else [text]
    own = [*_own(page, waiting)[: MAX_ANSWERS - len(texts)], *texts]
    if own or not waiting.loaded or not _shows_nothing(page):
        return page._replace(answers=tuple(own))
    doubt = page.doubt
    return page._replace(doubt=lambda: "; ".join(filter(None, (doubt() if doubt else "", _UNTOLD))))


def _own(page: Part, waiting: _Waiting) -> list[Answer]:
    """The answers that a page loaded; none when the archive has more than are compared."""
    waiting.compared += len(waiting.loaded)
    if waiting.compared > MAX_COMPARED:
        return []
    bare, site, numbers = _bare(page.url), site_of(page.url), _numbers(page.url)
    return [one.answer for one in waiting.loaded if _belongs(one, page, bare, site, numbers, waiting)]


def _shows_nothing(page: Part) -> bool:
    assert page.stream is not None
    shown = bytes_shown(blocks_of(page.stream), markup=True)
    page.stream.seek(0)
    return shown < _LEAST


def _belongs(
    loaded: _Loaded, page: Part, bare: str, site: str, numbers: frozenset[bytes], waiting: _Waiting
) -> bool:  # fmt: skip
    if loaded.page and page.page:
        return loaded.page == page.page
    if loaded.referer:
        return loaded.referer == bare
    if numbers and not numbers.isdisjoint(_numbers_of(loaded, waiting)):
        return True
    return loaded.site == site and loaded.after in {"", page.url}


def _numbers_of(loaded: _Loaded, waiting: _Waiting) -> frozenset[bytes]:
    """The numbers in an answer and its address, looked for once; those of its address alone when that is too much."""
    if loaded.numbers is None:
        answer = loaded.answer
        waiting.searched += len(answer.body)
        body = answer.body if waiting.searched <= MAX_SEARCHED else b""
        loaded.numbers = _numbers_in(answer.url.encode("utf-8", "replace")) | _numbers_in(body)
        waiting.bytes += (more := sum(map(len, loaded.numbers)) + _ROOM * len(loaded.numbers) // 3)
        loaded.room += more
    return loaded.numbers


def _numbers_in(words: bytes) -> frozenset[bytes]:
    found = (word[0] for word in _WORD.finditer(words))
    return frozenset(islice((one for one in found if _DIGIT.search(one)), MAX_NUMBERS))


def site_of(url: str) -> str:
    """The site of an address: a.example.com and api.example.com are one; a number or a bare name is its own."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
    labels = host.split(".")
    if len(labels) < 3 or labels[-1].isdigit() or ":" in host:
        return host
    return ".".join(labels[-3:] if labels[-2] in _SECOND else labels[-2:])


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _numbers(url: str) -> frozenset[bytes]:
    """What may name a listing in an address."""
    return _numbers_in(url.partition("://")[2].partition("/")[2].encode("utf-8", "replace"))


def _bare(url: str) -> str:
    return url.partition("#")[0].partition("//")[2].rstrip("/")
