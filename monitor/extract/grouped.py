"""Tells which numbers written in groups of three digits (1 260 kW, 8，600万) are one number."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from monitor.text.expression import expression
from monitor.text.normalise import Normalised

MOST_SETS: Final = 12
JOINT: Final = "_"  # stands for a space that is certainly within a number, until mending closes it
_BUILT: Final = frozenset({100, 125, 160, 200, 250, 320, 400, 500, 630, 800, 1000, 1250, 1600, 2000, 2500})  # kW
_KVA: Final = frozenset({100, 125, 160, 200, 250, 315, 400, 500, 630, 800})

# A first group of one to three digits, then groups of exactly three, then a unit.
GROUPED: Final = expression(
    r"(?<![a-wyz\d.毛角块分点万亿千百])(?<![\d.]x)(?<!\d,)(?<![\d×*x+/-] )(?<!\d[.,] )(?P<head>[1-9]\d{0,2})"
    r"(?P<tail>(?: \d{3})+)(?![\d,])"
    r"(?=(?:\.\d{1,3})? ?(?:(?P<kva>千伏安|kva)|(?P<kwh>万?(?:千瓦[·.]?小?时|瓩时|k ?w ?[·.]? ?h|度(?![假数过])))"
    r"|(?P<kw>千瓦|kw|瓩)|(?P<yuan>(?P<wan>万)?元(?![旦宝素件器])|yuan|rmb|cny|万(?=[,。;、\s]|$))|(?P<volume>m3|立方米)(?!/)))"
)
# 6980,000元, 698,0000元: an amount whose commas stand in wrong places.
MISGROUPED: Final = expression(
    r"(?<![\d.,])(?:(?<=rmb)|(?<=rmb )|(?<=cny)|(?<=cny )|(?<=¥)|(?=[\d,]{4,20} ?(?:元|yuan|rmb|cny)))"
    r"\d{1,7}(?:,\d{2,4}){1,4}(?![\d,]|\.\d|万)"
)
_RIGHT: Final = expression(r"\d{1,3}(?:,\d{3})+")
# The words before that name a whole, not a list of sizes and not the size of one set.
_TOLD: Final = expression(
    r"(?:总装机|装机总|(?:装机|总|发电|设备|额定)容量|总?规模|总功率|合计|共计|总共|一共|共|计|约|近|达|capacity|installed"
    r"|total)[^,。;\d]{0,8}$"
)
_OF_PRICE: Final = expression(
    r"(?:[价款额金值资产约计共为是费本万]|[价款额金值资产费本](?:\(?(?:万?元|人民币)\)?)?[:|])[ :]?$"
)
# 装机台数 2 630kW, 2台 630kW; 水头85 320千瓦; a number that ends something else
_COUNTED: Final = expression(
    r"(?:[台组套]数?|(?<!装)机数?|水头|落差|海拔|高程|高度|流量|距离?|宽|长|深|编号|号|第|年|月|日|电价|电话|微信|手机|qq"
    r"|型号|[smt]\d\d)[:为是约 ]{0,2}$"
)
_OF_LARGE: Final = expression(r"(?<![单每])(?:台|机组?)(?:装机|总?容量)[^,。;\d]{0,4}$")
# (3台1600kW), =2×1250: what the whole is made of
_MADE_OF: Final = expression(
    r"(?P<count>[1-9]|1[0-2]) ?(?:[台组套]|[x×*]) ?(?:机组|各|每台|单机|容量|[x×*:为 ]){0,4}"
    r"(?P<size>[1-9]\d? \d{3}|\d{2,5})"
)
_FAR: Final = 40
_NO_BREAK: Final = chr(0xA0)
_WIDE_COMMA: Final = chr(0xFF0C)
_THIN: Final = expression(r"(?<=\d)[\u00a0\u2007\u2009\u202f](?=\d{3}(?!\d))")  # of the text as it comes
_CLAUSE_COMMA: Final = expression(r"(?<![\d.,])\d{1,2}(?=,\d{3} ?万)")
_BETWEEN_WORDS: Final = expression(r"(?<!\d)\u00a0|\u00a0(?![\da-zA-Z千万元%])")


def joined_surely(normalised: Normalised, text: str) -> str:
    """The folded text with JOINT for each thin or no-break space within a number: typography joins what it parts.

    A no-break space counts only where the text has none between words: pages put them everywhere. Same length; O(n).
    """
    original = normalised.original
    if _THIN.search(original) is None:
        return text
    loose = _BETWEEN_WORDS.search(original) is not None
    joins = {one.start() for one in _THIN.finditer(original) if not (loose and one.group() == _NO_BREAK)}
    offsets = normalised.plain.offsets
    return "".join(JOINT if one == " " and offsets[place] in joins else one for place, one in enumerate(text))


def parted_clauses(normalised: Normalised, text: str) -> str:
    """The folded text with a mark that joins no digits for each full-width comma between two clauses: 坝高8，600万.

    Only after the words for a price (总价1，860万元) it is taken for one of thousands. Same length; O(n).
    """
    original, offsets = normalised.original, normalised.plain.offsets
    if _WIDE_COMMA not in original:
        return text
    apart = [
        one.end()
        for one in _CLAUSE_COMMA.finditer(text)
        if original[offsets[one.end()]] == _WIDE_COMMA
        and original[offsets[one.start()]].isascii()  # in a text written wide throughout the comma tells nothing
        and not _is_priced(text, one.start())
    ]
    pieces = [text[start + 1 : end] for start, end in pairwise([-1, *apart, len(text)])]
    return ";".join(pieces)


def _is_priced(text: str, place: int) -> bool:
    return _OF_PRICE.search(text, max(0, place - 16), place) is not None


def ungrouped(match: re.Match[str]) -> str:
    """The digits of a match of GROUPED without spaces where they are one number; else as they stand."""
    return match.group().replace(" ", "") if _is_one(match) else match.group()


def ungrouped_wrongly(match: re.Match[str]) -> str:
    """The digits of a match of MISGROUPED without commas where the last group can be no amount of its own (000)."""
    digits = match.group()
    is_one = _RIGHT.fullmatch(digits) is None and digits.rpartition(",")[2].startswith("00")
    return digits.replace(",", "") if is_one else digits


def _is_one(match: re.Match[str]) -> bool:
    text, start, head, tail = match.string, match.start(), match["head"], match["tail"]
    first = max(0, start - 16)
    if match["kw"] or match["kva"]:
        return _is_one_power(match, int(head), int(tail.replace(" ", "")))
    if _COUNTED.search(text, first, start):
        return False
    several = tail.count(" ") > 1 or not text[max(0, start - 1) : start].isalpha()
    if match["wan"] or (match["kwh"] or "").startswith("万"):
        # 装机 630 500万元: no plant costs or makes so much.
        return len(head) < 3 and (several or len(head) == 1 or _OF_PRICE.search(text, first, start) is not None)
    if match["yuan"] == "万":
        return len(head) < 3 and _OF_PRICE.search(text, first, start) is not None
    return True


def _is_one_power(match: re.Match[str], head: int, size: int) -> bool:
    """2 630kW may be two sets, 320 160kW two sizes; 1 260kW, 94 310 kW and 4 000kW can only be one number."""
    text, start, tail = match.string, match.start(), match["tail"]
    before = (text, max(0, start - 16), start)
    value = head * 1000 + size
    if tail.count(" ") > 1 or tail.startswith(" 0") or _made_of(text, match.end(), value):
        return True
    counted = _COUNTED.search(*before) and not _OF_LARGE.search(*before)
    if counted or _is_named(text, match, head * size):
        return False
    if _TOLD.search(*before):
        return True
    if head == 1 or MOST_SETS < head < 100 or size not in (_KVA if match["kva"] else _BUILT):
        return head < 100
    # The unit apart, too, is typography; and so much must be what sets of one size add up to.
    return text.startswith(" ", match.end()) and any(value == count * each for count in range(1, 5) for each in _BUILT)


def _is_named(text: str, match: re.Match[str], total: int) -> bool:
    """2 630kW,共1260kW: the sum of so many sets stands near."""
    near = text[max(0, match.start() - _FAR) : match.start()], text[match.end() : match.end() + _FAR]
    return any(re.search(rf"(?<!\d){total}(?!\d)", words) for words in near)


def _made_of(text: str, end: int, value: int) -> bool:
    """4 800kW(3台1600kW): the sets told after it add up to it."""
    told = _MADE_OF.finditer(text, end, min(len(text), end + _FAR))
    return any(int(one["count"]) * int(one["size"].replace(" ", "")) == value for one in told)
