"""Digits in keycaps that number the items of a list: 1️⃣1000千瓦 2️⃣手续全 3️⃣95万. Read from the text as it came."""

from __future__ import annotations

from typing import Final

from monitor.text.expression import expression
from monitor.text.fold import IGNORABLE

_SIGN: Final = "\u20e3"
_NOTHING: Final = f"(?:{IGNORABLE.pattern})*"  # what nobody sees may stand anywhere, the selector \ufe0f among it
_KEYCAP: Final = expression(rf"(?:^|(?<=\W))([1-9１-９]){_NOTHING}\u20e3{_NOTHING}")
LEAST_ITEMS: Final = 3


def keycap_items(original: str) -> frozenset[int]:
    """Where the digits stand that number items, in order from one: of 5️⃣5️⃣百万 the first. Linear in the text."""
    if _SIGN not in original:
        return frozenset()
    found: list[int] = []
    last = 0
    for match in _KEYCAP.finditer(original):
        apart = not found or original[last : match.start()].strip()
        if apart and int(match[1]) == len(found) + 1:
            found.append(match.start(1))
            last = match.end()
    return frozenset(found if len(found) >= LEAST_ITEMS else ())
