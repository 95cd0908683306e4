"""The words by which a text tells of a plant or its papers: what has one is not left out as something else."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).parents[1] / "data"
_CAPACITY: Final = re.compile(r"\d\s?[km]w(?!h)")


def names_plant(words: str) -> bool:
    """Whether a word such as 电站 (data/plant_words.txt), or a capacity, stands in a text."""
    low = words.lower()
    return any(word in low for word in _words("plant_words.txt")) or _CAPACITY.search(low) is not None


def names_papers(words: str) -> bool:
    """Whether a word of papers and clean-ups (data/paper_words.txt) stands in a text."""
    low = words.lower()
    return any(word in low for word in _words("paper_words.txt"))


@cache
def _words(name: str) -> tuple[str, ...]:
    return tuple(line for line in (DATA / name).read_text("utf-8").splitlines() if line and not line.startswith("#"))
