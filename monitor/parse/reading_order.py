"""Printed lines anywhere on a picture -> one text in the order of reading, each character with its place. Pure.

Columns of running text are read one after the other; rows of labels and values, and the bubbles of a talk, from above.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Final

from monitor.models import Span
from monitor.parse import pdf_lines
from monitor.parse.slant import level_boxes
from monitor.parse.words import Box, Line

_GAP: Final = 1.2  # letter heights between two pieces of a row that do not belong to one sentence
_WORD: Final = 0.6  # letter heights: less than that parts no words
_LEAST: Final = 3  # lines side by side that make two columns
_PROSE: Final = 7  # letters that a line of running text has at least; shorter ones are labels and values
_CORRIDOR: Final = 0.7  # heights of a line that two columns are apart at least
_STEP: Final = 1.5  # letters
_LETTER: Final = 0.85  # of the height of a line's box


@dataclass(frozen=True, slots=True)
class Glyph:
    """Where a character stands, in which line, and how sure it is (0 to 1)."""

    line: int
    box: Box
    sure: float


@dataclass(frozen=True, slots=True)
class Layout:
    """A text and the place of each of its code points; None for white space between lines."""

    text: str
    glyphs: tuple[Glyph | None, ...]

    def boxes(self, span: Span) -> list[Box]:
        """The rectangles that cover the words of a span: one a printed line, some along a line that slants."""
        found: dict[int, list[Box]] = {}
        for glyph in self.glyphs[max(0, span.start) : span.end]:
            if glyph:
                boxes = found.setdefault(glyph.line, [glyph.box])
                whole = _around(boxes[-1], glyph.box)
                boxes[-1:] = [boxes[-1], glyph.box] if _slants(whole, glyph.box) else [whole]
        return [box for boxes in found.values() for box in boxes]


def lay_out(lines: Sequence[Line]) -> Layout:
    """The text of the lines: those that only the margin broke are joined, rows have spaces between their pieces."""
    rows = list(_ordered(_levelled([line for line in lines if line.text.strip()])))
    joints = pdf_lines.joints([_as_printed(row) for row in rows], least=3)
    text: list[str] = []
    glyphs: list[Glyph | None] = []
    number = 0
    for row, joint in zip(rows, joints, strict=True):
        for place, line in enumerate(row):
            space = " " if place and _is_apart(row[place - 1], line) else ""
            text += [space, line.text]
            glyphs += [None] * len(space)
            glyphs += [Glyph(number, box, sure) for box, sure in zip(line.chars, line.sures, strict=True)]
            number += 1
        text.append(joint)
        glyphs += [None] * len(joint)
    whole = "".join(text)
    start, end = len(whole) - len(whole.lstrip()), len(whole.rstrip())
    return Layout(whole[start:end], tuple(glyphs[start:end]))


def _levelled(lines: Sequence[Line]) -> list[Line]:
    """The lines where they would stand on a level page; their characters stay where they are on the picture."""
    return [replace(line, box=box) for line, box in zip(lines, level_boxes(lines), strict=True)]


def _ordered(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Rows of lines in reading order."""
    for run, corridor in _runs(lines):
        if corridor is not None and (parted := _columns(run, corridor)):
            for column in parted:
                yield from _ordered(column)
        else:
            yield from _rows(run)


def _runs(lines: Sequence[Line]) -> Iterator[tuple[list[Line], tuple[int, int] | None]]:
    """Bands of lines from above, as long as one empty corridor goes down through them, with its left and right side."""
    run: list[Line] = []
    free: list[tuple[int, int]] = []
    if not lines:
        return
    wide = _CORRIDOR * median(map(_height, lines))
    left, right = min(line.box.left for line in lines), max(line.box.right for line in lines)
    for band in _bands(lines):
        here = _free(band, left, right)
        both = [(max(a, c), min(b, d)) for a, b in free for c, d in here if min(b, d) - max(a, c) >= wide]
        if run and not both:
            yield run, _widest(free)
            run = []
        free = both if run else [gap for gap in here if gap[1] - gap[0] >= wide]
        run = run + band
    if run:
        yield run, _widest(free)


def _bands(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that share some height, from above: between two bands a ruler could be laid across."""
    band: list[Line] = []
    bottom = 0.0
    for line in sorted(lines, key=lambda line: line.box.top):
        room = 0.25 * _height(line)  # boxes are a little larger than letters
        if band and line.box.top + room > bottom:
            yield band
            band, bottom = [], 0.0
        band.append(line)
        bottom = max(bottom, line.box.bottom)
    if band:
        yield band


def _free(band: Sequence[Line], left: int, right: int) -> list[tuple[int, int]]:
    """The parts between left and right in which a band has nothing."""
    gaps, end = [], left
    for line in sorted(band, key=lambda line: line.box.left):
        gaps.append((end, line.box.left))
        end = max(end, line.box.right)
    return [gap for gap in [*gaps, (end, right)] if gap[1] > gap[0]]


def _widest(gaps: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    return max(gaps, key=lambda gap: gap[1] - gap[0], default=None)


def _columns(run: Sequence[Line], corridor: tuple[int, int]) -> tuple[list[Line], list[Line]] | None:
    """The lines left and right of a corridor when both are running text side by side."""
    middle = sum(corridor) / 2
    left = [line for line in run if line.box.right <= middle]
    right = [line for line in run if line.box.left >= middle]
    if len(left) + len(right) < len(run):
        return None
    beside = ([one for one in left if _has_beside(one, right)], [one for one in right if _has_beside(one, left)])
    if min(map(len, beside)) < _LEAST or any(median(map(_letters, lines)) < _PROSE for lines in beside):
        return None
    return left, right


def _has_beside(line: Line, others: Sequence[Line]) -> bool:
    return any(min(line.box.bottom, one.box.bottom) - max(line.box.top, one.box.top) > 0 for one in others)


def _letters(line: Line) -> float:
    return (line.box.right - line.box.left) / max(1.0, _height(line) * _LETTER)


def _rows(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that stand on one height, from the left."""
    row: list[Line] = []
    for line in sorted(lines, key=lambda line: line.box.top + line.box.bottom):
        if row and not _is_level(row[0], line):
            yield sorted(row, key=lambda line: line.box.left)
            row = []
        row.append(line)
    if row:
        yield sorted(row, key=lambda line: line.box.left)


def _is_level(one: Line, other: Line) -> bool:
    shared = min(one.box.bottom, other.box.bottom) - max(one.box.top, other.box.top)
    return shared > 0.5 * min(_height(one), _height(other))


def _is_apart(one: Line, other: Line) -> bool:
    size = min(_height(one), _height(other))
    narrow = one.text[-1:].isascii() and other.text[:1].isascii()
    return narrow or other.box.left - one.box.right > _WORD * size


def _as_printed(row: Sequence[Line]) -> pdf_lines.Line:
    """A row as the joining of lines takes it: y upwards."""
    wide = any(b.box.left - a.box.right > _GAP * min(_height(a), _height(b)) for a, b in pairwise(row))
    return pdf_lines.Line(
        "".join(line.text for line in row), row[0].box.left, max(line.box.right for line in row),
        -min(line.box.top for line in row), _LETTER * median(map(_height, row)), wide,
    )  # fmt: skip


def _height(line: Line) -> int:
    return max(1, line.box.bottom - line.box.top)


def _slants(whole: Box, glyph: Box) -> bool:
    """True when a rectangle around letters is so much higher than one of them that it covers the lines beside."""
    wide, high = glyph.right - glyph.left, glyph.bottom - glyph.top
    return whole.bottom - whole.top > _STEP * high and whole.right - whole.left > _STEP * wide


def _around(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left), min(one.top, other.top), max(one.right, other.right), max(one.bottom, other.bottom)
    )
