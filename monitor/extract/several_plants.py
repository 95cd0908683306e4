"""Tells from the words around powers whether they are of plants sold together, or of a whole company."""

from __future__ import annotations

from typing import Final

from monitor.extract.context import HARD_BREAKS, left_of
from monitor.text.expression import cued, expression

_NEXT_PLANT: Final = 40  # characters from one plant's size to the next one's
_FAR_NAME: Final = 40  # characters from a word of selling to the first name, from there to the second
_FAR_SALE: Final = 600  # characters before the second size in which the sale of both is told
MOST_PLANTS: Final = 6  # that are told of by their number
MUCH_MORE: Final = 1.5  # times the plants named: what a company has beside what is sold
FAR_MORE: Final = 4.0  # the same where a company is sold, whose plants may not all be named

# 公司总装机容量, 转让方集团在运装机合计, 我司水电装机: all that the owner has
_COMPANY_TOTAL: Final = expression(
    r"(?:公司|集团|企业|业主|转让方|出让方|股东|我司|母公司|平台|东家|老板|老东家|能投|电投)(?:名下|旗下|手里|方面|目前|现有?|共有?|已|的"
    r"|在运|投运|投产|控股|权益|管理|拥有|持有|运营|可控|并表|所有|水电|清洁能源|电站|各类|全部|总计?|合计|共计|一共|总的|全口径"
    r"|[\d一二三四五六七八九十几多余]+座|、|,){0,6}"
    r"(?:总装机|装机|总容量|容量|总规模|合计|共计)"
    r"(?:总?容量|规模|合计|总量|共计|共|约|为|达到?|超过?|近|已|是|有|:| )*$"
)
# 装机容量分别为12.6MW和8MW, 各为500千瓦、320千瓦
_RESPECTIVELY: Final = expression(r"(?:分别|依次|各自?)(?:约?[为是有]|达到?|:| )+$")
_OF_TIMES: Final = expression(
    r"原|现(?!有)|设计|规划|技改|增容|扩容|改造|实际|最大|最小|峰|谷|负荷|光伏|风电|保证出力|前后|前、?后"
)
_AND: Final = expression(r"(?:个|的)?[、,和及与 ]{1,3}(?:以及)?")
# 银坑水电站装机容量500千瓦,双港水电站装机容量320千瓦
_NAMED_PLANT: Final = expression(
    r"(?P<name>[一-龥]{1,3}|[a-z甲乙丙丁一二三四上下])(?:水电站|电站|级站|站) ?(?:的|现|总|设计)?"
    r"(?:装机|机组)?(?:总?容量|规模|功率)?(?:约?[为是有]|达|:|\(| )*$"
)
_NOT_SOLD_TOO: Final = expression(
    r"[万元]|亿|上游|下游|隔壁|另一|已(?:卖|转|售|退|拆|关)|不[卖转在含]|其中|原|规划|拟建|或|对比|比|参考|同类|类似"
)
# 拍卖…银坑水电站、双港水电站: that both are sold
_SALE: Final = expression(r"拍卖|变卖|转让|出售|出让|处置|打包|标的|抵押物|出租|招租|竞价|挂牌|卖|名称|[两二2]座")
_BETWEEN_NAMES: Final = expression(r"(?:水电站|电站|级站|级|站)?[、,和及与 ]{1,2}[一-龥]{0,6}")
_SENTENCE_END: Final = expression(r"[。;!?\n]")
# 两电站联合拍卖, 打包出售两座小水电站
_ALL_SOLD: Final = cued(
    r"[两二2]座?小?(?:水电|电)站[^,。;\n]{0,6}(?:联合|打包|整体|一并|一起|捆绑|同时)"
    r"|(?:联合|打包|整体|一并|一起|捆绑|同时)[^,。;\n]{0,10}[两二2]座?小?(?:水电|电)站"
)
# 两座水电站, 两级电站, 两站; 二级水电站 alone is the second
_COUNTED: Final = cued(
    r"(?<![\d.第十百几多])(?:(?P<n>[两二三四五六2-6])(?:座|个|家)|(?P<two>[两2])(?:级|处|(?=(?:水电|电)?站)))"
    r"[^,。;\n\d座人年月]{0,5}?(?:站(?![长点])|小?水电)"
)
# 一级、二级水电站, 一、二、三级电站, 上下两级
_LEVELS: Final = cued(
    r"(?P<levels>(?:[一二三四][级站]?(?:水?电?站)?[、和及与/]){1,3}[二三四五][级站])|(?P<pair>上站?[、和及与]?下(?:两|二)?(?:级|站))"
)
_BETWEEN_LEVELS: Final = expression(r"[、和及与/]")
_HAN: Final = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}


def plants_told(text: str, end: int) -> frozenset[int]:
    """The numbers of plants that text[:end] tells of, near enough before `end`: 2 of 一级、二级两座水电站."""
    first = max(0, end - _FAR_SALE)
    told = {
        _HAN.get(one["n"] or one["two"]) or int(one["n"] or one["two"]) for one in _COUNTED.finditer(text, first, end)
    }
    for one in _LEVELS.finditer(text, first, end):
        told.add(2 if one["pair"] else 1 + len(_BETWEEN_LEVELS.findall(one["levels"])))
    return frozenset(told)


def is_company_total(text: str, start: int) -> bool:
    """Whether the power at text[start:] is told of a whole company or of an owner."""
    return _COMPANY_TOTAL.search(text, left_of(text, start, HARD_BREAKS, 30), start) is not None


def told_respectively(text: str, start: int, end: int) -> bool:
    """Whether at [start, end) begins a list that gives each plant or set its own power: 分别为12.6MW和8MW.

    两座500千瓦、320千瓦 may have been read as one group already; then 分别 stands in it.
    """
    if "分别" in text[start:end]:
        return True
    first = left_of(text, start, limit=30)
    told = _RESPECTIVELY.search(text, first, start)
    return told is not None and _OF_TIMES.search(text, first, told.start()) is None


def joined(text: str, end: int, start: int) -> bool:
    """Whether nothing but 和 or a comma stands between two powers."""
    return end < start and _AND.fullmatch(text, end, start) is not None


def are_sold_together(text: str, start: int, end: int, following: int) -> bool:
    """Whether the powers at [start, end) and at `following` are of two plants by name that the text sells together."""
    if not end < following <= end + _NEXT_PLANT or _NOT_SOLD_TOO.search(text, end, following):
        return False
    one, two = (_NAMED_PLANT.search(text, max(0, place - 16), place) for place in (start, following))
    if one is None or two is None or one["name"] == two["name"]:
        return False
    first = max(0, following - _FAR_SALE)
    if _ALL_SOLD.search(text, first, following + _FAR_SALE):
        return True
    return _are_listed(text, one["name"], two["name"], first, following)


def _are_listed(text: str, one: str, two: str, first: int, last: int) -> bool:
    """拍卖标的:银坑水电站、双港水电站: both names in a row behind a word of selling."""
    for sale in _SALE.finditer(text, first, last):
        place = text.find(one, sale.end(), min(last, sale.end() + _FAR_NAME))
        other = text.find(two, place + len(one), min(last, place + _FAR_NAME)) if place >= 0 else -1
        if other < 0 or _SENTENCE_END.search(text, sale.end(), other):
            continue
        if _BETWEEN_NAMES.fullmatch(text, place + len(one), other):
            return True
    return False
