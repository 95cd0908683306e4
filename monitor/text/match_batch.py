"""The batch route of the matcher: many or long texts at once, in columns, with the results of `Matcher.find`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from monitor.text.batch_align import AT_ONCE, Anchors, Ranges, align, choose, join, join_anchors
from monitor.text.batch_index import Bits, Bools, Index, Ints, Seeds, Shape, Surroundings
from monitor.text.codes import DROPPED, SLICE, Alphabet, Codes, Window, windows

SAMPLE: Final = 2 * SLICE  # code points from which the rarity of character pairs is learned
CANDIDATES: Final = 1 << 18  # looked at together: bounds the memory

Classes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Columns:
    """Matches as columns, by text, start, end, pattern; offsets count code points of the text as given."""

    text: Ints
    start: Ints
    end: Ints
    pattern: Ints
    distance: Ints

    def __len__(self) -> int:
        return len(self.text)


def with_rows(columns: Columns, texts: Sequence[int], rows: Sequence[tuple[int, int, int, int, int]]) -> Columns:
    """`columns` with `rows` (text, start, end, pattern, distance) instead of all that they have of `texts`."""
    if not len(texts):
        return columns
    old = np.stack([getattr(columns, name) for name in Columns.__slots__], axis=1)
    table = np.concatenate([old[~np.isin(columns.text, texts)], np.array(rows, np.int64).reshape(-1, 5)])
    order = np.lexsort((table[:, 3], table[:, 2], table[:, 1], table[:, 0]))
    return Columns(*table[order].T)


class BatchMatcher:
    """Patterns prepared for the batch route.

    `fold` says what each character of a text counts as (see `Alphabet`); `joiner` is a character that counts as the end
    of a text, and never stands in one (or ends a sentence there too).
    """

    def __init__(self, shapes: Sequence[Shape], fold: Callable[[str], str], joiner: str) -> None:
        characters = {one for shape in shapes for one in (*shape.text, *shape.guarded)}
        self._shapes = tuple(shapes)
        self._alphabet = Alphabet(characters - {"\n"}, fold)
        self._joiner = joiner
        self._index: Index | None = None
        self._learned = -1

    def find(self, texts: Sequence[str]) -> Columns:
        """All matches in all texts."""
        if not self._shapes:
            return Columns(*[np.zeros(0, np.int64)] * 5)
        joined = self._joiner.join(texts)
        index = self._indexed(joined)
        collected = _Collected(index)
        for window in windows(joined, self._alphabet, index.reach):
            collected.add(window)
        return _columns(collected.matches(), np.concatenate([*collected.places, np.zeros(0, np.int64)]), texts)

    def _indexed(self, joined: str) -> Index:
        """The index, made anew when there is far more text to learn the rarity of pairs from than before."""
        size = min(len(joined), SAMPLE)
        if self._index is None or size > 8 * self._learned + 1000:
            points = np.frombuffer(joined[:SAMPLE].encode("utf-32-le", "surrogatepass"), np.uint32)
            sample = self._alphabet.encode(points)
            self._index, self._learned = Index(self._shapes, self._alphabet, sample[sample != DROPPED]), size
        return self._index


class _Collected:
    """What the windows have yielded so far, in places counted over all kept characters."""

    def __init__(self, index: Index) -> None:
        self.places: list[Ints] = []
        self._index = index
        self._kept = 0
        self._sure: list[Ranges] = []
        self._maybe: list[Ranges] = []
        self._anchors: dict[int, list[Anchors]] = {1: [], 2: []}

    def add(self, window: Window) -> None:
        """Take in all that starts from the new part of a window."""
        shift = self._kept - window.first
        for sure, anchors in _scan(self._index, window):
            self._sure.append(sure.moved(shift))
            if len(anchors):
                self._wait(replace(anchors, place=anchors.place + shift))
        self._kept += window.last - window.first
        self.places.append(window.places[window.first : window.last])

    def _wait(self, anchors: Anchors) -> None:
        """Align when enough have come together: one numpy call for many costs little more than for few."""
        waiting = self._anchors[anchors.width]
        waiting.append(anchors)
        if sum(map(len, waiting)) >= AT_ONCE:
            self._align(waiting)

    def _align(self, waiting: list[Anchors]) -> None:
        self._maybe += align(self._index, join_anchors(waiting))
        waiting.clear()

    def matches(self) -> Ranges:
        """All matches: unchanged occurrences rank first, then what overlaps none of them."""
        for waiting in self._anchors.values():
            if waiting:
                self._align(waiting)
        sure = join(self._sure)
        return join([sure, choose(_without_overlaps(join(self._maybe), sure), self._index.sizes)])


def _scan(index: Index, window: Window) -> Iterator[tuple[Ranges, Anchors]]:
    """Unchanged occurrences of patterns that cannot overlap themselves, and what has to be aligned of all others."""
    classes = index.classes.take(window.codes)
    around = _surroundings(index, classes)
    for seeds in (index.pairs, index.singles):
        if len(seeds.pattern):
            for use, place in _uses(seeds, classes, window):
                good = _plausible(seeds, around, use, place)
                yield _sort_out(index, seeds, window.codes, use[good], place[good])


def _surroundings(index: Index, classes: Classes) -> Bits:
    """Row n, place i: the bits of the 2**n characters from i on."""
    around = np.empty((index.levels, len(classes)), np.uint64)
    around[0] = index.bit.take(classes)
    for level in range(1, index.levels):
        half = 1 << (level - 1)
        below, here = around[level - 1], around[level]
        np.bitwise_or(below[:-half], below[half:], out=here[:-half])
        here[-half:] = below[-half:]
    return around


def _uses(seeds: Seeds, classes: Classes, window: Window) -> Iterator[tuple[Ints, Ints]]:
    """Every use of every seed that may start in the window, with its place; some thousands at a time."""
    keys = classes[window.first : window.last].astype(np.uint16)
    if seeds.width == 2:
        keys |= np.left_shift(classes[window.first + 1 : window.last + 1], 8, dtype=np.uint16)
    hits = np.flatnonzero(seeds.wanted.take(keys))
    keys = keys.take(hits)
    hits += window.first
    counts, firsts = seeds.count.take(keys), seeds.first.take(keys)
    ends = np.cumsum(counts)
    begin = 0
    while begin < len(hits):
        before = ends[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(ends, before + CANDIDATES, "right")))
        part = slice(begin, end)
        use = np.arange(ends[end - 1] - before)
        use += np.repeat(firsts[part] - (ends[part] - counts[part] - before), counts[part])
        yield use, np.repeat(hits[part], counts[part])
        begin = end


def _plausible(seeds: Seeds, around: Bits, use: Ints, place: Ints) -> Ints:
    """Which uses have enough of the pattern's characters around: each edit accounts for one missing at most."""
    good = np.flatnonzero(_missing(seeds.whole, around, use, place) <= seeds.edits.take(use))
    use, place = use.take(good), place.take(good)
    missing = _missing(seeds.left, around, use, place)
    missing += _missing(seeds.right, around, use, place)
    return good.take(np.flatnonzero(missing <= seeds.edits.take(use)))


def _missing(near: Surroundings, around: Bits, use: Ints, place: Ints) -> Classes:
    flat = around.ravel()
    start = (near.level * around.shape[1] + near.shift).take(use) + place
    seen = flat.take(start)
    start += near.step.take(use)
    seen |= flat.take(start)
    missing: Classes = np.bitwise_count(near.bits.take(use) & ~seen)
    return missing


def _sort_out(index: Index, seeds: Seeds, codes: Codes, use: Ints, place: Ints) -> tuple[Ranges, Anchors]:
    """Tell apart what stands there unchanged and what has to be aligned."""
    pattern, offset, edits = seeds.pattern.take(use), seeds.offset.take(use), seeds.edits.take(use)
    start, size = place - offset, index.sizes.take(pattern)
    columns = np.arange(int(size.max(initial=0)))[:, None]
    wanted = index.columns[: len(columns)].take(pattern, axis=1)
    texts = codes.take(start + np.arange(-index.slack, len(columns) + index.slack)[:, None])
    differs = (texts[index.slack : index.slack + len(columns)] != wanted) & (columns < size)
    before, behind = columns < offset, columns >= offset + seeds.width
    left, right = ~(differs & before).any(axis=0), ~(differs & behind).any(axis=0)
    same = ~(differs & ~(before | behind)).any(axis=0)
    whole = left & same & right
    sure = whole & index.borderless.take(pattern)
    first = np.flatnonzero(sure & seeds.leading.take(use))
    exact = Ranges(pattern[first], start[first], start[first] + size[first], np.zeros_like(first))
    # With one edit, all of it is on one side of the seed.
    rest = np.flatnonzero(same & ~sure & (whole | (edits > 1) | ((edits == 1) & (left | right))))
    rest = rest[_near_enough(texts[:, rest], wanted[:, rest], size[rest], edits[rest])]
    texts = codes.take(place[rest] + np.arange(-index.reach, index.reach)[:, None])
    return exact, Anchors(pattern[rest], offset[rest], place[rest], texts, seeds.width)


def _near_enough(texts: Codes, wanted: Codes, size: Ints, edits: Ints) -> Bools:
    """Whether all but `edits` characters stand within `edits` places of where an unchanged pattern has them."""
    slack = (len(texts) - len(wanted)) // 2
    met = np.arange(len(wanted))[:, None] >= size
    for shift in range(-slack, slack + 1):
        equal = texts[slack + shift : slack + shift + len(wanted)] == wanted
        met |= equal if abs(shift) < 2 else equal & (edits >= abs(shift))
    enough: Bools = np.count_nonzero(met, axis=0) >= len(wanted) - edits
    return enough


def _without_overlaps(candidates: Ranges, sure: Ranges) -> Ranges:
    """The candidates that overlap no sure match of their pattern."""
    if not len(sure) or not len(candidates):
        return candidates
    far = int(max(sure.end.max(), candidates.end.max())) + 1
    sure = sure.take(np.argsort(sure.pattern * far + sure.start))
    before = np.searchsorted(sure.pattern * far + sure.start, candidates.pattern * far + candidates.end) - 1
    overlaps = (sure.pattern[before] == candidates.pattern) & (sure.end[before] > candidates.start) & (before >= 0)
    return candidates.take(~overlaps)


def _columns(found: Ranges, places: Ints, texts: Sequence[str]) -> Columns:
    """From kept characters of the joined text to code points of each text."""
    starts = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1, out=starts[1:])
    start, end = places[found.start], places[found.end - 1] + 1
    order = np.lexsort((found.pattern, end, start))
    start, end = start[order], end[order]
    text = np.searchsorted(starts, start, "right") - 1
    return Columns(text, start - starts[text], end - starts[text], found.pattern[order], found.distance[order])
