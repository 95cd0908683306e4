"""Finds installed capacity in kW and says whose it is: the plant offered, one set, a threshold, a province, …"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final, NamedTuple

from monitor.extract.amounts import Amount, read_amounts
from monitor.extract.bare import bare_capacity
from monitor.extract.context import (
    HARD_BREAKS,
    amount_detail,
    ends_alone,
    is_others,
    left_of,
    make_fact,
    near_words,
    others_from,
    right_of,
)
from monitor.extract.mend import mended
from monitor.extract.numbers import parse_number
from monitor.extract.reading import Reading
from monitor.extract.units import UnitGroups, find_unit_groups, is_set_count
from monitor.models import Fact, Role
from monitor.text.expression import expression

LEAST_KW: Final = 1.0
LONGEST_LABEL: Final = 4
LEAST_NAMED: Final = 50.0  # kW of a plant named by a bare number (250的站)

_SIZE: Final = expression(r"装机|铭牌|功率|容量|出力|发电能力|规模|机组|单机|capacity")
_SIZE_END: Final = expression(
    r"(?:装机(?:总?容量|总?功率|规模|总量)?|(?:单机|总|发电|机组|站)容量|单机|单台|机组|功率|总?出力|铭牌|[号#]机|(?<!另)一座)(?:约?为|是|约|有"
    r"|达到?|近|共|共计|合计|上?[写标]的?是?|:|\||\)| )*$"
)
_PLANT_AFTER: Final = expression(
    r" (?:hydro|power|plant|station)| ?的?(?:小?水?电站|小水电|水电|装机|电厂|机组|单机|发电站)"
)
LEAST_WATTS: Final = 50
_PLANT_AFTER_W: Final = expression(r" ?的?(?:小?水?电站|站子|小水电|装机)")
_TOTAL_WORD: Final = expression(r"总装机|总容量|总功率|装机总|合计|共计|一共|总共|合共|总的|总计|共(?=\d|$)|total")
_SET_WORD: Final = expression(r"单机|每台|单台|各|\d[号#]机|[一二三]号机|其中|一台|1台")
_SET_AFTER: Final = expression(r" ?(?:的)?(?:单机|一台|1台|每台|/[台套])")
_EACH_SET: Final = expression(r"单机|每台|单台|各|each")
_LONE_SET: Final = expression(r"(?:单机|单台)(?:组)?(?:容量|功率|装机)?(?:为|是|:)? ?$")
_THRESHOLD_AFTER: Final = expression(r" ?\(?(?:含|包?含本数|不含)?\)?及?(?:其)?(?:以下|以上|以内|起步|起(?!拍|价))")
_THRESHOLD_BEFORE: Final = expression(
    r"(?:不足|小于|大于|低于|高于|不超过|不低于|少于|不大于|不小于|under|below|above|less than|more than|up to"
    r"|at most|没到|不到|没有到|没超过)(?:于)? ?$"
)
_REGION: Final = expression(
    r"(?<![天安])全(?:[省县市国区]|州(?!县))|我[省县市国区州](?![^,。]{0,3}[一1某]|有个)|各[省县市]|共有|累计"
    r"|(?<!公司)(?:投运|在运)|控股(?=装机|水电|在运|电站|总|的?(?:全部|各))"
    r"|权益装机|(?!1座)\d+座"
    r"|[二两三四五六七八九十百几数]+余?座(?!落)|[多数几\d]家电站|多座|旗下(?=[^,。]{0,8}[座家])"
    r"|集团(?=[^,。]{0,6}(?:共|总|在运|现有|旗下|拥有|合计|运营|管理|累计|装机))"
    r"|流域(?:内)?(?:规划|共"
    r"|总)|nationwide|province's"
)
_OWNED: Final = expression(r"拥有|旗下|现有|运营|管理|持有|投资|控制")
_ONLY_PAPERS: Final = expression(r"的?(?:批文|批复|手续|方案|规划|可研|计划|空间|潜力|余地|条件)")
_STEP: Final = expression(r"[一二三四上下]级(?:水?电?站)?[: ]?$")
_SOLD: Final = expression(r"物色|寻(?:找|求)?|接手|接盘|让出|转让|出让|出售|挂牌|打包")
_PLANNED: Final = expression(
    r"规划|拟建|拟装|计划|更新至|更换[至为]|机组更新|可扩|可增|扩到|二期|远期|再建|再上|再加|加装|再装|增加一台|[能可想](?:以?再?)[加添]|加一台|后期|还可|还能|将增|筹建"
    r"|待建|预留"
    r"|(?:可|拟|将|能|准备)以?(?:技改|增效|扩|增容|改造)|planned|expand"
)
_GROWN: Final = expression(
    r"(?:增加|增容|扩容|扩建|扩|提高|提升|改造|增|升级|技改|变)(?:到|至|为|成)?(?:了|现在的?|目前的?)? ?$"
)
_CAN: Final = expression(r"可以?|能|计划|拟|将|预计|打算|允许")
_FORMER: Final = expression(
    r"原装机|原来|改造前|原为|原有|原先|以前|扩容前|技改前|过去|老装机|从前|前身|原设计|当年|早年|最初"
    r"|旧机|旧站|原\(|从 ?$|由 ?$|原 ?$"
)
_EQUIPMENT: Final = expression(
    r"光伏|太阳能|柴油|燃气|风电|风机|风力|储能|异步|同步发电机|电动机|(?<!发)电机(?!组|容)|水泵|矿机|负荷|充电|空压"
    r"|锅炉|变压器|用电|消纳|服务器|算力|专线|抽水蓄能|抽蓄|火电|热电|核电|垃圾"
    r"|生物质|矿场|机房|调速器|励磁|自备|备用电源|solar|diesel|wind|miner|rigs?\b|pumped"
)
_LOAD_AFTER: Final = expression(
    r"的?(?:负荷|用电|矿机|光伏|太阳能|柴油|储能|风电|消纳|专线|机位|异步|同步发电机|发电机出|电机(?!组)"
    r"|充电|负载|电力| ?(?:solar|diesel|wind|of rigs))"
)
_OTHER_PLANT: Final = expression(
    r"(?:(?<![一-鿿])|(?<=站)|(?<=其)|(?<=[我它]们)|(?<=[和跟比与在]))(?:[上下]游|附近|邻近|旁边|周边)"
    r"|隔壁|另一座|别人|同类|类似|同县|上一级|下一级|neighbou?r|similar"
)
_ANNUAL: Final = expression(r"年|月|日均|每天|发电量|电量|一天|发了|发电\d|度电|annual|yearly|generat")
_SET_FOLLOWS: Final = expression(
    r"\s?的?(?:斜击|混流|冲击|轴流|贯流|水斗|[立卧])式?水轮|\s?(?:的|水轮"
    r"|发电)*(?:机组)?[一二两三四五六\d] ?台(?![/每天])|[×x*] ?\d\b|的?机组|的?(?:水轮)?发电机"
)
_PLANT_SIZE: Final = expression(
    r"的?(?:小水电|小?水?电?站(?![\d点长])|机组?(?![位器架房会]))|的(?=[,。;!\s]|$)|的?水电(?![价费])"
    r"|的?(?:单机|功率|容量)|的(?:机器|机子)(?!\d|[一二两三四五六七八九十]|位|架)"
)
_GE: Final = expression(r"个(?=[,。;!\s]|$)")  # 装机八百个
_IS_POWER: Final = expression(r"(?:是|指的?是?|说的是|单位是?)(?:千瓦|kw|装机)")  # 1.26万是千瓦,不是价钱
_SIZE_AFTER: Final = expression(r"个?的?装机(?![柜房])")
_W_OF_SET: Final = expression(r"的?(?:装机|机组|发电机)")  # 400W装机: nobody means watts or 400万
_FEW: Final = expression(r"[二两三四五2-5]座")
_NOW: Final = expression(r"(?:现在|目前|现有|现状|眼下|如今)(?:是|为|有|只有)?$")
_TO_GROW: Final = expression(
    r"的?[,、 ]?(?:以后|将来|后期)?(?:能|可以?)?(?:扩[完容建到]|增容|技改|改造)"
)  # 现在480,扩完能到800
_NOT_FORMER: Final = expression(r"的?(?:挂|报|要价|开价|卖|叫价|喊|标价|价|说|谈|想)|.*(?<!发)[现今](?![价场金款])")
_NUMBERED: Final = expression(
    r"(?:[1-9一二三四五六]号机组?|[1-9]#机?组?|[一二三四五六][厂站]|[a-f甲乙丙丁](?:水?电)?[站厂]|站\("
    r"|(?<!另)一座|[上下]站|[一二三四上下]级(?:水?电?站)?)(?:容量|是|为|:|装机|[( ])*$"
)
_PROJECT: Final = expression(r"可研|项目建议书|核准|立项|路条|前期工作|未开工|尚未建|未建|待建|招商|开发权|选址")
_BUYERS: Final = expression(r"(?:算力|矿机|矿场)(?=的|老板|公司|朋友|客户|企业|商)")
_GE_OF: Final = expression(r"的(?=[,。;!\s]|$|[小电站水])")  # 2000的 is a size, 2008的 a year
_WISHED: Final = expression(
    r"[你您板哥姐弟总](?:想)?(?:要|找|问|说|想要|看|需要|打听|求|收)(?:的|那个|个|过的)?(?:那个|那种|这种)? ?$"
)
_HAVE: Final = expression(
    r"[左右]{0,2}(?:的|那种|那个|这种|站子?|电站|规模|以上|以内){0,3}[,、 ]?"
    r"(?:我|咱|俺|本人|刚好|正好|手[上里头])[^,。;\n]{0,6}?(?:有|就是|合适|符合)"
    r"|的?(?:有|有货|有的|有啊|有呢)(?=[,。;!\n ]|$)"
)
_OTHER_SIZE: Final = expression(
    r"水头|落差|流量|海拔|机位|坝高|库容|管|渠|距|离|变压?器?|编号|发电|年发|电量|小时|负荷|放|第|号|人|矿|机柜"
    r"|价|要|卖|万"
)
_SIZE_CLAUSE: Final = expression(r"^$|(?:站|水电|转让|出售|一座|一台)[: ]?$")
# 单机容量200KW,装三台 and 台数:3 apart from it.
_SETS_NEXT: Final = expression(
    r"[,;、。 (\n]{0,2}(?:机组|机器)?(?:一共|总共|合计|共)?(?:计|安)?"
    r"(?:装机|装|设|台数|数量)?[有了]?[:为是 ]?([2-9]|1\d|[二两三四五六七八九十])台(?!/|每|矿|机器|服务)"
)
_SETS_FIELD: Final = expression(
    r"(?:机组|机器|发电机|水轮机)?(?:台数|机组数量?|机组数|数量)(?:\(台\))?[:为是| ]{1,2}([2-9]|1\d)(?![\d.])"
)
_ONE_SET: Final = expression(r"一台|1台")
FAR_SETS: Final = 120
NEXT_SET: Final = 16  # characters between two sets named by their numbers
_SLIP_NOT: Final = expression(r"元|毛|分|/|每")
_IN_GENERAL: Final = expression(r" ?(?:不等|之间|左右不等)|到几|至几")
# The first that fits decides.
_ROLES_AFTER: Final[tuple[tuple[re.Pattern[str], Role], ...]] = (
    (_THRESHOLD_AFTER, "threshold"), (_LOAD_AFTER, "equipment"), (_IN_GENERAL, "unknown"),
)  # fmt: skip
_ROLES_BEFORE: Final[tuple[tuple[re.Pattern[str], Role], ...]] = (
    (_THRESHOLD_BEFORE, "threshold"), (_EQUIPMENT, "equipment"), (_FORMER, "former"),
)  # fmt: skip


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
    if not found:
        bare = bare_capacity(reading)
        if bare is not None:
            found = [_Capacity(bare.start, bare.end, bare.low, bare.high, "offered", 1, amount=bare)]
    return [_fact(reading, one) for one in found]


def _fact(reading: Reading, one: _Capacity) -> Fact:
    return make_fact(
        reading, "capacity", one.start, one.end, role=one.role, low=one.low, high=one.high, unit="kW", units=one.units,
        unit_conflict=one.conflict, detail=amount_detail(one.amount) if one.amount else {},
    )  # fmt: skip


def _capacities(reading: Reading, text: str) -> list[_Capacity]:
    amounts = read_amounts(text)
    slips = [_slip(text, amount) for amount in amounts]
    read = [slip or amount for slip, amount in zip(slips, amounts, strict=True)]
    groups = [group for group in find_unit_groups(text, read) if _is_plant(reading, text, group)]
    inside = {number for group in groups for number in range(group.first, group.last + 1)}
    found = [_from_group(reading, text, group, any(slips[group.first : group.last + 1])) for group in groups]
    for number, amount in enumerate(read):
        if number not in inside and (sized := _sized(text, amount)) is not None:
            one = _single(reading, text, sized, slips[number] is not None)
            found.append(_all_sets(text, read, number, one) if one.rank == 5 and one.role == "offered" else one)
    return _growth(text, _numbered_sets(text, sorted(found, key=lambda one: one.start)))


def _numbered_sets(text: str, found: list[_Capacity]) -> list[_Capacity]:
    """1号机500、2号机320: the sets (or plants) that are named by their numbers, in a row, are one group."""
    sets = [one for one in found if one.role == "offered" and one.low == one.high and _has_number(text, one)]
    first = next((place for place in range(1, len(sets)) if _is_next(sets[place - 1], sets[place])), 0)
    if not first:
        return found
    last = next((place for place in range(first, len(sets)) if not _is_next(sets[place - 1], sets[place])), len(sets))
    row = sets[first - 1 : last]
    total = sum(one.low for one in row)
    units = tuple(unit for one in row for unit in (one.units or ((1, one.low),)))
    conflict = any(one.conflict for one in row)
    whole = _Capacity(row[0].start, row[-1].end, total, total, "offered", 30, units, conflict)
    rest = (one for one in found if not row[0].start <= one.start <= row[-1].start)
    return sorted([whole, *rest], key=lambda one: one.start)


def _is_next(one: _Capacity, two: _Capacity) -> bool:
    return two.start - one.end < NEXT_SET


def _has_number(text: str, one: _Capacity) -> bool:
    return _NUMBERED.search(text, left_of(text, one.start, limit=10), one.start) is not None


def _all_sets(text: str, amounts: Sequence[Amount], number: int, one: _Capacity) -> _Capacity:
    """三台机2009年改造后每台1600kW: the number of sets stands before, apart from the size of each."""
    if one.low != one.high or not _EACH_SET.search(text, left_of(text, one.start, limit=14), one.start):
        return one
    first = left_of(text, one.start, HARD_BREAKS, 40)
    for other in reversed(amounts[max(0, number - 5) : number]):
        if other.start >= first and is_set_count(text, other) and other.low > 1:
            return _times(one, int(other.low), 25, other.start, one.end)
    if counted := _SETS_NEXT.match(text, one.end):
        count = int(parse_number(counted[1]) or 1)
        return _times(one, count, 25, one.start, counted.end()) if count > 1 else one
    return _sets_elsewhere(text, amounts, one)


def _sets_elsewhere(text: str, amounts: Sequence[Amount], one: _Capacity) -> _Capacity:
    """机组:3台 in one line, 单机:320kW in another: the only count of sets that a short text names."""
    left, right = max(0, one.start - FAR_SETS), one.end + FAR_SETS
    near = (bisect_left(amounts, place, key=lambda other: other.start) for place in (left, right))
    counts = {int(other.low) for other in amounts[slice(*near)] if is_set_count(text, other)}
    counts |= {int(match[1]) for match in _SETS_FIELD.finditer(text, left, min(right, len(text)))}
    if len(counts) != 1 or 1 in counts or (one.units and _ONE_SET.search(text, one.end, one.end + 4)):
        return one
    return _times(one, counts.pop(), 15, one.start, one.end)


def _times(one: _Capacity, count: int, rank: int, start: int, end: int) -> _Capacity:
    total = one.low * count
    return one._replace(low=total, high=total, rank=rank, units=((count, one.low),), start=start, end=end)


def _slip(text: str, amount: Amount) -> Amount | None:
    """A power written in kWh: after 装机, 功率, or right before 电站; never where a year's output is told."""
    if amount.unit == "W" and amount.low >= LEAST_WATTS and not amount.per and _PLANT_AFTER_W.match(text, amount.end):
        return amount._replace(unit="kW")  # 1000瓦的站子
    if amount.unit != "kWh" or amount.per or amount.written.startswith("度"):
        return None
    first = left_of(text, amount.start, limit=14)
    words = text[first : amount.start]
    sized = _SIZE.search(words)
    if (_ANNUAL.search(words) and not (sized and sized.group() == "装机")) or (words and _SLIP_NOT.search(words[-1])):
        return None
    if (
        _SIZE_CLAUSE.search(words)
        and amount.scale == 1
        and 50 <= amount.high <= 50_000
        and ends_alone(text, amount.end)
    ):
        return amount._replace(unit="kW")  # 电站400千瓦时,180万: no plant makes so little in a year
    named = _PLANT_AFTER.match(text, amount.end) or _SET_FOLLOWS.match(text, amount.end)
    if sized or (named and amount.high <= 50_000):
        return amount._replace(unit="kW")
    return None


def _sized(text: str, amount: Amount) -> Amount | None:
    """The amount if it is a power: in kW, or without a unit after 装机 (装机320, 装机1万, 1万装机)."""
    if amount.unit == "kW" and not amount.per:
        return amount if amount.high >= LEAST_KW else None
    watts = amount.unit == "w" and (
        _W_OF_SET.match(text, amount.end) or text.startswith("装机", max(0, amount.start - 2))
    )
    if watts:
        return amount._replace(unit="kW")
    if amount.unit or amount.per or amount.high < 20:
        return None
    return _unitless(text, amount)


def _unitless(text: str, amount: Amount) -> Amount | None:
    """A bare number that the words around it make a power."""
    words = text[left_of(text, amount.start, limit=14) : amount.start]
    ends = not text[amount.end : amount.end + 1].isalpha() or _GE.match(text, amount.end)
    if ends and _SIZE_END.search(words):
        return amount._replace(unit="kW")
    if sized := _SIZE_AFTER.match(text, amount.end):
        return amount._replace(unit="kW", end=sized.end())
    if _IS_POWER.match(text, amount.end) or (_NOW.search(words) and _TO_GROW.match(text, amount.end)):
        return amount._replace(unit="kW")
    return _named(text, amount, words)


def _named(text: str, amount: Amount, words: str) -> Amount | None:
    """250站, 一百六的机, and 250的 alone: a size without its unit, as sellers say it; 你要的1600我有."""
    lone = amount.scale <= 1000 and amount.low == amount.high and amount.low >= LEAST_NAMED
    if lone and _WISHED.search(words) and _HAVE.match(text, amount.end):
        return amount._replace(unit="kW")
    year = 1950 <= amount.low <= 2040 and not (amount.low == 2000 and _GE_OF.match(text, amount.end))
    if not lone or year or text[amount.start - 1 : amount.start] in {"#", "-", "第"}:
        return None
    match = _PLANT_SIZE.match(text, amount.end)
    if match is None or _OTHER_SIZE.search(_last_words(words)):
        return None
    return amount._replace(unit="kW", end=match.end())


def _last_words(words: str) -> str:
    """The end of the words before a size; those before a space only where they are a label: 要价 250."""
    told = words.rstrip()
    last = told[told.rfind(" ") + 1 :]
    return "" if told != words and len(last) > LONGEST_LABEL else last[-5:]


def _is_plant(reading: Reading, text: str, group: UnitGroups) -> bool:
    """Sets without a unit (2*400) count only where a plant is meant."""
    if group.has_unit:
        return True
    words = text[left_of(text, group.start, limit=16) : group.start]
    return reading.offer.offer != "none" or bool(_SIZE.search(words))


# -- roles -------------------------------------------------------------------------------------------------------------


def _from_group(reading: Reading, text: str, group: UnitGroups, conflict: bool) -> _Capacity:
    role = _role(reading, text, group.start, group.end)
    return _Capacity(group.start, group.end, group.total, group.total, role, 30, group.units, conflict)


def _single(reading: Reading, text: str, amount: Amount, conflict: bool) -> _Capacity:
    words = text[left_of(text, amount.start, limit=14) : amount.start]
    role = _role(reading, text, amount.start, amount.end)
    rank, units = 10, None
    if _TOTAL_WORD.search(words):
        rank = 40
    elif _SET_WORD.search(words) or _SET_AFTER.match(text, amount.end):
        rank = 5
        units = ((1, amount.low),) if _LONE_SET.search(words) or _SET_AFTER.match(text, amount.end) else None
    elif "装机" in words or "铭牌" in words or "capacity" in words or "装机" in text[amount.end : amount.end + 3]:
        rank = 20
    return _Capacity(amount.start, amount.end, amount.low, amount.high, role, rank, units, conflict, amount)


def _role(reading: Reading, text: str, start: int, end: int) -> Role:
    """What the words around say; `offered` when they say nothing else."""
    words = near_words(text, start)
    for pattern, role in _ROLES_AFTER:
        if pattern.match(text, end):
            return role
    for pattern, role in _ROLES_BEFORE:
        if (match := pattern.search(words)) and not _is_idle(pattern, match, words):
            return role
    if _is_planned(reading, words, text[end : right_of(text, end, limit=10)]):
        return "planned"
    if _OTHER_PLANT.search(text, start - len(words), start):
        return "unknown"
    return "total" if _is_regions(reading, text[left_of(text, start, HARD_BREAKS, 30) : start]) else "offered"


def _is_idle(pattern: re.Pattern[str], match: re.Match[str], words: str) -> bool:
    """原来挂330万, 原装机320现仅余…, 做算力的朋友: the word says nothing of the size that follows."""
    if pattern is _FORMER:
        return _NOT_FORMER.match(words, match.end()) is not None
    return pattern is _EQUIPMENT and _BUYERS.match(words, match.start()) is not None


def _is_regions(reading: Reading, sentence: str) -> bool:
    """All plants of a county or company together; the several plants of a bundle are the offer itself."""
    region = _REGION.search(sentence)
    if region is None or reading.offer.object == "bundle":
        return False
    if reading.offer.object == "equity" and _FEW.search(region.group()):
        return False  # 公司手里两座站共5200千瓦
    if _OWNED.search(sentence) and not _SOLD.search(sentence):
        return reading.offer.object != "equity" or not _FEW.search(sentence)
    # 出让五座电站公司股权,合计装机8.75万千瓦: several plants, and all of them are sold.
    return "座" not in region.group() or not (reading.offer.offer == "direct" or _SOLD.search(sentence))


def _is_planned(reading: Reading, words: str, after: str) -> bool:
    match = _PLANNED.search(words)
    if match is None:
        return False
    if reading.offer.object == "under_construction" and match.group() in {
        "规划",
        "拟建",
        "拟装",
        "计划",
        "筹建",
        "待建",
    }:
        return False
    return not after.startswith("扩")


def _growth(text: str, found: list[_Capacity]) -> list[_Capacity]:
    """从1000kW增加到2000kW: the first is former, the second stands; where it only may grow, the second is planned."""
    result = list(found)
    for number in range(len(found) - 1):
        one, two = result[number], result[number + 1]
        between = text[one.end : two.start]
        if len(between) > 14 or not _GROWN.search(between):
            continue
        papers = _ONLY_PAPERS.match(text, two.end)
        if papers or _CAN.search(between) or _CAN.search(text[left_of(text, one.start, limit=8) : one.start]):
            result[number + 1] = two._replace(role="planned")
        else:
            result[number] = one._replace(role="former")
            result[number + 1] = two._replace(role="offered", rank=max(two.rank, 20))
    return result


def _one_offered(reading: Reading, text: str, found: list[_Capacity]) -> list[_Capacity]:
    """Leave one value with the role `offered`."""
    if reading.offer.offer == "none":
        return [one._replace(role="unknown") if one.role == "offered" else one for one in found]
    offered = [one for one in found if one.role == "offered"]
    if not offered:
        return _lone_plan(reading, text, found)
    best = max(offered, key=lambda one: (one.rank, -one.start))
    several = reading.offer.object == "bundle" or _cascade(text, offered)
    if best.rank <= 30 and several and _as_sum(offered) is None and (bundle := _bundle(text, offered)) is not None:
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
    return one._replace(role="unit" if one.low in sizes or one.units or one.rank == 5 else "unknown")


def _bundle(text: str, offered: Sequence[_Capacity]) -> _Capacity | None:
    """Several plants named with their capacities in one sentence: their sum is offered."""
    end = text.find("。", offered[0].start) % (len(text) + 1) + 1
    sentence = [one for one in offered if one.start < end]
    if len(sentence) < 2 or any(one.low != one.high for one in sentence):
        return None
    units = tuple(unit for one in sentence for unit in (one.units or ((1, one.low),)))
    total = sum(one.low for one in sentence)
    return _Capacity(sentence[0].start, sentence[-1].end, total, total, "offered", 40, units)


def _lone_plan(reading: Reading, text: str, found: list[_Capacity]) -> list[_Capacity]:
    """A project not yet built has only its planned capacity: that is what is offered."""
    if len({one.low for one in found if one.role == "planned"}) != 1:
        return found
    if reading.offer.object != "under_construction" and not _PROJECT.search(text):
        return found
    return [one._replace(role="offered") if one.role == "planned" else one for one in found]
