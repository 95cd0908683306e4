"""Tells outputs that are only hoped for (可达900万度, 设计820万度) from what a plant really makes."""

from __future__ import annotations

from typing import Final

from monitor.extract.amounts import Amount
from monitor.extract.context import left_of
from monitor.text.expression import expression

_DESIGNED: Final = expression(r"设计|理论|可研|design")
_CAN: Final = expression(
    r"(?:可|能)以?(?:达到?|到|发到|增至)|(?:技改|增容|扩容|改造|扩建)后|预计|预期|有望|could|would|can reach|expected"
)
# 年发电可达900万度,现650万: what follows a hoped output is the real one, its unit left out.
_THEN_NOW: Final = expression(
    r"(?:(?:可|能)以?(?:达到?|到|发到)|设计)[^,。;\d]{0,4}[\d.]+ ?[万亿] ?(?:度|千瓦时|kwh)?,"
    r"(?:但|而)?(?:现在?|目前|实际|现状|眼下)(?:上|每?年|发电?|也|就|只|有|约|为|是)*$"
)
_SOLD: Final = expression(r"元| ?(?:[转出][让售手]?|卖|急|打包|价|可谈|面议|包|拿)")
_FAR: Final = 40


def is_designed(text: str, amount: Amount) -> bool:
    """True for the output that a plant was designed for."""
    return _DESIGNED.search(text, left_of(text, amount.start, limit=22), amount.start) is not None


def is_possible(text: str, amount: Amount) -> bool:
    """True for an output that a plant can have or shall have: 年发电可达900万度."""
    return _CAN.search(text, left_of(text, amount.start, limit=22), amount.start) is not None


def follows_hope(text: str, amount: Amount) -> bool:
    """True for 650万 in 年发电可达900万度,现650万: no money but what is made now."""
    if amount.unit not in {"", "CNY"} or amount.written or amount.per or amount.scale < 10_000:
        return False
    return bool(_THEN_NOW.search(text, max(0, amount.start - _FAR), amount.start)) and not _SOLD.match(text, amount.end)
