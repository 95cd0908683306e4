"""Rules out at once where wordings with gaps cannot begin, from one pass over a text that finds all words they need.

A set of places of a text is one long integer, a bit for each place. 接到…8国网 begins where 接到 stands and at most 8
characters before a 国网: both are sets of places, and so is what they have in common. Most wordings have nothing left
then and are not tried; the others are tried from the first to the last place that is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import chain
from operator import or_
from typing import TYPE_CHECKING, Final, NamedTuple

from ahocorasick_rs import AhoCorasick

from monitor.text.cues import starts_by_word
from monitor.text.needs import Needs

if TYPE_CHECKING:
    from monitor.text.wording import Wording

FEW: Final = 16  # places of a word
RAREST: Final = 3  # groups of words looked for before an expression is tried

Windows = list[tuple[int, int]]
Group = tuple[frozenset[int], tuple[int, ...] | None]  # words by number, `_steps` from one of them to a match


class Narrow:
    """Wordings that are tried only where a word of each of their rarest groups of words stands near enough."""

    def __init__(self, wordings: Sequence[Wording], sets: Sequence[int], needs: Sequence[Sequence[Needs]]) -> None:
        """`sets` say which set each wording is of, `needs` what the expression of each needs, the rarest first."""
        words: dict[str, int] = {}
        rarest = [
            [(_numbered(one.words, words), _steps(one.before)) for one in own[:RAREST]]
            or [(_numbered(wording.needs, words), None)]
            for wording, own in zip(wordings, needs, strict=True)
        ]
        self._own = tuple(_numbered(wording.needs, words) for wording in wordings)
        self._wordings = tuple(wordings)
        self._sets = tuple(sets)
        self._lengths = tuple(own[0].length if own else None for own in needs)
        numbers: dict[Group, int] = {}
        self._needs = tuple(tuple(numbers.setdefault(group, len(numbers)) for group in own) for own in rarest)
        self._groups = tuple(numbers)
        self._users = tuple(_users([own[place : place + 1] for own in rarest], len(words)) for place in range(RAREST))
        self._words = AhoCorasick(list(words))

    def windows(self, text: str) -> Iterator[tuple[Wording, Windows]]:
        """The wordings that may stand in a text and the ranges where they may, each set in the order of first words."""
        by_word = starts_by_word(self._words, text)
        order = {word: place for place, word in enumerate(by_word)}
        places = _Places(self._groups, by_word, len(text))
        likely = [
            (self._sets[number], min(map(order.__getitem__, own)), number, own, begins)
            for number in self._likely(by_word)
            if (begins := places.of_all(self._needs[number])) and (own := self._own[number] & by_word.keys())
        ]
        for _, _, number, own, begins in sorted(likely):
            wording = self._wordings[number]
            starts = sorted(chain.from_iterable(map(by_word.__getitem__, own)))
            if windows := _narrowed(windows_around(starts, wording.reach), begins, self._lengths[number]):
                yield wording, windows

    def _likely(self, by_word: Iterable[int]) -> Iterator[int]:
        """The wordings of each of whose groups a word was found."""
        found = [reduce(or_, map(users.of.__getitem__, by_word), users.always) for users in self._users]
        return _bits(found[0] & found[1] & found[2])


class _Users(NamedTuple):
    """Which wordings a word speaks for, by its number, as the bits of an integer; and which need no word."""

    of: tuple[int, ...]
    always: int


def _users(groups: Sequence[Sequence[Group]], words: int) -> _Users:
    """The users of words when each wording has the one group given, or none."""
    of = [0] * words
    always = 0
    for number, own in enumerate(groups):
        for word in own[0][0] if own else ():
            of[word] |= 1 << number
        always |= (not own) << number
    alike: dict[int, int] = {}  # words of one group share one integer: there are thousands
    return _Users(tuple(alike.setdefault(one, one) for one in of), always)


def _numbered(words: Iterable[str], numbers: dict[str, int]) -> frozenset[int]:
    return frozenset([numbers.setdefault(word, len(numbers)) for word in words])


class _Places:
    """Where matches may begin in one text, seen from one group of words: worked out when asked for, once."""

    def __init__(self, groups: Sequence[Group], by_word: Mapping[int, list[int]], length: int) -> None:
        self._groups = groups
        self._by_word = by_word
        self._there = set(by_word)
        self._length = length
        self._known: dict[int, int] = {}
        self._of_words: dict[int, int] = {}

    def of_all(self, groups: Iterable[int]) -> int:
        """The places before a word of each of the groups."""
        places = -1
        for group in groups:
            known = self._known.get(group)
            places &= self._of(group) if known is None else known
            if not places:
                break
        return places

    def _of(self, group: int) -> int:
        words, steps = self._groups[group]
        places = 0
        for word in words & self._there:
            known = self._of_words.get(word)
            places |= self._of_word(word) if known is None else known
        if steps is None:
            places = (1 << places.bit_length()) - 1
        else:
            for step in steps:
                places |= places >> step
        self._known[group] = places
        return places

    def _of_word(self, word: int) -> int:
        starts = self._by_word[word]
        places = 0
        if len(starts) <= FEW:
            for start in starts:
                places |= 1 << start
        else:  # as many steps, each of which would copy the whole integer
            bits = bytearray(self._length // 8 + 1)
            for start in starts:
                bits[start >> 3] |= 1 << (start & 7)
            places = int.from_bytes(bits, "little")
        self._of_words[word] = places
        return places


def _steps(before: int | None) -> tuple[int, ...] | None:
    """How far to move a set of places again and again to have all places up to so many characters before it."""
    if before is None:
        return None
    steps = []
    width = 1
    while width <= before:
        steps.append(min(width, before + 1 - width))
        width += steps[-1]
    return tuple(steps)


def _bits(number: int) -> Iterator[int]:
    """The places of the bits that are set, ascending."""
    digits = bin(number)[:1:-1]
    place = digits.find("1")
    while place >= 0:
        yield place
        place = digits.find("1", place + 1)


def _narrowed(windows: Windows, begins: int, length: int | None) -> Windows:
    """The part of each window in which matches of at most `length` characters, looks ahead with them, may lie."""
    kept = []
    places = begins.to_bytes(begins.bit_length() // 8 + 1, "little")  # a part of it is cut out faster
    for left, right in windows:
        inside = int.from_bytes(places[left >> 3 : (right >> 3) + 1], "little") >> (left & 7)
        if inside := inside & (1 << right - left) - 1:
            first, last = left + (inside & -inside).bit_length() - 1, left + inside.bit_length() - 1
            kept.append((first, right if length is None else min(right, last + length)))
    return kept


def windows_around(starts: Sequence[int], reach: int) -> Windows:
    """The ranges around ascending places, those that touch joined."""
    left, right = starts[0] - reach, starts[0] + reach
    if len(starts) == 1:
        return [(max(0, left), right)]
    ranges = []
    for start in starts:
        if start - reach > right:
            ranges.append((max(0, left), right))
            left = start - reach
        right = start + reach
    ranges.append((max(0, left), right))
    return ranges
