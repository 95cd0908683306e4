"""Printed lines (of a PDF page, of a picture) -> lines as written: one that only the right margin ended goes on below.

Pure geometry over the boxes of first and last characters; rows of tables, list items, headings and last lines stay as
they are. What is not certain stays apart: two lines too many harm less than two sentences in one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import Final

_ENDS: Final = re.compile(r"[。！？；：!?;:.…]\W?\Z")
_BEGINS: Final = re.compile(
    r"\s*(?:[•·●○■◆※*\-–—]\s|[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|第[一二三四五六七八九十百\d]{1,4}[条章节]|附件)"
)
_NARROW: Final = re.compile(r"[!-~\u00a1-\u02af]")
_WORD: Final = re.compile(r"[!-~\u00a1-\u02af]{0,30}")
_OTHER_SIZE: Final = 1.08  # times: letters of another size, where the file says its sizes
_APART: Final = 1.45  # times the smallest step of a block: the gap between two paragraphs
_WIDE: Final = 0.6  # of the page: a line that long may be broken by the margin, though no other is as long
_HEADING: Final = 1.15  # times the usual size
_MOST: Final = 5  # headings of a page


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line in points, y upwards; `size` is the height of its letters, `row` that it has wide gaps.

    `font`: the size of its font as the file gives it, in the unit of the file; 0.0 where none is known.
    """

    text: str
    left: float
    right: float
    top: float
    size: float
    row: bool = False
    font: float = 0.0


def as_written(lines: Sequence[Line], width: float = 0.0) -> str:
    """The text with broken lines joined. Args: width, of the page in points, 0.0 when it is not known."""
    behind = joints(lines, width=width)
    return "".join(line.text + joint for line, joint in zip(lines, behind, strict=True)).strip("\n")


def headings(lines: Sequence[Line], width: float = 0.0) -> list[str]:
    """Lines of larger letters than most of the page has, broken ones joined; the largest first, then from above."""
    sizes = sorted(line.size for line in lines for _ in line.text)
    usual = sizes[len(sizes) // 2] if sizes else 0.0
    whole, size, found = "", 0.0, list[tuple[float, str]]()
    for line, joint in zip(lines, joints(lines, width=width), strict=True):
        whole, size = whole + line.text + joint, size or line.size
        if joint == "\n":
            found += [(size, whole.strip())] if size > _HEADING * usual else []
            whole, size = "", 0.0
    return [words for _, words in sorted(found, key=lambda one: -one[0])[:_MOST]]


def joints(lines: Sequence[Line], least: int = 2, width: float = 0.0) -> list[str]:
    """What comes behind each line: a line break, or what joins it with the next one.

    Args: least, the lines of a block whose right margin is believed: of two, the longer may be a heading; width, of
    the page where it is known: then the margin of a narrow block is believed when two of its lines reach it.
    """
    found = []
    for block in _blocks(lines):
        if len(block) < least:
            found += ["\n"] * len(block)
            continue
        base, edge, step = min(line.left for line in block), _edge(block, width), _step(block)
        for line, following in zip(block, [*block[1:], None], strict=True):
            apart = following is not None and line.font > 0 and line.top - following.top > _APART * step
            found.append("\n" if apart else _between(line, following, base, edge))
    return found


def _edge(block: Sequence[Line], width: float) -> float:
    """Where a block is broken; infinite when only its longest line, which ends far from the margin, speaks for it."""
    edge = max(line.right for line in block)
    reach = sum(line.right >= edge - _room(line) for line in block)
    return edge if reach > 1 or edge >= _WIDE * width else inf


def _step(block: Sequence[Line]) -> float:
    return min((one.top - other.top for one, other in pairwise(block)), default=0.0)


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Runs of lines that may be one column: of one letter size, one below the other, beginning at about one place."""
    block: list[Line] = []
    for line in lines:
        if block and not _below(block[-1], line):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _below(above: Line, line: Line) -> bool:
    size = max(above.size, line.size)
    step = above.top - line.top
    return 0.3 * size < step < 2.6 * size and abs(above.left - line.left) < 3.5 * size and _is_alike(above, line)


def _is_alike(one: Line, other: Line) -> bool:
    """Letters of one size. Those of two scripts differ in height by their fonts alone; a file knows its sizes."""
    small, large = sorted((one.size, other.size))
    fonts = sorted((one.font, other.font))
    told = fonts[0] > 0 and fonts[1] > _OTHER_SIZE * fonts[0]
    return small > 0.8 * large and not (told and large > _OTHER_SIZE * small)


def _between(line: Line, following: Line | None, base: float, edge: float) -> str:
    if following is None or line.row or following.row or line.right < edge - _room(following):
        return "\n"
    if following.left > base + line.size or _ENDS.search(line.text) or _BEGINS.match(following.text):
        return "\n"
    last, first = line.text[-1:], following.text[:1]
    return " " if _NARROW.match(last) and _NARROW.match(first) and last != "-" else ""


def _room(following: Line) -> float:
    """What a full line may leave free: a little, and the word that did not fit any more."""
    word = _WORD.match(following.text)
    return (1.6 + 0.6 * len(word[0] if word else "")) * following.size
