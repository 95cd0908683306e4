"""Tells what stands or is built beside a plant from the plant that is sold: 附近在建抽水蓄能电站, 厂房屋顶装了光伏.

Solar parks and pumped storage are no plants of this trade, but only where they are what is sold; and a plant runs,
whatever is under construction upstream. What is told is read clause by clause: one with a word that sells stays.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import Final

from monitor.text.cue_words import load_cues
from monitor.text.expression import cued, expression

_W: Final = load_cues("cues.tsv")
_READ: Final = 1_200  # characters; farther down other things are told of
_CLAUSE: Final = expression(r"(?:[^,。;!?\n.]|\.(?! |$))+[,。;!?\n.]?")
_OTHER_POWER: Final = cued(rf"{_W['other_power']}|{_W['other_power_en']}")
# A sale of its own; what goes along with the plant (光伏一起转) is none.
_SALE: Final = expression(
    rf"{_W['for_sale']}|{_W['for_sale_en']}|(?<![运周好流倒逆旋])转(?![行型产速轮子动到变化])|(?<![支退输付发演])出(?=\d)"
)
_ALONG: Final = expression(_W["goes_along"])
_ASKS: Final = expression(r"\?$|吗|是否|会不会|能不能|有没有|可否")
_HYDRO: Final = expression(_W["of_water"])
_NEAR: Final = expression(
    rf"{_W['near']}|{_W['near_en']}|[距离](?!婚|开|职|异|世|网)[^,。;\n]{{0,16}}?(?:公里|km|里(?!面)|\d米|不远|很近|近|远)"
)
_FIRST_NEAR: Final = expression(rf"[\s(【“]*(?:{_W['near']}|{_W['near_en']}|[距离](?!婚|开|职|异|世|网))")
_OWN_PLACE: Final = expression(r"位于|地处|坐落|座落|处于|地址|位置")
_BUILDS: Final = cued(_W["being_built"])
_WORKS: Final = expression(_W["works"])
# Where nothing but 电站 names the plant, other power is beside it by its place, a use or a size of its own; a rack of
# tags (#光伏 #风电 #水电) is of nothing at all.
_ANY_PLANT: Final = expression(r"电站|电厂|power (?:plant|station)")
_WATERY: Final = expression(_W["watery"])
_BESIDE: Final = expression(_W["beside"])
_TAGS: Final = expression(r"#[^\s#,。;]+(?:\s*#[^\s#,。;]+)+")
_ON_GROUND: Final = expression(r"山[上顶下]|屋后|境内|本地|我地")
_SIZES: Final = expression(r"(\d+(?:\.\d+)?) ?(?:个|多)?(kw|mw|千瓦|瓩|兆瓦|万千瓦)(?!时|h)")
_ANOTHER: Final = expression(r"[一二两三四五几\d]座|[大中]型|另|别人|有在建")
_NEAR_WORKS: Final = expression(_W["near_works"])
_PLANT: Final = expression(r"电站|电厂|水电|电源点")
_OWN_WORKS: Final = expression(r"(?:进场|进站|进厂|上坝|对外|送出|升压|自建|本|我们|配套)[一-龥]{0,3}$")
# 本站也在建, 电站尚未建成, 二期在建; but 本站上游在建水库
_OWN_PLANT: Final = expression(
    r"(?:[本该此我]们?的?(?:水?电)?站|(?:本|该|此)项目|^[^一-龥]*(?:水?电站|项目))(?!的?(?:附近|旁|边|上游|下游|对面|周|隔壁|门口|前|后))"
    r"|[一二三四上下两][级期]|梯级"
)
# what is told of a work behind it, and the size of the own plant, without which 装机630千瓦 is that
_DETAIL: Final = expression(
    r"\s*(?:(?:总|计划|预计|规划|拟|设计)*(?:装机|投资|库容|容量|规模)|预计|计划|(?:19|20)\d\d年|明年|后年|年底|建成后)"
)
_OWN_SIZE: Final = expression(r"\d ?(?:kw|mw|千瓦|瓩|兆瓦)(?!时|h)|\d ?[x×*] ?\d{2,5}")

Range = tuple[int, int]


def without_other_sites(title: str, body: str) -> tuple[str, str]:
    """A folded title and text without clauses that tell of other power beside a hydropower plant. Linear.

    Both as they are where nothing else names water power: then the solar park is what is told of.
    """
    if _OTHER_POWER.search(title) is None and _OTHER_POWER.search(body[:_READ]) is None:
        return title, body
    heading, named = _kept(title, named=False)
    rest, named = _kept(body, named=named)
    if not named and _OTHER_POWER.search(title) is None:
        heading, rest = title, _kept_of_any(title, body)
        named = rest != body
    if not named or _OTHER_POWER.search(heading):
        return title, body
    return heading, rest


def _kept(text: str, *, named: bool) -> tuple[str, bool]:
    """A text without its clauses of other power, and whether a clause of it, or one before, names the own plant."""
    kept = list[str]()
    for match in _CLAUSE.finditer(text, 0, _READ):
        clause = match[0]
        if _OTHER_POWER.search(clause) is None:
            named = named or (_HYDRO.search(clause) is not None and _NEAR.search(clause) is None)
        elif _is_beside(clause) and (named or _FIRST_NEAR.match(clause)):
            continue
        kept.append(clause)
    return "".join([*kept, text[_READ:]]), named


def _kept_of_any(title: str, body: str) -> str:
    """The text of an ad that says 电站 alone, without what is plainly beside it; as it is where 电站 is not told of."""
    clauses = [match[0] for match in _CLAUSE.finditer(_TAGS.sub(_without_power, body), 0, _READ)]
    own = [title, *(one for one in clauses if _OTHER_POWER.search(one) is None and _NEAR.search(one) is None)]
    watery = any(map(_WATERY.search, own))
    sizes = {one.groups() for clause in own for one in _SIZES.finditer(clause)}
    kept, named = list[str](), _ANY_PLANT.search(title) is not None
    for clause in clauses:
        if named and _is_another(clause, watery=watery, sizes=sizes):
            continue
        named = named or (_OTHER_POWER.search(clause) is None and _ANY_PLANT.search(clause) is not None)
        kept.append(clause)
    return "".join([*kept, body[_READ:]])


def _without_power(tags: re.Match[str]) -> str:
    """A row of tags without those of other power: #光伏 #风电 #水电."""
    return " ".join(one for one in tags[0].split() if _OTHER_POWER.search(one) is None)


def _is_another(clause: str, *, watery: bool, sizes: set[tuple[str, ...]]) -> bool:
    """Whether other power in a clause is not what an ad of some 电站 sells."""
    if _OTHER_POWER.search(clause) is None or not _is_beside(clause):
        return False
    if watery or _BESIDE.search(clause) or _NEAR.search(_ON_GROUND.sub("", clause)):
        return True
    told = _SIZES.search(clause)
    return told is not None and bool(sizes) and told.groups() not in sizes


def _is_beside(clause: str) -> bool:
    """Whether a clause neither asks nor sells what it names."""
    sells = _SALE.search(_ALONG.sub("", clause))
    return sells is None and _ASKS.search(clause) is None and _OWN_PLACE.search(clause) is None


def without_others_works(head: str) -> str:
    """`head` with what is built by others near the plant as spaces, every other character in its place. Linear."""
    parts, last = list[str](), 0
    for start, end in others_works(head):
        parts += [head[last:start], " " * (end - start)]
        last = end
    return "".join([*parts, head[last:]]) if parts else head


@lru_cache(maxsize=2)
def others_works(text: str) -> tuple[Range, ...]:
    """Where a folded text tells what others build near the plant, and how large that will be; in order. Linear.

    上游在建一座大型电站,装机20万千瓦,总投资15亿: what follows is told of it, where the plant's own size stood before.
    """
    if _BUILDS.search(text) is None:
        return ()
    found, named, of_others = list[Range](), False, False
    size = _OWN_SIZE.search(text)
    for match in _CLAUSE.finditer(text):
        clause = match[0]
        goes_on = of_others and size is not None and size.end() <= found[-1][0] and _DETAIL.match(clause)
        sized = size is not None and size.end() <= match.start() and _ANOTHER.search(clause) is not None
        of_others = bool(goes_on) or _is_others_work(clause, named=named or sized)
        if of_others:
            found.append(match.span())
        else:
            named = named or _PLANT.search(clause) is not None
    return tuple(found)


def is_of_others(text: str, start: int) -> bool:
    """Whether what begins at `start` of a folded text is told of what others build near the plant."""
    ranges = others_works(text)
    place = bisect_right(ranges, start, key=lambda one: one[0]) - 1
    return place >= 0 and start < ranges[place][1]


def _is_others_work(clause: str, *, named: bool) -> bool:
    """Whether a clause tells what others build; of a plant only where the own one was `named` before."""
    if _BUILDS.search(clause) is None or not _is_beside(clause) or _OWN_PLANT.search(clause):
        return False
    near = _NEAR.search(clause) is not None
    work = _WORKS.search(clause) or _OTHER_POWER.search(clause) or (_NEAR_WORKS.search(clause) if near else None)
    if work is not None and _OWN_WORKS.search(clause, 0, work.start()) is None:
        return True
    return named and near and _PLANT.search(clause) is not None
