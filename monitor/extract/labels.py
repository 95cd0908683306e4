"""Words beside an amount that say what it is: read from data/extract/*.tsv, found in one scan of the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, cast

from monitor.models import Role

_GROUP: Final = re.compile(r"\((?!\?)")
DATA: Final = Path(__file__).parent.parent / "data" / "extract"


@dataclass(frozen=True, slots=True)
class Label:
    """A word found at [start, end) and the role (and its rank) that it gives to an amount beside it."""

    start: int
    end: int
    role: Role
    rank: int
    word: str


class Labels:
    """The labels of one kind of amount; of two that start at the same place the longer one counts."""

    def __init__(self, name: str) -> None:
        rows = [line.split("\t") for line in (DATA / name).read_text("utf-8").splitlines() if line and line[0] != "#"]
        self._roles = [(cast(Role, role), int(rank)) for role, rank, _ in rows]
        words = [(place, _GROUP.sub("(?:", words)) for place, (_, _, words) in enumerate(rows)]
        self._scan = re.compile("|".join(f"(?P<r{place}>{one})" for place, one in words))
        self._match = [re.compile(one) for _, one in words]

    def last(self, text: str, start: int, end: int) -> Label | None:
        """The last label of a folded text that stands within [start, end), None when there is none."""
        found = None
        while match := self._scan.search(text, start, end):
            found = self.at(text, match.start(), end)
            start = max(found.end, start + 1) if found else match.start() + 1
        return found

    def at(self, text: str, place: int, end: int) -> Label | None:
        """The longest label that starts at `place` and ends by `end`; of equally long ones the one of higher rank."""
        best: Label | None = None
        for one, (role, rank) in zip(self._match, self._roles, strict=True):
            match = one.match(text, place, end)
            if match and match.end() > place and (best is None or (match.end(), rank) > (best.end, best.rank)):
                best = Label(place, match.end(), role, rank, match.group())
        return best


@lru_cache(maxsize=4)
def load_labels(name: str) -> Labels:
    """The labels of data/extract/<name>, read once."""
    return Labels(name)
