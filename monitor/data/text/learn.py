"""What the two learners share: Adam on a penalised log loss, over sparse samples. No chance is involved.

scipy holds the samples: a clause has some fifty of a hundred thousand features.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence, Set

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Floats = NDArray[np.float32]
RATE = 0.1


def frequent(samples: Iterable[Set[str]], least: int) -> list[str]:
    """The features that stand in so many samples at least, in order."""
    counts = Counter(feature for features in samples for feature in features)
    return sorted(name for name, number in counts.items() if number >= least)


def matrix_of(samples: Sequence[Set[str]], names: Sequence[str], value: Callable[[str], float]) -> csr_array:
    """[sample, feature]: the value of each feature that a sample has."""
    place = {name: number for number, name in enumerate(names)}
    rows = [sorted(place[one] for one in features if one in place) for features in samples]
    columns = np.fromiter((one for row in rows for one in row), np.int32)
    values = np.fromiter(map(value, names), np.float32, len(names))
    edges = np.cumsum([0, *map(len, rows)])
    return csr_array((values[columns], columns, edges), shape=(len(rows), len(names)))


def strongest(weights: Floats, kept: int) -> NDArray[np.intp]:
    """The numbers, in order, of so many features [feature, class] whose weights part the classes most."""
    strength = np.abs(weights).max(axis=1)
    return np.sort(np.argsort(-strength, kind="stable")[:kept])


def softmax(scores: Floats) -> Floats:
    """Rows of odds that add up to one: one kind of several."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)


def sigmoid(scores: Floats) -> Floats:
    """Odds of each column by itself."""
    return np.asarray(1 / (1 + np.exp(-scores)), np.float32)


def descend(
    matrix: csr_array,
    wanted: Floats,
    odds: Callable[[Floats], Floats],
    penalty: float,
    steps: int,
    weigh: Floats | float = 1.0,
    reach: Floats | float = 1.0,
) -> tuple[Floats, Floats]:
    """Weights [feature, class] and bases [class] that minimise the log loss with an L2 penalty.

    `matrix` is [sample, feature], `wanted` [sample, class] with 0 and 1, `weigh` how much each of those counts;
    `reach` [feature, class] says how far a weight may go at the same penalty.
    """
    weights = np.zeros((matrix.shape[1] + 1, wanted.shape[1]), np.float32)
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, steps + 1):
        error = (odds(matrix @ (reach * weights[:-1]) + weights[-1]) - wanted) * weigh
        slope = np.vstack([reach * (matrix.T @ error) + penalty * weights[:-1], error.sum(axis=0, keepdims=True)])
        first += 0.1 * (slope - first)
        second += 0.01 * (slope**2 - second)
        move = (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-6)
        weights -= RATE * (1 - step / (steps + 1)) * move
    return np.asarray(reach * weights[:-1], np.float32), weights[-1]


def leanings(matrix: csr_array, wanted: Floats) -> Floats:
    """[feature, class]: how far each feature leans to or from each class: the size of its log count ratio.

    Counts of samples with the feature, plus one, in the class against all others, each as a share of all such counts
    (Wang and Manning, "Baselines and bigrams", ACL 2012, there for words of binary classes).
    """
    inside = _shares((matrix != 0).T @ wanted)
    outside = _shares((matrix != 0).T @ (1 - wanted))
    return np.asarray(np.abs(np.log(inside / outside)), np.float32)


def _shares(counts: Floats) -> Floats:
    return np.asarray((counts + 1) / (counts + 1).sum(axis=0), np.float32)
