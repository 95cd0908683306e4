"""Tells whether a text says that its plant stands abroad: a country that buys, sells or borders is no such place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from monitor.rules.abroad import LandHit
from monitor.rules.places import Places
from monitor.text.expression import expression

REACH: Final = 40  # characters looked at on either side of a name

_PLANT: Final = r"(?:小?水电|小?水力|电站|电厂|发电[站厂])"
_LOCATED: Final = expression(
    r"(?:位于|位在|地处|坐落[于在]?|座落[于在]?|建在|建于|落地|(?:所在|项目)?(?:地[点区址]?|国家|国别|位置)[:为是]|(?<![不现人我家])在)\s?$"
)
# 孩子在澳洲, 一家人都在意大利: where people are.
_WHERE_PEOPLE_ARE: Final = expression(
    r"(?:孩子|儿子|女儿|女婿|儿媳|子女|儿女|兄弟|姐妹|老婆|老公|爱人|太太|家人|家里|父母|亲戚|朋友|同学|老板|业主|股东|[弟妹哥姐叔舅姑人他她我咱们])"
    r"(?:们|俩|一家|全家|现在?|如今|已经?|都|也|全|又|常年|长期|还|老)*(?:定居|住|生活|读书|留学|打工|做生意)?在\s?$"
)
# 出口老挝, 搬去哈萨克, 靠近缅甸, 不在越南: the name is somebody's, or what the plant is not in.
_NOT_BEFORE: Final = expression(
    r"(?:出口|进口|销往|卖[给到去往]|售往|搬[去到往至]?|迁[去到往至]?|运[去到往至]|发[往到]|转移[去到至]?|去了?|来自|源自|从|回|飞往?"
    r"|移民|对|向|和|与|跟|像|如|比|靠近?|临近?|毗邻|邻近|近|接壤|通往|送|供|供给|面向|不在|不是|非|距离?|离|带去|拉到|引进|采用|用|到|中|内|族)的?\s?$"
)
_NOT_AFTER: Final = expression(
    r"(?:的|籍|人|那边|这边|国内)?(?:客户|买家|老板|商人|矿[场主工机]|投资[人者商方]|资本|公司|进口|产|制|造|华侨|华人|技术|设备|品牌|水轮|机组|发电机"
    r"|边境|边界|国境|口岸|交界|接壤|隔壁|朋友|老乡|回来|打工|市场|出口|方向|电价|政策|挖矿|比特币|币|[开办]厂|做[^,。;]{0,4}生意|[买卖]家|籍|人|族|话|红木|咖啡|铁路)"
)
_HERE: Final = expression(
    rf"(?![^,。;!?\n]{{0,12}}(?:矿场|客户|老板|买家|边境|边界|公司(?!出[让售]|转让)))[^,。;!?\n]{{0,14}}?{_PLANT}"
    r"|[^,。;!?\n\d]{0,8}\W?\d[\d*×x.,万]*\s?(?:kw|千瓦|mw|兆瓦|瓩)"
)
_ALONE_BEFORE: Final = expression(r"(?:^|[\n,。;:!?|/(\[【「])\s*$")
_ALONE_AFTER: Final = expression(
    r"[一-龥]{0,6}?(?:省|州|邦|府|县|市|境内|[东西南北中]部|山区)?\s*(?:$|[\n,。;!?|/)\]】」])"
)
_LATIN_BEFORE: Final = expression(
    r"(?:hydro\w*|plant|station|dam|scheme|facility|\bk[wv]|\bmw)\b[^.;!?\n]{0,60}?"
    r"(?:\bin|\bnear|\bof|,|located in|\(|-|–|—)"
    r"\s?(?:[\w’' -]{1,24},\s?)?(?:the |northern |southern |eastern |western |central )*$"
)
_LATIN_ENDS: Final = r"(?:n|ian|an|ese|i)?"  # Romania, Romanian
_LATIN_AFTER: Final = expression(
    _LATIN_ENDS
    + r"(?:’s|'s)?[\s,:)-]+[^.;!?\n]{0,30}?(?:hydro|power plant|power station|\bdam\b|\d\s?[km]w\b|run-of-river)"
)
_LATIN_NOT: Final = expression(
    r"(?:buyers?|customers?|clients?|investors?|owners?|miners?|compan(?:y|ies)|made|built|manufactured|turbines?|based|liv(?:e|es|ing)"
    r"|inner|retir\w+|emigrat\w+|offices?|export\w*|mov(?:e|ed|ing)|relocat\w+|ship(?:s|ped|ping)?|went|going|from|headquartered|registered)"
    r"(?: (?:in|to|from|of|by|are|is|back|over|the))*\s?$"
)
_LATIN_NOT_AFTER: Final = expression(
    _LATIN_ENDS
    + r"[\s-]?(?:based|buyers?|customers?|investors?|miners?|compan(?:y|ies)|made|turbines?|equipment|mining farm"
    r"|border)\b"
)


def plant_abroad(
    text: str, places: Places, is_capital: Callable[[int], bool], *, only_place: bool = False
) -> LandHit | None:
    """The first name of a land that a folded text gives as the plant's place; None when it names none so.

    Takes linear time. `is_capital` tells of a position whether a capital stood there. With `only_place` the text is a
    field that holds nothing but a place: every name counts.
    """
    for hit in places.lands.names_in(text):
        if only_place or _is_plants(text, hit, is_capital):
            return hit
    return None


def _is_plants(text: str, hit: LandHit, is_capital: Callable[[int], bool]) -> bool:
    if hit.name[0].isascii():
        return is_capital(hit.start) and _is_plants_latin(text, hit)
    before = max(0, hit.start - REACH)
    if _NOT_AFTER.match(text, hit.end) or (hit.name == "朝鲜" and text.startswith("族", hit.end)):
        return False
    if _WHERE_PEOPLE_ARE.search(text, before, hit.start):
        return False
    if _LOCATED.search(text, before, hit.start):
        return True
    if _NOT_BEFORE.search(text, before, hit.start):
        return False
    alone = _ALONE_BEFORE.search(text, before, hit.start) and _ALONE_AFTER.match(text, hit.end)
    return bool(alone) or _HERE.match(text, hit.end) is not None


def _is_plants_latin(text: str, hit: LandHit) -> bool:
    before = max(0, hit.start - 2 * REACH)
    if text[hit.start - 1 : hit.start].isalnum() and hit.start:
        return False
    if _LATIN_NOT.search(text, before, hit.start) or _LATIN_NOT_AFTER.match(text, hit.end):
        return False
    return bool(_LATIN_BEFORE.search(text, before, hit.start) or _LATIN_AFTER.match(text, hit.end))
