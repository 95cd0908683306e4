"""What the two learners share: Adam on a penalised log loss, in numpy. No chance is involved."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
RATE = 0.05


def softmax(scores: Floats) -> Floats:
    """Rows of odds that add up to one: one kind of several."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)


def sigmoid(scores: Floats) -> Floats:
    """Odds of each column by itself."""
    return np.asarray(1 / (1 + np.exp(-scores)), np.float32)


def descend(
    matrix: Floats,
    wanted: Floats,
    odds: Callable[[Floats], Floats],
    penalty: float,
    steps: int,
    weigh: Floats | None = None,
) -> tuple[Floats, Floats]:
    """Weights [feature, class] and bases [class] that minimise the log loss with an L2 penalty.

    `matrix` is [sample, feature], `wanted` [sample, class] with 0 and 1, `weigh` how much each of those counts.
    """
    weights = np.zeros((matrix.shape[1] + 1, wanted.shape[1]), np.float32)
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, steps + 1):
        error = odds(matrix @ weights[:-1] + weights[-1]) - wanted
        if weigh is not None:
            error *= weigh
        slope = np.vstack([matrix.T @ error + penalty * weights[:-1], error.sum(axis=0, keepdims=True)])
        first += 0.1 * (slope - first)
        second += 0.01 * (slope**2 - second)
        move = (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-6)
        weights -= RATE * (1 - step / (steps + 1)) * move
    return weights[:-1], weights[-1]
