"""Aligns a phrase with a text outwards from a piece that occurs unchanged, and chooses among overlapping matches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")
Candidate = tuple[int, int, int]  # start, end, distance


def reach(rest: str, text: str, edits: int, guarded: frozenset[str]) -> list[tuple[int, int]]:
    """All (length, distance) with distance <= edits for aligning the whole of `rest` with text[:length].

    Costs are those of `Matcher`: a character of `guarded` is matched with itself or not at all.
    """
    far = edits + 1
    text = text[: len(rest) + edits]
    row = [0]
    for character in text:
        row.append(far if character in guarded or row[-1] == far else row[-1] + 1)
    for character in rest:
        fixed = character in guarded
        above, row = row, [far if fixed else min(far, row[0] + 1)]
        for place, other in enumerate(text):
            cost = above[place] if character == other else far
            if other not in guarded:
                cost = min(cost, row[-1] + 1, far if fixed else above[place] + 1)
            if not fixed:
                cost = min(cost, above[place + 1] + 1)
            row.append(min(cost, far))
    return [(length, distance) for length, distance in enumerate(row) if distance <= edits]


def select(candidates: Iterable[Candidate], size: int) -> list[Candidate]:
    """The matches among the candidates of one pattern of `size` characters, by the rule of `Matcher`; in text order."""
    ranked = sorted(set(candidates), key=lambda one: (one[2], abs(one[1] - one[0] - size), one[0], one[1]))
    return sorted(first_come(ranked))


def first_come(ranked: Sequence[tuple[int, int, T]]) -> list[tuple[int, int, T]]:
    """Of ranges (start, end, anything), in the order given, each that overlaps none taken before."""
    if len(ranked) < 2:
        return list(ranked)
    first = min(start for start, _, _ in ranked)
    taken = bytearray(max(end for _, end, _ in ranked) - first)
    chosen = []
    for one in ranked:
        start, end = one[0] - first, one[1] - first
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\1" * (end - start)
            chosen.append(one)
    return chosen
