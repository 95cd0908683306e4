"""Adds up what every clause of a text says for all claim types at once, with numpy: the same sums as `Weights.sums`.

All clauses are read as one text. What stands in a clause and weighs something (a family, a run of characters, a pair of
families) is the number of a row of a table with a column for each unit. What is a hint for the clauses beside has a
second row, for both of them; a family has a third one, for all clauses of its text. Whole numbers are added, so that
the order does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

from monitor.models import OfferKind
from monitor.text.claim_model import BEFORE, BEHIND, HINT_GRAM, MOST_FAMILIES, NONE, WHOLE
from monitor.text.layer import FINE, MIDDLE, Layer, Row
from monitor.text.runs import Ints, Runs
from monitor.text.weights import GRAM, Families

Table = npt.NDArray[np.int32]
OFFERS: Final[tuple[OfferKind, ...]] = ("direct", "reported", "none")
PARTS: Final = 3  # columns of a table in one of a packed one
BITS: Final = 21  # of each: a clause of 160 characters moves a unit by 200,000 at most
MASK: Final = (1 << BITS) - 1
HALF: Final = 1 << BITS - 1
LEAST: Final = np.iinfo(np.int32).min


class ClaimSums:
    """The weights of a model, rows of features and the layer they move, laid out in tables."""

    def __init__(self, families: Families, weights: Iterable[tuple[str, Row]], layer: Layer) -> None:
        cells = dict(weights)
        names = [f"@{name}" for name in families.names]
        hinting = {one[1:] for one in cells if one[0] in BEFORE + BEHIND and len(one) <= 1 + HINT_GRAM}
        runs = [*filter(_is_run, hinting), *(one for one in cells if one not in hinting and _is_run(one))]
        pairs = [pair for pair in combinations(range(len(names)), 2) if _pair(names, pair) in cells]
        rows = [*names, *runs, *(_pair(names, pair) for pair in pairs)]
        hints = [*names, *filter(_is_run, hinting), NONE]
        self._families = families
        self._names = rows
        self._known = {
            mark: np.array([mark + one in cells for one in named], np.bool)
            for mark, named in (("", rows), (BEFORE, hints[:-1]), (BEHIND, hints[:-1]))
        }
        self._of_none = {mark + NONE for mark in (BEFORE, BEHIND)} & cells.keys()
        self._runs, self._first_run = Runs(runs), len(names)
        self._pairs = np.full((len(names), len(names)), -1, np.int64)
        for number, pair in enumerate(pairs, len(names) + len(runs)):
            self._pairs[pair] = number
        self._starts = np.array(layer.starts, np.int32)
        self._bases = np.array(layer.bases, np.float64)
        self._says = np.array(layer.says, np.float64).reshape(len(layer.bases), len(layer.starts)).T
        nothing = bytes([MIDDLE]) * len(layer.starts)
        self._own = _packed(_table([cells.get(one, nothing) for one in rows], nothing))
        sides = (
            _packed(_table([cells.get(side + one, nothing) for one in hints], nothing)) for side in (BEHIND, BEFORE)
        )
        self._hints = np.concatenate([*sides], axis=1)  # for the clause before, then for the one behind
        whole = (cells.get(WHOLE + one, nothing) for one in (*names, *OFFERS))
        self._whole = _packed(_table([*whole, nothing], nothing))  # the last for a text whose offer is not known

    def sums(
        self, texts: Sequence[tuple[Sequence[str], OfferKind | None]], least: float
    ) -> list[list[tuple[int, int, int]]]:
        """For each text the sums of `least` or more: number of the clause, number of the class, hundredths.

        A text is its clauses in order, each between "^" and "$", and its offer. Few texts at a time: what they take
        together should stay in the processor's cache.
        """
        # An empty one keeps neighbours of two texts apart.
        clauses = [one for text, _ in texts for one in (*text, "")]
        if len(clauses) == len(texts):
            return [[] for _ in texts]
        begins = np.cumsum([0, *(len(text) + 1 for text, _ in texts)])
        totals = self._totals(clauses, begins, [offer for _, offer in texts])
        found = np.nonzero(totals >= least)
        rows = list(zip(found[0].tolist(), found[1].tolist(), totals[found].tolist(), strict=True))
        cuts = np.searchsorted(found[0], begins).tolist()
        return [
            [(clause - begin, number, total) for clause, number, total in rows[first:last]]
            for begin, first, last in zip(begins.tolist(), cuts, cuts[1:], strict=False)
        ]

    def features(self, places: Sequence[tuple[str, ...]]) -> list[list[str]]:
        """For each clause, given between its neighbours, what weighs something in it; "" stands for no neighbour."""
        owner, row = self._found([clause for around in places for clause in around])
        place, side = np.divmod(owner, 3)
        found: list[list[str]] = [
            [mark + NONE for mark, clause in zip((BEFORE, BEHIND), (around[0], around[2]), strict=True)
             if not clause and mark + NONE in self._of_none]
            for around in places
        ]  # fmt: skip
        for number, mark in enumerate((BEFORE, "", BEHIND)):
            known = self._known[mark]
            is_here = (side == number) & (row < len(known))
            is_here[is_here] = known[row[is_here]]
            for one, feature in zip(place[is_here].tolist(), row[is_here].tolist(), strict=True):
                found[one].append(mark + self._names[feature])
        return found

    def shares(self, rows: Sequence[Row], number: int) -> list[int]:
        """How much each of the rows says for a class, by what is heard of all of them: the same as `layer.share`."""
        if not rows:
            return []
        moves = np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), -1).astype(np.float64)
        moves -= MIDDLE
        heard = np.where(moves.sum(axis=0) + self._starts > 0, self._says[:, number], 0)
        told: list[int] = (moves @ heard).astype(np.int64).tolist()  # exact, as in `_totals`
        return told

    def _totals(self, clauses: Sequence[str], begins: Ints, offers: Sequence[OfferKind | None]) -> Table:
        """What each clause weighs for each class; nothing at all in the gaps between texts."""
        gaps = begins[1:] - 1
        owner, row = self._found(clauses)
        is_hint = row < len(self._hints) - 1
        sums = _sums(owner, self._own[row], len(clauses))
        none, hints = self._hints[-1:], _sums(owner[is_hint], self._hints[row[is_hint]], len(clauses))
        hints[gaps] = none
        width = self._own.shape[1]
        sums += np.concatenate([hints[1:, :width], none[:, :width]])
        sums += np.concatenate([none[:, width:], hints[:-1, width:]])
        sums += self._of_texts(owner, row, np.repeat(np.arange(len(offers)), np.diff(begins)), offers)
        units = _unpacked(sums)[:, : len(self._starts)] + self._starts
        # Whole numbers far below 2**53: adding them as floats is exact, and the one product that numpy does fast.
        said = np.maximum(units, 0).astype(np.float64) @ self._says + self._bases
        totals: Table = np.floor_divide(said, FINE).astype(np.int32)
        totals[gaps] = LEAST
        return totals

    def _of_texts(self, owner: Ints, row: Ints, text: Ints, offers: Sequence[OfferKind | None]) -> Ints:
        """For each clause what its text as a whole says; `text` is that of each clause."""
        is_family = row < self._first_run
        size = len(self._whole)
        families = text[owner[is_family]] * size + row[is_family]
        told = np.arange(len(offers)) * size + [self._first_run + _number(offer) for offer in offers]
        of_text, number = np.divmod(_once(np.concatenate([families, told])), size)
        return _sums(of_text, self._whole[number], len(offers))[text]

    def _found(self, clauses: Sequence[str]) -> tuple[Ints, Ints]:
        """The rows of what stands in each clause, each once, clause by clause."""
        text, size = "".join(clauses), len(self._own)
        first = np.repeat(np.arange(0, len(clauses) * size, size), [len(one) for one in clauses])
        starts, names = self._families.places(text)
        families = _once(first[starts] + np.array(names, np.int64))
        places, runs = self._runs.find(text)
        keys = _once(np.concatenate([families, first[places] + runs + self._first_run, self._together(families)]))
        return np.divmod(keys, size)

    def _together(self, families: Ints) -> Ints:
        """The pairs of the first families of each clause, as `families` themselves."""
        owner, name = np.divmod(families, len(self._own))
        place = np.arange(len(owner))
        first = place - np.searchsorted(owner, owner) < MOST_FAMILIES
        owner, name, place = owner[first], name[first], place[: first.sum()]
        later = np.searchsorted(owner, owner, "right") - place - 1
        one = np.repeat(place, later)
        other = one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(later) - later, later)
        pair = self._pairs[name[one], name[other]]
        keys: Ints = (owner[one] * len(self._own) + pair)[pair >= 0]
        return keys


def _number(offer: OfferKind | None) -> int:
    return len(OFFERS) if offer is None else OFFERS.index(offer)


def _is_run(feature: str) -> bool:
    """True for a run of characters that can stand in one clause."""
    one_clause = "$" not in feature[:-1] and "^" not in feature[1:]
    return one_clause and 0 < len(feature) <= GRAM and feature[0] not in f"@{BEFORE}{BEHIND}{WHOLE}"


def _pair(names: Sequence[str], pair: tuple[int, int]) -> str:
    return f"{names[pair[0]]}&{names[pair[1]][1:]}"


def _table(rows: Sequence[Row], nothing: Row) -> Table:
    """How far each of the rows moves each unit; `nothing` is a row that moves none."""
    moves = np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), len(nothing))
    return moves.astype(np.int32) - MIDDLE


def _once(keys: Ints) -> Ints:
    """Each key once, ascending; the array given is sorted."""
    keys.sort()
    new = np.ones(len(keys), np.bool)
    np.not_equal(keys[1:], keys[:-1], out=new[1:])
    return keys[new]


def _packed(table: Table) -> Ints:
    """Three columns in one, of the thirds of a table: adding a third as many takes less than half of the time."""
    third = -(-table.shape[1] // PARTS)
    padded = np.zeros((len(table), PARTS * third), np.int64)
    padded[:, : table.shape[1]] = table
    parts: Ints = padded.reshape(len(table), PARTS, third)
    return np.asarray(sum(parts[:, number] << BITS * number for number in range(PARTS)), np.int64)


def _unpacked(packed: Ints) -> Table:
    """The table again, of sums of packed rows; the last columns may be empty."""
    parts = []
    for _ in range(PARTS):
        part = ((packed + HALF) & MASK) - HALF
        parts.append(part)
        packed = (packed - part) >> BITS
    return np.concatenate(parts, axis=1).astype(np.int32)


def _sums(owner: Ints, rows: Ints, owners: int) -> Ints:
    """The rows of each of so many owners added up; owners ascend."""
    sums = np.zeros((owners, rows.shape[1]), np.int64)
    if len(owner):
        begins = np.append(0, np.nonzero(owner[1:] != owner[:-1])[0] + 1)
        sums[owner[begins]] = np.add.reduceat(rows, begins, axis=0)
    return sums
