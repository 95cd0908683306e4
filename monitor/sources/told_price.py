"""A price as a program told it, and the line of it in a listing's text: a unit that nobody said is none. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

LEAST_YUAN: Final = 100_000  # no plant is sold for so many 万: from here on a bare number is yuan
BARE: Final = re.compile(r"[\d.,，\s~—–-]{1,60}")
UNIT_UNSAID: Final = "（单位未注明）"  # monitor/extract/bare.py takes no number behind it for a price or size


@dataclass(frozen=True, slots=True)
class Priced:
    """A price: `words`, with the unit told beside it; `raw`, as it was found; `is_unsaid`: nobody knows its unit."""

    words: str = ""
    raw: str = ""
    is_unsaid: bool = False


def as_told(found: str) -> Priced:
    """A price as a program told it, with nothing beside it: a bare number is yuan from LEAST_YUAN on."""
    number = _number_of(found)
    if not BARE.fullmatch(found):
        return Priced(found, found)
    is_read = number >= LEAST_YUAN and number % 1 == 0  # as yuan, wherever it stands
    return Priced(f"{found}元" if number >= LEAST_YUAN and not is_read else found, found, number < LEAST_YUAN)


def price_line(label: str, price: Priced) -> str:
    """A price behind its label, which says when nobody knows the unit, so that no reader of the text guesses one."""
    return f"{label}{UNIT_UNSAID if price.is_unsaid else ''}：{price.words}"


def _number_of(found: str) -> float:
    """A bare number; 0 for several, or what is none."""
    try:
        return float(re.sub(r"[,，\s]", "", found))
    except ValueError:
        return 0.0
