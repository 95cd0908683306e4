"""Alignment and choice of matches for many candidates at once: `align.py` in columns, with the same results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import Final

import numpy as np
import numpy.typing as npt

from monitor.text.align import first_come
from monitor.text.batch_index import Bools, Index, Ints
from monitor.text.codes import Codes

FAR: Final = np.uint8(100)
AT_ONCE: Final = 1 << 14  # anchors aligned together: bounds the memory of monotonous texts
ROUNDS: Final = 4
Costs = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Ranges:
    """Ranges of one text as columns: pattern, start, end (half-open), distance."""

    pattern: Ints
    start: Ints
    end: Ints
    distance: Ints

    def __len__(self) -> int:
        return len(self.pattern)

    def take(self, which: npt.NDArray[np.bool_] | Ints) -> Ranges:
        """Some of the ranges."""
        return Ranges(self.pattern[which], self.start[which], self.end[which], self.distance[which])

    def moved(self, by: int) -> Ranges:
        """The ranges `by` characters further on."""
        return Ranges(self.pattern, self.start + by, self.end + by, self.distance)


def join(parts: list[Ranges]) -> Ranges:
    """All ranges of all parts."""
    if not parts:
        none = np.zeros(0, np.int64)
        return Ranges(none, none, none, none)
    return Ranges(*(np.concatenate([getattr(part, name) for part in parts]) for name in Ranges.__slots__))


@dataclass(frozen=True, slots=True)
class Anchors:
    """Seeds found, each with the characters around it: pattern[offset : offset + width] stands at `place`.

    `texts[reach + n]` holds, for every anchor, the character n places after its seed's start.
    """

    pattern: Ints
    offset: Ints
    place: Ints
    texts: Codes
    width: int

    def __len__(self) -> int:
        return len(self.pattern)

    def take(self, which: Ints | slice) -> Anchors:
        """Some of the anchors."""
        texts = np.ascontiguousarray(self.texts[:, which])
        return Anchors(self.pattern[which], self.offset[which], self.place[which], texts, self.width)


def join_anchors(parts: list[Anchors]) -> Anchors:
    """All anchors of all parts, of which there is at least one; they have the same width."""
    return Anchors(
        np.concatenate([part.pattern for part in parts]),
        np.concatenate([part.offset for part in parts]),
        np.concatenate([part.place for part in parts]),
        np.concatenate([part.texts for part in parts], axis=1),
        parts[0].width,
    )


def align(index: Index, anchors: Anchors) -> Iterator[Ranges]:
    """All candidates that contain one of the seeds unchanged."""
    edits = index.edits[anchors.pattern]
    for allowed in np.unique(edits).tolist():
        group = np.flatnonzero(edits == allowed)
        for first in range(0, len(group), AT_ONCE):
            yield _align(index, anchors.take(group[first : first + AT_ONCE]), allowed)


def _align(index: Index, anchors: Anchors, edits: int) -> Ranges:
    right = _reach(_rest(index, anchors, edits), edits)
    alive = np.flatnonzero(right.min(axis=0) <= edits)
    anchors, right = anchors.take(alive), _undominated(right[:, alive])
    left = _undominated(_reach(_beginning(index, anchors, edits), edits))
    start = anchors.place - anchors.offset + edits
    end = anchors.place - anchors.offset + index.sizes[anchors.pattern] - edits
    parts = []
    for before in range(2 * edits + 1):
        for behind in range(2 * edits + 1):
            distance = left[before] + right[behind]
            good = np.flatnonzero(distance <= edits)
            if len(good):
                parts.append(
                    Ranges(
                        anchors.pattern[good], start[good] - before, end[good] + behind, distance[good].astype(np.int64)
                    )
                )
    return unique(join(parts))


@dataclass(frozen=True, slots=True)
class _Side:
    """What lies on one side of the seeds, read away from them: row i of each table is the i-th character."""

    length: Ints  # of the phrase
    phrase: Codes
    fixed: Bools  # phrase characters that are guarded
    text: Codes
    barred: Bools  # text characters that are guarded


def _rest(index: Index, anchors: Anchors, edits: int) -> _Side:
    first = anchors.offset + anchors.width
    length = index.sizes[anchors.pattern] - first
    columns = first + np.arange(int(length.max(initial=0)))[:, None]
    nearest = index.reach + anchors.width
    return _side(index, anchors.pattern, columns, anchors.texts[nearest : nearest + len(columns) + edits], length)


def _beginning(index: Index, anchors: Anchors, edits: int) -> _Side:
    columns = anchors.offset - 1 - np.arange(int(anchors.offset.max(initial=0)))[:, None]
    nearest = index.reach - 1
    text = anchors.texts[nearest::-1][: len(columns) + edits]
    return _side(index, anchors.pattern, columns, text, anchors.offset)


def _side(index: Index, pattern: Ints, columns: Ints, text: Codes, length: Ints) -> _Side:
    phrase = index.codes[pattern, np.clip(columns, 0, index.longest - 1)]
    return _Side(length, phrase, index.guarded(pattern, phrase), text, index.guarded(pattern, text))


def _reach(side: _Side, edits: int) -> Costs:
    """`align.reach` for each anchor: row d holds the cost of consuming length + d - edits characters of the text.

    Only the diagonals -edits..edits of the table are kept; costs above `edits` are only known to be above.
    """
    add = np.where(side.barred, FAR, np.uint8(1))
    omit = np.where(side.fixed, FAR, np.uint8(1))
    row = np.full((2 * edits + 3, len(side.length)), FAR, np.uint8)  # row[1 + d + edits]: diagonal d, FAR around
    row[1 + edits] = 0
    for column in range(edits):
        row[2 + edits + column] = np.minimum(row[1 + edits + column] + add[column], FAR)
    result = np.where(side.length == 0, row[1:-1], FAR)
    for done, (ahead, toll) in enumerate(zip(side.phrase, omit, strict=True)):
        after = np.full_like(row, FAR)
        for here in range(max(1, edits - done), 2 * edits + 2):
            column = done + here - edits  # characters of the text consumed on this diagonal
            best = row[here + 1] + toll
            if column:
                both = np.maximum(toll, add[column - 1]) * (side.text[column - 1] != ahead)
                np.minimum(best, row[here] + both, out=best)
                np.minimum(best, after[here - 1] + add[column - 1], out=best)
            np.minimum(best, FAR, out=after[here])
        row = after
        result = np.where(side.length == done + 1, row[1:-1], result)
    return result


def _undominated(costs: Costs) -> Costs:
    """`costs` with FAR where consuming less of the text costs less.

    Such a candidate holds a better one within, which keeps it from being a match: whatever bars the inner one bars it.
    """
    costs[1:][costs[1:] > np.minimum.accumulate(costs, axis=0)[:-1]] = FAR
    return costs


def unique(ranges: Ranges) -> Ranges:
    """Each range once, with its smallest distance; by pattern, start, end."""
    if len(ranges) < 2:
        return ranges
    first, length = int(ranges.start.min()), ranges.end - ranges.start
    widths = int(ranges.pattern.max()) + 1, int(ranges.start.max()) - first + 1, int(length.max()) + 1
    steps = int(ranges.distance.max()) + 1
    if prod((*widths, steps)) > 2**62:  # the four do not fit into one number, which sorts ten times faster
        return _unique_slowly(ranges)
    keys = ((ranges.pattern * widths[1] + ranges.start - first) * widths[2] + length) * steps + ranges.distance
    keys.sort()
    where, distance = np.divmod(keys, steps)
    new = np.flatnonzero(np.diff(where, prepend=-1))
    rest, length = np.divmod(where[new], widths[2])
    pattern, start = np.divmod(rest, widths[1])
    return Ranges(pattern, start + first, start + first + length, distance[new])


def _unique_slowly(ranges: Ranges) -> Ranges:
    ranges = ranges.take(np.lexsort((ranges.distance, ranges.end, ranges.start, ranges.pattern)))
    same = (np.diff(ranges.pattern) == 0) & (np.diff(ranges.start) == 0) & (np.diff(ranges.end) == 0)
    return ranges.take(np.flatnonzero(np.concatenate([[True], ~same])))


def choose(candidates: Ranges, sizes: Ints) -> Ranges:
    """The matches among the candidates of all patterns, by the rule of `Matcher`."""
    chosen: list[Ranges] = []
    left = unique(candidates)
    for _ in range(ROUNDS):
        if not len(left):
            break
        starts, groups = _groups(left)
        best = _best(left, sizes, starts)
        chosen.append(left.take(best))
        free = (left.end <= left.start[best][groups]) | (left.start >= left.end[best][groups])
        left = left.take(free)
    return join([*chosen, *_choose_slowly(left, sizes)])


def _groups(ranges: Ranges) -> tuple[Ints, Ints]:
    """Where each chain of overlapping ranges of one pattern starts, and the number of the chain each belongs to.

    The ranges are sorted by pattern and start.
    """
    far = int(ranges.end.max()) + 1
    reached = np.maximum.accumulate(ranges.end + ranges.pattern * far)
    new = np.ones(len(ranges), np.bool_)
    new[1:] = ranges.start[1:] + ranges.pattern[1:] * far >= reached[:-1]
    return np.flatnonzero(new), np.cumsum(new) - 1


def _ranks(ranges: Ranges, sizes: Ints) -> Ints:
    """Smaller for a candidate that goes first; the ranges are sorted by start and end, so their order breaks ties."""
    off = np.abs(ranges.end - ranges.start - sizes[ranges.pattern])
    ranks: Ints = (ranges.distance * (int(off.max()) + 1) + off) * len(ranges) + np.arange(len(ranges))
    return ranks


def _best(ranges: Ranges, sizes: Ints, starts: Ints) -> Ints:
    """The candidate of each chain that goes first."""
    best: Ints = np.minimum.reduceat(_ranks(ranges, sizes), starts) % len(ranges)
    return best


def _choose_slowly(ranges: Ranges, sizes: Ints) -> Iterator[Ranges]:
    """For long chains, where each round above would settle one match only."""
    if not len(ranges):
        return
    ranks = _ranks(ranges, sizes)
    for first, last in pairwise([*_groups(ranges)[0].tolist(), len(ranges)]):
        order = first + np.argsort(ranks[first:last])
        rows = zip(ranges.start[order].tolist(), ranges.end[order].tolist(), order.tolist(), strict=True)
        yield ranges.take(np.array([number for _, _, number in first_come(list(rows))], np.int64))
