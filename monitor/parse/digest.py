"""Whether two readings of a listing say the same: a digest of what does not change by itself."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from itertools import chain
from typing import Final

from monitor.models import Listing
from monitor.parse.counters import counters
from monitor.parse.hints import TOLD_BY_PAGE
from monitor.parse.pasted import is_navigation
from monitor.parse.posted import ticking

# Times that tick without anyone editing: 更新于3分钟前. Counters are in `counters.py`.
_TICKING: Final = re.compile(r"(?<!\d)\d++\s?(?:秒|分钟|小时|天)前(?:来过|在线|发布|更新|擦亮|活跃)?")
_SPACES: Final = re.compile(r"\s+")
_CELLS: Final = re.compile(r"\s\|\s")  # between the cells of a page's table
# What a browser prints before the items of a list, and a page's text does not have.
_ITEM: Final = re.compile(r"^[ \t]{0,9}(?:[•●○◦■▪·]|\d{1,3}[.、)])[ \t]{1,9}", re.MULTILINE)


def content_digest(listing: Listing) -> str:
    """SHA-256 over title, price, seller, status and text, without volatile parts, counters and white space.

    A seller whom no source names stands in the text, or in a script beside it: programs of before did not read him. The
    status is the one that the page says, also while that is doubted: the page is the same when it is believed.
    """
    seller = "" if listing.found_by.get("seller", "").startswith(TOLD_BY_PAGE) else listing.seller
    parts = (listing.title, listing.price_text, seller, listing.doubted or listing.status, _stable(listing))
    return hashlib.sha256("\x1f".join(_SPACES.sub("", part) for part in parts).encode("utf-8", "replace")).hexdigest()


def same_words(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether a page and a print of it, each as (title, text), say the same: line breaks, spaces, cells, marks of items
    and lines of a page's bars aside. A title is that of a window or a heading in the text: either may be the longer.
    """
    text, titles = _bare(one[1]), sorted((_bare(one[0]), _bare(other[0])), key=len)
    return text == _bare(other[1]) and (titles[0] in titles[1] or any(title in text for title in titles))


def without_counters(text: str) -> str:
    """A text without the counters and times that tick by themselves."""
    return _TICKING.sub("", counters().sub("", text))


def ticking_words(text: str) -> list[str]:
    """The words of a text that change by themselves, as they stand there: counters, and times told from today.

    A time within a sentence (2天前刚检修) is a seller's, though no new version is made where it alone differs.
    """
    times = [text[span.start : span.end] for span in ticking(text)]
    ago = (found for found in _TICKING.finditer(text) if not _is_of_sentence(found, text))
    return [*(found[0].strip() for found in chain(counters().finditer(text), ago)), *times]


def _is_of_sentence(found: re.Match[str], text: str) -> bool:
    """Whether a time is told of what the words behind it say."""
    return found[0].endswith("前") and text[found.end() : found.end() + 1].isalnum()


def _stable(listing: Listing) -> str:
    kept, position = [], 0
    for span in sorted((*listing.volatile, *ticking(listing.text))):
        kept.append(listing.text[position : span.start])
        position = max(position, span.end)
    return without_counters("".join([*kept, listing.text[position:]]))


def _bare(text: str) -> str:
    """The words of a text in a form that printing does not change: a PDF may have signs of another block (⽔, 水)."""
    words, position = [], 0
    for span in sorted(ticking(text)):
        words.append(text[position : span.start])
        position = max(position, span.end)
    still = unicodedata.normalize("NFKC", without_counters("".join([*words, text[position:]])))
    lines = (line for line in _ITEM.sub("", _CELLS.sub(" ", still)).split("\n") if not is_navigation(line))
    return _SPACES.sub("", "".join(lines))
