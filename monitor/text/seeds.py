"""Chooses, for the batch route, which two characters of a phrase are looked up: as rare as the texts at hand allow."""

from __future__ import annotations

from collections.abc import Sequence


def choose(weights: Sequence[float], count: int, width: int) -> list[int]:
    """Starts of `count` ranges of `width` places that do not overlap, with the smallest sum of weights.

    `weights[i]` is the weight of the range that starts at i. There must be room: len(weights) > (count - 1) * width.
    Time O(count * len(weights)).
    """
    size = len(weights)
    rows: list[list[tuple[float, int]]] = []  # rows[n][i]: cheapest n+1 ranges that start at or before i, last start
    for number in range(count):
        row: list[tuple[float, int]] = []
        best = (float("inf"), -1)
        for start in range(size):
            before = 0.0
            if number:
                before = rows[-1][start - width][0] if start >= width else float("inf")
            cost = before + weights[start]
            if cost < best[0]:
                best = (cost, start)
            row.append(best)
        rows.append(row)
    starts: list[int] = []
    last = size - 1
    for row in reversed(rows):
        starts.append(row[last][1])
        last = starts[-1] - width
    return starts[::-1]
