"""Finds amounts of money in other currencies than yuan, and keeps them as they are stated: nothing is converted."""

from __future__ import annotations

from typing import Final, NamedTuple

from monitor.extract.amounts import PER_AFTER, Amount, read_amounts
from monitor.extract.context import is_others, make_fact, others_from, tidy
from monitor.extract.currencies import currency_before, currency_behind
from monitor.extract.price_label import told_label
from monitor.extract.reading import Reading
from monitor.models import Fact, Role

LEAST: Final = 3_000  # of whatever currency: below that it is a rate, a fee or a count
_PRICED: Final = frozenset({"asking", "starting", "floor", "rent"})


class _Stated(NamedTuple):
    amount: Amount
    currency: str
    per: str


def foreign_prices(reading: Reading) -> list[Fact]:
    """The amounts in other currencies of a (mended) reading; linear.

    Returns: facts of kind "price" without a value in yuan; `unit` is the code of the currency, `detail` has `currency`,
    `amount_min` and `amount_max` in it. Role `asking` and the like are of prices in yuan alone: what the words make of
    an amount stands in `told_as`.
    """
    text = reading.normalised.plain.text
    found = (one for amount in read_amounts(text) if (one := _stated(text, amount)) is not None)
    others = others_from(reading)
    return [_fact(reading, text, one, is_others(reading, one.amount.start, others)) for one in found]


def _stated(text: str, amount: Amount) -> _Stated | None:
    if amount.unit != "foreign" or amount.low < LEAST:
        return None
    before = currency_before(text, amount.start)
    behind = currency_behind(text, amount.number_end)
    match = behind or before
    if match is None or match.lastgroup is None:
        return None  # cents, bitcoin: no sum of money in a currency
    start = amount.start if match is behind else match.start()
    after = PER_AFTER.match(text, amount.end)
    per = {"year": "year", "annum": "year", "month": "month"}.get(after.lastgroup or "", "") if after else "total"
    return _Stated(amount._replace(start=start), match.lastgroup, per) if per in {"total", "year"} else None


def _fact(reading: Reading, text: str, one: _Stated, others_say: bool) -> Fact:
    label = None if others_say else told_label(text, one.amount, one.per)
    role: Role = label.role if label is not None else "unknown"
    priced = role in _PRICED
    detail: dict[str, str | float | bool | None] = {
        "currency": one.currency, "amount_min": tidy(one.amount.low), "amount_max": tidy(one.amount.high),
        "told_as": role if priced and reading.offer.offer != "none" else None,
    }  # fmt: skip
    return make_fact(
        reading, "price", one.amount.start, one.amount.end, role="unknown" if priced else role, unit=one.currency,
        per=one.per, detail=detail,
    )  # fmt: skip
