"""Whether words speak of a plant at all: the words of a kind of their own in data/saved_pages.txt. Pure."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).parent / "data" / "saved_pages.txt"


@cache
def words_of(kind: str) -> tuple[str, ...]:
    """The words of a kind in the file, in order; () for a kind that it does not have."""
    lines = (line.partition(":") for line in DATA.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return tuple(word for name, _, words in lines if name == kind for word in words.split())


def names_plant(words: str) -> bool:
    """True when words (of a frame, a hidden box) say something of a plant: others are advertisements and the like."""
    folded = words.lower()
    return any(word in folded for word in words_of("plants"))
