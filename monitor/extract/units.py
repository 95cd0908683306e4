"""Finds groups of generating sets: 2×630kW, 2*400+1*250, 3台1000, 1250千瓦两台, 三百二乘二."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, NamedTuple

from monitor.extract.amounts import Amount
from monitor.extract.context import ends_alone
from monitor.extract.numbers import parse_number
from monitor.text.expression import expression

MOST_SETS: Final = 20
MOST_GROUPS: Final = 12  # different sizes of sets in one plant
LEAST_KW: Final = 10
LEAST_BARE: Final = 50  # kW of a set named without a unit (630两台)
MOST_KW: Final = 1_000_000
USUAL_KW: Final = frozenset({55, 75, 100, 125, 160, 200, 250, 320, 400, 500, 630, 800, 1000, 1250, 1600})  # of one set

# 500kw/台 x2: so many of that size each
_TIMES: Final = expression(r" ?(?:/ ?(?:台|套|组|set|unit)|each|台|个|组)? ?(?:[x×*✖✕╳]|乘以?|·(?=\d)) ?\(? ?")
_SETS_OF: Final = expression(
    r" ?的?(?:立式|卧式|混流式?|冲击式|轴流式?|斜击式|贯流式?|水斗式|水轮|发电|机组|小?机器?|机子|电机"
    r"|设备|装机|,|、| )*(?:总"
    r"|其?单机(?:装机)?(?:容量|功率)?|容量|功率|铭牌|一大一小|各|of|each|rated at|每台|每机|每个|都是|均|全是"
    r"|分别)*(?:为|是|各|:)* ?[x×*]? ?"
)
_OF_SETS: Final = expression(
    r"\s?(?:的|(?:水车|タービン|水轮|发电机|机组|[のがはも])+|[立卧]轴|[立卧]式|混流式?|冲击式?|轴流式?|斜击式?|贯流式?|水轮|发电"
    r"|机组|机器|机子|机|各|共)* ?[x×*]? ?"
)
_BARE_OF: Final = expression(r"的?(?:机组|机器|机子|机)[,、 ]?(?:有|共)?|的|")  # 六百三的机器一台
_ENDS_COUNT: Final = expression(r"(?:机组?)?(?=[,。;!]|$| (?![\d一二三四五六七八九矿机蚂神阿显smt]))")
SPACED_SETS: Final = 5
_PLANTS_OF: Final = expression(
    r"(?:小?水?电站|电厂|站)(?:[,:(为是]|的?装机|容量|规模|分别|各|(?:一起|一并|打包|整体|联合|捆绑|对外)*(?:转让|出售|出让|拍卖))*"
)  # 两座电站(4000kW、1260kW), 三座电站打包转让,装机分别为320、400、630
_LISTED_OF: Final = expression(r"[^\d]{0,16}\( ?")
_OVER_SETS: Final = expression(r" ?/ ?")  # 6.4MW/两台: all of them together
_SPELLED_OUT: Final = expression(r" ?(?:发电)?(?:机组?|机器)? ?[:(] ?")
_TOTAL_OF: Final = expression(r".*[,、 ]装机(?!.*(?:单|各|每|均|都|分别)).*")  # 2台,装机640kW
_EACH_ONE: Final = expression(r" ?(?:的|水轮|发电|机组|机器|机子|机)*(?:各|均为?)(?:有|装)?")
_SO_MANY: Final = expression(
    r"[,、 ]?(?:一共|总共|共|装了?|有)*([一二两三四五六\d])台(?![\d一二两三四五六七八九十百千]|各|每)"
)  # 320一台共两台
_ASKED: Final = expression(r"(?:[要卖价]|[降减跌砍]到) ?$")
_LISTED: Final = expression(r" ?的?(?:[、,和及与跟/+と]|再加|还有|外加) ?")
_ALIKE: Final = expression(r"[都均全各每]")
_SO_MANY_SETS: Final = expression(r"[,、 ]{0,2}(?:一共|总共|共|有)?([二两三四2-4])台机[组器子]?(?!\d|各|每)")
_SETS_BEFORE: Final = expression(r"(?:发电|水轮)*机?[组器子]?[,、:( ]{0,2}(?:折|约|每|就是|都是)?")
_ANOTHER: Final = expression(
    r"(?:kw|千瓦)?的?[,、和 ]{0,2}(?:小[的机])?(?:另|还有|[一两二三四1-4][个台]|[+加])|(?:kw|千瓦)?和"
)
_APART: Final = expression(r"(?! of | ?[x×*] )[^,]*[,、 ]+(?!.*(?:单|各|每|均|都|分别|[x×*])).*")
_ALL_SETS: Final = expression(r"(?:总装机|总容量|合计|共计|一共|总共|总)(?:容量)?(?:为|是|约|:| )*$")
_SUMMED: Final = expression(r"(?:装机|总|合计|共计?|一共)(?:容量)?(?:为|是|约|:| )*$")
_OF_PLANTS: Final = frozenset("水电站小老")
# 3200千瓦两台共: so much in all; but 320千瓦两台共640千瓦
_IN_ALL: Final = expression(r" ?(?:机组?)?(?:一?共|合计|总共|总计|加起来|加一块)(?=[,、。;! \n]|$)")
# The place or the plant that begins an ad, and nothing of a price: 德江 六百五 两台
_PLACE_ONLY: Final = expression(r"(?:^|[\n】\]])(?!.*[价要卖报喊收])[一-龥]{2,7} $")
# 一站两机 320、500; 一大一小,1000、500千瓦
_SO_MANY_MACHINES: Final = expression(
    r"(?:([二两三四])机(?:组)?|([一二两])大([一二两])小(?:[两三四]台)?)[:,、 (]?(?:分别|各)?[为是]?[: ]?$"
)
_SMALLER: Final = expression(r"的? ?|[,、 ]?小[的机]")  # 一台320一台160, 大的500小的两台250
_PLUS: Final = expression(
    r" ?(?:[+➕]|加|和|及|与|と|、|,|外加|另加|以及|外带|搭|再?带|同|另外|还有|再加|[带加配搭]个"
    r"|再[带加]个|配)(?:另)?(?:有)? ?"
)
# 坝后60千瓦+引水320千瓦: each part may be told by its kind.
_KIND: Final = r"(?:(?:引水|坝后|河床|径流|渠道|高水?头|低水?头)式?|[一二上下新老大小][站厂级])?"
_ONLY_PLUS: Final = expression(rf" ?(?:[+➕]|加|外加|另加|再加|外带个?|[带加配搭]个|再[带加]个|配) ?{_KIND} ?")
# 1台500kW冲击式,1台320kW: what kind of turbine it is stands between the size and the next set
_KIND_AFTER: Final = expression(
    r" ?的?(?:混流式?|冲击式?|轴流式?|斜击式?|贯流式?|水斗式?|双击式?|[立卧][式轴]|灯泡贯流式?|francis|pelton"
    r"|kaplan|turgo)(?:水轮)?(?:发电)?(?:机组?)?(?= ?[,、和加+])"
)
_STAGE: Final = expression(r" ?[、,和] ?[一二三][期级](?:水?电?站)?[:为是]? ?")  # 一期2×125kW、二期1×400kW
_SIGN: Final = expression(rf" ?(?:[+➕]|加|配) ?{_KIND} ?")
_PAIRED: Final = expression(r" ?[和与及、跟と] ?")
_EACH_TOLD: Final = expression(r"分别|各|为|是|:")
_ONE_EACH: Final = expression(r" ?(?:的|水轮|发电|机组|机器|机子|机)*各(?:有|装)?[一1](?=[,。;、)\s]|$)")
_INSTALLED: Final = expression(r"装机(?:总?容量|规模)?(?:约?为|是|约|:| )*$")
_MACHINERY: Final = expression(r"机组?$")
_SIZES_OF: Final = expression(r"[:为是,、 (]")
_OF_RIGS: Final = expression(  # 1.2MW + 350 pcs M30S
    r" ?(?:pcs?|pieces|(?:used |idle |running )?(?:rigs?|miners?|machines?|asics?|antminers?|whatsminers?)|[smt]\d\d)"
)
_TRANSFORMERS: Final = expression(r" ?(?:的|号|kva)?(?:主|箱|配|干)?变(?![频速桨电])")  # 3台2000变
_NOT_SETS: Final = expression(
    r"(?:矿机|(?<![的瓦w])机器|s\d\d?\w*|显卡|服务器|货架|机架|风扇|电脑|空调|变压器|机位|(?<!水)车"
    r"|[主箱配][变]|kva|千伏安|调速器|励磁柜?|开关柜|水泵|启闭机) ?$"
)


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
    counted: bool = True  # its count is written, not taken for one


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
    if summed := _counted_sum(text, amounts, first):
        return summed
    listed = _listed(text, amounts, first) or _named_each(text, amounts, first) or _after_machines(text, amounts, first)
    if listed:
        return _finished(text, amounts, first, listed)
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


def _counted_sum(text: str, amounts: Sequence[Amount], first: int) -> UnitGroups | None:
    """四台机:200*3+320: a count, then the sum of groups that has as many sets."""
    if first + 2 >= len(amounts) or not is_set_count(text, amounts[first]):
        return None
    if not _SPELLED_OUT.fullmatch(text, amounts[first].end, amounts[first + 1].start):
        return None
    groups = _chain(text, amounts, first + 1)
    several = groups is not None and len(groups.units) > 1
    return groups if several and groups and sum(count for count, _ in groups.units) == amounts[first].low else None


def _plus_first(text: str, amounts: Sequence[Amount], first: int) -> _Group | None:
    """320+250: a sum that begins with a lone size; 500和320两台: two sizes of two sets."""
    amount = amounts[first]
    if not _is_size(amount) or first + 1 >= len(amounts):
        return None
    between = (text, amount.end, amounts[first + 1].start)
    if _SIGN.fullmatch(*between) or (_PAIRED.fullmatch(*between) and _is_pair(text, amounts, first)):
        return _Group(1, amount, amount.end, first, False)
    return None


def _is_pair(text: str, amounts: Sequence[Amount], first: int) -> bool:
    """True for two different sizes of the same spelling with the count of two after them."""
    group, one = _group(text, amounts, first + 1), amounts[first]
    if group is None or group.count != 2 or group.size.start != amounts[first + 1].start:
        return False
    return group.size.unit == one.unit and group.size.low != one.low and (one.unit != "" or one.low >= LEAST_BARE)


def _listed(text: str, amounts: Sequence[Amount], first: int) -> list[_Group]:
    """75kW、125kW、200kW机组各一台: one set of each size."""
    last = first
    while last - first < MOST_GROUPS and last + 1 < len(amounts) and _is_size(amounts[last]):
        one, two = amounts[last], amounts[last + 1]
        if last > first and is_set_count(text, two) and _EACH_ONE.fullmatch(text, one.end, two.start):
            sizes = amounts[first : last + 1]
            return [_Group(two.low, size, two.end, last + 1) for size in sizes]
        if last > first and (each := _ONE_EACH.match(text, one.end)):
            return [_Group(1, size, each.end(), last) for size in amounts[first : last + 1]]
        if not _LISTED.fullmatch(text, one.end, two.start):
            return []
        last += 1
    return []


def _named_each(text: str, amounts: Sequence[Amount], first: int) -> list[_Group]:
    """三台分别是500、500、250千瓦: as many sizes as sets."""
    counter = amounts[first]
    plants = counter.unit == "other" and counter.written[-1:] in {"座", "家", "处", "级"}
    count = int(counter.low) if plants or is_set_count(text, counter) else 0
    sizes = amounts[first + 1 : first + 1 + count]
    if not 1 < count <= MOST_GROUPS or len(sizes) < count or not all(_is_size(size) for size in sizes):
        return []
    between = (text, counter.end, sizes[0].start)
    sets = plants and _MACHINERY.search(text, max(0, counter.start - 2), counter.start) is not None
    of = (_SIZES_OF,) if sets else (_PLANTS_OF,) if plants else (_SETS_OF, _LISTED_OF)
    if not any(words.fullmatch(*between) for words in of) or _ALIKE.search(*between):
        return []
    if not all(_LISTED.fullmatch(text, one.end, two.start) for one, two in pairwise(sizes)):
        return []
    told = any(size.unit for size in sizes) or _EACH_TOLD.search(text, amounts[first].end, sizes[0].start)
    if not told and any("," in text[one.end : two.start] for one, two in pairwise(sizes)):
        return []  # 两台250,三百一: the second is the price
    return [_Group(1, size, sizes[-1].end, first + count) for size in sizes]


def _after_machines(text: str, amounts: Sequence[Amount], first: int) -> list[_Group]:
    """一站两机 320、500: as many sizes as machines, joined by a mark of lists."""
    told = _SO_MANY_MACHINES.search(text, max(0, amounts[first].start - 9), amounts[first].start)
    count = sum(int(parse_number(one) or 0) for one in told.groups() if one) if told else 0
    sizes = amounts[first : first + count]
    if not 1 < count == len(sizes) or not all(_is_size(size) and size.low >= LEAST_BARE for size in sizes):
        return []
    gaps = [text[one.end : two.start] for one, two in pairwise(sizes)]
    if not all(_LISTED.fullmatch(gap) and "," not in gap for gap in gaps):
        return []
    return [_Group(1, size, size.end, first + place) for place, size in enumerate(sizes)]


def _next(text: str, amounts: Sequence[Amount], parts: list[_Group]) -> _Group | None:
    last = parts[-1]
    number = last.last + 1
    number += number < len(amounts) and amounts[number].written == "期"  # 一期2×125kW、二期1×400kW
    if number >= len(amounts):
        return None
    kind = _KIND_AFTER.match(text, last.end)
    between = (text, kind.end() if kind else last.end, amounts[number].start)
    if not any(words.fullmatch(*between) for words in (_PLUS, _SIGN, _STAGE)):
        apart = _SMALLER.fullmatch(*between)
        follows = apart and is_set_count(text, amounts[number])
        return _group(text, amounts, number) if follows else None  # 一台320一台160
    group = _group(text, amounts, number)
    if group is not None and not any(part.counted for part in parts) and group.count == len(parts) + 1:
        return _Group(1, group.size, group.end, group.last)  # 400加250两台: one of each
    if group is not None:
        return group
    plus = _ONLY_PLUS.fullmatch(text, last.end, amounts[number].start)
    end = amounts[number].end
    other = _OF_RIGS.match(text, end) or _TRANSFORMERS.match(text, end)  # 100kw配125变压器
    if not plus or not _is_size(amounts[number]) or other:
        return None
    return _Group(1, amounts[number], amounts[number].end, number, False)


def _group(text: str, amounts: Sequence[Amount], first: int) -> _Group | None:
    if first + 1 >= len(amounts):
        return None
    one, two = amounts[first], amounts[first + 1]
    ranged = one.low != one.high or two.low != two.high
    if two.start - one.end > 24 or ranged or _is_told_apart(text, amounts, first):
        return None
    between = (text, one.end, two.start)
    if not one.unit and _TIMES.fullmatch(*between):
        return _counted_again(text, amounts, _product(text, one, two, first))
    if is_set_count(text, one) and _is_size(two) and not _is_year(text, two) and _SETS_OF.fullmatch(*between):
        apart = _TOTAL_OF.fullmatch(*between) or (_APART.fullmatch(*between) and _is_whole(one.low, two))
        whole = (
            apart
            or _TRANSFORMERS.match(text, two.end)
            or (one.written == "套" and _is_told_apart(text, amounts, first + 1))
        )
        return None if whole else _Group(_count_of(text, amounts, first), two, two.end, first + 1)
    bare = _is_bare_size(text, one) and is_set_count(text, two) and _BARE_OF.fullmatch(*between)  # 630两台
    if bare or _is_spaced(text, one, two) or (one.unit == "kW" and not one.per and _counts(text, one, two)):
        group = _sized_then_counted(text, one, two, first)
        return replace(group, count=_told_before(text, amounts, first)) if group.count == 1 else group
    return None


def _is_spaced(text: str, one: Amount, two: Amount) -> bool:
    """靖安站 200 两台, 德江 六百五 两台: the count behind a space, where nothing else is counted."""
    if text[one.end : two.start] != " " or two.low > SPACED_SETS:
        return False
    placed = one.han and _PLACE_ONLY.search(text, max(0, one.start - 12), one.start)
    if not placed and (one.low not in USUAL_KW or not one.bare):
        return False
    counted = is_set_count(text, two) and _is_bare_size(text, one) and two.low > 1
    return counted and _ENDS_COUNT.match(text, two.end) is not None


def _is_told_apart(text: str, amounts: Sequence[Amount], first: int) -> bool:
    """装机1000kw 两台500: the sets follow the sum of them; 要三百六两台两百五: they follow the price."""
    if first + 2 >= len(amounts):
        return False
    one, two, three = amounts[first : first + 3]
    if not is_set_count(text, two) or not _is_size(three) or two.low < 2:
        return False
    if _is_counted(text, amounts, first + 2):
        return False  # 320kW两台、160kW一台
    asked = not one.unit and _ASKED.search(text, max(0, one.start - 3), one.start)
    # 240kw 两台80一个80: a part of what stands before
    part = one.unit == "kW" and not three.unit and two.end == three.start and two.low * three.low <= one.low
    if not asked and not part and two.low * three.low != one.low:
        return False
    return _SETS_OF.fullmatch(text, two.end, three.start) is not None


def _is_counted(text: str, amounts: Sequence[Amount], number: int) -> bool:
    """True when the sets of the size amounts[number] are counted right after it."""
    if number + 1 >= len(amounts) or amounts[number].unit != "kW" or not is_set_count(text, amounts[number + 1]):
        return False
    return _OF_SETS.fullmatch(text, amounts[number].end, amounts[number + 1].start) is not None


def _count_of(text: str, amounts: Sequence[Amount], first: int) -> float:
    """The sets of 2台320; of 一台320 两台机 and 两台机,一台320 both."""
    again = _SO_MANY_SETS.match(text, amounts[first + 1].end) if amounts[first].low == 1 else None
    if again:
        return parse_number(again[1]) or 1
    return amounts[first].low * _told_before(text, amounts, first)


def _told_before(text: str, amounts: Sequence[Amount], first: int) -> float:
    """两台机,一个125; 两台(折三百千瓦一台): how many sets there are stands before, and no other size after. Else 1."""
    if not first or _ANOTHER.match(text, amounts[first + 1].end):
        return 1
    known = amounts[first - 1]
    one = amounts[first].low == 1 or amounts[first + 1].low == 1
    if first > 1 and _has_its_size(text, amounts, first):
        return 1
    if not one or not is_set_count(text, known) or known.low > MOST_GROUPS:
        return 1
    return known.low if _SETS_BEFORE.fullmatch(text, known.end, amounts[first].start) else 1


def _has_its_size(text: str, amounts: Sequence[Amount], first: int) -> bool:
    """160kW两台,125kW一台: the count before is of another size, not of all sets."""
    size, known = amounts[first - 2 : first]
    new = amounts[first + 1] if amounts[first].low == 1 else amounts[first]
    gap = text[known.end : amounts[first].start]
    listed = "," not in gap and _LISTED.fullmatch(gap)
    if size.unit != "kW" or (size.low == known.low * new.low and not listed):
        return False
    return _OF_SETS.fullmatch(text, size.end, known.start) is not None


def _is_whole(count: float, size: Amount) -> bool:
    """3台,1500千瓦 apart from its count: the whole plant, unless it is a size in which small sets are built."""
    if size.unit != "kW" or count < 2 or size.low in USUAL_KW:
        return False
    return size.low > max(USUAL_KW) or size.low / count in USUAL_KW


def _sized_then_counted(text: str, one: Amount, two: Amount, first: int) -> _Group:
    labelled = _INSTALLED.search(text, max(0, one.start - 8), one.start) is not None
    apart = labelled and text[one.end : two.start].strip() == "" and _is_whole(two.low, one)  # 装机1.89MW 三台
    if apart or _OVER_SETS.fullmatch(text, one.end, two.start):
        one = one._replace(low=one.low / two.low, high=one.high / two.low)
    end = two.end if two.unit == "count" or two.written == "座" else two.number_end
    again = _SO_MANY.match(text, end) if two.low == 1 else None
    count = parse_number(again[1]) if again else None
    return _Group(count or two.low, one, again.end() if again and count else end, first + 1)


def _is_bare_size(text: str, amount: Amount) -> bool:
    before = text[amount.start - 1 : amount.start]
    return (
        not amount.unit
        and _is_size(amount)
        and amount.low >= LEAST_BARE
        and not _is_year(text, amount)
        and not (before.isascii() and (before.isalnum() or before == "/"))
    )


def _is_year(text: str, amount: Amount) -> bool:
    return (
        amount.unit in {"", "time"}
        and 1950 <= amount.low <= 2040
        and text[amount.end : amount.end + 1] in {"年", "至", "到", "-", "~", "/", "."}
    )


def _counts(text: str, one: Amount, two: Amount) -> bool:
    """1250千瓦两台, 500kW×2: the second amount counts the sets of the first."""
    if two.unit in {"", "time"} and 1 <= two.low <= MOST_SETS and two.low == int(two.low):
        return _TIMES.fullmatch(text, one.end, two.start) is not None
    if _are_stations(text, one, two):
        return True
    if not is_set_count(text, two) or _ALL_SETS.search(text, max(0, one.start - 8), one.start):
        return False
    if _IN_ALL.match(text, two.end):
        return False
    between = (text, one.end, two.start)
    return bool(_OF_SETS.fullmatch(*between) or _TIMES.fullmatch(*between) or _OVER_SETS.fullmatch(*between))


def _are_stations(text: str, one: Amount, two: Amount) -> bool:
    """二百五十千瓦两座: so many of a size in which sets are built, told like houses; not of a sum (装机500千瓦两座)."""
    if two.written != "座" or one.end != two.start or not 2 <= two.low <= SPACED_SETS or one.low not in USUAL_KW:
        return False
    return not _SUMMED.search(text, max(0, one.start - 8), one.start) and text[two.end : two.end + 1] not in _OF_PLANTS


def _product(text: str, one: Amount, two: Amount, first: int) -> _Group | None:
    """2×630kW or 三百二乘二: the count is the small whole number."""
    if 1 <= one.low <= MOST_SETS and one.low == int(one.low) and _is_size(two):
        return _Group(one.low, two, two.end, first + 1)
    whole = two.unit == "kW" and two.low == int(two.low) and two.written in {"kw", "千瓦"}
    if whole and 1 <= two.low <= MOST_SETS < one.low:
        return _Group(two.low, one._replace(unit="kW"), two.end, first + 1)  # 1250x2kw
    if not two.unit and 1 <= two.low <= MOST_SETS and one.low >= LEAST_KW and (one.han or one.low > MOST_SETS):
        return _Group(two.low, one, two.end, first + 1)
    if two.unit == "count" and is_set_count(text, two) and one.low > MOST_SETS:
        return _Group(two.low, one, two.end, first + 1)
    return None


def _counted_again(text: str, amounts: Sequence[Amount], group: _Group | None) -> _Group | None:
    """2×1250kW两台、700kW一台: the 两台 tells the 2 again, and counts nothing of what follows."""
    if group is None or group.last + 1 >= len(amounts):
        return group
    again = amounts[group.last + 1]
    if (
        not is_set_count(text, again)
        or again.low != group.count
        or not _OF_SETS.fullmatch(text, group.end, again.start)
    ):
        return group
    return replace(group, end=again.end, last=group.last + 1) if ends_alone(text, again.end) else group


def is_set_count(text: str, amount: Amount) -> bool:
    """True for 2台 of generating sets, False for rigs and other machines."""
    return (
        amount.unit == "count"
        and 1 <= amount.low <= MOST_SETS
        and amount.low == int(amount.low)
        and not _NOT_SETS.search(text[max(0, amount.start - 8) : amount.start])
    )


def _is_size(amount: Amount) -> bool:
    if amount.per or amount.low != amount.high:
        return False
    if amount.unit:
        return amount.unit == "kW"
    return amount.scale == 1 and LEAST_KW <= amount.low <= MOST_KW


def _finished(text: str, amounts: Sequence[Amount], first: int, parts: list[_Group]) -> UnitGroups | None:
    apart = amounts[first].unit == "count" and text[amounts[first].end : amounts[first].end + 1] in {",", ":", "(", " "}
    if apart and parts[0].count == len(parts) > 1 and not any(part.counted for part in parts[1:]):
        parts[0].count = 1  # 2台,160千瓦加75千瓦: so many in all
    sized = [part.size for part in parts if part.size.unit == "kW"]
    # 4×7.5万千瓦+1×5: the unit of the last one counts for all.
    factor = _factor(sized[-1]) if sized and len(sized) < len(parts) else 1.0
    units = tuple(
        (int(part.count), part.size.low if part.size.unit == "kW" else part.size.low * factor) for part in parts
    )
    end = parts[-1].end
    if not sized and end < len(text) and text[end] in "米m个年月日元":
        return None
    return UnitGroups(amounts[first].start, end, units, first, parts[-1].last, bool(sized))


def _factor(amount: Amount) -> float:
    return (1000.0 if amount.written in {"mw", "兆瓦"} else 1.0) * amount.scale
