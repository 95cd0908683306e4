"""Takes wordings back by what stands around them: lines to the grid, supply that is over, others' mining, refusals."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from monitor.extract.ended_supply import without_ended
from monitor.extract.found import Found
from monitor.extract.others_mining import without_others
from monitor.extract.own_lines import without_own_lines
from monitor.extract.turned_away import turned_away
from monitor.text.normalise import Normalised

SIFTS: Final = (without_own_lines, without_ended, without_others, turned_away)


def taken_back(found: Iterable[Found], normalised: Normalised) -> list[Found]:
    """The wordings without those that the seller does not mean, and as denials those that he refused. O(n)."""
    kept = list(found)
    for sift in SIFTS:
        kept = sift(kept, normalised)
    return kept
