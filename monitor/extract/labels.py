"""Words beside an amount that say what it is: read from data/extract/*.tsv, found by looking up pieces of a window."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Final, NamedTuple, cast

from monitor.models import Role
from monitor.text.expression import expression
from monitor.text.fold import read_lines

DATA: Final = Path(__file__).parent.parent / "data" / "extract"
_TOKEN: Final = expression(r"[()|?]|[^()|?]+")


class Label(NamedTuple):
    """A word found at [start, end) and the role (and its rank) that it gives to an amount beside it."""

    start: int
    end: int
    role: Role
    rank: int
    word: str


class Labels:
    """The labels of one kind of amount; at one place the longest one counts, of equally long ones the higher rank."""

    def __init__(self, name: str) -> None:
        self._words: dict[str, tuple[int, Role]] = {}
        # Lines of higher rank, of equal rank those further up, are set over the others; thousands of words are quicker
        # dealt with line by line (start-up time).
        for role, rank, words in sorted((_row(line) for line in read_lines(name, DATA)[::-1]), key=itemgetter(1)):
            self._words.update(dict.fromkeys(expand(words), (rank, role)))
        self._words.pop("", None)
        self._first = {word[0]: len(word) for word in sorted(self._words, key=len)}

    def last(self, text: str, start: int, end: int) -> Label | None:
        """The last label of a folded text that stands within [start, end), None when there is none."""
        found = None
        while start < end:
            label = self.at(text, start, end) if text[start] in self._first else None
            found = label or found
            start = label.end if label else start + 1
        return found

    def at(self, text: str, place: int, end: int) -> Label | None:
        """The longest label that starts at `place` and ends by `end`."""
        longest = self._first.get(text[place : place + 1], 0)
        for size in range(min(longest, end - place), 0, -1):
            known = self._words.get(text[place : place + size])
            if known is not None:
                return Label(place, place + size, known[1], known[0], text[place : place + size])
        return None


def _row(line: str) -> tuple[Role, int, str]:
    role, rank, words = line.split("\t")
    return cast(Role, role), int(rank), words


def expand(words: str) -> list[str]:
    """All strings that 'a(b|c)?d|e' stands for: ['ad', 'abd', 'acd', 'e']; nothing but | ( ) ? has a meaning."""
    return _alternatives(iter([*_TOKEN.findall(words), ")"]))


def _alternatives(tokens: Iterator[str]) -> list[str]:
    done: list[str] = []
    now = [""]
    last = [""]  # what the part before stood for, should a ? make it optional
    for sign in tokens:
        if sign == ")":
            break
        if sign == "|":
            done, now, last = done + now, [""], [""]
        elif sign == "?":
            now = list(dict.fromkeys(last + now))
        else:
            # A ? after a word makes only its last letter optional: the word is taken in two steps.
            parts = [_alternatives(tokens)] if sign == "(" else [[sign[:-1]], [sign[-1]]]
            for part in parts:
                last, now = now, [head + tail for head in now for tail in part]
    return done + now


@lru_cache(maxsize=4)
def load_labels(name: str) -> Labels:
    """The labels of data/extract/<name>, read once."""
    return Labels(name)
