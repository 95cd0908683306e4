"""What the data in a page's scripts says of the page's own listing, beyond what the page shows. Pure.

Of all objects there, only one that is this page's counts: its number stands in the address, its title is the page's, or
a stretch of its description is shown. Rows of a list of several listings are others'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from monitor.parse.dates import written_day
from monitor.parse.hints import Hints
from monitor.parse.json_records import Record, records_of, single_records
from monitor.parse.page import LEAST_WORDS, Page
from monitor.parse.scripts import Script, as_objects, values_of
from monitor.unpack.saved import names_plant

MAX_RECORDS: Final = 60  # of a page are compared with it
_SHOWN: Final = 100_000  # characters of a page with which they are compared
_STRETCH: Final = 8  # characters in a row that the page and a description share
_SAMPLE: Final = 400  # characters of a description that are looked for
_LEAST_TITLE: Final = 6
_NUMBER: Final = re.compile(r"(?=[\w-]*\d)[\w-]{4,60}", re.ASCII)
_SPACES: Final = re.compile(r"\s+")
_MONEY: Final = re.compile(
    r"[¥￥]\s?\d|\d\s?(?:[万亿]\s?元?|元)(?!\s?(?:/|每|千瓦|瓦|kw|mw|kva|度|立方|平方|m|方|人|吨))", re.I
)
_PLACED: Final = re.compile(r"(?:所在地区?|位置|地区|区域|地址)\s*[|:：]")
_PARTS: Final = re.compile(r"[\s\-—/|·,，]+")
_OWN, _SHARED, _NAMED = 3, 2, 1  # how surely an object is the page's: by number or title, by a stretch, by its title


class Scripted(NamedTuple):
    """The text of a page with what its scripts say, and what the page itself does not tell."""

    text: str
    is_own: bool = False  # something there is the listing of this page
    place: str = ""
    posted: date | None = None  # for want of any that the page shows
    rule: str = ""  # which script, and the keys that lead to it
    has_data: bool = False  # there are listings, and nothing tells which of them is


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
    if not names_plant(" ".join([*page.headings, page.title, page.metas.get("og:title", "")])):
        hints.offer("title", [(fields.get("title", ""), rules.get("title", ""))])
    if place:
        hints.found_by["place"] = rules["place"]
    return Scripted(text, True, place, written_day(fields.get("date")), rules.get("date", ""))


def _with_lines(shown: str, told: str) -> str:
    """The text of a page with the lines of a description that it does not show, below where the description begins."""
    squeezed = _squeezed(shown)
    missing = [line for line in told.splitlines() if _squeezed(line) and _squeezed(line) not in squeezed]
    if not missing:
        return shown
    begins = _squeezed(told)[:_STRETCH]
    lines = shown.splitlines()
    place = next((n for n, line in enumerate(lines, 1) if begins in _squeezed(line)), len(lines))
    return "\n".join([*lines[:place], *missing, *lines[place:]])


def _with_fields(
    text: str, shown: str, fields: dict[str, str], rules: dict[str, str], hints: Hints
) -> tuple[str, str]:  # fmt: skip
    """The text with a price and place under their names when the page shows none, and that place."""
    price, place = fields.get("price", ""), fields.get("place", "")
    if "price_text" not in hints.values and re.search("[1-9]|面议", price) and not _MONEY.search(text):
        text += f"\n价格：{price}"
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
    chosen = [(rank, one) for rank, one in ranked if rank >= min(best, _SHARED)]
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
        for record in single_records(as_objects(told)):
            keys = record.where if record.where != told.name else ""
            yield _Own(record, " ".join(filter(None, ("script", told.name, keys))))
            left -= 1
            if not left:
                return


def _rank(record: Record, page: Page, address: str) -> int:
    """How surely an object is the listing of a page; 0: nothing speaks for it."""
    number, title = record.fields.get("id", ""), _squeezed(record.fields.get("title", ""))
    if _NUMBER.fullmatch(number) and re.search(rf"(?<![^\W_]){re.escape(number)}(?![^\W_])", address):
        return _OWN
    heads = [_squeezed(words) for words in (*page.headings[:9], page.metas.get("og:title", ""), page.title)]
    if len(title) >= _LEAST_TITLE and any(title in head and 2 * len(title) >= len(head) for head in heads):
        return _OWN
    shown = _squeezed(page.visible.text[:_SHOWN]) + "\n" + "\n".join(heads)
    told = _squeezed(record.fields.get("text", "")[:_SAMPLE])
    if any(told[at : at + _STRETCH] in shown for at in range(len(told) - _STRETCH + 1)):
        return _SHARED
    return _NAMED if len(title) >= _LEAST_TITLE and title in shown else 0


def _squeezed(words: str) -> str:
    return _SPACES.sub("", words)
