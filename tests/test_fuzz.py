"""A few hundred broken files of every kind through the readers; `python -m bench.fuzz` tries as many as one likes."""

from __future__ import annotations

import pytest

from bench.fuzz import Way, case, tried, ways

CASES = 250


def test_broken_files_of_every_kind_raise_nothing_and_take_no_time() -> None:
    all_ways = ways()
    found = {number: wrong for number in range(CASES) if (wrong := _tried(number, all_ways))}
    assert found == {}


def _tried(number: int, all_ways: dict[str, Way]) -> str:
    name, body = case(number, 20_261_127, all_ways)
    return tried(body, all_ways[name])


@pytest.mark.parametrize("wrong", [ValueError("x"), AssertionError("x"), RecursionError("x")])
def test_what_a_reader_raises_is_told(wrong: Exception) -> None:
    def read(_: bytes) -> None:
        raise wrong

    assert "x" in tried(b"", Way(lambda _: b"", read))
