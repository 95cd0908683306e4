"""Finds installed capacity in kW: sets and plants added up, and the one that is of what is offered."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice
from typing import Final, NamedTuple

from monitor.extract.amounts import Amount, read_amounts
from monitor.extract.bare import bare_capacity
from monitor.extract.capacity_before import was_before
from monitor.extract.context import HARD_BREAKS, amount_detail, is_others, left_of, make_fact, others_from
from monitor.extract.mend import mended
from monitor.extract.numbers import parse_number
from monitor.extract.power_role import role_of
from monitor.extract.powers import as_power, is_of_plant, unit_slip
from monitor.extract.reading import Reading
from monitor.extract.several_plants import (
    FAR_MORE,
    MOST_PLANTS,
    MUCH_MORE,
    are_sold_together,
    is_company_total,
    joined,
    plants_told,
    told_respectively,
)
from monitor.extract.units import UnitGroups, find_unit_groups, is_set_count
from monitor.models import Fact, Role
from monitor.text.expression import expression

_TOTAL_WORD: Final = expression(
    r"总装机|总容量|总功率|装机总|合计|共计|一共|总共|合共|总的|总计|共(?=\d|$)|^合[为约是]?$|total"
)
_SET_WORD: Final = expression(r"单机|每台|单台|各|\d[号#]机|[一二三]号机|其中|一台|1台")
_SET_AFTER: Final = expression(r" ?(?:的)?(?:单机|单台|一台|1台|每台|/[台套]|each(?![a-z])|apiece)")
_EACH_AFTER: Final = expression(r" ?(?:each(?![a-z])|apiece|/ ?(?:[台套]|unit|set))")
_EACH_SET: Final = expression(r"单机|每台|单台|各|each")
_LONE_SET: Final = expression(r"(?:单机|单台)(?:组)?(?:容量|功率|装机)?(?:为|是|:)? ?$")
_ONLY_PAPERS: Final = expression(r"的?(?:批文|批复|手续|方案|规划|可研|计划|空间|潜力|余地|条件)")
_STEP: Final = expression(r"[一二三四上下]级(?:水?电?站)?[: ]?$")
_GROWN: Final = expression(
    r"(?:增加|增容|扩容|扩建|扩|提高|提升|改造|增|升级|技改|变"
    r"|(?:扩容|增容|技改|扩建)后)(?:到|至|为|成)?(?:了|现在的?|目前的?)? ?$"
)
# 500千瓦报废重装630千瓦, 125千瓦换新160千瓦: a larger one in its place.
_REPLACED: Final = expression(r"(?:换新|换成|换上?|更换|重装|重建|更新)(?:到|至|为|成|了)? ?$")
# 批了1000千瓦,实际装630千瓦
_REALLY: Final = expression(
    r"(?:^(?=实|现装|只装)|[,。;( ][^,。;]{0,4})(?:实际|实|现|只|真正)(?:在?[装有]|安装)(?:了|的|机)?[:为是]? ?$"
)
_ONCE: Final = expression(r"原来(?:是|有|装机?|为)*(?:个|约)?$")
_TURBINE: Final = expression(r"水轮机?(?:的|出力|功率|额定|容量|[:为是])*$")  # 水轮机出力680千瓦,发电机额定630千瓦
_GENERATOR: Final = expression(r"[,。;、 /(].*发电机?(?:的|出力|功率|额定|容量|[:为是])*$")
_SUM_BEFORE: Final = expression(r"(?:合计|共计|总共|一共|合共|总计|加起来|拢共)(?:装机|容量)?[:为是]? ?$")
_CAN: Final = expression(r"可以?|能|计划|拟|将|预计|打算|允许")
_NUMBERED: Final = expression(
    r"(?:[1-9一二三四五六]号机组?|[1-9]#机?组?|[一二三四五六][厂站]|[a-f甲乙丙丁](?:水?电)?[站厂]|站\("
    r"|(?<!另)一座|[上下]站|[一二三四上下]级(?:水?电?站)?)(?:容量|是|为|:|装机|[( ])*$"
)
_PROJECT: Final = expression(
    r"可研|项目建议书|核准|立项|路条|前期工作|未开工|尚未建|未建|待建|在建|续建|招商|开发权|选址"
)
# 单机容量200KW,装三台 and 台数:3 apart from it.
_SETS_NEXT: Final = expression(
    r"[,;、。 (\n]{0,2}(?:机组|机器)?(?:一共|总共|合计|共)?(?:计|安)?"
    r"(?:装机|装|设|台数|数量)?[有了]?[:为是 ]?([2-9]|1\d|[二两三四五六七八九十])台(?!/|每|矿|机器|服务)"
)
_SETS_FIELD: Final = expression(
    r"(?:机组|机器|发电机|水轮机)?(?:台数|机组数量?|机组数|数量)(?:\(台\))?[:为是| ]{1,2}([2-9]|1\d)(?![\d.])"
)
_ONE_SET: Final = expression(r"一台|1台")
MOST_SUMS: Final = 3  # sums looked at in one text
FAR_SETS: Final = 120
_EXACT: Final = expression(
    r"[^,。;\n()\d]{0,6}\((?:实际|其实|准确[说地]?|精确|铭牌|说是|是|实|约)*[:是为]?(\d{2,6}(?:\.\d)?)(?:kw|千瓦)?\)"
)
# the pair, 1,250 kilowatts each; the three turbines, 500 kW apiece; both of 630 kW
_ENGLISH_SETS: Final = expression(
    r"\b(pair|twins|both|two|three|four|five)\b(?: (?!and\b|or\b|years?\b|months?\b)[a-z-]+){0,5},?"
    r"(?: (?:of|at|rated|each|with))*,? $"
)
_BOTH: Final = expression(r"\bboth,? (?:of|at|rated(?: at)?) (?:about |some )?$")
_ENGLISH_MACHINES: Final = expression(
    r"\b(two|three|four|five) (?:[a-z-]+ )?(?:turbines|units|sets|generators|machines|turbo-?generators)\b"
)
_ENGLISH_COUNTS: Final = {"pair": 2, "twins": 2, "both": 2, "two": 2, "three": 3, "four": 4, "five": 5}
# 500的机几台? 两台: the question names the size, the answer the number
_HOW_MANY: Final = expression(
    r"(?:的|水轮|发电)*(?:机组?|机子|机器|[子器组])?(?:[,。]?\n[^\n:]{1,8}: ?)?"
    r"(?:有|装了?|是|共)?(?:几|多少)台[^\n]{0,4}\n[^\n:]{0,16}:? ?"
    r"(?:一共|总共|共|有|就|装了?|是)?([二两三四五2-5])台"
)
# 1万千瓦不到的9600
_SHORT_OF: Final = expression(
    r"(?:不到|差)(?:一?点点?|一?丢丢)?的?[,、 ]?(?:实际|其实|就|是|实)*(\d{2,6})(?:kw|千瓦)?"
    r"(?=[,。;、\s\d一二两三四]|$)"
)
_OF_ONE_SET: Final = 5  # rank of 单机500千瓦
NEXT_SET: Final = 16  # characters between two sets named by their numbers


class _Capacity(NamedTuple):
    start: int
    end: int
    low: float
    high: float
    role: Role
    rank: int
    units: tuple[tuple[int, float], ...] | None = None
    conflict: bool = False
    amount: Amount | None = None


def extract_capacity(reading: Reading) -> list[Fact]:
    """Find installed capacity.

    Args: reading of a text of n characters; O(n). Raises nothing.
    Returns: facts in text order, unit "kW"; `units` holds groups of sets (count, kW each) where they are stated. Role
    `offered` only for the capacity of what is offered (the sum, where several sets are named); never more than one
    value of it. A power written in kWh (500千瓦时水电站) has `unit_conflict` True.
    """
    reading = mended(reading)
    text = reading.normalised.plain.text
    others = others_from(reading)
    found = [
        one._replace(role="unknown", rank=0) if is_others(reading, one.start, others) else one
        for one in _capacities(reading, text)
    ]
    found = _one_offered(reading, text, found)
    if all(one.role == "equipment" or one.high <= 1 for one in found):
        bare = bare_capacity(reading)
        if bare is not None:
            found = [*found, _Capacity(bare.start, bare.end, bare.low, bare.high, "offered", 1, amount=bare)]
            found.sort(key=lambda one: one.start)
    return [_fact(reading, one) for one in found]


def _fact(reading: Reading, one: _Capacity) -> Fact:
    return make_fact(
        reading, "capacity", one.start, one.end, role=one.role, low=one.low, high=one.high, unit="kW", units=one.units,
        unit_conflict=one.conflict, detail=amount_detail(one.amount) if one.amount else {},
    )  # fmt: skip


def _capacities(reading: Reading, text: str) -> list[_Capacity]:
    amounts = read_amounts(text)
    slips = [unit_slip(text, amount) for amount in amounts]
    read = [slip or amount for slip, amount in zip(slips, amounts, strict=True)]
    groups = [group for group in find_unit_groups(text, read) if is_of_plant(reading, text, group)]
    inside = {number for group in groups for number in range(group.first, group.last + 1)}
    found = [_from_group(reading, text, group, any(slips[group.first : group.last + 1])) for group in groups]
    for number, amount in enumerate(read):
        if number not in inside and (sized := as_power(text, amount)) is not None:
            one = _single(reading, text, sized, slips[number] is not None)
            found.append(_all_sets(text, read, number, one) if one.role == "offered" and one.rank <= 10 else one)
    found = [_exact(text, one) for one in found]
    found += _told_sum(text, read, found)
    found = _several_plants(reading, text, sorted(found, key=lambda one: one.start))
    return _growth(text, _numbered_sets(text, found))


def _several_plants(reading: Reading, text: str, found: list[_Capacity]) -> list[_Capacity]:
    """勐弄河二级、三级电站,装机分别为12.6MW和8MW: the plants that are sold together are one group."""
    for number, one in enumerate(found):
        row = _row_from(reading, text, found, number) if one.role == "offered" else [one]
        if len(row) > 1:
            rest = [*found[:number], *found[number + len(row) :]]
            return sorted([_sum_of(row), *rest], key=lambda one: one.start)
    return found


def _row_from(reading: Reading, text: str, found: Sequence[_Capacity], number: int) -> list[_Capacity]:
    """The powers from `number` on that belong together, itself alone where none follows."""
    if len(counted := _one_each(reading, text, found, number)) > 1:
        return counted
    row, respectively = [found[number]], told_respectively(text, found[number].start, found[number].end)
    for one in islice(found, number + 1, None):
        last = row[-1]
        together = (respectively and joined(text, last.end, one.start)) or (
            reading.offer.offer == "direct" and are_sold_together(text, last.start, last.end, one.start)
        )
        if not together or one.role != "offered" or one.low != one.high or last.low != last.high:
            break
        row.append(one)
    return row


def _one_each(reading: Reading, text: str, found: Sequence[_Capacity], number: int) -> list[_Capacity]:
    """一级、二级水电站,装机1000kW、640kW: as many powers side by side as plants are told of; [] where it is not so.

    Of a bundle, each is kept as well (`_bundle`).
    """
    if reading.offer.offer == "none" or reading.offer.object == "bundle":
        return []
    row = [found[number]]
    for one in islice(found, number + 1, number + 1 + MOST_PLANTS):
        if not joined(text, row[-1].end, one.start):
            break
        row.append(one)
    alike = all(one.role == "offered" and one.low == one.high and one.rank != _OF_ONE_SET for one in row)
    return row if alike and len(row) > 1 and len(row) in plants_told(text, row[0].start) else []


def _sum_of(row: Sequence[_Capacity]) -> _Capacity:
    total = sum(one.low for one in row)
    units = tuple(unit for one in row for unit in (one.units or ((1, one.low),)))
    conflict = any(one.conflict for one in row)
    return _Capacity(row[0].start, row[-1].end, total, total, "offered", 30, units, conflict)


def _told_sum(text: str, amounts: Sequence[Amount], found: list[_Capacity]) -> list[_Capacity]:
    """一期640千瓦,二期500千瓦,合计1140: the sum without its unit, of sizes named before it."""
    bare = (one for one in amounts if not one.unit and not one.per)
    told = (one for one in bare if _SUM_BEFORE.search(text, max(0, one.start - 8), one.start))
    for amount in islice(told, MOST_SUMS):
        parts = [one for one in found if one.start < amount.start and one.role in {"offered", "planned"}]
        if len(parts) > 1 and abs(sum(one.low for one in parts) - amount.low) <= 0.005 * amount.low:
            return [_Capacity(amount.start, amount.end, amount.low, amount.high, "offered", 40, amount=amount)]
    return []


def _exact(text: str, one: _Capacity) -> _Capacity:
    """1兆瓦挂零(1050), 100千瓦不到一点(实际96): the exact size stands in brackets after the round one."""
    match = _EXACT.match(text, one.end) or _SHORT_OF.match(text, one.end)
    value = parse_number(match[1]) if match and one.low == one.high else None
    if match is None or value is None or value == one.low:
        return one
    told_short = match.re is _SHORT_OF and value > one.low
    if told_short or abs(value - one.low) > (0.4 if "实" in match.group() else 0.2) * one.low:
        return one
    return one._replace(
        low=value, high=value, start=match.start(1), end=match.end(1), rank=max(one.rank, 15), units=None
    )


def _numbered_sets(text: str, found: list[_Capacity]) -> list[_Capacity]:
    """1号机500、2号机320: the sets (or plants) that are named by their numbers, in a row, are one group."""
    sets = [one for one in found if one.role == "offered" and one.low == one.high and _has_number(text, one)]
    first = next((place for place in range(1, len(sets)) if _is_next(sets[place - 1], sets[place])), 0)
    if not first:
        return found
    last = next((place for place in range(first, len(sets)) if not _is_next(sets[place - 1], sets[place])), len(sets))
    row = sets[first - 1 : last]
    whole = _sum_of(row)
    rest = (one for one in found if not row[0].start <= one.start <= row[-1].start)
    return sorted([whole, *rest], key=lambda one: one.start)


def _is_next(one: _Capacity, two: _Capacity) -> bool:
    return two.start - one.end < NEXT_SET


def _has_number(text: str, one: _Capacity) -> bool:
    return _NUMBERED.search(text, left_of(text, one.start, limit=10), one.start) is not None


def _all_sets(text: str, amounts: Sequence[Amount], number: int, one: _Capacity) -> _Capacity:
    """三台机2009年改造后每台1600kW: the number of sets stands before, apart from the size of each."""
    if one.low != one.high:
        return one
    if (count := _told_count(text, one)) > 1:
        return _times(one, count, 25, one.start, one.end)
    each = _EACH_SET.search(text, left_of(text, one.start, limit=14), one.start) or _EACH_AFTER.match(text, one.end)
    if not each:
        return one
    first = left_of(text, one.start, HARD_BREAKS, 40)
    for other in reversed(amounts[max(0, number - 5) : number]):
        if other.start >= first and is_set_count(text, other) and other.low > 1:
            return _times(one, int(other.low), 25, other.start, one.end)
    if counted := _SETS_NEXT.match(text, one.end):
        count = int(parse_number(counted[1]) or 1)
        return _times(one, count, 25, one.start, counted.end()) if count > 1 else one
    return _sets_elsewhere(text, amounts, one)


def _told_count(text: str, one: _Capacity) -> int:
    """The pair, 1,250 kilowatts each: how many sets of that size English words, or the answer to a question, name."""
    asked = _HOW_MANY.match(text, one.end)
    if asked is not None:
        return int(parse_number(asked[1]) or 1)
    first = left_of(text, one.start, HARD_BREAKS, 70)
    if _BOTH.search(text, first, one.start):
        return 2
    told = _ENGLISH_SETS.search(text, first, one.start) if _EACH_AFTER.match(text, one.end) else None
    return _ENGLISH_COUNTS[told[1]] if told is not None else 1


def _sets_elsewhere(text: str, amounts: Sequence[Amount], one: _Capacity) -> _Capacity:
    """机组:3台 in one line, 单机:320kW in another: the only count of sets that a short text names."""
    left, right = max(0, one.start - FAR_SETS), one.end + FAR_SETS
    near = (bisect_left(amounts, place, key=lambda other: other.start) for place in (left, right))
    counts = {int(other.low) for other in amounts[slice(*near)] if is_set_count(text, other)}
    counts |= {int(match[1]) for match in _SETS_FIELD.finditer(text, left, min(right, len(text)))}
    counts |= {_ENGLISH_COUNTS[match[1]] for match in _ENGLISH_MACHINES.finditer(text, left, one.start)}
    if len(counts) != 1 or 1 in counts or (one.units and _ONE_SET.search(text, one.end, one.end + 4)):
        return one
    return _times(one, counts.pop(), 15, one.start, one.end)


def _times(one: _Capacity, count: int, rank: int, start: int, end: int) -> _Capacity:
    total = one.low * count
    return one._replace(low=total, high=total, rank=rank, units=((count, one.low),), start=start, end=end)


def _from_group(reading: Reading, text: str, group: UnitGroups, conflict: bool) -> _Capacity:
    role = role_of(reading, text, group.start, group.end)
    rank = 30 if sum(count for count, _ in group.units) > 1 else 18  # 装机750,有一台250的要修
    units = None if role == "unknown" else group.units  # a neighbour's sets are no sum to hold against the plant
    return _Capacity(group.start, group.end, group.total, group.total, role, rank, units, conflict)


def _single(reading: Reading, text: str, amount: Amount, conflict: bool) -> _Capacity:
    words = text[left_of(text, amount.start, limit=14) : amount.start]
    role = role_of(reading, text, amount.start, amount.end) if amount.high > 1 else "unknown"  # 一千瓦给六千三
    rank, units = 10, None
    if _TOTAL_WORD.search(words):
        rank = 40
    elif _SET_WORD.search(words) or _SET_AFTER.match(text, amount.end):
        rank = _OF_ONE_SET
        units = ((1, amount.low),) if _LONE_SET.search(words) or _SET_AFTER.match(text, amount.end) else None
    elif "装机" in words or "铭牌" in words or "capacity" in words or "装机" in text[amount.end : amount.end + 3]:
        rank = 20
    return _Capacity(amount.start, amount.end, amount.low, amount.high, role, rank, units, conflict, amount)


def _growth(text: str, found: list[_Capacity]) -> list[_Capacity]:
    """从1000kW增加到2000kW: the first is former, the second stands; where it only may grow, the second is planned."""
    result = list(found)
    for number in range(len(found) - 1):
        one, two = result[number], result[number + 1]
        between = text[one.end : two.start]
        if one.role == "offered" and one.low != two.low and was_before(text, one.start, one.end, two.start):
            result[number] = one._replace(role="former")
            result[number + 1] = two._replace(role="offered", rank=max(two.rank, 20))
            continue
        if len(between) > 14:
            continue
        if _is_nominal(text, one, two):
            result[number] = one._replace(role="unknown")
            result[number + 1] = two._replace(rank=max(two.rank, 20))
            continue
        if two.role == "unit" or (two.role == "planned" and text.startswith(("一台", "1台"), two.start)):
            continue  # 扩一台320: beside what stands, not in its place
        if not (_GROWN.search(between) or (two.low > one.low and _REPLACED.search(between))):
            continue
        papers = _ONLY_PAPERS.match(text, two.end)
        if papers or _CAN.search(between) or _CAN.search(text[left_of(text, one.start, limit=8) : one.start]):
            result[number + 1] = two._replace(role="planned")
        else:
            result[number] = one._replace(role="former")
            result[number + 1] = two._replace(role="offered", rank=max(two.rank, 20))
    return result


def _is_nominal(text: str, one: _Capacity, two: _Capacity) -> bool:
    """The first is what was approved, or what the turbine gives; the second is what stands there."""
    between = text[one.end : two.start]
    if one.role != "offered" or two.role != "offered":
        return False
    turbine = _TURBINE.search(text, max(0, one.start - 10), one.start) and _GENERATOR.fullmatch(between)
    return bool(turbine or (two.low < one.low and _REALLY.search(between)))


def _one_offered(reading: Reading, text: str, found: list[_Capacity]) -> list[_Capacity]:
    """Leave one value with the role `offered`."""
    if reading.offer.offer == "none":
        return [one._replace(role="unknown") if one.role == "offered" else one for one in found]
    found = _without_company(reading, text, found)
    offered = [one for one in found if one.role == "offered"]
    if not offered:
        return _lone_plan(reading, text, _lone_former(text, found))
    best = max(offered, key=lambda one: (one.rank, -one.start))
    several = reading.offer.object == "bundle" or _cascade(text, offered)
    if best.rank <= 30 and several and not _sum_is_told(offered) and (bundle := _bundle(text, offered)) is not None:
        return sorted(
            [
                bundle,
                *(one._replace(role="unit") for one in found if one.role == "offered"),
                *(one for one in found if one.role != "offered"),
            ],
            key=lambda one: one.start,
        )
    best = _with_units(_as_sum(offered) or best, offered)
    sizes = {each for one in offered if one.units for _, each in one.units}
    return [_beside(one, best, sizes) for one in found]


def _without_company(reading: Reading, text: str, found: list[_Capacity]) -> list[_Capacity]:
    """阳长电站3×8MW,公司总装机323万千瓦: what the company has is not what it sells, where that has its own size."""
    told = [one for one in found if one.role == "offered" and is_company_total(text, one.start)]
    plants = {one.low for one in found if one.role == "offered" and one not in told}
    if not told or not plants:
        return found
    least = FAR_MORE if reading.offer.object == "equity" else MUCH_MORE
    return [one._replace(role="total") if one in told and one.low >= least * sum(plants) else one for one in found]


def _cascade(text: str, offered: Sequence[_Capacity]) -> bool:
    """一级站…,二级站…: plants on one river, each with its sets."""
    groups = [one for one in offered if one.units]
    return len(groups) > 1 and all(_STEP.search(text, left_of(text, one.start, limit=8), one.start) for one in groups)


def _as_sum(offered: Sequence[_Capacity]) -> _Capacity | None:
    """上级2×160,下级1×250,合570千瓦: the one that all groups add up to."""
    groups = [one for one in offered if one.units]
    total = sum(one.low for one in groups)
    if len(groups) < 2:
        return None
    units = tuple(unit for one in groups for unit in one.units or ())
    sums = (one for one in offered if not one.units and abs(one.low - total) <= 0.005 * total)
    return next((one._replace(units=units) for one in sums), None)


def _sum_is_told(offered: Sequence[_Capacity]) -> bool:
    """总540KW(320+220): the plants of a bundle and their sum."""
    groups = {one.low for one in offered if one.units}
    return _as_sum(offered) is not None or any(one.low in groups for one in offered if not one.units)


def _with_units(best: _Capacity, offered: Sequence[_Capacity]) -> _Capacity:
    """The stated total takes over the groups that add up to it."""
    if best.units is not None:
        return best
    for one in offered:
        if one.units and abs(one.low - best.low) <= 0.005 * best.low:
            return best._replace(units=one.units)
    return best


def _beside(one: _Capacity, best: _Capacity, sizes: set[float]) -> _Capacity:
    if one.role != "offered":
        return one
    if one.start == best.start:
        return best
    if (one.low, one.high) == (best.low, best.high):
        return one
    return one._replace(role="unit" if one.low in sizes or one.units or one.rank == _OF_ONE_SET else "unknown")


def _bundle(text: str, offered: Sequence[_Capacity]) -> _Capacity | None:
    """Several plants named with their capacities in one sentence: their sum is offered."""
    end = text.find("。", offered[0].start) % (len(text) + 1) + 1
    sentence = [one for one in offered if one.start < end]
    if len(sentence) < 2 or any(one.low != one.high for one in sentence):
        return None
    units = tuple(unit for one in sentence for unit in (one.units or ((1, one.low),)))
    total = sum(one.low for one in sentence)
    return _Capacity(sentence[0].start, sentence[-1].end, total, total, "offered", 40, units)


def _lone_former(text: str, found: list[_Capacity]) -> list[_Capacity]:
    """原来630千瓦 of a plant that stands still: what it had is all there is to offer."""
    if len({one.low for one in found}) != 1 or not _ONCE.search(text, max(0, found[0].start - 6), found[0].start):
        return found
    return [one._replace(role="offered") if one.role == "former" else one for one in found]


def _lone_plan(reading: Reading, text: str, found: list[_Capacity]) -> list[_Capacity]:
    """A project not yet built has only its planned capacity: that is what is offered."""
    if len({one.low for one in found if one.role == "planned"}) != 1:
        return found
    if reading.offer.object != "under_construction" and not _PROJECT.search(text):
        return found
    return [one._replace(role="offered") if one.role == "planned" else one for one in found]
