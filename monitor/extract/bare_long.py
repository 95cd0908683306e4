"""A price without its 万 in a long text: 价格一千六百五, or 430 alone below 报个价.

In short ads any lone number may be the price (`bare.py`); in a long text only one right behind the word for it, or one
that is a whole answer.
"""

from __future__ import annotations

from typing import Final

from monitor.extract.amounts import Amount, read_amounts
from monitor.extract.bare import LEAST_WAN, LONGEST_AD, answers_price
from monitor.extract.context import ends_alone, is_others, others_from
from monitor.extract.reading import Reading
from monitor.text.expression import cued, expression

_MOST_WAN: Final = 20_000
_NAMED: Final = expression(
    r"(?:(?<![电水单均差房地])价[格钱]|[要报叫售标]价|(?<!有人)开价|一口价|转让价|心理价位?|总价|打包价)"
    r"(?:就|只要?|也就|大概|现在|目前|定|[是为:]| )*$"
)
_AGAIN: Final = expression(r" ?(?:不[还讲议]价|一口价|拿走|带走|打包)")
_WHOLE_ANSWER: Final = expression(r"[万个]?(?:左右|上下|起|不[还讲议]价)?[。!~ ]*(?:\n|$)")
# 原价 and 隔壁报价 are no price asked, 1650元 has its own unit, 报价30天内有效 is a time
_OTHER: Final = expression(r"(?:原|厂家|设备|隔壁|邻|附近|别人|人家|他们?|年|同类|市场)[^,。;!?\n]{0,8}$")
_COUNTED: Final = expression(r" ?(?:年|月|天|日|台|个月|元|块|%|/|-|~|至|到|[a-z])")
_HINT: Final = cued(r"价")


def long_price(reading: Reading) -> Amount | None:
    """The number, in 万, that a long direct ad or talk names as its price without saying 万; None without one. O(n)."""
    text = reading.normalised.plain.text
    if reading.offer.offer != "direct" or len(text) <= LONGEST_AD or _HINT.search(text) is None:
        return None
    others = others_from(reading)
    for one in read_amounts(text):
        if _may_be(one) and _is_told(text, one) and not is_others(reading, one.start, others):
            return one._replace(low=one.low * 10_000, high=one.high * 10_000, unit="CNY")
    return None


def _may_be(one: Amount) -> bool:
    plain = not one.unit and not one.per and one.low == one.high and one.scale <= 1_000 and one.low % 1 == 0
    return plain and LEAST_WAN <= one.low <= _MOST_WAN and (one.bare or one.han) and one.low not in range(1950, 2040)


def _is_told(text: str, one: Amount) -> bool:
    if _COUNTED.match(text, one.end):
        return False
    if answers_price(text, one.start) and _WHOLE_ANSWER.match(text, one.end):
        return True
    named = _NAMED.search(text, max(0, one.start - 12), one.start)
    if named is None or not (ends_alone(text, one.end) or _AGAIN.match(text, one.end)):
        return False
    return _OTHER.search(text, max(0, named.start() - 12), named.start()) is None
