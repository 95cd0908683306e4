"""Turns joined texts into numbered characters, window by window, for the batch route of the matcher."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from monitor.text.normalise import OPENING, residue_end

Codes = npt.NDArray[np.uint16]
Places = npt.NDArray[np.int64]

# Characters of patterns are numbered from 1. Greater than every number are:
DROPPED: Final = 0
SEPARATOR: Final = 0xFFF0  # the end of a sentence or text
OTHER: Final = 0xFFF1  # a character of no pattern
SEVERAL: Final = 0xFFFD  # stands for several characters
OPEN: Final = 0xFFFE  # an opening bracket: dropped, perhaps with the pinyin after it
UNKNOWN: Final = 0xFFFF  # not met before
SPECIAL: Final = {"": DROPPED, "\n": SEPARATOR, OPENING: OPEN}
SLICE: Final = 1 << 17  # code points worked on at a time: the arrays stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of kept characters: their numbers, their places in the joined text, and the range that is new.

    Around [first, last) lies context, so that a match that starts within can be followed to its ends.
    """

    codes: Codes
    places: Places
    first: int
    last: int


class Alphabet:
    """Numbers for the characters of patterns; `fold` says what a character of a text counts as.

    `fold` gives '' for a character to drop, a line break for one that ends a sentence or text, `OPENING` for a bracket
    that may begin pinyin residue.
    """

    def __init__(self, characters: Iterable[str], fold: Callable[[str], str]) -> None:
        self.numbers = {one: number for number, one in enumerate(sorted(set(characters)), 1)}
        self._fold = fold
        self._several: dict[int, Codes] = {}
        self._table = np.full(0x110000, UNKNOWN, np.uint16)

    def __len__(self) -> int:
        return len(self.numbers) + 1

    def encode(self, points: npt.NDArray[np.uint32]) -> Codes:
        """The number of each code point; learns the ones not met before."""
        codes = np.take(self._table, points, mode="clip")
        unknown = codes == UNKNOWN
        if unknown.any():
            for point in np.unique(points[unknown]).tolist():
                self._table[point] = self._code(point)
            codes = np.take(self._table, points, mode="clip")
        return codes

    def several(self, point: int) -> Codes:
        """The numbers of a character that stands for several."""
        return self._several[point]

    def _code(self, point: int) -> int:
        folded = self._fold(chr(point))
        if len(folded) > 1 and folded != OPENING:
            self._several[point] = np.array([self.numbers.get(one, OTHER) for one in folded], np.uint16)
            return SEVERAL
        return SPECIAL[folded] if folded in SPECIAL else self.numbers.get(folded, OTHER)


def windows(joined: str, alphabet: Alphabet, context: int) -> Iterator[Window]:
    """Go through a text of any length; every kept character is new in exactly one window."""
    codes, places = np.full(context, SEPARATOR, np.uint16), np.full(context, -1, np.int64)
    residue = 0  # where the last pinyin residue ended
    for start in range(0, len(joined), SLICE):
        more, where, residue = _slice(joined, start, alphabet, residue)
        rest = [] if start + SLICE < len(joined) else [np.full(context, SEPARATOR, np.uint16)]
        codes = np.concatenate([codes, more, *rest])
        places = np.concatenate([places, where, *rest])
        last = len(codes) - context
        if last > context:
            yield Window(codes, places, context, last)
            codes, places = codes[last - context :], places[last - context :]


def _slice(joined: str, start: int, alphabet: Alphabet, residue: int) -> tuple[Codes, Places, int]:
    """Kept characters of one slice and the end of the last pinyin residue in it (it may lie beyond the slice)."""
    points = np.frombuffer(joined[start : start + SLICE].encode("utf-32-le", "surrogatepass"), np.uint32)
    codes = alphabet.encode(points)
    unusual = int(codes.max()) > OTHER
    if residue > start:
        codes[: residue - start] = DROPPED
    if unusual:
        residue = _drop_residue(joined, start, codes, residue)
    places = np.flatnonzero(codes != DROPPED)
    codes = codes.take(places)
    if unusual and (codes == SEVERAL).any():
        codes, places = _expand(points, codes, places, alphabet)
    return codes, places + start, residue


def _drop_residue(joined: str, start: int, codes: Codes, residue: int) -> int:
    for place in np.flatnonzero(codes == OPEN).tolist():
        if "\u3400" <= joined[start + place + 1 : start + place + 2] <= "\u9fff":
            continue  # most brackets hold Chinese words
        end = residue_end(joined, start + place, residue)
        if end:
            residue = end
            codes[place : end - start] = DROPPED
    codes[codes == OPEN] = DROPPED
    return residue


def _expand(points: npt.NDArray[np.uint32], codes: Codes, places: Places, alphabet: Alphabet) -> tuple[Codes, Places]:
    parts, where, done = [], [], 0
    for index in np.flatnonzero(codes == SEVERAL).tolist():
        written = alphabet.several(int(points[places[index]]))
        parts += [codes[done:index], written]
        where += [places[done:index], np.full(len(written), places[index])]
        done = index + 1
    return np.concatenate([*parts, codes[done:]]), np.concatenate([*where, places[done:]])
