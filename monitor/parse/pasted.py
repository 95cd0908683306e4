"""Words copied from a page, or printed to a PDF: the block of other listings at their end, and lines of its bars.

Of a page its elements tell (neighbours.py); here only lines do, so a block is one only when it reaches the end and
stands under words that can be a listing's own: a list below 首页 and 热门推荐 is all that there is.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from monitor.html.neighbour_words import bare_words
from monitor.parse.plant_words import names_plant
from monitor.text.ads_below import block_starts

DATA: Final = Path(__file__).parents[1] / "data" / "navigation.txt"
OWN: Final = 40  # characters above a block, those of a page's bars not counted: fewer are no listing of its own


class Pasted(NamedTuple):
    """The words without the block, and what stands over it, "" for none."""

    text: str
    heading: str = ""


def without_neighbours(text: str) -> Pasted:
    """A text without the block of other listings that a heading alone on its line begins and that ends the text."""
    lines = text.splitlines(keepends=True)
    headings = block_starts(lines)
    least = _own(lines) if headings else 0
    start = next((number for number in headings if number >= least), None)
    if start is None:
        return Pasted(text)
    return Pasted("".join(lines[:start]).rstrip(), lines[start].strip())


def _own(lines: list[str]) -> int:
    """The first line above which a listing of its own may stand: enough words, and a plant among them."""
    length, named = 0, False
    for number, line in enumerate(lines):
        if length >= OWN and named:
            return number
        if not is_navigation(line):
            length += len("".join(line.split()))
            named = named or names_plant(line)
    return len(lines)


def is_navigation(line: str) -> bool:
    """True for a line that has nothing but words of the bars of a page."""
    return bool(line.strip()) and _bars().fullmatch(bare_words(line)) is not None


@cache
def _bars() -> re.Pattern[str]:
    lines = (line for line in DATA.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    words = sorted({bare_words(line) for line in lines}, key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, words))}){{1,20}}")
