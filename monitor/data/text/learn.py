"""What the learners share: Adam on a log loss, over sparse samples. What chance is involved comes from a fixed seed.

scipy holds the samples: a clause has some fifty of a hundred thousand features.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence, Set
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from monitor.text.layer import FARTHEST, FINE, Layer
from monitor.text.weights import WEIGHT_UNIT

Floats = NDArray[np.float32]
RATE = 0.1
# Labelled files that are newer than the weights and pairs: nothing was learned from them.
NEWER = frozenset(("h32", "h33", "h34", "h36", "h37", "h38", "h39", "h40", "h41", "h42"))


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
    return np.asarray(1 / (1 + np.exp(-np.clip(scores, -30, 30))), np.float32)


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


class Net(NamedTuple):
    """A layer of units while it is learned: rows [feature, unit], starts [unit], says [unit, class], bases [class]."""

    rows: Floats
    starts: Floats
    says: Floats
    bases: Floats


class Course(NamedTuple):
    """How a net is learned: times through all samples, samples a step, rate, and the shares that are left out.

    Leaving out features and units by chance keeps them from being learned by heart (Srivastava and others, "Dropout",
    Journal of Machine Learning Research 15, 2014).
    """

    times: int
    rate: float
    features_out: float = 0.5
    units_out: float = 0.3
    step: int = 512


def fresh_net(features: int, units: int, bases: Floats, chance: np.random.Generator) -> Net:
    """A net that has learned nothing; `bases` is what it says without any feature."""
    rows = chance.normal(0, 0.1, (features, units)).astype(np.float32)
    says = chance.normal(0, units**-0.5, (units, len(bases))).astype(np.float32)
    return Net(rows, np.zeros(units, np.float32), says, bases.copy())


def teach(
    net: Net,
    samples: tuple[csr_array, Floats, Floats],
    odds: Callable[[Floats], Floats],
    course: Course,
    chance: np.random.Generator,
) -> Net:
    """The net, itself changed, after a course over samples.

    `samples`: values [sample, feature], what is wanted [sample, class], and how much each of those counts.
    Adam on the log loss (Kingma and Ba, 2015) with a rate that falls to nought. The same chance gives the same net.
    """
    matrix, wanted, weigh = samples
    first, second = (Net(*map(np.zeros_like, net)) for _ in "12")
    steps = [
        picked
        for _ in range(course.times)
        for picked in np.array_split(chance.permutation(len(wanted)), len(wanted) // course.step + 1)
    ]
    for number, picked in enumerate(steps, 1):
        batch = _thinned(matrix[picked], course.features_out, chance), wanted[picked], weigh[picked]
        rate = course.rate * (1 - number / (len(steps) + 1))
        for parts in zip(net, _slopes(net, batch, odds, course, chance), first, second, strict=True):
            _move(*parts, rate, number)
    return net


def _move(value: Floats, slope: Floats, first: Floats, second: Floats, rate: float, number: int) -> None:
    """One step of Adam, in place: the numbers of a net are millions."""
    first += 0.1 * (slope - first)
    second += 0.001 * (slope**2 - second)
    value -= rate * (first / (1 - 0.9**number)) / (np.sqrt(second / (1 - 0.999**number)) + 1e-8)


def _thinned(matrix: csr_array, out: float, chance: np.random.Generator) -> csr_array:
    """Samples without a share of their features; the others count more instead."""
    matrix.data = matrix.data * _kept(matrix.data.shape, out, chance)
    return matrix


def _kept(shape: tuple[int, ...], out: float, chance: np.random.Generator) -> Floats:
    return np.asarray((chance.random(shape) > out) / (1 - out), np.float32)


def _slopes(
    net: Net,
    batch: tuple[csr_array, Floats, Floats],
    odds: Callable[[Floats], Floats],
    course: Course,
    chance: np.random.Generator,
) -> Net:
    """How the loss rises with each number of the net."""
    matrix, wanted, weigh = batch
    units = np.maximum(matrix @ net.rows + net.starts, 0)
    kept = _kept(units.shape, course.units_out, chance)
    error = (odds((units * kept) @ net.says + net.bases) - wanted) * weigh / len(wanted)
    back = (error @ net.says.T) * kept * (units > 0)
    return Net(matrix.T.tocsr() @ back, back.sum(axis=0), (units * kept).T @ error, error.sum(axis=0))


def farthest(net: Net, matrix: csr_array, values: Floats, kept: int) -> NDArray[np.intp]:
    """The numbers, in order, of so many features: those that move a net far and stand in many samples.

    `values` are those that features have in the samples `matrix`.
    """
    reach = np.linalg.norm(net.rows, axis=1) * values * np.log1p((matrix != 0).sum(axis=0))
    return np.sort(np.argsort(-reach, kind="stable")[:kept])


def joined(nets: Sequence[Net]) -> Net:
    """Nets over the same features as one that says the mean of what they say."""
    rows, starts, says, bases = zip(*nets, strict=True)
    said, told = np.vstack(says) / len(nets), np.sum(bases, axis=0) / len(nets)
    return Net(np.hstack(rows), np.hstack(starts), said.astype(np.float32), told.astype(np.float32))


def layer_of(net: Net, values: Floats, classes: Sequence[str]) -> tuple[Layer, NDArray[np.int64]]:
    """The net in whole numbers: its layer, and how far [feature, unit] each feature moves it.

    One step of a row is so long that of a thousand moves one is cut. Raises ValueError for a net without features.
    """
    moves = net.rows * values[:, None]
    step = float(np.quantile(np.abs(moves), 0.999)) / FARTHEST
    fine = WEIGHT_UNIT * FINE
    whole = [np.round(part).astype(np.int64) for part in (net.starts / step, net.bases * fine, net.says * step * fine)]
    starts, bases, says = (part.T.tolist() for part in whole)
    layer = Layer(tuple(classes), tuple(starts), tuple(bases), tuple(map(tuple, says)))
    return layer, np.clip(np.round(moves / step), -FARTHEST, FARTHEST).astype(np.int64)
