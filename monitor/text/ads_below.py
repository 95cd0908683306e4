"""Where other people's ads begin at the end of a text that was copied from a page: 猜你喜欢, and what stands below it.

A block of them is told by lines alone: it has a heading (data/neighbours.txt), goes on to the end of the text in short
lines, one of which at least is of a listing, and stands under words that are an ad of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from monitor.html.neighbour_words import is_heading
from monitor.text.expression import expression

OWN: Final = 12  # characters above a block: fewer are a title
LONGEST: Final = 60  # characters of a line in such a block: more is somebody's description
_LISTED: Final = expression(
    r"\d\s?[万亿元]|[¥￥]\s?\d|\d\s?(?:kw|mw|千瓦)|电站|转让|出售|面议|hydro|for sale", re.IGNORECASE
)
_FIELD: Final = expression(r"[^\s:：]{1,12}[:：]\s?\S")
_FOOT: Final = expression(r"版权|©|copyright|备\d|备案|京icp|https?://|客服|举报", re.IGNORECASE)
# 相似推荐:可挖矿水电站 | 自带矿机水电站: the heading and its ads in one line.
_IN_LINE: Final = expression(r"[ \t*#【\[]*([^:：|\n]{3,16}?)[ \t】\]]*[:：|][ \t]*(?=\S)")
_ITEMS: Final = expression(r"[|｜/;；、]|\s{1,}")
_PLANT: Final = expression(r"电站|水电|电厂|发电|装机|千瓦|hydro|power (?:plant|station)", re.IGNORECASE)
_AMOUNT: Final = expression(
    r"\d\s?[万亿]|\d\s?(?:kw|mw|千瓦|瓩)|[¥￥$]\s?\d|[一二三四五六七八九十百]+(?:万|千瓦)", re.IGNORECASE
)


def ads_below(text: str) -> int | None:
    """The offset in a text (as written) from which only other people's ads follow; None: there is no such block.

    Linear in the text. Words under which a seller may list ads of his own (推荐项目) begin none here.
    """
    lines = text.splitlines(keepends=True)
    starts = block_starts(lines, sure=True)
    least = _own(lines) if starts else 0
    start = next((number for number in starts if number >= least), None)
    return None if start is None else sum(map(len, lines[:start]))


def block_starts(lines: Sequence[str], *, sure: bool = False) -> list[int]:
    """The numbers of the headings, in order, from which on each line may be of other ads, one of them being.

    `sure`: only headings that no seller writes over ads of his own, and also those with the ads in the same line.
    """
    found, listed = list[int](), False
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number].strip()
        if is_heading(line, sure=sure):
            found += [number] if listed else []
        elif sure and _heads_its_line(line):
            found.append(number)
            listed = True
        elif line and not _FOOT.search(line):
            if len(line) > LONGEST or _FIELD.match(line):
                break
            listed = listed or bool(_LISTED.search(line))
    return found[::-1]


def _heads_its_line(line: str) -> bool:
    """Whether a line is a heading and short items of ads behind it."""
    head = _IN_LINE.match(line)
    if head is None or not is_heading(head[1], sure=True):
        return False
    items = _ITEMS.split(line[head.end() :])
    return max(map(len, items)) <= LONGEST and _LISTED.search(line, head.end()) is not None


def _own(lines: Sequence[str]) -> int:
    """The first line above which an ad of its own may stand: a plant, and its size or price."""
    length, named, counted = 0, False, False
    for number, line in enumerate(lines):
        if length >= OWN and named and counted:
            return number
        length += len("".join(line.split()))
        named = named or _PLANT.search(line) is not None
        counted = counted or _AMOUNT.search(line) is not None
    return len(lines)
