"""Lines of a slanted photo -> where they would stand on a level page: rows and their order can be told from that. Pure.

A page that is photographed from the side has straight lines that all lead to one point far away: how much a line
slants depends on how far down it stands, and no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from monitor.parse.words import Box, Line

STEEPEST: Final = 0.6  # rise over run; what is steeper is an upright line, or no line
_LONG: Final = 5  # heights of its letters that a line has at least from which a slant is taken
_ODD: Final = 0.1  # a watermark set askew says nothing of the page
_FLAT: Final = 0.5  # of a letter's height, from one side to the other: it needs no levelling


@dataclass(frozen=True, slots=True)
class _Slant:
    """How much lines slant: `first` + `more` a pixel down, where `middle` is the pixel across at which down counts."""

    middle: float
    first: float
    more: float

    def down(self, box: Box) -> float:
        """How far down the line of a box stands at the middle of the page."""
        across = _across(box) - self.middle
        whole = 1 + self.more * across
        return (_down(box) - self.first * across) / (whole if abs(whole) > 0.1 else 1)

    def at(self, down: float) -> float:
        """The slant of a line that stands so far down."""
        return max(-STEEPEST, min(STEEPEST, self.first + self.more * down))


def slope_of(corners: Sequence[Sequence[float]]) -> float:
    """How much a line slants, in pixels down for each to the right. Args: corners, from the upper left clockwise."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
    run, rise = (bx - ax) + (cx - dx), (by - ay) + (cy - dy)
    slope = rise / run if run > 0 else 0.0
    return slope if abs(slope) <= STEEPEST else 0.0


def level_boxes(lines: Sequence[Line]) -> list[Box]:
    """The box of each line on a level page; their own boxes when the page is level."""
    slant = _slant_of(lines)
    return [line.box if slant is None else _level(line.box, slant) for line in lines]


def _slant_of(lines: Sequence[Line]) -> _Slant | None:
    """The slant that the long lines have in common; None when the page is level."""
    long = [line for line in lines if _wide(line.box) >= _LONG * _tall(line.box, line.slope)]
    if not long:
        return None
    usual = median(line.slope for line in long)
    long = [line for line in long if abs(line.slope - usual) <= _ODD]
    middle = (min(line.box.left for line in lines) + max(line.box.right for line in lines)) / 2
    places = [(_down(line.box) - line.slope * (_across(line.box) - middle), line.slope) for line in long]
    slant = _Slant(middle, *_fitted(places, [_wide(line.box) for line in long]))
    across = max(line.box.right for line in lines) - min(line.box.left for line in lines)
    steepest = max(abs(slant.at(down)) for down, _ in places)
    flat = steepest * across < _FLAT * median(_tall(line.box, line.slope) for line in long)
    return None if flat else slant


def _fitted(places: Sequence[tuple[float, float]], weights: Sequence[float]) -> tuple[float, float]:
    """The straight line through points: its height at 0 and its rise; it rises only where there are enough points."""
    total = sum(weights)
    x = sum(weight * place for weight, (place, _) in zip(weights, places, strict=True)) / total
    y = sum(weight * slope for weight, (_, slope) in zip(weights, places, strict=True)) / total
    spread = sum(weight * (place - x) ** 2 for weight, (place, _) in zip(weights, places, strict=True))
    if len(places) < 3 or not spread:
        return y, 0.0
    both = sum(weight * (place - x) * (slope - y) for weight, (place, slope) in zip(weights, places, strict=True))
    return y - both / spread * x, both / spread


def _level(box: Box, slant: _Slant) -> Box:
    down = slant.down(box)
    half = _tall(box, slant.at(down)) / 2
    return Box(box.left, round(down - half), box.right, round(down + half))


def _tall(box: Box, slope: float) -> float:
    """The height of a line's letters: an upright box around a slanted line is higher by what the line rises."""
    high = box.bottom - box.top
    return max(1.0, high / 4, (high - abs(slope) * _wide(box)) / (1 - slope * slope))


def _wide(box: Box) -> int:
    return box.right - box.left


def _across(box: Box) -> float:
    return (box.left + box.right) / 2


def _down(box: Box) -> float:
    return (box.top + box.bottom) / 2
