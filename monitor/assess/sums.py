"""Ranges of numbers, their quotients and products, each with the sum in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from monitor.models import Bilingual, Fact, Span

ROUNDING: Final = 1e-9


class Quantity(NamedTuple):
    """A number as a range, how it was worked out, and the words it comes from."""

    low: float
    high: float
    spans: tuple[Span, ...]
    how: Bilingual | Callable[[], Bilingual] | None = None  # most sums are never shown: then they are not written

    @property
    def formula(self) -> Bilingual | None:
        """The sum in words."""
        return self.how() if callable(self.how) else self.how

    def __str__(self) -> str:
        return shown(self.low) if same(self.low, self.high) else f"{shown(self.low)}～{shown(self.high)}"


def shown(value: float) -> str:
    """1234.5 -> '1,234'; 0.1894 -> '0.189'; three significant digits below 100."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def same(one: float, other: float) -> bool:
    """Equal but for rounding."""
    return abs(one - other) <= ROUNDING * max(abs(one), abs(other))


def range_of(facts: Iterable[Fact]) -> Quantity | None:
    values = [fact for fact in facts if fact.value_min is not None or fact.value_max is not None]
    if not values:
        return None
    lows = [low for fact in values if (low := fact.value_min if fact.value_min is not None else fact.value_max)]
    highs = [high for fact in values if (high := fact.value_max if fact.value_max is not None else fact.value_min)]
    if not lows or not highs or min(lows) <= 0:
        return None
    return Quantity(min(lows), max(highs), tuple(fact.span for fact in values))


def behind(first: Quantity | None, then: Quantity | None) -> Quantity | None:
    """The second number with the sum of the first before its own."""
    if not (first and then and first.how and then.how):
        return then
    one, two = first, then

    def say() -> Bilingual:
        before, after = one.formula, two.formula
        assert before and after
        return in_words(f"{before.zh}，{after.zh}", f"{before.en}, {after.en}")

    return then._replace(how=say)


def quotient(
    top: Quantity | None, bottom: Quantity | None, zh: tuple[str, str, str], en: tuple[str, str, str]
) -> Quantity | None:
    """top ÷ bottom with its sum in words; units are (top, bottom, result)."""
    if not (top and bottom):
        return None
    result = Quantity(top.low / bottom.high, top.high / bottom.low, top.spans + bottom.spans)

    def say(units: tuple[str, str, str]) -> str:
        return f"{top} {units[0]} ÷ {bottom} {units[1]} = {result} {units[2]}".rstrip()

    return Quantity(result.low, result.high, result.spans, lambda: in_words(say(zh), say(en)))


def over_product(
    price: Quantity | None,
    others: tuple[Quantity | None, Quantity | None],
    margin: float,
    zh: tuple[str, tuple[str, str], str],
    en: tuple[str, tuple[str, str], str],
) -> Quantity | None:
    """price ÷ (first × second × margin)."""
    first, second = others
    if not (price and first and second):
        return None
    low = price.low / (first.high * second.high * margin)
    high = price.high / (first.low * second.low * margin)
    result = Quantity(low, high, price.spans + first.spans + second.spans)

    def say(units: tuple[str, tuple[str, str], str]) -> str:
        top, (one, two), unit = units
        return f"{price} {top} ÷ ({first} {one} × {second} {two} × {margin}) = {result} {unit}"

    return Quantity(low, high, tuple(dict.fromkeys(result.spans)), lambda: in_words(say(zh), say(en)))


def in_words(zh: str, en: str) -> Bilingual:
    return Bilingual(zh, en)
