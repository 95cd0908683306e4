"""The layer between features and classes: how it is written, and what its units say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.text.layer import EMPTY, FARTHEST, FINE, Layer, read_layer, read_row, share, written_layer, written_row

LAYER = Layer(("papers", "grid"), (5, -20), (-100 * FINE, 7), ((2 * FINE, -FINE), (0, 300)))


@given(st.lists(st.integers(-FARTHEST, FARTHEST), max_size=70))
def test_a_row_is_read_as_it_was_written(moves: list[int]) -> None:
    written = written_row(moves)
    assert [one - 128 for one in read_row(written)] == moves
    assert not {"\t", "\n", " "} & {*written}


def test_what_would_move_a_unit_too_far_is_cut() -> None:
    assert read_row(written_row([900, -900])) == read_row(written_row([FARTHEST, -FARTHEST]))


def test_a_layer_is_read_as_it_was_written() -> None:
    assert read_layer([line.encode() for line in written_layer(LAYER)]) == LAYER


def test_a_unit_below_nought_says_nothing() -> None:
    rows = [read_row(written_row(moves)) for moves in ([40, 10], [10, 5])]
    units = LAYER.units(rows)
    assert units == [55, -5]
    assert LAYER.totals(units) == [10, 0]
    assert LAYER.totals(LAYER.units([])) == [-90, 0]
    assert share(rows[0], LAYER.heard(units, 0)) == 80 * FINE
    assert share(rows[0], LAYER.heard([0, 1], 1)) == 3_000


def test_an_empty_layer_says_nothing() -> None:
    assert EMPTY.totals(EMPTY.units([])) == []
