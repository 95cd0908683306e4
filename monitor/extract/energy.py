"""Finds what a plant generates in a year (kWh) and its full-load hours."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from monitor.extract.amounts import Amount, read_amounts
from monitor.extract.context import amount_detail, is_others, left_of, make_fact, others_from, right_of
from monitor.extract.mend import mended
from monitor.extract.reading import Reading
from monitor.models import Fact, Role
from monitor.text.expression import expression

LEAST_KWH: Final = 1_000

# 年发电420万 leaves the 度 out; such an amount is no money either.
GENERATION_BEFORE: Final = expression(
    r"(?:发电|发电量|电量|年发|年均|年产|均发|可发|能发|产电)(?:可?达到?|约|为|是|有|了|在|:|\||近|超过?|能有| )*$"
)
_MEAN: Final = expression(r"平均|年均|均发|正常年|设计|一般年|常年|平水年|mean|average|design")
_YEAR: Final = expression(r"年(?!前|底|初|后)|annual|yearly|per year")
_LAST_YEAR: Final = expression(
    r"去年|前年|(?:19|20)?\d\d年(?!来)|最高|最多|最低|丰水年|丰年|枯水年|枯年|上年|今年|刚过去"
)
_YEAR_AFTER: Final = expression(
    r" ?(?:电|左右|以上)? ?(?:/|每|一|的)?(?:年(?:发电量|均)?|a(?![a-z])|per year|a year|annually|yearly|per annum)"
)
_SHORTER: Final = expression(
    r"日均|每日|每天|一天|日发|天发|月均|每月|一月|月发|一个月|\d+月|上半年|季度|日(?!常)|daily|monthly"
)
_SHORTER_AFTER: Final = expression(r" ?(?:电|左右)?(?:/|每|一)(?:天|日|个?月|h|小时)|(?: a|/| per) ?(?:day|month)")
_USED: Final = expression(r"用电|耗电|耗能|消耗|能耗|购电|损耗|弃水|弃电|库区|自用|节约|累计|consum")
_OUTPUT: Final = expression(r"发电|发了|发个|电量|满发|可发|能发|出力|generat|output|produc")
_NATION: Final = expression(r"全省|全县|全市|全国|全区|我省|我县|集团|座电?站|公司(?:上半年|全年)|地区")
_HOURS_BEFORE: Final = expression(
    r"(?:利用|满发|满负荷|发电|运行)(?:小时|时间|时)?数?(?:约?为|是|约|达到?|:|\||近| )*$"
)


class _Energy(NamedTuple):
    amount: Amount
    rank: int
    period: str


def extract_generation(reading: Reading) -> list[Fact]:
    """Find annual generation.

    Args: reading of a text of n characters; O(n). Raises nothing.
    Returns: the generation of a year in kWh: of several statements the long-term mean before the plan before a single
    year, repeated statements of the same value too. Where only a day's or a month's output is told, one fact with role
    `unknown`, without a value; `detail` keeps the period and the kWh stated: seasons forbid to multiply it.
    """
    reading = mended(reading)
    text = reading.normalised.plain.text
    others = others_from(reading)
    found = [
        energy
        for amount in read_amounts(text)
        if not is_others(reading, amount.start, others) and (energy := _classify(text, amount)) is not None
    ]
    annual = [one for one in found if one.period == "year"]
    if not annual:
        return [_short_fact(reading, one) for one in found[:1]]
    best = max(annual, key=lambda one: (one.rank, -one.amount.start)).amount
    role: Role = "offered" if reading.offer.offer != "none" else "unknown"
    return [
        _fact(reading, one.amount, role) for one in annual if (one.amount.low, one.amount.high) == (best.low, best.high)
    ]


def extract_hours(reading: Reading) -> list[Fact]:
    """Find full-load hours a year: facts of unit "h"; O(n), raises nothing."""
    reading = mended(reading)
    text = reading.normalised.plain.text
    facts = []
    for amount in read_amounts(text):
        if amount.unit not in {"h", ""} or not 200 <= amount.low <= 20_000:
            continue
        if _HOURS_BEFORE.search(text[left_of(text, amount.start) : amount.start]):
            facts.append(
                make_fact(reading, "hours", amount.start, amount.end, low=amount.low, high=amount.high, unit="h")
            )
    return facts


def _classify(text: str, amount: Amount) -> _Energy | None:
    if amount.unit != "kWh" and (amount.scale < 10_000 or amount.unit not in {"", "kW"}):
        return None  # nothing that _as_energy reads: most amounts
    words = text[left_of(text, amount.start, limit=22) : amount.start]
    energy = _as_energy(amount, words)
    if energy is None or energy.high < LEAST_KWH or _USED.search(words):
        return None
    if _NATION.search(text[left_of(text, amount.start, "。;!?\n", 30) : amount.start]):
        return None
    if _SHORTER_AFTER.match(text, energy.end) or _is_shorter(words):
        return _Energy(energy, 0, "month" if "月" in words + text[energy.end : energy.end + 3] else "day")
    rank = _rank(text, energy, words)
    return _Energy(energy, rank, "year") if rank else None


def _is_shorter(words: str) -> bool:
    """A day's or a month's output, unless it is the mean of years."""
    return bool(_SHORTER.search(words)) and not _MEAN.search(words.replace("日均", "").replace("月均", ""))


def _rank(text: str, amount: Amount, words: str) -> int:
    """How well the amount tells a usual year: a mean 4, a year 3, unsaid 2, one certain year 1, no output 0."""
    if _MEAN.search(words):
        return 4
    if _LAST_YEAR.search(words):
        return 1
    if _YEAR.search(words) or _YEAR_AFTER.match(text, amount.end):
        return 3
    return 2 if _is_output(text, amount, words) else 0


def _as_energy(amount: Amount, words: str) -> Amount | None:
    if amount.per:
        return None
    if amount.unit == "kWh":
        return amount
    if amount.unit == "kW" and amount.scale >= 10_000 and re.search(r"发电量(?:约?为|达|:)*$", words):
        return amount._replace(unit="kWh")  # 年发电量420万千瓦: the 时 is missing
    if not amount.unit and amount.scale >= 10_000 and GENERATION_BEFORE.search(words):
        return amount._replace(unit="kWh")
    return None


def _is_output(text: str, amount: Amount, words: str) -> bool:
    after = text[amount.end : right_of(text, amount.end, limit=6)]
    return bool(_OUTPUT.search(words) or after.startswith(("电", "发电", "的发电"))) or (
        not words and amount.scale >= 10_000
    )


def _fact(reading: Reading, amount: Amount, role: Role) -> Fact:
    slip = (
        amount.written not in {"", "度"}
        and amount.written.startswith(("kw", "千瓦"))
        and not amount.written.endswith(("h", "时"))
    )
    return make_fact(
        reading, "generation", amount.start, amount.end, role=role, low=amount.low, high=amount.high, unit="kWh",
        per="year", unit_conflict=slip, detail=amount_detail(amount),
    )  # fmt: skip


def _short_fact(reading: Reading, one: _Energy) -> Fact:
    detail: dict[str, str | float | bool | None] = {"period": one.period, "stated_kwh": one.amount.low}
    return make_fact(reading, "generation", one.amount.start, one.amount.end, unit="kWh", per=one.period, detail=detail)
