"""Tells, where a text speaks of several plants, which figures are those of the plant whose capacity is offered.

A figure belongs to the capacity of its sentence; where that has several or none, to the last one named before it.
Nothing is left out of a text that names one plant alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from monitor.assess.case import Case
from monitor.models import Fact
from monitor.text.expression import expression

_MOST_SETS: Final = 20
_NEAR: Final = 0.005
_LEAST_KW: Final = 10  # 一千瓦补三千: what is paid for each
_ASKED: Final = frozenset({"asking", "starting", "floor", "unknown"})
_NAMING: Final = frozenset({"offered", "unknown", "unit"})
_END: Final = expression(r"[。；;！？!?\n]|\.(?=\s|$)")
_PARTS: Final = expression(r"其中|包括|由[^。；;\n]{0,12}组成|of which|including")
# A站, 一级, 2号站, 甲电站; 1号机 is a set
_NAME: Final = r"(?:[一二三四五上下]级(?:水?电?站)?|(?:[A-Fa-f甲乙丙丁]|[1-9一二三四五]号)(?:水?电)?[站厂])"
_NAMED: Final = expression(
    _NAME + r"(?:[的:：为是约 ]|价格?|报价|售价|要价|年|均|平均|发电量?|电量|可发|水头|流量|落差|收入|变压器|主变)*$"
)
_NAMES: Final = expression(_NAME)


def of_offered(case: Case, facts: Iterable[Fact]) -> Iterator[Fact]:
    """Those of the facts that belong to the capacity offered; all of them where the text tells of no other plant."""
    capacities = _capacities(case)
    several = _tells_several(case, capacities)
    for fact in facts:
        if not several or _is_of(case, fact, capacities):
            yield fact


def _tells_several(case: Case, capacities: Sequence[Fact]) -> bool:
    """True where one of several plants is offered, or the capacity offered is the sum of named ones.

    One more capacity in a seller's words may be of the same plant (room for a third set): it takes a second price.
    """
    sums = [fact for fact in capacities if fact.role == "offered"]
    if not sums or any(_NAMES.search(fact.text) for fact in sums):
        return bool(sums)
    others = {fact.value_max for fact in capacities if fact.role != "offered"}
    return len(others) > 1 or (len(others) == 1 and (case.reported or _prices(case) > 1))


def _prices(case: Case) -> int:
    told = case.facts.get("price", ())
    return len({one.value_max for one in told if one.role in _ASKED and one.per in {None, "total"} and one.value_max})


def rivals(case: Case) -> list[Fact]:
    """The capacities of other plants than the one offered, in text order."""
    return [fact for fact in _capacities(case) if fact.role != "offered"]


def _capacities(case: Case) -> Sequence[Fact]:
    """The capacities by which plants are known, in text order; worked out once a document."""
    if "capacities" not in case.numbers:
        case.numbers["capacities"] = tuple(_plants(case))
    known = case.numbers["capacities"]
    return known if isinstance(known, tuple) else ()


def _plants(case: Case) -> Iterator[Fact]:
    told = [one for one in case.facts.get("capacity", ()) if one.role in _NAMING and (one.value_max or 0) >= _LEAST_KW]
    offered = [one for one in told if one.role == "offered"]
    for fact in told:
        if fact.role == "offered" or not any(_is_part(case, fact, whole) for whole in offered[:_MOST_SETS]):
            yield fact


def _is_part(case: Case, fact: Fact, whole: Fact) -> bool:
    """The capacity offered told again, one of its sets, or a part that the text says is one."""
    size, total = fact.value_max or 0.0, whole.value_max or 0.0
    if whole.span.overlaps(fact.span) or abs(size - total) <= _NEAR * total:
        return True
    if any(abs(size - each) <= _NEAR * size for _, each in whole.units or ()):
        return True
    if fact.role == "unit" and fact.units is None and any(size * n == total for n in range(2, _MOST_SETS + 1)):
        return True
    between = case.document.text[whole.span.end : fact.span.start]
    return size < total and _PARTS.search(between) is not None and _END.search(between) is None


def _is_of(case: Case, fact: Fact, capacities: Sequence[Fact]) -> bool:
    """True where the capacity that a figure belongs to is one that is offered."""
    text, start = case.document.text, fact.span.start
    owner = _nearest(text, start, capacities)
    if owner.role != "offered":
        return False
    # 1000kW年发电380万度，二级站640kW is the sum of two; 一级600万 behind it is the price of one of them.
    inside = owner.span.start <= start < owner.span.end
    of_one = _NAMES.search(owner.text) and _NAMED.search(text, max(0, start - 16), start)
    return not (inside or of_one)


def _nearest(text: str, place: int, capacities: Sequence[Fact]) -> Fact:
    """The last capacity before a place, unless only one after it stands in its sentence; there is one at least."""
    number = bisect_right(capacities, place, key=lambda one: one.span.start)
    if not number:
        return capacities[0]
    before = capacities[number - 1]
    after = capacities[number] if number < len(capacities) else None
    if _END.search(text, before.span.end, place) and after and not _END.search(text, place, after.span.start):
        return after
    return before
