"""Words beside an amount that say what it is: read from data/extract/*.tsv, found letter by letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias, cast

from monitor.models import Role
from monitor.text.expression import expression
from monitor.text.fold import read_lines

DATA: Final = Path(__file__).parent.parent / "data" / "extract"
_Ways: TypeAlias = "list[list[str | _Group]]"
_TOKEN: Final = expression(r"[()|?]|[^()|?]+")


class Label(NamedTuple):
    """A word found at [start, end) and the role (and its rank) that it gives to an amount beside it."""

    start: int
    end: int
    role: Role
    rank: int
    word: str


class _Group(NamedTuple):
    """A part of a line: one of `ways` stands there, each a row of words and further groups; or nothing, if optional."""

    ways: _Ways
    optional: bool


class _Letter:
    """A letter of a line and what may follow it there; '' ends a word."""

    __slots__ = ("following", "letter", "line")

    def __init__(self, letter: str, following: Sequence[_Letter], line: int = -1) -> None:
        self.letter, self.following, self.line = letter, following, line


class _Place:
    """Where one stands after some letters: the line whose word ends here (-1: none does), and where each leads."""

    __slots__ = ("_letters", "_places", "_steps", "line")

    def __init__(self, letters: frozenset[_Letter], places: dict[frozenset[_Letter], _Place]) -> None:
        self._letters, self._places = letters, places
        self._steps: dict[str, _Place] | None = None
        self.line = max([one.line for one in letters])

    def steps(self) -> dict[str, _Place]:
        """The next place by letter, worked out when first asked for: a line stands for up to 300,000 words."""
        if self._steps is None:
            following: dict[str, set[_Letter]] = {}
            for one in self._letters:
                if one.letter:
                    following.setdefault(one.letter, set()).update(one.following)
            self._steps = {letter: self._place(frozenset(ways)) for letter, ways in following.items()}
        return self._steps

    def _place(self, letters: frozenset[_Letter]) -> _Place:
        known = self._places.get(letters)
        return known or self._places.setdefault(letters, _Place(letters, self._places))


class Labels:
    """The labels of one kind of amount; at one place the longest one counts, of equally long ones the higher rank."""

    def __init__(self, name: str) -> None:
        # Lines of higher rank, of equal rank those further up, are set over the others.
        self._lines = sorted((_row(line) for line in read_lines(name, DATA)[::-1]), key=itemgetter(1))
        self._lines_by_first: dict[str, list[int]] = {}
        for number, (_, _, ways) in enumerate(self._lines):
            for first in _firsts(ways):
                self._lines_by_first.setdefault(first, []).append(number)
        self._entries: dict[int, Sequence[_Letter]] = {}
        self._places: dict[frozenset[_Letter], _Place] = {}
        self._after_first: dict[str, _Place] = {}

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
        here = self._beginning_with(text[place]) if place < min(end, len(text)) else None
        found, stop, at = -1, place, place
        while here:
            at += 1
            if here.line >= 0:
                found, stop = here.line, at
            here = here.steps().get(text[at]) if at < min(end, len(text)) else None
        if found < 0:
            return None
        role, rank, _ = self._lines[found]
        return Label(place, stop, role, rank, text[place:stop])

    def _beginning_with(self, first: str) -> _Place | None:
        """Where one stands after a first letter; lines are taken apart when one of their letters is met (start-up)."""
        known = self._after_first.get(first)
        if known is None and (lines := self._lines_by_first.get(first)):
            ways = [one for number in lines for one in self._entry(number) if one.letter == first]
            letters = frozenset([after for one in ways for after in one.following])
            known = self._after_first[first] = _Place(letters, self._places)
        return known

    def _entry(self, number: int) -> Sequence[_Letter]:
        known = self._entries.get(number)
        if known is None:
            known = self._entries[number] = _linked(self._lines[number][2], [_Letter("", (), number)])
        return known


def _row(line: str) -> tuple[Role, int, _Ways]:
    """A line of the file; 'a(b|c)?d|e' in it stands for ad, abd, acd and e: only | ( ) ? have a meaning."""
    role, rank, words = line.split("\t")
    return cast(Role, role), int(rank), _ways(iter([*_TOKEN.findall(words), ")"]))


def _ways(tokens: Iterator[str]) -> _Ways:
    """The rows of parts between the bars, up to the bracket that closes them."""
    ways: _Ways = [[]]
    for sign in tokens:
        if sign == ")":
            break
        if sign == "|":
            ways.append([])
        elif sign == "(":
            ways[-1].append(_Group(_ways(tokens), optional=False))
        elif sign == "?":
            ways[-1][-1:] = [_optional(part) for part in ways[-1][-1:]]
        else:
            # A ? after a word makes only its last letter optional: the word is taken in two parts.
            ways[-1] += [part for part in (sign[:-1], sign[-1]) if part]
    return ways


def _optional(part: str | _Group) -> _Group:
    return _Group([[part]] if isinstance(part, str) else part.ways, optional=True)


def _firsts(ways: _Ways) -> set[str]:
    """The letters with which a word may begin; '' when it may be empty."""
    found: set[str] = set()
    for way in ways:
        for part in way:
            begins = {part[0]} if isinstance(part, str) else _firsts(part.ways) | ({""} if part.optional else set())
            found |= begins - {""}
            if "" not in begins:
                break
        else:
            found.add("")
    return found


def _linked(ways: _Ways, after: Sequence[_Letter]) -> list[_Letter]:
    """The letters with which such parts may begin, each leading on and at last to `after`."""
    entries: list[_Letter] = []
    for way in ways:
        following = after
        for part in reversed(way):
            if isinstance(part, str):
                for letter in reversed(part):
                    following = [_Letter(letter, following)]
            else:
                inside = _linked(part.ways, following)
                following = [*inside, *following] if part.optional else inside
        entries += following
    return entries


@lru_cache(maxsize=4)
def load_labels(name: str) -> Labels:
    """The labels of data/extract/<name>, read once."""
    return Labels(name)
