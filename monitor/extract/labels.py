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


class _Words(NamedTuple):
    """Labels with their rank and role, and how long the longest is."""

    longest: int
    words: dict[str, tuple[int, Role]]


class Labels:
    """The labels of one kind of amount; at one place the longest one counts, of equally long ones the higher rank."""

    def __init__(self, name: str) -> None:
        # Lines of higher rank, of equal rank those further up, are set over the others.
        self._lines = sorted((_row(line) for line in read_lines(name, DATA)[::-1]), key=itemgetter(1))
        self._lines_by_first: dict[str, list[int]] = {}
        for number, (_, _, words) in enumerate(self._lines):
            for first in firsts(words):
                self._lines_by_first.setdefault(first, []).append(number)
        self._expanded: dict[int, list[str]] = {}
        self._words: dict[str, _Words] = {}

    def last(self, text: str, start: int, end: int) -> Label | None:
        """The last label of a folded text that stands within [start, end), None when there is none."""
        found = None
        while start < end:
            label = self.at(text, start, end) if text[start] in self._lines_by_first else None
            found = label or found
            start = label.end if label else start + 1
        return found

    def at(self, text: str, place: int, end: int) -> Label | None:
        """The longest label that starts at `place` and ends by `end`."""
        longest, words = self._beginning_with(text[place : place + 1])
        for size in range(min(longest, end - place), 0, -1):
            known = words.get(text[place : place + size])
            if known is not None:
                return Label(place, place + size, known[1], known[0], text[place : place + size])
        return None

    def _beginning_with(self, first: str) -> _Words:
        """The labels with such a first character, spelled out when first asked for: there are many (start-up time)."""
        known = self._words.get(first)
        if known is None:
            words: dict[str, tuple[int, Role]] = {}
            for number in self._lines_by_first.get(first, ()):
                role, rank, line = self._lines[number]
                if number not in self._expanded:
                    self._expanded[number] = expand(line)
                words.update(dict.fromkeys([one for one in self._expanded[number] if one[:1] == first], (rank, role)))
            known = self._words[first] = _Words(max(map(len, words), default=0), words)
        return known


def _row(line: str) -> tuple[Role, int, str]:
    role, rank, words = line.split("\t")
    return cast(Role, role), int(rank), words


def expand(words: str) -> list[str]:
    """All strings that 'a(b|c)?d|e' stands for: ['ad', 'abd', 'acd', 'e']; nothing but | ( ) ? has a meaning."""
    return _alternatives(iter([*_TOKEN.findall(words), ")"]), None)


def firsts(words: str) -> set[str]:
    """The first characters of all that such a string stands for."""
    return {one for one in _alternatives(iter([*_TOKEN.findall(words), ")"]), 1) if one}


def _alternatives(tokens: Iterator[str], most: int | None) -> list[str]:
    """What tokens up to the bracket that closes them stand for; with `most`, so many first characters, each once."""
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
            parts = [_alternatives(tokens, most)] if sign == "(" else [[sign[:-1]], [sign[-1]]]
            for part in parts:
                last, now = now, [head + tail for head in now for tail in part]
                if most:
                    now = list(dict.fromkeys(one[:most] for one in now))
    return done + now


@lru_cache(maxsize=4)
def load_labels(name: str) -> Labels:
    """The labels of data/extract/<name>, read once."""
    return Labels(name)
