"""Finds the head (m) and the flow (m³/s) of a plant."""

from __future__ import annotations

import re
from typing import Final

from monitor.extract.amounts import Amount, read_amounts
from monitor.extract.context import left_of, make_fact
from monitor.extract.reading import Reading
from monitor.models import Fact, Role
from monitor.text.expression import cued, expression

MOST_HEAD: Final = 2_000  # m; the highest heads in use are under 1,900
_HEAD: Final = cued(r"水头|落差|扬程|(?:gross|net|rated|static)? ?head(?! office)|水位差")
_FLOW: Final = expression(r"流量(?:约?为|是|约|有|达|近|:|\|| )*$")
_CUBIC: Final = frozenset({"立方", "立方米", "m3", "方"})  # 流量0.9立方, 流量1.5个: the second is left out
_BARE_CUBIC: Final = expression(r"个(?=[,。;、!\s)]|$)")
MOST_FLOW: Final = 1_000  # m3/s through a small plant
_ECOLOGICAL: Final = expression(r"生态|下泄|泄放|洪|ecological")
# What the river carries; what the plant was designed for is another figure: 坝址多年平均流量, 枯水流量.
_OF_RIVER: Final = expression(
    r"平均|年均|多年|枯|丰水|平水|坝址|断面|河[道流床段]|溪流|河水|天然|来水|径流|保证率|最[小低]"
    r"|\b(?:mean|average|river|stream|dry|low|wet|minimum|natural)\b"
)
_OF_DESIGN: Final = expression(r"设计|额定|引用|引水|发电|过机|机组|单机|每台|满发|\b(?:design|rated|turbine|plant)\b")
_RIVER_AFTER: Final = expression(r" ?(?:的|\()?(?:多年|平均|年均|枯水|河道|来水|天然|径流)")
# 单机流量0.75, 每台机0.7, 两台各0.7; 0.75m3/s每台
_EACH: Final = expression(
    r"单机|单台|每一?[台机]|每部|台均|[台机]各|各[为是约]?$|\b(?:each|per (?:unit|set|turbine|machine)|one unit)\b"
)
_EACH_AFTER: Final = expression(
    r" ?(?:[/(]?(?:每|单|一)?[台机](?!组)|\(?(?:each|apiece|per (?:unit|set|turbine|machine))\b)"
)


def extract_head(reading: Reading) -> list[Fact]:
    """Find heads: facts of unit "m" after 水头 or 落差; O(n), raises nothing."""
    text = reading.normalised.plain.text
    if _HEAD.search(text) is None:
        return []
    return [
        _fact(reading, "head", amount, "m")
        for amount in read_amounts(text)
        if amount.unit in {"m", ""} and 1 <= amount.low <= MOST_HEAD and _labelled(text, amount, _HEAD)
    ]


def extract_flow(reading: Reading) -> list[Fact]:
    """Find flows through the plant: facts of unit "m3/s", role `unit` for that of one set; O(n), raises nothing.

    Never what must be let down the river, what it carries in a flood, on average or in the dry season.
    """
    text = reading.normalised.plain.text
    return [
        _fact(reading, "flow", amount, "m3/s", "unit" if _is_of_one_set(text, amount) else "unknown")
        for amount in read_amounts(text)
        if _is_flow(text, amount)
    ]


def _is_of_one_set(text: str, amount: Amount) -> bool:
    words = text[left_of(text, amount.start) : amount.start]
    return _EACH.search(words) is not None or _EACH_AFTER.match(text, amount.end) is not None


def _is_of_river(text: str, amount: Amount, words: str) -> bool:
    """坝址多年平均流量2.6, 2.6m3/s的多年平均流量; but 河道取水,设计流量0.9 is the plant's."""
    if _RIVER_AFTER.match(text, amount.end):
        return True
    told = [match.end() for match in _OF_RIVER.finditer(words)]
    return bool(told) and _OF_DESIGN.search(words, told[-1]) is None


def _is_flow(text: str, amount: Amount) -> bool:
    """1.2m3/s; 流量0.9立方 and 流量1.5个 without the second; 引用流量1.2 without any unit."""
    cubic = amount.unit == "other" and amount.written in _CUBIC
    if amount.unit != "m3/s" and not cubic and (amount.unit or not amount.bare or amount.low > MOST_FLOW):
        return False
    words = text[left_of(text, amount.start) : amount.start]
    if _ECOLOGICAL.search(words) or _is_of_river(text, amount, words):
        return False
    if amount.unit == "m3/s":
        return True
    if cubic or _BARE_CUBIC.match(text, amount.end):
        return amount.low <= MOST_FLOW and _FLOW.search(words) is not None
    return re.search(r"引用流量\D{0,3}$", words) is not None


def _labelled(text: str, amount: Amount, label: re.Pattern[str]) -> bool:
    words = text[left_of(text, amount.start, limit=14) : amount.start]
    found = label.search(words)
    if found is None:
        return False
    between = words[found.end() :]
    return not any(one.isdigit() for one in between) and (amount.unit == "m" or not between.strip(" :|为约达有近"))


def _fact(reading: Reading, kind: str, amount: Amount, unit: str, role: Role = "unknown") -> Fact:
    return make_fact(reading, kind, amount.start, amount.end, role=role, low=amount.low, high=amount.high, unit=unit)
