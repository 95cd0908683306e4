"""What the words around amounts of money make of them: prices of a share, a closing bid."""

from __future__ import annotations

import re
from typing import Final

from monitor.extract.amounts import Amount, read_amounts
from monitor.extract.context import HARD_BREAKS, left_of, right_of
from monitor.extract.numbers import HAN_NUMBER, parse_number
from monitor.extract.price_choice import LEAST_APART, Money
from monitor.text.expression import expression

_TOGETHER: Final = 38  # the rank of what several shares cost together
_OF_SHARE: Final = expression(r"(?:[每一1](?:个)?股|单股)(?:作价|价格?|只要|要|卖|为|是|报|按|算|:| )*$")
_A_SHARE: Final = expression(r"[元]?(?:/|每|[一1])股(?![权东份])")
_OUR_SHARES: Final = expression(
    rf"(?:我|咱|俺|本人|名下|手[上里头中]|自己|现|转让|出让|出售|转|卖|出)(?:这|的|家|们|手里|名下|共|一共|只?[占有持拿][有了着]?|是)*"
    rf"(?P<ours>\d{{1,2}}|{HAN_NUMBER})(?:个)?股(?![权东份])"
    rf"|(?<![共有\d])(?P<all>\d{{1,2}}|{HAN_NUMBER})(?:个)?股(?:全部|全都?|都|一[起并道同]|打包|整体|一块儿?)+(?:走|卖|转|出|让|要)"
)
_SHARE_AT: Final = expression(
    r"(?:(?<![\d.])(?P<pct>\d{1,3}(?:\.\d{1,6})?) ?%|(?:百分之百|全部|整体|全)的?)(?:的|公司|标的)?"
    r"(?:股权|股份|权益|股)"
    r"(?:的|对应|整体|总|合计|共|转让|挂牌|作价|评?估值|报价|价格?|值|为|是|约|按|:| )*$"
)
_ALL_SHARES: Final = expression(
    rf"(?:总共|一共|合共|总|共|合计|分成?|分为|拢共)(?:有|是)?(?P<whole>\d{{1,2}}|{HAN_NUMBER})(?:个)?股(?![权东份])"
)
LEAST_SHARE: Final = 3_000  # yuan; less is the price of a share on an exchange
_CLOSES: Final = expression(
    r"[元整]?(?:左右|上下)?[,、 ]?(?:就|即可|可以?|能|直接|马上|立马|立刻|当天|现场|爽快|都)*成交价?"
    r"(?=[。!,;\s~]*$)"
)
_WAS_CLOSED: Final = expression(
    r"去年|前年|往年|上[个次]?[月周年]|已|曾|昨|当[年时初]|那时|当天成|隔壁|邻|同[类行]|附近|别[人家]|人家|(?:19|20)\d\d年|最终|最后以|终以|了"
    r"|[以被按]$|拍卖|竞价|流拍|首拍|均价|行情|市场"
)


def of_shares(text: str, found: list[Money]) -> list[Money]:
    """每股18万,三股一起走: what so many shares cost together, where the text says how many are sold."""
    counts = {_shares(match) for match in _OUR_SHARES.finditer(text)} if "股" in text else set()
    if len(counts) != 1:
        return found
    count = counts.pop()
    told = (one for one in read_amounts(text) if one.per == "other" and text[one.end - 1] == "股")  # 18万一股
    found = sorted([*found, *(Money(one, "unknown", 0, "total") for one in told)], key=lambda one: one.amount.start)
    return [_together(text, one, count) for one in found]


def share_of(text: str, amount: Amount) -> float | None:
    """100%股权作价1000万: the share in percent that an amount is said to be the price of, None where none is named."""
    if _is_of_share(text, amount):
        parts = (
            {_shares(one) for one in _OUR_SHARES.finditer(text)},
            {_shares(one) for one in _ALL_SHARES.finditer(text)},
        )
        ours, whole = (one.pop() if len(one) == 1 else 0 for one in parts)
        return round(100 * ours / whole, 4) if 0 < ours < whole else None
    match = _SHARE_AT.search(text, left_of(text, amount.start, limit=24), amount.start)
    if match is None:
        return None
    return parse_number(match["pct"]) if match["pct"] else 100.0


def _shares(match: re.Match[str]) -> float:
    return parse_number(match.group(match.lastgroup or 0)) or 0


def _is_of_share(text: str, amount: Amount) -> bool:
    before = _OF_SHARE.search(text, left_of(text, amount.start), amount.start)
    return bool(before or _A_SHARE.match(text, amount.number_end) or _A_SHARE.match(text, amount.end))


def _together(text: str, one: Money, count: float) -> Money:
    if one.per != "total" or one.amount.low < LEAST_SHARE or not count or not _is_of_share(text, one.amount):
        return one
    low, high = one.amount.low * count, one.amount.high * count
    return one._replace(amount=one.amount._replace(low=low, high=high), role="asking", rank=_TOGETHER)


def closing_bid(text: str, found: list[Money]) -> Money | None:
    """96万成交 at the end of an ad, of which nothing says that it is past: what the seller closes at."""
    last = found[-1] if found else None
    if last is None or last.role != "past" or last.per != "total" or last.amount.low < LEAST_APART:
        return None
    return last if _CLOSES.match(text, last.amount.end) and not _is_past(text, last.amount) else None


def _is_past(text: str, amount: Amount) -> bool:
    first = left_of(text, amount.start, HARD_BREAKS, 30)
    return _WAS_CLOSED.search(text, first, right_of(text, amount.end)) is not None
