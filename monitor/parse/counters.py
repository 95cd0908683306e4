"""Numbers of what visitors do, which change without anybody editing: 浏览 12 次, 查看: 745 | 回复: 2. Pure.

The words are in data/counters.txt.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from monitor.parse.relative import any_of
from monitor.text.expression import expression

DATA: Final = Path(__file__).parents[1] / "data" / "counters.txt"
# Behind 万 no line ends: 80万, 收藏 are a price and a button.
_NUMBER: Final = r"\d[\d,.]*+(?:[^\S\n]?(?:[万千]|[kw](?![a-z]))[^\S\n]?|\s?)"
_FIRST: Final = ("before", "before_colon")  # words that a counter begins with; others begin with their number
_NO_UNIT: Final = r"(?!\s?(?:[kmg]w|[万千百]?[元瓦]|%))"  # 评论：500千瓦 is somebody's word
_MEASURE: Final = "[次人个条+]?"
_IN_BRACKETS: Final = rf"\s?[（(]\s?{_NUMBER}{_MEASURE}\s?[)）]"


@cache
def counters() -> re.Pattern[str]:
    """An expression for one counter, with its label."""
    before, colon, behind, measured = map(_any, ("before", "before_colon", "behind", "behind_measure"))
    of = "(?:次数|总数|量|数|人数)?"
    number = rf"{_NUMBER}{_MEASURE}{_NO_UNIT}"
    # A label that is a line of its own stands before its number, not behind another: 80万 / 收藏 / 12.
    alone = rf"(?!{of}(?:\s?[|:：（(]\s?\d|\n{_NUMBER}$))"
    first = "".join(sorted({word[0] for kind in _FIRST for word in _words(kind)}))
    begins = f"(?=[{first}0-9])"  # a quick no for all other places
    return expression(
        rf"{begins}(?:{before}{of}(?:\s?[|:：]?\s?{number}|{_IN_BRACKETS})"
        rf"|{colon}{of}(?:\s?[|:：]\s?{number}|{_IN_BRACKETS})"
        rf"|^{colon}{of}\n{number}$"
        rf"|(?<![\d,.]){_NUMBER}(?:(?:次|人|个)?{behind}|[次个条人]\s?{measured}){alone})",
        re.IGNORECASE | re.MULTILINE,
    )


def _any(kind: str) -> str:
    return any_of(_words(kind))


def _words(kind: str) -> tuple[str, ...]:
    """The words of a kind in data/counters.txt."""
    lines = (line.partition(":") for line in DATA.read_text("utf-8").splitlines() if not line.startswith("#"))
    return tuple(word.strip() for name, _, words in lines if name == kind for word in words.split("|"))
