"""Printed lines (of a PDF page, of a picture) -> lines as written: one that only the right margin ended goes on below.

Pure geometry over the boxes of first and last characters; rows of tables, list items, headings and last lines stay as
they are. What is not certain stays apart: two lines too many harm less than two sentences in one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_ENDS: Final = re.compile(r"[。！？；：!?;:.…]\W?\Z")
_BEGINS: Final = re.compile(
    r"\s*(?:[•·●○■◆※*\-–—]\s|[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|第[一二三四五六七八九十百\d]{1,4}[条章节]|附件)"
)
_NARROW: Final = re.compile(r"[!-~\u00a1-\u02af]")
_WORD: Final = re.compile(r"[!-~\u00a1-\u02af]{0,30}")


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line in points, y upwards; `size` is the height of its letters, `row` that it has wide gaps."""

    text: str
    left: float
    right: float
    top: float
    size: float
    row: bool = False


def as_written(lines: Sequence[Line]) -> str:
    """The text with broken lines joined."""
    return "".join(line.text + joint for line, joint in zip(lines, joints(lines), strict=True)).strip("\n")


def joints(lines: Sequence[Line], least: int = 2) -> list[str]:
    """What comes behind each line: a line break, or what joins it with the next one.

    Args: least, the lines of a block whose right margin is believed: of two, the longer may be a heading.
    """
    found = []
    for block in _blocks(lines):
        if len(block) < least:
            found += ["\n"] * len(block)
            continue
        base, edge = min(line.left for line in block), max(line.right for line in block)
        for line, following in zip(block, [*block[1:], None], strict=True):
            found.append(_between(line, following, base, edge))
    return found


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
    return 0.3 * size < step < 2.6 * size and abs(above.left - line.left) < 3.5 * size and (
        min(above.size, line.size) > 0.8 * size
    )  # fmt: skip


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
