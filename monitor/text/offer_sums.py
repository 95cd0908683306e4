"""Adds up with numpy what a text weighs for the kinds of texts: the same sums as without numpy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from monitor.text.layer import FINE, MIDDLE
from monitor.text.layer_weights import LayerWeights
from monitor.text.runs import Ints, Runs
from monitor.text.weights import BASE, GRAM


class OfferSums:
    """The weights of a model, feature -> hundredths for each kind, and its layer, laid out in tables."""

    def __init__(self, weights: Mapping[str, tuple[int, ...]], layer: LayerWeights) -> None:
        rows = dict(layer.features())
        units, classes = len(layer.layer.starts), len(layer.layer.bases)
        self._layer_rows = {one: number for number, one in enumerate(rows, 1)}
        moves = np.frombuffer(bytes([MIDDLE]) * units + b"".join(rows.values()), np.uint8)
        self._moves = moves.reshape(1 + len(rows), units).astype(np.int16) - MIDDLE
        self._starts = np.array(layer.layer.starts, np.int64)
        self._bases = np.array(layer.layer.bases, np.int64)
        self._says = np.array(layer.layer.says, np.int64).reshape(classes, units)
        runs = [one for one in weights if len(one) <= GRAM and not one.startswith(("@", "="))]
        others = sorted(weights.keys() - set(runs))
        features = [*runs, *others]
        self._runs = Runs(runs)
        self._rows = {one: row for row, one in enumerate(features)}
        self._table = np.array([weights[one] for one in features], np.int64)

    def rows(self, text: str, others: Iterable[str]) -> Ints:
        """The rows of the runs of a text, of other features that are known, and of BASE, each once."""
        known = [row for one in others if (row := self._rows.get(one)) is not None]
        is_there = np.zeros(len(self._table), np.bool)
        is_there[self._runs.find(text)[1]] = True
        is_there[[*known, self._rows[BASE]]] = True
        return np.flatnonzero(is_there)

    def sums(self, rows: Ints) -> list[int]:
        """The sum for each kind, in hundredths."""
        return list(map(int, self._table[rows].sum(axis=0)))

    def layered(self, features: Iterable[str]) -> list[int]:
        """The hundredths of each kind by the layer that features move: the same as `LayerWeights.totals`."""
        known = list(filter(None, map(self._layer_rows.get, features)))
        units = self._moves[known].sum(axis=0, dtype=np.int64) + self._starts
        told: list[int] = ((self._says @ np.maximum(units, 0) + self._bases) // FINE).tolist()
        return told
