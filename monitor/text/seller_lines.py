"""Finds the names that a text itself gives its seller, each in a line or cell for it: 转让方：某公司, 卖家 | 某公司."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from monitor.models import Span
from monitor.text.expression import expression
from monitor.text.fold import read_lines
from monitor.text.normalise import normalise
from monitor.text.speakers import read_turns, turn_at

LONGEST: Final = 60  # characters of a name
_NUMBERED: Final = r"(?:\d{1,2}[.、)]|[一二三四五六七八九十]{1,2}、)?"
_BRACKETED: Final = expression(r"(?<=.)\([^()]*\)$")


# What heads a seller's name, in folded text.
LABELS: Final = "|".join(sorted(map(re.escape, read_lines("seller_labels.txt")), key=len, reverse=True))

# Only what begins a line, a cell or a sentence: a commenter's 不是卖家 or 问问卖家 heads no name.
_LINE: Final = expression(
    rf"(?:^|[\n。;|\t])[ \-·•*#]*{_NUMBERED}[ \[【(]*(?:{LABELS})(?:名称|全称|单位|信息)?[ \]】)]*(?:[:|\t]|\n)"
    rf"[ \t|]*(?P<name>[^\n。;,|\t?!:]{{2,{LONGEST}}})(?=[\n。;,|\t]|$)"
)


def sellers_named(text: str, comments_from: int | None) -> Iterator[tuple[str, Span]]:
    """The names in their order, as `bare_seller` gives them, with their places in `text` (code points).

    What stands in brackets behind one is left out: 某公司（以下简称甲方）.

    Those that others give count not: behind `comments_from` (a code point of `text`; None: no comments) and in the turn
    of another speaker. Linear in the text.
    """
    plain = normalise(text).plain
    below = None if comments_from is None else plain.locate(Span(comments_from, comments_from))[0]
    turns = read_turns(plain.text, below)
    for found in _LINE.finditer(plain.text):
        start, end = found.span("name")
        turn = turn_at(turns, start)
        if (below is None or start < below) and (turn is None or turn.speaker != "other"):
            yield bare_seller(_BRACKETED.sub("", found["name"].strip())), plain.span(start, end)


def bare_seller(name: str) -> str:
    """A name as it is compared: folded, without spaces."""
    return normalise(name).plain.text.replace(" ", "").strip()
