"""The words by which a text tells of a plant (data/plant_words.txt): what has one is not left out as something else."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).parents[1] / "data" / "plant_words.txt"
_CAPACITY: Final = re.compile(r"\d\s?[km]w(?!h)")


def names_plant(words: str) -> bool:
    """Whether a word such as 电站, or a capacity, stands in a text."""
    low = words.lower()
    return any(word in low for word in _words()) or _CAPACITY.search(low) is not None


@cache
def _words() -> tuple[str, ...]:
    return tuple(line for line in DATA.read_text("utf-8").splitlines() if line and not line.startswith("#"))
