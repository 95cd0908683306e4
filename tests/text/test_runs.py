"""Known runs of characters, found in a text by numpy: all that a look at every place would find, and no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.runs import Runs
from monitor.text.weights import GRAM

LETTERS = "电站a0^$⛏\U00020000\udc80"


@given(st.sets(st.text(LETTERS, min_size=1, max_size=GRAM), max_size=40), st.text(LETTERS + "没", max_size=30))
def test_all_known_runs_are_found_where_they_stand_and_no_others(known: set[str], text: str) -> None:
    runs = sorted(known)
    places, numbers = Runs(runs).find(text)
    found = {(int(place), runs[number]) for place, number in zip(places, numbers, strict=True)}
    assert found == {(at, one) for at in range(len(text)) for one in runs if text.startswith(one, at)}


def test_more_characters_than_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="too many"):
        Runs([chr(0x4E00 + number) for number in range(40_000)])
