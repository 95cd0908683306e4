"""Cuts a phrase into the pieces of which at least one must occur unchanged in every match (pigeonhole)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

Weigh = Callable[[str], float]


def cut(phrase: str, edits: int, weigh: Weigh) -> list[tuple[int, int]]:
    """Cut `phrase` into `edits` + 1 neighbouring ranges that cover it, as rare in texts as can be.

    Each edit touches at most one piece (an insertion between two pieces touches none), so one piece stays whole.
    `weigh` says how often a piece is expected; the cut with the smallest sum wins, the leftmost of equals. Pieces have
    two characters or more where the length allows it.
    Args: edits < len(phrase). Time O(edits * len(phrase)^2) weighings.
    """
    size = len(phrase)
    shortest = 2 if size >= 2 * (edits + 1) else 1
    # best[end]: cheapest way to cut phrase[:end] into the pieces placed so far
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, (0,))}
    for left in range(edits, -1, -1):
        step: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (cost, cuts) in best.items():
            last = size - left * shortest
            for end in (size,) if left == 0 else range(start + shortest, last + 1):
                total = cost + weigh(phrase[start:end])
                if end not in step or total < step[end][0]:
                    step[end] = (total, (*cuts, end))
        best = step
    cuts = best[size][1]
    return list(pairwise(cuts))
