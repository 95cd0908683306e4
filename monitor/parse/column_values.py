"""What stands in a column: links, days, prices, powers, places, titles or long words. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from monitor.parse.dates import excel_day, read_day
from monitor.text.fold import simplified
from monitor.text.people import is_label, is_name

NUMBER: Final = re.compile(r"[-+]?[\d,，]{1,20}(?:\.\d{1,15})?")
LINK: Final = re.compile(r"(?:https?:)?//\S{4,}", re.IGNORECASE)
_PRICE: Final = re.compile(
    r"[￥¥约]?\s?[\d.,]{1,15}\s?(?:多|余)?(?:万|亿)?(?:元|人民币|rmb|cny|万|亿)|面议|电议", re.IGNORECASE
)
_PHONE: Final = re.compile(r"(?:\+?86[- ]?)?1[3-9][\d -]{9,13}|\(?0\d{2,3}\)?[- ]?\d{7,8}")
_POWER: Final = re.compile(r"[\d.,×x*+\s]{1,30}(?:kw|mw|千瓦|兆瓦|万千瓦)", re.IGNORECASE)
_PLACE: Final = re.compile(r"(?!.*(?:站|公司|转让|出售))[\u4e00-\u9fff]{1,12}(?:省|市|县|州|区|自治县|旗|镇|乡)")


def is_value(cell: str) -> bool:
    """True for a number, link, day, price or power: what stands below names of columns and never among them."""
    if LINK.match(cell) or NUMBER.fullmatch(cell):
        return True
    words = simplified(cell)
    return len(cell) < 30 and bool(_PRICE.fullmatch(words) or _POWER.fullmatch(words) or read_day(cell))


def share(pattern: re.Pattern[str], values: Sequence[str], *, whole: bool = False) -> float:
    """How many of the values begin with a pattern, or are it as a `whole`; from 0 to 1."""
    test = pattern.fullmatch if whole else pattern.match
    hits = sum(test(simplified(value)) is not None for value in values)
    return hits / len(values)


def _links(values: Sequence[str]) -> float:
    return float(share(LINK, values) > 0.8)


def _days(values: Sequence[str]) -> float:
    days = sum(len(value) < 30 and bool(read_day(value) or excel_day(value)) for value in values)
    return float(days > 0.8 * len(values))


def are_phones(values: Sequence[str]) -> bool:
    """True for a column of phone numbers."""
    return bool(values) and share(_PHONE, values, whole=True) > 0.5


def are_names(header: str, values: Sequence[str]) -> bool:
    """True for a column of people's names whose header does not say so."""
    names = sum(is_name(simplified(value)) for value in values)
    return not is_label(simplified(header.lower())) and names > 0.8 * len(values)


def latest_day(values: Sequence[str]) -> date | None:
    """The latest day of a column of days; None for any other column."""
    if not _days(values):
        return None
    return max(filter(None, (read_day(value) or excel_day(value) for value in values)), default=None)


def _prices(values: Sequence[str]) -> float:
    return float(share(_PRICE, [value for value in values if len(value) < 25] or [""]) > 0.7)


def _powers(values: Sequence[str]) -> float:
    return float(share(_POWER, [value for value in values if len(value) < 30] or [""]) > 0.7)


def _places(values: Sequence[str]) -> float:
    return float(share(_PLACE, values) > 0.7 and sum(map(len, values)) < 20 * len(values))


def _long(values: Sequence[str]) -> float:
    mean = sum(map(len, values)) / len(values)
    return mean if mean >= 20 and share(LINK, values) < 0.5 else 0.0


def _titles(values: Sequence[str]) -> float:
    mean = sum(map(len, values)) / len(values)
    words = [value for value in values if any(one >= "\u4e00" for one in value) or " " in value]
    return mean if 4 <= mean <= 60 and len(words) > 0.7 * len(values) and len(set(values)) > len(values) / 2 else 0.0


# By which values an open field is known, the surest first; more than 0: this column may be it, the most wins.
HOLDS: Final[tuple[tuple[str, Callable[[Sequence[str]], float]], ...]] = (
    ("url", _links), ("date", _days), ("price", _prices), ("capacity", _powers), ("text", _long), ("place", _places),
    ("title", _titles),
)  # fmt: skip
