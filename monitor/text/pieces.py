"""Cuts a phrase into the pieces of which at least one must occur unchanged in every match (pigeonhole)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise


def cut(weights: Sequence[float], edits: int) -> list[tuple[int, int]]:
    """Cut a phrase into `edits` + 1 neighbouring ranges that cover it, as rare in texts as can be.

    Each edit touches at most one piece (an insertion between two pieces touches none), so one piece stays whole.
    Args: weights, one less than the phrase has characters: how often each pair of neighbours is expected; a piece is
    as frequent as its rarest pair. edits < length of the phrase. The cut with the smallest sum wins, the leftmost of
    equals. Pieces have two characters or more where the length allows it.
    Time O(edits * length^3), for phrases of some ten characters.
    """
    size = len(weights) + 1
    if edits == 0:
        return [(0, size)]
    if size < 2 * (edits + 1):
        return list(pairwise([*range(edits + 1), size]))
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, (0,))}  # end of the pieces so far: cost, cuts
    for left in range(edits, -1, -1):
        step: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (cost, cuts) in best.items():
            for end in range(start + 2, size - 2 * left + 1) if left else (size,):
                total = cost + min(weights[start : end - 1])
                if end not in step or total < step[end][0]:
                    step[end] = (total, (*cuts, end))
        best = step
    return list(pairwise(best[size][1]))
