"""Finds lists of what a plant generated in several years: 2019/612万,2020/655万."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from monitor.extract.amounts import Amount, read_amounts
from monitor.extract.context import HARD_BREAKS, left_of
from monitor.text.expression import expression

LEAST_KWH: Final = 1_000
LEAST_UNSAID: Final = 50_000  # kWh; the output of a year of the smallest plants
# Between the values of a list of years: 2019/612万,2020/655万 or 分别为312、280、295万度
_BARE_GAP: Final = expression(r" ?[、,;/和] ?(?:(?:19|20)?\d\d ?年?度?[:/]? ?)?")
_LIST_GAP: Final = expression(
    r" ?(?=[、,;/和|及\n丰枯平大前去今上年]|(?:19|20)?\d\d年)(?:[\s、,;/:和|()及年度]|(?:19|20)?\d\d ?年|实际|则|只|仅"
    r"|发电量?|发了?|约?为|有|大前|前|去|今|上|丰水?|枯水?|平水?|能|是|到|水好)*"
)
# 少则80万度,多则110万度: the ends of a range, where both are told so; 正常80万度,差的年份50万度 is none.
_OTHER_END: Final = expression(
    r" ?[、,;]? ?[多少好差孬旱枯丰](?:[则的]|(?=年))(?:年[头成份景]?)?"
    r"(?:能有?|有|[达到]|发|只|就|约)*"
)
_ONE_END: Final = expression(r"[多少好差孬旱枯丰](?:[则的]|(?=年))(?:年[头成份景]?)?(?:能有?|有|[达到]|发|只|就|约)*$")
# 发电:丰年210万,枯年150万; 好年七百,差年四百六: what the heading says needs no unit.
_YEAR_KIND: Final = (
    r"(?:(?:[大小丰枯旱旺淡]水?|[好差孬坏多少平]的?|不好的?|雨?水[大小好差]的?)(?:年[成头份景]?|的?时候)|水[大小好差]"
    r"|(?:年[头景成份]|水|雨水)的?(?:好|差|孬|不好|坏)(?:的?年[头景成份]?|的?时候)?|[差孬少]的?(?=[也就还都只])"
    r"|最[好差高低多少](?:的?(?:年[头景成份]?|[1一那]年|时候))?)"
    r"(?:[则的能约有发到也就还都只达出:]|可以|大概|差不多)*"
)
_KIND_BEFORE: Final = expression(rf"{_YEAR_KIND}$")
_KIND_BETWEEN: Final = expression(rf" ?[、,;/]? ?{_YEAR_KIND}")
_OF_OUTPUT: Final = expression(
    r"(?:发电|电量|年发)[】\])]?[: |为是]*$|(?:发电?的|发得)(?:不多|不少|不算多|还行|一般|可以|多|少)[,、 :]?$"
)
_LISTED: Final = expression(
    r"[旱枯丰好差]年(?:能有?|有|发|只有?|就|约)*$|[少多差](?:则|的[年,])|[好差少多孬]的?年[头成份景]"
    r"|发电|产量|抄数|抄表|电表|电量|发了|能发|年发|丰水?年|枯水?年|分别|kwh|千瓦时|万度"
)
_HEADED: Final = expression(r"\((?:单位[:]?)?万(?:kwh|千瓦时|度)\)")
# the next year, or the next plant
_NEXT_TOLD: Final = expression(r"(?:19|20)?\d\d年|[去前今]年|上一?年|[一二三四五上中下甲乙丙](?:级|站|厂)|电站")
_FULL_GAP: Final = expression(r" ?[、,;和及] ?")
_TOP_YEAR: Final = expression(r"水好|最高|最多|大水")


_ENDS: Final = expression(r"[。;!?\n]")
# 2016万kWh,2019年2130万,2020年因洪水只发了1180万: behind an output the next years' need no unit
_YEAR_LEAD: Final = expression(
    r"(?:(?:19|20)\d\d年度?|去年|前年|近[两二三四五]年)[^,。;\n价挂卖标要收报投修贷款租费税赔补元利红]{0,20}$"
)
_OF_MONEY: Final = expression(r" ?(?:[多来余]?(?:元|块)|[^,。;\n]{0,3}(?:拿|买|挂|成交|卖|收入|出手|转))")
# 去年干旱,只有68万度
_YEAR_BEFORE: Final = expression(
    r"(?:去年|前年|(?:19|20)\d\d年)[^,。;\n\d]{1,8},(?:只|才|也就?|就|仅)(?:有|发了?|发出)?(?:约|大概)?$"
)


class Series(NamedTuple):
    """A list of outputs at [start, end) of a folded text, of several years or plants, in kWh; `total` of `number`."""

    start: int
    end: int
    low: float
    high: float
    total: float = 0
    number: int = 0


@lru_cache(maxsize=2)
def read_series(text: str) -> tuple[Series, ...]:
    """The lists of yearly outputs in a folded text: what stands in them is neither money nor power. Linear."""
    amounts = [one for one in read_amounts(text) if not _is_year(one)]
    found: list[Series] = []
    number = 0
    while number < len(amounts):
        run = _run(text, amounts, number)
        number += max(1, len(run))
        series = _as_series(text, run) if len(run) > 1 else None
        if series is not None:
            found.append(series)
    return tuple(found)


@lru_cache(maxsize=2)
def read_years(text: str) -> tuple[Series, ...]:
    """The outputs of single years that only their year tells, behind an output or in the clause after. Linear."""
    found: list[Series] = []
    anchor: Amount | None = None
    for one in read_amounts(text):
        if one.unit == "kWh" and one.low >= LEAST_UNSAID:
            if _YEAR_BEFORE.search(text, max(0, one.start - 20), one.start):
                found.append(Series(one.start, one.end, one.low, one.high))
            anchor = one
        elif anchor is not None and _is_next_year(text, anchor, one):
            found.append(Series(one.start, one.end, one.low, one.high))
    return tuple(found)


def _is_next_year(text: str, anchor: Amount, one: Amount) -> bool:
    if one.unit or one.per or one.scale < 10_000 or not 0.2 * anchor.low <= one.low <= 4 * anchor.high:
        return False
    if one.start - anchor.end > 80 or _ENDS.search(text, anchor.end, one.start) or _OF_MONEY.match(text, one.end):
        return False
    return _YEAR_LEAD.search(text, max(0, one.start - 30), one.start) is not None


def years_told(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where each year's or plant's output of a list at text[start:end] stands; the whole place where it lists none.

    2020年812万度,2021年705万度 says two things; 少则80万度,多则110万度 one.
    """
    amounts = read_amounts(text)
    first, last = (bisect_left(amounts, place, key=lambda one: one.start) for place in (start, end))
    told = [one for one in amounts[first:last] if one.unit == "kWh"]
    if len(told) < 2 or not (
        _each_in_full(text, told) or all(_NEXT_TOLD.search(text, one.end, two.start) for one, two in pairwise(told))
    ):
        return [(start, end)]
    return [(one.start, one.end) for one in told]


def _each_in_full(text: str, told: Sequence[Amount]) -> bool:
    """分别为71.3万千瓦时、88.0万千瓦时: the list says the unit of each."""
    return all(_FULL_GAP.fullmatch(text, one.end, two.start) for one, two in pairwise(told))


def _is_year(amount: Amount) -> bool:
    return amount.bare and amount.unit in {"", "time"} and (1990 <= amount.low <= 2040 or amount.unit == "time")


def _run(text: str, amounts: Sequence[Amount], first: int) -> list[Amount]:
    run: list[Amount] = []
    for amount in amounts[first : first + 12]:
        ranged = amount.low != amount.high and not amount.more  # 三百零几万 stands for the 300 it names
        ranged = ranged and not _KIND_BEFORE.search(text, max(0, amount.start - 12), amount.start)  # 差的时候二十六七万
        if amount.unit not in {"", "kWh"} or amount.per or ranged:
            break
        if run and not _goes_on(text, run[-1], amount):
            break
        run.append(amount)
    return run


def _goes_on(text: str, one: Amount, two: Amount) -> bool:
    if two.start - one.end > 16:
        return False
    told = "kWh" in {one.unit, two.unit}
    if (
        (told or not one.unit + two.unit)
        and _KIND_BETWEEN.fullmatch(text, one.end, two.start)
        and _is_of_kinds(text, one.start, told=told)
    ):
        return True
    gap = _LIST_GAP if one.unit == two.unit == "kWh" else _BARE_GAP
    if _OTHER_END.fullmatch(text, one.end, two.start):
        return two.unit == "kWh" and _ONE_END.search(text, max(0, one.start - 8), one.start) is not None
    if not one.unit and _KIND_BEFORE.search(text, max(0, one.start - 12), one.start):
        return False  # 差也有170,380万: the price
    return (not one.unit or one.unit == two.unit) and gap.fullmatch(text, one.end, two.start) is not None


def _as_series(text: str, run: list[Amount]) -> Series | None:
    """The values in kWh, where the last one has the unit or a heading names it; None where nothing tells of output."""
    first = left_of(text, run[0].start, HARD_BREAKS, 24)
    if _is_of_kinds(text, run[0].start, told=any(one.unit for one in run)):
        values = [end if max(end, one.scale) >= 10_000 else end * 10_000 for one in run for end in _ends(one)]
        near = LEAST_UNSAID <= min(values) <= max(values) <= 5 * min(values)
        return _series(run, values) if near else None
    headed = _HEADED.search(text, first, run[0].start) is not None
    energy = next((one for one in reversed(run) if one.unit == "kWh"), None)
    if not headed and (energy is None or not _LISTED.search(text, first, run[0].start)):
        return None
    scale = (
        10_000.0
        if headed
        else max(1, *(one.scale for one in run), 10_000 if energy and energy.written[0] in "w个" else 1)
    )
    values = [one.low if one.unit == "kWh" or one.scale > 1 else one.low * scale for one in run]
    values = [
        value
        for value, one in zip(values, run, strict=True)
        if not _TOP_YEAR.search(text, left_of(text, one.start, HARD_BREAKS, 6), one.start)
    ]
    if not values or min(values) < 10 * LEAST_KWH or max(values) > 5 * min(values):
        return None
    return _series(run, values)


def _series(run: Sequence[Amount], values: Sequence[float]) -> Series:
    return Series(run[0].start, run[-1].end, min(values), max(values), sum(values), len(values))


def _ends(amount: Amount) -> tuple[float, ...]:
    return (amount.low,) if amount.more else (amount.low, amount.high)


def _is_of_kinds(text: str, place: int, *, told: bool = False) -> bool:
    """True where a good or a bad year stands before a place, and its unit is `told` or before that it is an output."""
    kind = _KIND_BEFORE.search(text, max(0, place - 12), place)
    if kind is None or told:
        return kind is not None
    return _OF_OUTPUT.search(text, max(0, kind.start() - 12), kind.start()) is not None
