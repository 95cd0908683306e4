"""A page that lists listings and is none itself: cards that lead to others, and nothing of its own beside them. Pure.

In doubt a page is one listing: an amount, a number to call, a day of posting, a word of a paper or machine, a
sentence or a long line beside its cards are its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from monitor.html.cards import AMOUNT, LEAST_CARDS, Cards, cards_of, is_alike, joined, words_of
from monitor.parse.posting_words import told_days
from monitor.plants import names_plant

_LONG: Final = 60  # characters of a line that says something of its own, whatever it is
_SAYS: Final = 25  # of one that names a plant
_MOST: Final = 400  # characters of all that may stand around the cards of a list
_SENTENCE: Final = re.compile(r".{3}[，。；！].|.{8}[,;] .")
_WORDS: Final = 60  # of a link that is a text
_MOBILE: Final = re.compile(r"(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)")
# 100万以下, 100-300万: what a list is narrowed by.
_RANGE: Final = re.compile(
    r"\d+\s?[-~～至到—–]\s?\d+\s?(?:万元?|元|kw|千瓦|mw|兆瓦)|\d+\s?(?:万元?|元|kw|千瓦|mw|兆瓦)\s?(?:以下|以上|以内|及以上)",
    re.IGNORECASE,
)
_AROUND: Final = "nav, footer, button, [class*=foot], [id*=foot], [class*=breadcrumb], [class*=crumb]"


def listed_on(tree: LexborHTMLParser, base: str, shown: Callable[[Collection[int]], str]) -> Cards | None:
    """The cards of a page that says nothing beside them; None for the page of a listing.

    Args: base, its address or ''; shown, the text of the page without some elements, and without the blocks of other
    listings under their headings.
    """
    cards = cards_of(tree, base)
    if len(cards.targets) < LEAST_CARDS or cards.priced < LEAST_CARDS - 1:
        return None
    links = (node.mem_id for node in tree.css("a[href]") if len(node.text(strip=True)) <= _WORDS)
    around = (node.mem_id for node in tree.css(_AROUND) if len(node.text(strip=True)) <= _MOST)
    lines = [line for line in shown({*cards.elements, *links, *around}).splitlines() if not _is_of_list(line)]
    return None if _says_own(lines, is_titled=_is_titled(tree)) else cards


def leads_to_alike(address: str, cards: Cards) -> bool:
    """True when a page's address is of the kind of those that its cards lead to: it is one of them."""
    return 2 * sum(is_alike(address, joined(address, one)) for one in cards.targets) >= len(cards.targets)


def _is_titled(tree: LexborHTMLParser) -> bool:
    """True when a page's heading, or for want of one its title, calls it a list."""
    named = tree.css_first("h1") or tree.css_first("title")
    words = named.text().lower() if named is not None else ""
    return any(word in words for word in words_of("titles"))


def _says_own(lines: Sequence[str], *, is_titled: bool) -> bool:
    """Args: is_titled, the page is called a list: a day and the names of fields are not enough then."""
    if sum(map(len, lines)) > _MOST or any(map(_tells_own, lines)):
        return True
    return not is_titled and (any(told_days("\n".join(lines)).values()) or any(map(_names_own, lines)))


def _is_of_list(line: str) -> bool:
    folded = line.lower()
    return any(word in folded for word in words_of("lists")) and not _MOBILE.search(line)


def _tells_own(line: str) -> bool:
    if AMOUNT.search(_RANGE.sub("", line)) or _MOBILE.search(line) or _SENTENCE.search(line):
        return True
    return len(line) >= (_SAYS if names_plant(line) else _LONG)


def _names_own(line: str) -> bool:
    folded = line.lower()
    return any(word in folded for word in words_of("own"))
