"""Tells inspections and the rigs of other plants from what a seller admits: 供电局挨家查矿机,我们清清白白."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from monitor.extract.context import HARD_BREAKS, left_of, right_of
from monitor.extract.found import Found
from monitor.text.expression import expression
from monitor.text.normalise import Normalised

TYPE: Final = "mining_admitted"
BEFORE: Final = 40  # characters of the sentence looked at before the words
AFTER: Final = 30
GOES_ON: Final = ("。", ";")  # 前年供电局查矿机。我们没有: the next sentence says so of the seller
_RIGS: Final = r"(?:矿机|矿场|挖矿|挖币|矿工|矿主|矿老板|币圈|虚拟币|比特币|kj|机器)"
_OFFICE: Final = (
    r"(?:县[里上]|镇[里上]|乡[里上]|市[里上]|州[里上]|省[里上]|区里|村里|供电[局所公]司?|电力局|电网|国网|南网|公安|派出所|警察|政府|发改[委局]?|能源局|经信局?"
    r"|工信局?|水利局|水务局|上[面头级]|专班|工作组|检查组|领导|官方|国家|四川|内蒙|新疆|云南)"
)
_SEARCH: Final = (
    r"(?:查(?!到我|出我|了我|我)|抓(?!到我|了我|我)|清查|排查|检查|搜查?|扫|清理|清退"
    r"|打击|整治|整顿|收缴|没收|取缔|严打|巡查|摸排|核查|拉网|封|禁|赶|撵)"
)
# 去年县里挨个站查矿机, 前几年到处抓矿机
_INSPECTED: Final = expression(
    rf"{_OFFICE}[^,。;!?\n]{{0,8}}?{_SEARCH}[^,。;!?\n我咱]{{0,5}}?{_RIGS}"
    rf"|(?:挨[家个站户]|到处|逐[站家一户]|全县|全市|各站|每个站|四处|大规模|集中)[^,。;!?\n我咱]{{0,4}}?{_SEARCH}[^,。;!?\n我咱]{{0,5}}?{_RIGS}"
)
# 当年好多站偷偷接矿机, 附近的电站以前都挖矿; not 很多老板来放矿机: they come to the seller
_OTHERS: Final = expression(
    r"(?:(?:好多|很多|不少|许多|好些|大多数?|多数|别的|其他|其它|人家|周边|周围|附近|隔壁|邻近|邻[县村乡镇]|外县|旁边|上游|下游|上下游|一些|有些|有的|全县|全州|各|满沟"
    r"|这一带|一带|沟里|当地|整条河)(?:的)?(?:小|水|几|[个座家]|好多|很多|不少)*(?:电?站|水电|同行)(?:们)?|(?<![给让由被找])(?:别人|人家|同行)|别处|别家|(?:到处|处处|满县)有人)"
    rf"[^,。;!?\n我咱本来到这里]{{0,8}}?(?:{_RIGS}|矿|挖)"
)
_OTHERS_IN_ENGLISH: Final = expression(
    r"(?<![a-z])(?:many|most|some|several|other|neighbou?ring|nearby)"
    r" (?:[a-z]+ ){0,2}?(?:plants|stations|owners)(?![a-z])"
    r"(?:(?! (?:we|i|our|us|my|mine)(?![a-z]))[^.;\n]){0,50}?(?:miners|mining|bitcoin|crypto|rigs)"
)
_OWN: Final = r"(?:我们?这?(?:电?站|家|里|边|儿)?|咱们?(?:电?站|家|这)?|本站|本人|自家|自己|俺们?)"
# 我站没有, 我们没跟, 我们清清白白; not 没查到我们, which hides
_CLEAN: Final = expression(
    rf"[^。!?\n]{{0,10}}?{_OWN}(?:可|却|从来|从|一直|始终|一台|根本|压根|都|也|就|是|硬是|坚决|绝|全)*"
    r"(?:没(?!查|被查|抓|被发现|发现|关系|事|人|搬|撤|停)|不(?!怕|管|一样)|未(?!被)|无|清白|清清白白|干净|干干净净|合格|合规|守法|守规矩|老实|正规|规规矩矩|只上网|全部上网|正常上网|一直上网)"
    r"[^,。;!?\n]{0,4}"
    r"|[^.\n]{0,24}?(?<![a-z])(?:we|ours?|i|this (?:plant|station))(?![a-z])[^.;\n]{0,12}?(?:never|not|n't)(?: [a-z]+)?"
)
# What makes it the seller's own all the same: 我也接了, 查到我站, 罚了我, 撤了我的机器.
_OWN_TOO: Final = expression(
    rf"{_OWN}[^,。;!?\n没不未无从]{{0,3}}?(?:也|跟着|同样|有|接|放|跑|挖|被|躲|藏|停了|撤|搬|拆)(?!没|不|未|是没|从)"
    rf"|(?:罚|查到|查出|查了|抓到|拉走|收走|没收)(?:了|过)?{_OWN}|包括(?:我|本站)|跟着|也一样|没查到|没查出|躲过|没被(?:查|发现|抓)|漏网|藏"
    r"|(?<![a-z])(?:so did|we did too|including|us too|we also|we joined|ours too)(?![a-z])"
)
_DEALT: Final = expression(rf"(?:租给|卖给|供给|包给|租了|卖了|供了|承包|来{_OWN})")
# A search alone tells nothing of this plant; what was cleared away, or left it, may be its own.
_SEARCHED: Final = expression(r"(?:查|抓|扫|打击|严打|摸排)")
_LEFT: Final = expression(r"撤|搬|拆|停|清|关|跑|散|罚|收走|没收|拉走|走了|空")


def without_others(found: Iterable[Found], normalised: Normalised) -> list[Found]:
    """The wordings without those of others' mining and of searches; denials where the seller had none. O(n)."""
    told = (_told(one, normalised) if one.type == TYPE and one.stance in {None, "asserted"} else one for one in found)
    return [one for one in told if one is not None]


def _told(one: Found, normalised: Normalised) -> Found | None:
    text = normalised.plain.text
    start, end = normalised.plain.locate(one.span)
    left, right = left_of(text, start, HARD_BREAKS, BEFORE), right_of(text, end, HARD_BREAKS, AFTER)
    place = _of_others(text, left, start, end)
    if place is None or _OWN_TOO.search(text, place[0], right) or _DEALT.search(text, place[1], right):
        return one
    end = right_of(text, right + 1, HARD_BREAKS, AFTER) if text[right : right + 1] in GOES_ON else right
    clean = _CLEAN.match(text, place[1], end)
    if clean is None:
        return one if _may_be_own(text, place, right) else None
    span = normalised.plain.span(min(start, place[0]), clean.end())
    first, last = normalised.dense.locate(span)
    return one._replace(stance="denied", span=span, start=first, end=last)


def _may_be_own(text: str, place: tuple[int, int], right: int) -> bool:
    """True where rigs left or were cleared away, and nobody is said to have had them but those who were searched."""
    if _OTHERS.match(text, place[0]) or _OTHERS_IN_ENGLISH.match(text, place[0]):
        return False
    return _SEARCHED.search(text, *place) is None or _LEFT.search(text, place[1], right) is not None


def _of_others(text: str, left: int, start: int, end: int) -> tuple[int, int] | None:
    """The range that tells of others or a search, where the wording stands in it."""
    for pattern in (_INSPECTED, _OTHERS, _OTHERS_IN_ENGLISH):
        for match in pattern.finditer(text, left, end + 4):
            if match.start() < end and start < match.end():
                return match.start(), max(end, match.end())
    return None
