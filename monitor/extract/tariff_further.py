"""Several tariffs in a row: of seasons (丰枯电价分别为0.21元和0.38元), of plants sold together (其余两站0.34元)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from monitor.extract.amounts import Amount
from monitor.extract.context import left_of
from monitor.text.expression import cued, expression

_PAIR: Final = expression(r"分别|丰枯|枯丰|峰谷|[丰枯峰谷尖]平|平[枯谷]")  # 丰枯电价分别为0.21元和0.38元
_AND: Final = expression(r" ?[、,和与/] ?")
_MOST: Final = 4  # further plants whose tariffs are told
_NEAR: Final = 120  # characters from the name of the next plant to its tariff
# 其余两站, B站:, 二级站, 小站320千瓦: the next plant of the offer
_NEXT: Final = expression(
    r"(?:其[余他它]|另外?|剩下)的?(?:那?[一二两三四2-4]?[座个级]?)(?:电?站|水电站)"
    r"|(?<![a-z])[b-d乙丙丁](?:电?站|水电站)|[二三四]级(?:电?站|水电站)?|(?<![大中])[小下](?:级)?(?:电?站|水电站)(?=[\d:,、(]|[一二两三四五六七八九])"
)
# Only plants that are sold together have several tariffs of their own.
_TOGETHER: Final = cued(
    r"[两二三四2-4](?:座|个|级)?(?:小?水电)?站|[两二三2-4]座|打包|捆绑|整体转让|一并|甲站|(?<![a-z])a(?:电?站|水电站)|一级"
)
_OTHERS: Final = expression(r"隔壁|附近|邻|别人|人家|同流域|上游|下游|不是我|已[卖拆停关]|不[卖含在]|参考")


def further_tariffs(text: str, told: Sequence[Amount], rates: Sequence[Amount]) -> list[Amount]:
    """Of the rates behind those `told` of an offer the ones before which another plant of it is named; linear."""
    if not told or not _TOGETHER.search(text):
        return []
    found: list[Amount] = []
    last = told[-1]
    for one in rates:
        if one.start < last.end or (one.low, one.high) == (last.low, last.high):
            continue
        named = _NEXT.search(text, max(last.end, one.start - _NEAR), one.start)
        if named and not _OTHERS.search(text, max(0, named.start() - 8), one.start):
            found.append(one)
            last = one
    return found[:_MOST]


def of_pair(text: str, amounts: Sequence[Amount]) -> Amount | None:
    """丰枯电价分别为0.21元和0.38元: one range of the rates that a word for several seasons begins."""
    if len(amounts) < 2 or not _PAIR.search(text, left_of(text, amounts[0].start), amounts[0].start):
        return None
    return _of_all(text, amounts) if _AND.fullmatch(text, amounts[0].end, amounts[1].start) else None


def _of_all(text: str, amounts: Sequence[Amount]) -> Amount:
    """峰平谷0.45/0.32/0.18: one range of all that the list names."""
    listed = [amounts[0]]
    for one in amounts[1:]:
        if not _AND.fullmatch(text, listed[-1].end, one.start):
            break
        listed.append(one)
    rates = [one.low for one in listed]
    return listed[0]._replace(end=listed[-1].end, low=min(rates), high=max(rates))
