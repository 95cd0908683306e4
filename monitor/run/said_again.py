"""Whether a page still says what a known listing said of its plant: beside word of an ending stand others. Pure."""

from __future__ import annotations

import re
from typing import Final

from monitor.plants import names_plant

_CLAUSE: Final = re.compile(r"[^\s，。；！？、,;!?|]{4,}")
_DIGIT: Final = re.compile(r"\d")


def telling(said: str) -> frozenset[str]:
    """The clauses of a text that tell of its plant: those with a number, or that name one."""
    return frozenset(one for one in _CLAUSE.findall(said) if _DIGIT.search(one) or names_plant(one))


def says_again(text: str, clauses: frozenset[str]) -> bool:
    """True when at least half of some clauses stand in a text; never of none."""
    return bool(clauses) and 2 * sum(one in text for one in clauses) >= len(clauses)
