"""Tells outputs that are only hoped for (可达900万度, 设计820万度) from what a plant really makes."""

from __future__ import annotations

from typing import Final

from monitor.extract.amounts import Amount
from monitor.extract.context import left_of
from monitor.text.expression import expression

_DESIGNED: Final = expression(r"设计|理论|可研|design")
_CAN: Final = expression(r"(?:可|能)以?(?:达到?|到|发到|增至)|预计|预期|有望|could|would|can reach|expected")
_AFTER_WORKS: Final = expression(r"(?:技改|增容|扩容|改造|扩建)后")
# 2021年改造前年发电100万度, 原年均发电量100万度: what the plant made before
_FORMER: Final = expression(
    r"(?:技改|增容|扩容|改造|扩建|增效|大修|升级)之?前|以前|之前|过去|从前|原来|原先|早年|当年|最初|(?<![高平草太川中还])原(?=年|发)"
    r"|\b(?:before|formerly|previously|used to)\b"
)
# 年发电可达900万度,现650万: what follows a hoped output is the real one, its unit left out.
_THEN_NOW: Final = expression(
    r"(?:(?:可|能)以?(?:达到?|到|发到)|设计|理论|可研)[^,。;\d]{0,8}[\d.]+ ?[万亿] ?(?:度|千瓦时|kwh)?,"
    r"(?:但|而)?(?:现在?|目前|实际|现状|眼下)(?:上|每?年|发电?|也|就|只|有|约|为|是)*$"
)
_ACTUAL: Final = expression(
    r"(?:实际|实发|真正|目前|现在?|如今|近[几两三]?年|(?:技改|增容|扩容|改造|扩建|增效)后)(?:上|每?年|发电?量?|就|约|为|是|有|能|只|也|到|达|在)*$"
    r"|\b(?:actual(?:ly)?|now|currently)\b[a-z ,:]{0,24}$"
)
_SOLD: Final = expression(r"元| ?(?:[转出][让售手]?|卖|急|打包|价|可谈|面议|包|拿)")
_FAR: Final = 40


def is_designed(text: str, amount: Amount) -> bool:
    """True for the output that a plant was designed for."""
    return _DESIGNED.search(text, left_of(text, amount.start, limit=22), amount.start) is not None


def is_possible(text: str, amount: Amount) -> bool:
    """True for an output that a plant can have or shall have: 年发电可达900万度."""
    first = left_of(text, amount.start, limit=22)
    if _CAN.search(text, first, amount.start):
        return True
    return _AFTER_WORKS.search(text, first, amount.start) is not None and _FORMER.search(text, 0, first) is None


def is_former(text: str, amount: Amount) -> bool:
    """True for what a plant made before it was rebuilt, or long ago."""
    return _FORMER.search(text, left_of(text, amount.start, limit=22), amount.start) is not None


def is_actual(text: str, amount: Amount) -> bool:
    """True for an output that is called what is really made, or made now."""
    return _ACTUAL.search(text, left_of(text, amount.start, limit=28), amount.start) is not None


def follows_hope(text: str, amount: Amount) -> bool:
    """True for 650万 in 年发电可达900万度,现650万: no money but what is made now."""
    if amount.unit not in {"", "CNY"} or amount.written or amount.per or amount.scale < 10_000:
        return False
    return bool(_THEN_NOW.search(text, max(0, amount.start - _FAR), amount.start)) and not _SOLD.match(text, amount.end)
