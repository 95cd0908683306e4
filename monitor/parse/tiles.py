"""A tall picture in overlapping tiles, and the lines of its tiles as one: no line cut, none twice. Pure.

A tile shows the engine letters in the size in which they are; a long screenshot as a whole would be made small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from monitor.parse.slant import level_boxes
from monitor.parse.words import Box, Line

TALL: Final = 1600  # pixels of a tile
OVERLAP: Final = 6  # parts of a tile that the next one shows again: some lines of large letters
_EDGE: Final = 3  # pixels to the border of a tile within which a line may have been cut
_SAME: Final = 0.5  # of the smaller one: two boxes that share so much are the same words


@dataclass(frozen=True, slots=True)
class Tile:
    """The lines of the part from `top` to `bottom`, in pixels of the whole picture."""

    top: int
    bottom: int
    lines: tuple[Line, ...]


def tile_borders(width: int, height: int) -> list[tuple[int, int]]:
    """Top and bottom of each tile, from above, of equal heights; one tile when the picture is not tall."""
    tall = max(TALL, width * 4 // 5)
    if height <= tall * 5 // 4:
        return [(0, height)]
    overlap = tall // OVERLAP
    count = -(-(height - overlap) // (tall - overlap))
    step = -(-(height - overlap) // count)
    return [(number * step, min(height, (number + 1) * step + overlap)) for number in range(count)]


def merged(tiles: Sequence[Tile], height: int) -> tuple[Line, ...]:
    """All lines once, from above. Of two readings of the same words the one not cut counts, then the longer."""
    level = iter(level_boxes([line for tile in tiles for line in tile.lines]))
    chosen: list[Line] = []
    shared: list[tuple[bool, int, float, int, Line, Box]] = []
    zones = [(below.top, above.bottom) for above, below in pairwise(tiles)]
    for number, tile in enumerate(tiles):
        for line, box in zip(tile.lines, level, strict=False):
            if any(line.box.top < end and line.box.bottom > begin for begin, end in zones):
                shared.append((_is_cut(line, tile, height), -len(line.text), -line.sure, number, line, box))
            else:
                chosen.append(line)
    kept: list[tuple[int, Line, Box]] = []
    for *_, number, line, box in sorted(shared, key=lambda one: one[:4]):
        if not any(other != number and _overlap(box, there) > _SAME for other, _, there in kept):
            kept.append((number, line, box))
    found = chosen + [line for _, line, _ in kept]
    return tuple(sorted(found, key=lambda line: (line.box.top, line.box.left)))


def _is_cut(line: Line, tile: Tile, height: int) -> bool:
    above = tile.top > 0 and line.box.top <= tile.top + _EDGE
    return above or (tile.bottom < height and line.box.bottom >= tile.bottom - _EDGE)


def _overlap(one: Box, other: Box) -> float:
    """The part of the smaller box that both share."""
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / max(1, min(_area(one), _area(other)))


def _area(box: Box) -> int:
    return (box.right - box.left) * (box.bottom - box.top)
