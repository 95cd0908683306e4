"""Amounts beside the price that are not asked: what others of the kind fetch, what a device costs, what nobody gave."""

from __future__ import annotations

from typing import Final

from monitor.extract.amounts import Amount
from monitor.extract.context import left_of
from monitor.extract.labels import Label
from monitor.text.expression import expression

MOVE: Final = 60  # the rank of words that tell of a changed amount
# 底价下调10%至3,510万元
_CUT_TO: Final = expression(
    r"(?:下调|下浮|下降|降低|调低|调减|降价?|再降|上浮|上调)了?约?[\d.]+(?:%|成|个?百分点)(?:之?后)?,?(?:至|到|为|即|确定为|调整为)$"
)
# 略低于近年同类项目5,000元上下的水平: what others of the kind fetch
_OF_OTHERS: Final = expression(
    r"(?:同类|同期|同等|周边|附近|市场|行业|行情|历史|以往|往年|平均|当地)[^,。;\d]{0,10}(?:约|为|的)?$"
)
_LEVEL: Final = expression(r"(?:左右|上下|以上)?的?(?:平均|一般|市场)?(?:水平|均价|行情|均值)")
# 装一套八千块, 换一台两万: what a device costs; 整一套500万 is the plant
_OF_DEVICE: Final = expression(
    r"(?:安?装|更?换|加?配|补|添|增设|购置|订购?)(?:了|个|上|过|这样)?(?:一|[1-9两三四])(?:套|台|个|组|块|根|扇|条|只)"
    r"(?:新的?|好的|下来|大概|大约|差不多|要|得|就|也|需要?|花|才|只要|约| ){0,4}$"
)
# 现在卖五百万都没人要: asked once, in vain; a price that is named beside it is the one asked
_UNWANTED: Final = expression(r"(?:[元块]钱?|左右)?[都也](?:没|无)人(?:要|接|买|问|敢[要接买]|看|理)")
_LEAST_SURE: Final = 20  # the rank of an amount that a better named price replaces


def beside_price(text: str, amount: Amount) -> Label | None:
    """What an amount is that stands beside the price asked, or the new price after a cut; None of other words."""
    start = amount.start
    if _LEVEL.match(text, amount.end) and _OF_OTHERS.search(text, left_of(text, start, limit=18), start):
        return Label(start, start, "unknown", 0, "水平")
    before = left_of(text, start)
    if _CUT_TO.search(text, before, start):
        return Label(start, start, "asking", MOVE, "下调")
    return Label(start, start, "unknown", 0, "装") if _OF_DEVICE.search(text, before, start) else None


def less_sure(text: str, amount: Amount, label: Label) -> Label:
    """A price asked that nobody gave gives way to one that is named: 现在卖五百万都没人要 … 报价520万."""
    unwanted = label.role == "asking" and label.rank > _LEAST_SURE and _UNWANTED.match(text, amount.end)
    return label._replace(rank=_LEAST_SURE) if unwanted else label
