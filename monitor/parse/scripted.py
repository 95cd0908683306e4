"""What the data in a page's scripts says of the page's own listing, beyond what the page shows. Pure.

Of all objects there, only one that is this page's counts: its number stands in the address, its title is the page's, or
most of its description is shown. Rows of a list of several listings are others'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple
from urllib.parse import urljoin, urlsplit

from monitor.parse.dates import written_day
from monitor.parse.hints import TOLD_BY_PAGE, Hints
from monitor.parse.json_records import Record, is_passed_over, records_of, single_records
from monitor.parse.page import LEAST_WORDS, Page
from monitor.parse.sellers import is_surely_one
from monitor.plants import names_plant
from monitor.sources.scripts import Script, as_objects, values_of
from monitor.sources.told_price import as_told, price_line

MAX_RECORDS: Final = 60  # of a page are compared with it
_SHOWN: Final = 100_000  # characters of a page with which they are compared
_BEGINS: Final = 8  # characters of a description by which its place in the page is found
_STRETCH: Final = 30  # characters in a row that the page and a description share: fewer are anybody's words
_LEAST_LINE: Final = 8  # characters of a line that is looked for
_LEAST_SHOWN: Final = 16  # characters of lines that are found, all together
_LEAST_START: Final = 10  # characters of the beginning of a description that is cut short
_MOST_NAME: Final = 80
_SPECIFIC: Final = re.compile(r"\d{3}")
_SAMPLE: Final = 400  # characters of a description that are looked for
_LEAST_TITLE: Final = 6
_NUMBER: Final = re.compile(r"(?=[\w-]*\d)[\w-]{4,60}", re.ASCII)
_SPACES: Final = re.compile(r"\s+")
_MONEY: Final = re.compile(
    r"[¥￥]\s?\d|\d\s?(?:[万亿]\s?元?|元)(?!\s?(?:/|每|千瓦|瓦|kw|mw|kva|度|立方|平方|m|方|人|吨))", re.I
)
_PLACED: Final = re.compile(r"(?:所在地区?|位置|地区|区域|地址)\s*[|:：]")
_PARTS: Final = re.compile(r"[\s\-—/|·,，]+")
_OWN, _SHARED, _NAMED = 3, 2, 1  # how surely an object is the page's: by number or title, its words, a heading's start


class Scripted(NamedTuple):
    """The text of a page with what its scripts say, and what the page itself does not tell."""

    text: str
    is_own: bool = False  # something there is the listing of this page
    place: str = ""
    posted: date | None = None  # for want of any that the page shows
    rule: str = ""  # which script, and the keys that lead to it
    has_data: bool = False  # there are listings, and nothing tells which of them is
    named: str = ""  # what the listing is named by when all of it is from a script and its address tells none


class _Own(NamedTuple):
    record: Record
    rule: str


def with_scripts(page: Page, hints: Hints, address: str) -> Scripted:
    """Read what the scripts add; title and price go to `hints` where the page gives none.

    Args: address of the page as far as it is known. A page that shows no plant is read from its script alone.
    """
    shown = page.visible.text
    own = _own_records(page, address)
    if not own:
        return Scripted(shown, has_data=not names_plant(shown) and _has_listings(page.scripts))
    fields = {name: words for one in reversed(own) for name, words in one.record.fields.items()}
    rules = {name: one.rule for one in reversed(own) for name in one.record.fields}
    if not names_plant(shown):
        text = Record((), fields).text
        text = text if len(shown) < LEAST_WORDS else f"{shown}\n{text}"
        hints.found_by["text"] = "; ".join([hints.found_by["text"]] * (len(shown) >= LEAST_WORDS) + [own[0].rule])
        hints.offer("price_text", [(fields.get("price", ""), rules.get("price", ""))])
        place = fields.get("place", "")
    else:
        text = _with_lines(shown, fields.get("text", ""))
        if text != shown:
            hints.found_by["text"] += f"; {rules['text']}"
        text, place = _with_fields(text, shown, fields, rules, hints)
    if is_surely_one(seller := fields.get("seller", "")):
        hints.offer("seller", [(seller, f"{TOLD_BY_PAGE}{rules['seller']}")])
    if not names_plant(" ".join([*page.headings, page.title, page.metas.get("og:title", "")])):
        hints.offer("title", [(fields.get("title", ""), rules.get("title", ""))])
    if place:
        hints.found_by["place"] = rules["place"]
    named = "" if names_plant(shown) else _name_of(own[0].record, address)
    return Scripted(text, True, place, written_day(fields.get("date")), rules.get("date", ""), named=named)


def tells_one(scripts: Sequence[Script]) -> bool:
    """True when scripts hold the data of one listing, whosever it is; a list has several, or none."""
    return len({one.record.fields.get("title") for one in _candidates(scripts) if one.record.fields.get("price")}) == 1


def _with_lines(shown: str, told: str) -> str:
    """The text of a page with the lines of a description that it does not show, below where the description begins."""
    squeezed = _squeezed(shown)
    missing = [line for line in told.splitlines() if _squeezed(line) and _squeezed(line) not in squeezed]
    if not missing:
        return shown
    begins = _squeezed(told)[:_BEGINS]
    lines = shown.splitlines()
    place = next((n for n, line in enumerate(lines, 1) if begins in _squeezed(line)), len(lines))
    return "\n".join([*lines[:place], *missing, *lines[place:]])


def _with_fields(
    text: str, shown: str, fields: dict[str, str], rules: dict[str, str], hints: Hints
) -> tuple[str, str]:  # fmt: skip
    """The text with a price and place under their names when the page shows none, and that place."""
    price, place = fields.get("price", ""), fields.get("place", "")
    if "price_text" not in hints.values and re.search("[1-9]|面议", price) and not _MONEY.search(text):
        text += f"\n{price_line('价格', as_told(price))}"
        hints.offer("price_text", [(price, rules["price"])])
    parts = [part for part in _PARTS.split(place) if part]
    if not parts or _PLACED.search(shown) or all(part in text for part in parts):
        return text, ""
    return f"{text}\n所在地：{place}", place


def _own_records(page: Page, address: str) -> list[_Own]:
    """The objects that are this page's listing, the surest first, the longer description first."""
    candidates = list(_candidates(page.scripts))
    ranked = [(rank, one) for one in candidates if (rank := _rank(one.record, page, address))]
    if not ranked and not names_plant(page.visible.text):
        told = [one for one in candidates if one.record.is_told]
        return told if len(told) == 1 else []
    best = max((rank for rank, _ in ranked), default=0)
    chosen = [(rank, one) for rank, one in ranked if rank == best]
    if best == _NAMED:
        chosen = chosen[:1]
    chosen.sort(key=lambda found: (-found[0], -len(found[1].record.fields.get("text", ""))))
    return [one for _, one in chosen]


def _has_listings(scripts: Sequence[Script]) -> bool:
    """True when objects or lists in scripts are listings: a site that is named after plants is none."""
    found = (next(records_of(as_objects(told)), None) for told in values_of(scripts))
    return any(one and one.text and (one.is_told or one.is_row) for one in found)


def _candidates(scripts: Sequence[Script]) -> Iterator[_Own]:
    left = MAX_RECORDS
    for told in values_of(scripts):
        if is_passed_over(told.name):  # window.nextItem, window.site
            continue
        for record in single_records(as_objects(told)):
            keys = record.where if record.where != told.name else ""
            yield _Own(record, " ".join(filter(None, ("script", told.name, keys))))
            left -= 1
            if not left:
                return


def _rank(record: Record, page: Page, address: str) -> int:
    """How surely an object is the listing of a page; 0: nothing speaks for it."""
    number, title = record.fields.get("id", ""), _squeezed(record.fields.get("title", ""))
    if _NUMBER.fullmatch(number) and _holds(address, number):
        return _OWN
    first = [_squeezed(words) for words in page.headings[:9]]
    heads = [*first, _squeezed(page.metas.get("og:title", "")), _squeezed(page.title)]
    if len(title) >= _LEAST_TITLE and any(title in head and 2 * len(title) >= len(head) for head in heads):
        return _OWN
    begins = re.compile(rf"[\W_]*{re.escape(title)}(?![^\W_])")  # the name of the site stands at the end of a title
    is_named = len(title) >= _LEAST_TITLE and any(map(begins.match, heads))
    shown = _squeezed(page.visible.text[:_SHOWN])
    told = record.fields.get("text", "")[:_SAMPLE]
    if not _conflicts(title, first, title if is_named else shown) and _is_shown(told, "\n".join([shown, *heads])):
        return _SHARED
    return _NAMED if is_named else 0


def _conflicts(title: str, first: list[str], shown: str) -> bool:
    """True for the title of something else: the page does not show it, or has a heading of its own."""
    if len(title) < _LEAST_TITLE:
        return False
    named = [head for head in first if names_plant(head)]
    return title not in shown or (bool(named) and not any(title in head or head in title for head in named))


def _is_shown(told: str, shown: str) -> bool:
    """True when a page shows most lines of a description, a long stretch of it, or its beginning with a number.

    Words that stand in many descriptions (手续齐全，有意者请联系) are shorter than that, and have no number.
    """
    lines = [bare for line in told.splitlines() if len(bare := _squeezed(line)) >= _LEAST_LINE]
    found = [line for line in lines if line in shown]
    if 2 * len(found) > len(lines) and sum(map(len, found)) >= _LEAST_SHOWN:
        return True
    words = _squeezed(told)
    if any(words[at : at + _STRETCH] in shown for at in range(len(words) - _STRETCH + 1)):
        return True
    most = next((size for size in range(min(len(words), _STRETCH), _LEAST_START - 1, -1) if words[:size] in shown), 0)
    return most > 0 and _SPECIFIC.search(words, 0, most) is not None


def _holds(address: str, number: str) -> bool:
    return re.search(rf"(?<![^\W_]){re.escape(number)}(?![^\W_])", address) is not None


def _name_of(record: Record, address: str) -> str:
    """What a listing is named by that is not the page's alone: its number or address; "" when the page's holds it.

    One page without a path of its own shows one plant after another.
    """
    number, own = record.fields.get("id", ""), record.fields.get("url", "")
    if number:
        return "" if _holds(address, number) else number[:_MOST_NAME]
    try:
        parts, told = urlsplit(address), urljoin(address, own) if own else ""
    except ValueError:
        return ""
    if told.startswith(("http://", "https://")):
        return "" if told == address else told
    is_root = parts.path in {"", "/"} and not parts.query
    return _squeezed(record.fields.get("title", ""))[:_MOST_NAME] if is_root else ""


def _squeezed(words: str) -> str:
    return _SPACES.sub("", words)
