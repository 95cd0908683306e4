"""Leaves out data-centre words that hint at nobody: a company's 经营范围, and a plant that others run (托管运行)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from monitor.extract.context import left_of, right_of
from monitor.extract.found import Found
from monitor.text.expression import cued, expression
from monitor.text.normalise import Normalised

TYPE: Final = "euphemism_bigdata"
REACH: Final = 600  # characters of a registered scope that are read
NEAR: Final = 20
_LABEL: Final = cued(
    r"(?:(?:经营|营业|业务|服务)范围|经营项目|主营(?:业务|项目)?|兼营(?:业务|项目)?"
    r"|许可项目|一般项目|所属行业|行业分类)"
    r"(?:内|里|中|上)?(?:主要|已|还|另|均)?(?:包括|包含|含有?|为|是|有|涉及|涵盖"
    r"|增加了?|涵盖了)?[ :|\n]{0,3}"
)
_ITEM: Final = expression(r"[^;,、。!?\n]*[;,、]?")
# An item that speaks of the plant, its price or whom it suits ends the list.
_NO_ITEM: Final = expression(
    r"适合|适宜|宜做|不限|不受限|随意|[都也]行|都可|suit|ideal|welcome"
    r"|可(?!再生|穿戴)|能(?:做|放|搞|上|接|带|供)|欢迎|优先|老板|客户|看过来|懂|入驻|招[商租揽]|场地|厂房|机房|棚"
    r"|[高低]?电价|价格?(?!格|咨询|评估)|元|毛|千瓦|\d ?(?:kw|mw|万)|装机|位于|手续|证照"
    r"|负荷|直供|专线|自用|便宜|托管|机位|矿|币"
    r"|电站(?:转|出|卖|位|现|可|带|在)|(?<!技术)(?:转让|出让)(?!服务)|出售|挂牌|底价|标的"
)
_RUN_BY_OTHERS: Final = expression(
    r"托管(?:运[行营维]|经营|管理|维护|给|模式|单位|公司|方式)"
    r"|(?:委托|运[维营行]|代管|整站|全站|全厂|电站|本站|站)(?:[^,。;\n]{0,10}?)(?:实行|进行|已|现|由|给)?托管"
)
_OF_MACHINES: Final = expression(
    r"数据|服务器|机器|算力|机位|机柜|矿|gpu|显卡|客户|业务|场地|电费|[台位]|设备托管|机房(?:可?托管|出租)|(?:可|能|接|承接|对外)托管"
)


def without_business_scope(found: Iterable[Found], normalised: Normalised) -> list[Found]:
    """The wordings without those of data centres that a register tells, or that say who runs the plant. O(n)."""
    found = list(found)
    if not any(one.type == TYPE for one in found):
        return found
    text = normalised.plain.text
    scopes = scopes_in(text)

    def hints(one: Found) -> bool:
        start, end = normalised.plain.locate(one.span)
        registered = any(first <= start and end <= last for first, last in scopes)
        return not registered and not _is_run_by_others(text, start, end)

    return [one for one in found if one.type != TYPE or one.stance == "denied" or hints(one)]


def scopes_in(text: str) -> list[tuple[int, int]]:
    """The ranges of the folded text that list what a company may do, from the label to the last item."""
    return [(match.end(), _end_of_list(text, match.end())) for match in _LABEL.finditer(text)]


def _end_of_list(text: str, place: int) -> int:
    """Where the items end that begin at `place`: at a full stop, or before an item that is none."""
    limit = min(len(text), place + REACH)
    while place < limit:
        item = _ITEM.match(text, place, limit)
        if item is None or not item[0] or _NO_ITEM.search(item[0]):
            return place
        place = item.end()
        if not item[0].endswith((";", ",", "、")):
            return place
    return place


def _is_run_by_others(text: str, start: int, end: int) -> bool:
    """委托公司托管运行 tells who runs the plant; 机器托管 and 托管客户 tell of machines of others."""
    if "托管" not in text[start:end]:
        return False
    left, right = left_of(text, start, limit=NEAR), right_of(text, end, limit=NEAR)
    return bool(_RUN_BY_OTHERS.search(text, left, right)) and not _OF_MACHINES.search(text, left, right)
