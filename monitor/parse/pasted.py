"""Words copied from a page, or printed to a PDF: the block of other listings at their end, and lines of its bars.

Of a page its elements tell (neighbours.py); here only lines do, so a block is one only when it reaches the end.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from monitor.parse.neighbour_words import bare_words, is_heading

DATA: Final = Path(__file__).parents[1] / "data" / "navigation.txt"
_LONGEST: Final = 60  # characters of a line in such a block: more is somebody's description
_LISTED: Final = re.compile(
    r"\d\s?[万亿]|[¥￥]\s?\d|\d\s?(?:kw|mw|千瓦)|电站|转让|出售|面议|hydro|for sale", re.IGNORECASE
)
_FIELD: Final = re.compile(r"[^\s:：]{1,12}[:：]\s?\S")
_FOOT: Final = re.compile(r"版权|©|copyright|备\d|备案|京icp|https?://|客服|举报", re.IGNORECASE)


class Pasted(NamedTuple):
    """The words without the block, and what stands over it, "" for none."""

    text: str
    heading: str = ""


def without_neighbours(text: str) -> Pasted:
    """A text without the block of other listings that a heading alone on its line begins and that ends the text."""
    lines = text.splitlines(keepends=True)
    start = _heading(lines)
    kept = "".join(lines[:start]).rstrip() if start is not None else ""
    return Pasted(kept, lines[start].strip()) if start is not None and kept else Pasted(text)


def _heading(lines: list[str]) -> int | None:
    """The first heading from which on each line may be of other listings, one of them being; gone through once."""
    found, listed = None, False
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number].strip()
        if is_heading(line):
            found = number if listed else found
        elif line and not _FOOT.search(line):
            if len(line) > _LONGEST or _FIELD.match(line):
                break
            listed = listed or bool(_LISTED.search(line))
    return found


def is_navigation(line: str) -> bool:
    """True for a line that has nothing but words of the bars of a page."""
    return bool(line.strip()) and _bars().fullmatch(bare_words(line)) is not None


@cache
def _bars() -> re.Pattern[str]:
    lines = (line for line in DATA.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    words = sorted({bare_words(line) for line in lines}, key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, words))}){{1,20}}")
