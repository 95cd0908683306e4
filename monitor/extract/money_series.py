"""Tells lists of what several years brought or cost: of 近三年电费收入:42、47、39万元 the last is no price."""

from __future__ import annotations

from typing import Final

from monitor.extract.amounts import Amount
from monitor.extract.context import HARD_BREAKS, left_of
from monitor.extract.numbers import parse_number
from monitor.text.expression import expression

_FAR: Final = 70
_YEARS: Final = (
    r"(?:(?:近|前|这|最近|过去|头)?(?P<n>[两二三四五六七2-7])个?年|历年|每年|各年|逐年|分别|依次"
    r"|(?:19|20)\d\d ?年?度?(?:[、,和到至~/-](?:19|20)?\d\d ?年?度?){1,6})"
)
_MONEY: Final = (
    r"(?:收入|收益|利润|净利|纯利|毛利|毛收|净收|分红|红利|营收|营业额|产值|流水|进账|回款|入账|到账|结算款?|电费|电款|水费"
    r"|税费?|工资|租金|维修|检修|修理|大修|开支|支出|成本|费用?|花费?|投入|赚|亏损?|收)"
)
_NUMBER: Final = r"(?:\d{1,5}(?:\.\d{1,2})?|[一二两三四五六七八九十百零]{1,5})"
_UNIT: Final = r"(?:[多来余])?万?元?(?:左右)?"
# The numbers of a list have one sign between them; before the last may stand 和.
_LIST: Final = (
    rf"(?P<list>{_NUMBER}{_UNIT}(?:(?:(?P<sign>[、,/;])|(?P<last>[和及与]))"
    rf"(?:{_NUMBER}{_UNIT}(?:(?P=sign)|[和及与]))*))$"
)
_SERIES: Final = expression(
    rf"(?:{_YEARS}[^。;!?\n\d]{{0,10}}?{_MONEY}|{_MONEY}[^。;!?\n\d]{{0,8}}?(?:分别|依次))[^,。;\n\d]{{0,8}}?{_LIST}"
)
# 电费42、47、39万: a list by its sign alone, where no number before the last has its 万
_PLAIN: Final = expression(rf"{_MONEY}[^,。;\n\d]{{0,4}}?(?:{_NUMBER}[、/]){{1,6}}$")
_SIGNS: Final = expression(r"[、,/;和及与]")
_SOLD: Final = expression(r"元? ?(?:[转出][让售手]?|[想要急]?卖|急|打包|拿走|包|就[卖转]|可[议谈]|面议|一口价|成交|起)")


def ends_series(text: str, amount: Amount) -> bool:
    """Whether an amount of money ends or goes on a list of what years brought or cost; no more of it than years."""
    first = left_of(text, amount.start, HARD_BREAKS, _FAR)
    if _SOLD.match(text, amount.end):
        return False
    if _PLAIN.search(text, first, amount.start):
        return True
    told = _SERIES.search(text, first, amount.start)
    if told is None:
        return False
    years = parse_number(told["n"]) if told["n"] else None
    return years is None or len(_SIGNS.findall(told["list"])) < years
