"""Finds which known short runs of characters stand where in a text: all at once, as numbers, with numpy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from monitor.text.weights import GRAM

Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]
FACTOR: Final = (
    0x9E3779B97F4A7C15  # 2**64 divided by the golden ratio: scatters what is alike (Knuth's multiplicative hashing)
)
SPARSE: Final = 4  # places in a table for each run, at least
NO_KEY: Final = 2**64 - 1
KEY_BITS: Final = 63  # of a run, its characters side by side


class _Table(NamedTuple):
    """Keys, each where `factor` and `shift` put it, and the number of the run of each."""

    factor: np.uint64
    shift: np.uint64
    keys: Keys
    numbers: npt.NDArray[np.int32]
    shared: npt.NDArray[np.bool]  # where others would fall, too: those are in the next table


class Runs:
    """Known runs of 1 to GRAM characters; the number of each is its place in the sequence given, without repeats.

    Each character that a known run holds has a small number, others have 0; a run is the numbers of its characters,
    side by side in one integer, so that it equals no other run. They lie in a table at a place that is worked out from
    the integer; those that would fall on another one lie in a second table, and so on. Raises ValueError for too many
    characters.
    """

    def __init__(self, runs: Sequence[str]) -> None:
        letters = sorted(set().union(*runs))
        self._bits = len(letters).bit_length()
        if self._bits * GRAM > KEY_BITS:
            raise ValueError(f"{len(letters):,} different characters are too many")
        self._letters = np.zeros(ord(letters[-1]) + 2 if letters else 1, np.uint64)
        self._letters[[ord(one) for one in letters]] = range(1, len(letters) + 1)
        self._tables = list(_laid_out(np.array([self._key(one) for one in runs], np.uint64)))

    def _key(self, run: str) -> int:
        return sum(int(self._letters[ord(one)]) << self._bits * place for place, one in enumerate(run))

    def find(self, text: str) -> tuple[Ints, Ints]:
        """Where known runs start in a text and the number of each; one may come twice at a place."""
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        letters = self._letters[np.minimum(points, len(self._letters) - 1)]
        keys = np.empty((GRAM, len(letters)), np.uint64)
        keys[0] = letters
        for size in range(1, GRAM):
            keys[size] = keys[size - 1]
            keys[size, :-size] |= letters[size:] << np.uint64(self._bits * size)
        flat = keys.ravel()
        places: list[Ints] = []
        numbers: list[npt.NDArray[np.int32]] = []
        left = np.tile(np.arange(len(letters)), GRAM)
        for table in self._tables:
            slots = _slots(flat, table)
            known = (table.keys[slots] == flat).nonzero()[0]
            places.append(left[known])
            numbers.append(table.numbers[slots[known]])
            shared = table.shared[slots].nonzero()[0]
            flat, left = flat[shared], left[shared]
        return np.concatenate(places), np.concatenate(numbers).astype(np.int64)


def _laid_out(keys: Keys) -> Iterator[_Table]:
    """Tables of keys with their numbers: those that would fall on others are in the next one."""
    left, factor = np.arange(len(keys), dtype=np.int32), FACTOR
    while True:
        bits = (SPARSE * len(left) + 1).bit_length()
        empty = np.full(1 << bits, NO_KEY, np.uint64), np.zeros(1 << bits, np.int32), np.zeros(1 << bits, np.bool)
        table = _Table(np.uint64(factor), np.uint64(64 - bits), *empty)
        slots = _slots(keys[left], table)
        _, first = np.unique(slots, return_index=True)
        table.keys[slots[first]], table.numbers[slots[first]] = keys[left[first]], left[first]
        table.shared[np.delete(slots, first)] = True
        yield table
        if len(first) == len(left):
            return
        left, factor = np.delete(left, first), factor * FACTOR % 2**64


def _slots(keys: Keys, table: _Table) -> npt.NDArray[np.intp]:
    return ((keys * table.factor) >> table.shift).astype(np.intp)
