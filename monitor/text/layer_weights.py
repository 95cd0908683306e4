"""What was learned for a layer of units: the rows of features, read from their file when a text first has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set

from monitor.text.layer import Layer, Row, read_layer, read_row, written_row
from monitor.text.weight_lines import Groups, Written, known, whole


class _Rows(dict[str, Row]):
    """The rows of features, each read when first asked for."""

    def __init__(self, written: Mapping[str, str]) -> None:
        super().__init__()
        self._written = written

    def __missing__(self, feature: str) -> Row:
        row = self[feature] = read_row(self._written[feature])
        return row


class LayerWeights:
    """What was learned: a layer, and for each feature its row.

    Rows are read when a feature is first met: a short text meets few, and importing numpy takes longer than it saves.
    """

    __slots__ = ("_written", "layer", "of")

    def __init__(self, layer: Layer, written: Mapping[str, str]) -> None:
        self.layer = layer
        self._written = written
        self.of: Callable[[str], Row] = _Rows(written).__getitem__  # the row of a feature that is known

    def known(self, features: Set[str]) -> set[str]:
        """Those of the features that weigh something."""
        return known(self._written, features)

    def known_hints(self, side: str, features: Set[str]) -> set[str]:
        """The features of a neighbouring clause that weigh something, as features of this one."""
        return self.known({side + one for one in features})

    def features(self) -> Iterator[tuple[str, Row]]:
        """All features that weigh something, and their rows; reading them takes a while."""
        return ((feature, read_row(row)) for feature, row in whole(self._written).items())

    def totals(self, features: Set[str]) -> list[int]:
        """The hundredths of each class by all that features say; those that are not known say nothing."""
        return self.layer.totals(self.layer.units(list(map(self.of, self.known(features)))))

    def sums(self, known: Iterable[str], least: float) -> list[tuple[int, int]]:
        """The classes for which features speak with `least` hundredths or more: number and sum of each."""
        totals = self.layer.totals(self.layer.units(list(map(self.of, known))))
        return [(number, one) for number, one in enumerate(totals) if one >= least]


def parse_weights(lines: Sequence[bytes], groups: Groups) -> LayerWeights:
    """The weights of a file from the lines of its layer and the groups of features with their rows."""
    return LayerWeights(read_layer(lines), Written(groups))


def weights_of(layer: Layer, moves: Mapping[str, Sequence[int]]) -> LayerWeights:
    """The weights from a layer and how far each feature moves each of its units."""
    return LayerWeights(layer, {feature: written_row(row) for feature, row in moves.items()})
