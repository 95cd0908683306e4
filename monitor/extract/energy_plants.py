"""Adds up what several plants generate that are sold together: 两座…年发电量分别为305万、196万 are no years of one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from monitor.extract.amounts import Amount
from monitor.extract.context import HARD_BREAKS, left_of
from monitor.extract.energy_series import Series, read_series
from monitor.extract.several_plants import plants_told
from monitor.text.expression import expression

# What tells of one plant in several years, seasons or cases.
_OF_YEARS: Final = expression(
    r"(?:19|20)?\d\d ?年|[近前去今上这往]的?[两二三四五几一]?个?年|[丰枯平旱]水?[年期]|[好差]的?年|年[景份头]"
    r"|\d月|个月|季|最[多少高低]|设计[^,。;]{0,12}(?:实际|实发)"
)
_LABEL: Final = expression(
    r"(?P<step>[一二三四五上中下甲乙丙丁a-d])(?:级(?:水?电)?站?|(?:水?电)?站|厂)|(?P<name>[一-龥]{2})(?:水电站|电站)"
)
_STRETCH: Final = 60  # characters from one plant's name to its output
_OTHERS: Final = expression(r"上游|下游|附近|隔壁|旁边|另一|已(?:卖|转|售|退|拆)|不[卖转在含]")


def sum_of_plants(text: str, annual: Sequence[Amount]) -> Amount | None:
    """The output of all plants sold together, where the text tells that of each; None where it does not. Linear."""
    return _of_list(text) or _of_each(text, annual)


def _of_list(text: str) -> Amount | None:
    """一级、二级两座水电站,…年发电量分别为305万kWh、196万kWh: as many outputs as plants."""
    for one in read_series(text):
        first = left_of(text, one.start, HARD_BREAKS, _STRETCH)
        if one.number in plants_told(text, one.start) and not _OF_YEARS.search(text, first, one.end):
            return _sum(one)
    return None


def _sum(one: Series) -> Amount:
    return Amount(one.start, one.end, one.end, one.total, one.total, "kWh", written="kwh")


def _of_each(text: str, annual: Sequence[Amount]) -> Amount | None:
    """一级装机1000kW年发电305万度,二级装机640kW年发电196万度: each output behind the name of its plant."""
    if len(annual) < 2 or any(one.low != one.high for one in annual):
        return None
    names = [_label(text, max(0, annual[0].start - _STRETCH), annual[0].start)]
    names += [_label(text, max(one.end, two.start - _STRETCH), two.start) for one, two in pairwise(annual)]
    told = _OF_YEARS.search(text, max(0, annual[0].start - _STRETCH), annual[-1].end)
    if told or "" in names or len(set(names)) < len(names) or _OTHERS.search(text, annual[0].end, annual[-1].start):
        return None
    if any(len(one) > 1 for one in names) and len(names) not in plants_told(text, len(text)):
        return None
    total = sum(one.low for one in annual)
    return annual[0]._replace(end=annual[-1].end, low=total, high=total)


def _label(text: str, start: int, end: int) -> str:
    """The name of the plant last named in text[start:end]; '' without one."""
    found = [match["step"] or match["name"] for match in _LABEL.finditer(text, start, end)]
    return found[-1] if found else ""
