"""The tables of the batch route: which pairs of characters to look for, and what to check around each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from monitor.text.codes import SEPARATOR, Alphabet, Codes
from monitor.text.seeds import choose

Ints = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]

CLASSES = 253  # characters share a byte; 254 and 255 are taken by what no phrase contains
FOREIGN = 254


@dataclass(frozen=True, slots=True)
class Shape:
    """What the batch route needs to know of one pattern: its text, edits and guarded characters."""

    text: str
    edits: int
    guarded: frozenset[str]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """For each use of a seed, characters that a match must have somewhere in a range near the seed.

    `bits` are the bits of the characters. The range is covered by two overlapping ones of 2**`level` characters, the
    first from `shift` after the seed's start, the second `step` further on.
    """

    bits: Bits
    level: Ints
    shift: Ints
    step: Ints


@dataclass(frozen=True, slots=True)
class Seeds:
    """Every use of a seed (one or two characters of a pattern that a match may contain unchanged), sorted by key.

    A key is made of the classes of the seed's characters; `first[key]` and `count[key]` say where its uses lie.
    `wanted` marks the keys in use. Each use has its pattern, the offset of the seed in it, whether it is the pattern's
    first, the edits, and what must be near: `whole` around, `left` before and `right` behind the seed.
    """

    width: int
    wanted: Bools
    first: Ints
    count: Ints
    pattern: Ints
    offset: Ints
    leading: Bools
    edits: Ints
    whole: Surroundings
    left: Surroundings
    right: Surroundings


class Index:
    """Patterns as arrays, padded to the longest."""

    def __init__(self, shapes: Sequence[Shape], alphabet: Alphabet, sample: Codes) -> None:
        numbers = alphabet.numbers
        self.sizes = np.array([len(shape.text) for shape in shapes], np.int64)
        self.edits = np.array([shape.edits for shape in shapes], np.int64)
        self.longest = int(self.sizes.max())
        self.reach = int((self.sizes + self.edits).max()) + 1
        self.codes = np.zeros((len(shapes), self.longest), np.uint16)
        for row, shape in enumerate(shapes):
            self.codes[row, : len(shape.text)] = [numbers[one] for one in shape.text]
        self.columns = np.ascontiguousarray(self.codes.T)
        self.slack = int(self.edits.max())
        self._index_guards(shapes, alphabet)
        self.borderless = np.array([not _has_border(shape.text) for shape in shapes])
        self.classes = _classes(np.bincount(np.where(sample < len(alphabet), sample, 0), minlength=len(alphabet)))
        # Bits belong to classes, so that a missing character costs one bit at most; frequent classes share none.
        self.bit = np.zeros(256, np.uint64)
        self.bit[1 : CLASSES + 1] = np.uint64(1) << (np.arange(CLASSES) % 64).astype(np.uint64)
        seen = self.classes[sample].astype(np.int64)
        counts, pairs = np.bincount(seen, minlength=256), np.bincount(seen[:-1] + (seen[1:] << 8), minlength=0x10000)
        self.levels = self.longest.bit_length()
        self.pairs = self._seeds(2, pairs)
        self.singles = self._seeds(1, counts)

    def _index_guards(self, shapes: Sequence[Shape], alphabet: Alphabet) -> None:
        """`guard_set[pattern]` names a row of `guard`, which says for each character number whether it is guarded."""
        sets = {guarded: number for number, guarded in enumerate(dict.fromkeys(shape.guarded for shape in shapes))}
        self.guard_set = np.array([sets[shape.guarded] for shape in shapes], np.int64)
        self.guard = np.zeros((len(sets), len(alphabet) + 2), np.bool_)
        self.guard[:, len(alphabet)] = True
        for guarded, row in sets.items():
            self.guard[row, [alphabet.numbers[one] for one in guarded if one in alphabet.numbers]] = True

    def guarded(self, pattern: Ints, codes: Codes) -> Bools:
        """Whether each character is guarded for its pattern; the separator always is."""
        columns = codes.astype(np.int64)
        special = codes >= SEPARATOR
        columns[special] += self.guard.shape[1] - 2 - SEPARATOR
        return self.guard[self.guard_set[pattern], columns]

    def _seeds(self, width: int, frequency: Ints) -> Seeds:
        keys = self.classes[self.codes].astype(np.int64)
        if width == 2:
            keys = keys[:, :-1] + (keys[:, 1:] << 8)
        weights = (frequency[keys] + 1).tolist()
        uses = []
        for number, (size, edits) in enumerate(zip(self.sizes.tolist(), self.edits.tolist(), strict=True)):
            if (2 if size >= 2 * (edits + 1) else 1) == width:
                starts = choose(weights[number][: size - width + 1], edits + 1, width)
                uses += [(number, start, start == starts[0]) for start in starts]
        table = np.array(uses, np.int64).reshape(-1, 3)
        pattern, offset = table[:, 0], table[:, 1]
        key = keys[pattern, offset]
        order = np.argsort(key, kind="stable")
        pattern, offset = pattern[order], offset[order]
        count = np.bincount(key, minlength=0x10000)
        behind = offset + width
        return Seeds(
            width, count > 0, np.cumsum(count) - count, count, pattern, offset, table[order, 2] == 1,
            self.edits[pattern],
            whole=self._surroundings(pattern, offset, np.zeros_like(offset), self.sizes[pattern]),
            left=self._surroundings(pattern, offset, np.zeros_like(offset), offset),
            right=self._surroundings(pattern, offset, behind, self.sizes[pattern] - behind),
        )  # fmt: skip

    def _surroundings(self, pattern: Ints, offset: Ints, first: Ints, length: Ints) -> Surroundings:
        """For the part [first, first + length) of each pattern: the places where an unchanged pattern has it.

        That range loses nothing: an edit moves one character across its border or takes one away, not both.
        """
        columns = np.arange(self.longest)[None, :]
        bits = self.bit[self.classes[self.codes[pattern]]]
        bits[(columns < first[:, None]) | (columns >= (first + length)[:, None])] = 0
        spread = np.maximum(length, 1)
        level = np.floor(np.log2(spread)).astype(np.int64)
        together: Bits = np.bitwise_or.reduce(bits, axis=1)
        return Surroundings(together, level, first - offset, spread - (1 << level))


def _classes(counts: Ints) -> npt.NDArray[np.uint8]:
    """The byte of each character number: frequent characters get one of their own, rare ones share."""
    classes = np.full(0x10000, FOREIGN, np.uint8)
    order = np.argsort(-counts[1:], kind="stable") + 1
    classes[order] = np.arange(len(order)) % CLASSES + 1
    return classes


def _has_border(text: str) -> bool:
    """True when two occurrences of `text` can overlap."""
    return any(text.startswith(text[start:]) for start in range(1, len(text)))
