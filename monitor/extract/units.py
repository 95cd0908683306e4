"""Finds groups of generating sets: 2×630kW, 2*400+1*250, 3台1000, 1250千瓦两台, 三百二乘二."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from monitor.extract.amounts import Amount
from monitor.text.expression import expression

MOST_SETS: Final = 20
MOST_GROUPS: Final = 12  # different sizes of sets in one plant
LEAST_KW: Final = 10
MOST_KW: Final = 1_000_000

_TIMES: Final = expression(r" ?(?:台|个|组)? ?(?:[x×*]|乘以?|✖|✕|·(?=\d)) ?\(? ?")
_SETS_OF: Final = expression(
    r" ?的?(?:立式|卧式|混流式|冲击式|轴流式|水轮|发电|机组|小?机器?|电机|设备|装机|,|、| )*(?:总"
    r"|其?单机(?:装机)?(?:容量|功率)?|容量|功率|各|每台|每个|都是|均|全是"
    r"|分别)*(?:为|是|各|:)* ?[x×*]? ?"
)
_OF_SETS: Final = expression(r" ?(?:的|水轮|发电|机组|机器|机)* ?[x×*]? ?")
_ALL_SETS: Final = expression(r"(?:总装机|总容量|合计|共计|一共|总共|总)(?:容量)?(?:为|是|约|:| )*$")
_PLUS: Final = expression(r" ?(?:\+|加|和|及|与|、|,|外加|另加|以及)(?:另)?(?:有)? ?")
_ONLY_PLUS: Final = expression(r" ?(?:\+|加|外加|另加) ?")
_SIGN: Final = expression(r" ?\+ ?")
_NOT_SETS: Final = expression(r"(?:矿机|机器|s\d\d?\w*|显卡|服务器|货架|机架|风扇|电脑|空调|变压器|机位|车) ?$")


class UnitGroups(NamedTuple):
    """Groups of sets at [start, end): (count, kW each); `first` and `last` number the amounts they are made of."""

    start: int
    end: int
    units: tuple[tuple[int, float], ...]
    first: int
    last: int
    has_unit: bool

    @property
    def total(self) -> float:
        """The kW of all sets together."""
        return sum(count * each for count, each in self.units)


@dataclass(slots=True)
class _Group:
    count: float
    size: Amount
    end: int
    last: int


def find_unit_groups(text: str, amounts: Sequence[Amount]) -> list[UnitGroups]:
    """All groups in a folded text, in order; each amount belongs to at most one."""
    found: list[UnitGroups] = []
    number = 0
    while number < len(amounts):
        groups = _chain(text, amounts, number)
        if groups is None:
            number += 1
            continue
        found.append(groups)
        number = groups.last + 1
    return found


def _chain(text: str, amounts: Sequence[Amount], first: int) -> UnitGroups | None:
    """One group and all that + or 和 adds to it."""
    group = _group(text, amounts, first)
    parts: list[_Group] = [group] if group else []
    if not parts:
        start = _plus_first(text, amounts, first)
        if start is None:
            return None
        parts = [start]
    while len(parts) < MOST_GROUPS and (added := _next(text, amounts, parts)) is not None:
        parts.append(added)
    if group is None and len(parts) < 2:
        return None
    return _finished(text, amounts, first, parts)


def _plus_first(text: str, amounts: Sequence[Amount], first: int) -> _Group | None:
    """320+250: a sum that begins with a lone size."""
    amount = amounts[first]
    if (
        not _is_size(amount)
        or first + 1 >= len(amounts)
        or not _SIGN.fullmatch(text, amount.end, amounts[first + 1].start)
    ):
        return None
    return _Group(1, amount, amount.end, first)


def _next(text: str, amounts: Sequence[Amount], parts: list[_Group]) -> _Group | None:
    last = parts[-1]
    number = last.last + 1
    if number >= len(amounts):
        return None
    if not _PLUS.fullmatch(text, last.end, amounts[number].start):
        follows = text[last.end : amounts[number].start] in {"", " "} and _is_count(text, amounts[number])
        return _group(text, amounts, number) if follows else None  # 一台320一台160
    group = _group(text, amounts, number)
    if group is not None:
        return group
    plus = _ONLY_PLUS.fullmatch(text, last.end, amounts[number].start)
    return _Group(1, amounts[number], amounts[number].end, number) if plus and _is_size(amounts[number]) else None


def _group(text: str, amounts: Sequence[Amount], first: int) -> _Group | None:
    if first + 1 >= len(amounts):
        return None
    one, two = amounts[first], amounts[first + 1]
    if two.start - one.end > 24 or one.low != one.high or two.low != two.high:
        return None
    if not one.unit and _TIMES.fullmatch(text, one.end, two.start):
        return _product(text, one, two, first)
    if _is_count(text, one) and _is_size(two) and _SETS_OF.fullmatch(text, one.end, two.start):
        return _Group(one.low, two, two.end, first + 1)
    if one.unit == "kW" and not one.per and _counts(text, one, two):
        return _Group(two.low, one, two.end, first + 1)
    return None


def _counts(text: str, one: Amount, two: Amount) -> bool:
    """1250千瓦两台, 500kW×2: the second amount counts the sets of the first."""
    if _ALL_SETS.search(text, max(0, one.start - 8), one.start):
        return False
    if _is_count(text, two):
        return _OF_SETS.fullmatch(text, one.end, two.start) is not None
    is_count = not two.unit and 1 <= two.low <= MOST_SETS
    return is_count and _TIMES.fullmatch(text, one.end, two.start) is not None


def _product(text: str, one: Amount, two: Amount, first: int) -> _Group | None:
    """2×630kW or 三百二乘二: the count is the small whole number."""
    if 1 <= one.low <= MOST_SETS and one.low == int(one.low) and _is_size(two):
        return _Group(one.low, two, two.end, first + 1)
    if not two.unit and 1 <= two.low <= MOST_SETS and one.low >= LEAST_KW and (one.han or one.low > MOST_SETS):
        return _Group(two.low, one, two.end, first + 1)
    if two.unit == "count" and _is_count(text, two) and one.low > MOST_SETS:
        return _Group(two.low, one, two.end, first + 1)
    return None


def _is_count(text: str, amount: Amount) -> bool:
    return (
        amount.unit == "count"
        and 1 <= amount.low <= MOST_SETS
        and amount.low == int(amount.low)
        and not _NOT_SETS.search(text[max(0, amount.start - 8) : amount.start])
    )


def _is_size(amount: Amount) -> bool:
    if amount.per or amount.low != amount.high:
        return False
    return amount.unit == "kW" or (not amount.unit and amount.scale == 1 and LEAST_KW <= amount.low <= MOST_KW)


def _finished(text: str, amounts: Sequence[Amount], first: int, parts: list[_Group]) -> UnitGroups | None:
    sized = [part.size for part in parts if part.size.unit == "kW"]
    # 4×7.5万千瓦+1×5: the unit of the last one counts for all.
    factor = _factor(sized[-1]) if sized and len(sized) < len(parts) else 1.0
    units = tuple(
        (int(part.count), part.size.low if part.size.unit == "kW" else part.size.low * factor) for part in parts
    )
    end = parts[-1].end
    if not sized and text[end : end + 1] in "米m个年月日元":
        return None
    return UnitGroups(amounts[first].start, end, units, first, parts[-1].last, bool(sized))


def _factor(amount: Amount) -> float:
    return (1000.0 if amount.written in {"mw", "兆瓦"} else 1.0) * amount.scale
