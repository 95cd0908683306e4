"""Finds outputs that gave way to others: of 年发电由200万提高到260万度 the second is what is made now."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from monitor.extract.amounts import Amount, read_amounts
from monitor.extract.context import HARD_BREAKS, left_of
from monitor.extract.energy_series import LEAST_UNSAID, Series, read_series
from monitor.text.expression import cued, expression

_WORDS: Final = cued(
    "提高|提升|增加|增长|增至|增到|上升|升到|升至|涨到|涨至|扩大|恢复|下降|降到|降至|降低|减少|减到|减至|跌|掉到|变为|变成|提到|提至"
)
_BETWEEN: Final = expression(
    r"(?:度电?|千瓦时|kwh|左右|多)?(?:/|每|一)?年?[,、 ]?(?:(?:技改|改造|增容|扩容|大修|增效)(?:以?后|之后)?)?"
    r"(?P<hope>可以?|能|将|有望|预计|拟|计划)?(?:逐步|一直|逐年|已经?|又|再|现|了|大幅|直接|稳步)*"
    r"(?:(?:提高|提升|增加|增长|上升|扩大|恢复|下降|降低|减少)(?:到|至|为|成)了?|[增升涨提降减跌掉](?:到|至|为)了?|变[为成])"
    r"(?:了|现在|目前|如今|现今|近年|今年|近几年|平均|每年|年均?|约|近|的|大概)*"
)
_FROM: Final = expression(
    r"(?P<hope>可以?|能|将|有望|预计|拟|计划)?(?:[由从自]|(?<!高)原)(?:原来|原先|之前|以前|过去|改造前|技改前|每年|年均?|最初|的|约|来)*$"
)
_OF_OUTPUT: Final = expression(r"发电|电量|年发|发了|产电|出力|kwh|千瓦时|年产")
_SHORTER: Final = expression(r"日|天|月")


class Rise(NamedTuple):
    """An output and the one in its place, in kWh; `hoped`: the second is only hoped for."""

    former: Amount
    now: Amount
    hoped: bool


@lru_cache(maxsize=2)
def read_rises(text: str) -> tuple[Rise, ...]:
    """The outputs of a folded text that became others, in order. Linear."""
    if _WORDS.search(text) is None:
        return ()
    rises = (_rise(text, one, two) for one, two in pairwise(read_amounts(text)))
    return tuple(one for one in rises if one is not None)


def _rise(text: str, one: Amount, two: Amount) -> Rise | None:
    if two.unit != "kWh" or one.unit not in {"", "kWh"} or one.per not in {"", "year"}:
        return None
    between = _BETWEEN.fullmatch(text, one.end, two.start)
    begins = _FROM.search(text, left_of(text, one.start, limit=12), one.start)
    told = _OF_OUTPUT.search(text, left_of(text, one.start, HARD_BREAKS, 30), two.end)
    if between is None or told is None or (begins is None and one.unit != "kWh"):
        return None
    if _SHORTER.search(text, left_of(text, one.start, limit=16), one.start):
        return None
    former = _in_kwh(one, two)
    if min(former.low, two.low) < LEAST_UNSAID or not 0.1 <= former.low / two.low <= 10:
        return None
    return Rise(former, two, bool(between["hope"] or (begins and begins["hope"])))


def _in_kwh(one: Amount, two: Amount) -> Amount:
    """200 in 由200提高到260万度 is in 万, too."""
    factor = two.scale if not one.unit and one.scale == 1 else 1
    return one._replace(low=one.low * factor, high=one.high * factor, unit="kWh", per="", written=two.written)


def outputs_listed(text: str) -> tuple[Series, ...]:
    """Where lists of outputs and outputs that became others stand: what is in them is no money. Linear."""
    rises = [Series(*_place(one)) for one in read_rises(text)]
    return tuple(sorted([*read_series(text), *rises])) if rises else read_series(text)


def _place(rise: Rise) -> tuple[int, int, float, float]:
    one, two = rise.former, rise.now
    return one.start, two.end, min(one.low, two.low), max(one.high, two.high)
