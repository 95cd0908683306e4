"""Wanted ads beside an offer: 转让沅陵电站,400万。另求购清远1000kW以上电站,手续齐全: what is wanted is not claimed."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from typing import Final

from monitor.text.expression import cued, expression
from monitor.text.sentences import sentence_at

_SEEKS: Final = (
    r"(?:求购|求租|求收|诚购|诚收|寻购|急购|急求|(?:(?<![\w])|另|另外|同时|现|长期|常年|高价|诚意|诚心|大量|还|也|并)(?:想|要|需)?(?:收购|收)"
    r"|(?:另外?|同时|还|也|客户|朋友|老板)(?:想|要|想要|需要?|打算)(?:买|租|找|收))"
)
# 求购者勿扰, 求购的朋友看过来, 收购价: of whoever buys this plant.
_NOT_BUYERS: Final = r"(?!者|人|方|的|请|联系|信息|勿|客户|电话|价|款|合同|后|意向|我|本站|该站)"
_WANTED: Final = cued(
    rf"{_SEEKS}{_NOT_BUYERS}[^。;!?\n]{{0,24}}?"
    r"(?:电站|水电|电厂|小站|的站|\d ?(?:kw|mw|千瓦)|[一二两三四五六七八九十百千]千瓦)"
)
_SELLS: Final = expression(r"转让|出售|出让|急转|低价转|出手|拍卖|我[站有]|本站")


# 面向全国征集存量水电并购标的: a company that buys
_COMPANY_SEEKS: Final = cued(
    r"(?:征集|寻求|寻找|征寻)[^。!?\n转售让]{0,20}?(?:水电|电站)[^。!?\n转售让]{0,8}?(?:并购|收购)?(?:标的|项目|资产)"
    r"|(?:征集|寻求|寻找|征寻)[^。!?\n转售让]{0,12}?(?:并购|收购)(?:标的|项目|资产)"
)
_OF_HYDRO: Final = cued(r"水电|电站")
_PURCHASE: Final = cued(r"并购|收购")
_OTHER_SIDE: Final = cued(r"受让方|意向方|承租|投资人公告|转让方|挂牌")
_READ: Final = 400  # characters in which such a notice says so


def seeks_to_buy(head: str) -> bool:
    """Whether the head of a folded text is a company's call for hydropower plants that it would buy. O(1)."""
    head = head[:_READ]
    if not all(one.search(head) for one in (_COMPANY_SEEKS, _OF_HYDRO, _PURCHASE)):
        return False
    return _OTHER_SIDE.search(head) is None


def wanted_ad_at(text: str, start: int, end: int) -> str | None:
    """The words that ask for another plant in the sentence of [start, end) of a folded text, before it; else None."""
    asks = _asks(text)
    place = bisect_left(asks, start, key=lambda one: one[0]) - 1
    if place < 0:
        return None
    first, last = asks[place]
    left, _ = sentence_at(text, start, end)
    if first < left or _SELLS.search(text, last, start):
        return None
    return text[first:last]


@lru_cache(maxsize=8)
def _asks(text: str) -> tuple[tuple[int, int], ...]:
    """Where a text asks for a plant; asked for at every claim and place, so found once a text."""
    return tuple(match.span() for match in _WANTED.finditer(text))
