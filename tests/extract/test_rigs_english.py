"""Rigs told in English: their model, how many, and machines that are none."""

from __future__ import annotations

import pytest

from tests.extract.facts_of import facts_of, of_kind


@pytest.mark.parametrize(
    ("words", "rig"),
    [("with 900 Whatsminer M21S units", ("M21S", 900)), ("and 520 Avalon A1166", ("A1166", 520)),
     ("they left 1,400 T17s", ("T17", 1400)), ("kit yes, 260 M20.", ("M20", 260)),
     ("370 S19 Pro, tank oil", ("S19 Pro", 370)), ("S19j 45 pcs", ("S19j", 45)),
     ("240 pcs Antminer S19 bolted in", ("S19", 240)), ("with 60 A10 miners", ("A10", 60)),
     ("comes with 180x S19 and fans", ("S19", 180)), ("S19j Pro 100T x 150 stay", ("S19j Pro", 150)),
     ("three hundred rigs come with it", (None, 300)), ("450 machines thrown in", (None, 450))],
)  # fmt: skip
def test_rigs_are_read(words: str, rig: tuple[str | None, int]) -> None:
    (fact,) = of_kind(facts_of(f"Hydro plant for sale, 2 MW, {words}"), "rig")
    assert (fact.detail["model"], fact.detail["count"]) == rig


@pytest.mark.parametrize(
    "words", ["2 machines of 500 kW each", "400 M20 bolts renewed", "300 yuan a month", "two hundred houses below"]
)
def test_other_things_are_no_rigs(words: str) -> None:
    assert not of_kind(facts_of(f"Hydro plant for sale, 1 MW, {words}"), "rig")
