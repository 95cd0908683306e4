"""Tells prices of earlier rounds of an auction from that of the present one: 第一次…(流拍),第二次…,本次起拍价…."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from monitor.extract.amounts import Amount
from monitor.extract.context import HARD_BREAKS, left_of
from monitor.extract.money import PRICED
from monitor.extract.price_choice import UNSAID, Money
from monitor.text.expression import expression

_WINDOW: Final = 30  # characters before an amount
_PRESENT: Final = 9  # later than any round that is counted
_ROUND: Final = expression(
    r"(?P<now>本次|此次|这次|本轮|此轮|本期|(?<![出兑变])现(?!金|场|状|有|款|价值|结)|变卖|今次)"
    r"|第(?P<count>[一二三四])[次轮]|(?P<cry>[一二三四首])拍(?!卖[行人公])|(?P<first>首次|首轮|首度)"
)
_COUNTS: Final[Mapping[str, int]] = {"一": 1, "首": 1, "二": 2, "三": 3, "四": 4}
# 一拍94万,若流拍二拍75万: what may come
_MAY_COME: Final = expression(r"若|如果|如(?:再|果|一拍|首拍|流拍)|要是|万一|预计|届时|将|到时|再流拍")
_FAILED: Final = expression(
    r"[万元整]*[,、 (\[]{0,2}(?:已|又|均|再次|也|皆|都|因无人[^,。;)]{0,4}而?)*"
    r"(?:流拍|流标|未(?:能)?成交|无人(?:报名|应价|出价|竞买|举牌)|没人(?:报名|要|拍|举牌))"
)


def of_last_round(text: str, found: list[Money]) -> list[Money]:
    """The prices of rounds that are over lose their role of a price asked, where a later round names its own."""
    rounds = [_round_of(text, found, number) for number in range(len(found))]
    last = max((one for one in rounds if one is not None), default=0)
    if len({one for one in rounds if one is not None}) < 2:
        return found
    return [_as_of(one, turn, last) for one, turn in zip(found, rounds, strict=True)]


def _as_of(one: Money, turn: int | None, last: int) -> Money:
    if turn is None:
        return one
    if turn < last:
        return one._replace(role="past", rank=0)
    return one._replace(role="starting", rank=45) if one.role not in PRICED or one.rank < 45 else one


def _round_of(text: str, found: list[Money], number: int) -> int | None:
    """The round whose price an amount is, None of an amount that is no price of a round."""
    one = found[number]
    if one.per != "total" or not _may_be(one):
        return None
    first = left_of(text, one.amount.start, HARD_BREAKS, _WINDOW)
    if number:
        first = max(first, found[number - 1].amount.end)
    if _MAY_COME.search(text, first, one.amount.start):
        return None
    told = list(_ROUND.finditer(text, first, one.amount.start))
    if told:
        clause = left_of(text, told[-1].start())  # 第三次拍卖,首拍价118万: the nearer clause says which
        return max(_turn(match.lastgroup or "", match.group()) for match in told if match.start() >= clause)
    return 0 if one.role in PRICED and is_failed(text, one.amount) else None


def _may_be(one: Money) -> bool:
    return one.role in PRICED | {"past"} or (one.role == "unknown" and one.rank == UNSAID)


def _turn(group: str, words: str) -> int:
    if group == "now":
        return _PRESENT
    return 1 if group == "first" else max(_COUNTS.get(letter, 0) for letter in words)


def is_failed(text: str, amount: Amount) -> bool:
    """第一次起拍价94万(流拍): nobody came for so much."""
    return _FAILED.match(text, amount.end) is not None
