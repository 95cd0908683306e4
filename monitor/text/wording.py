"""Wordings of claims that have gaps or numbers in them, as expressions: what no list of phrases can hold.

DENSE expressions are read on the text without spaces and marks, PLAIN ones (numbers) on the text with them. Each names
words of which one stands in every text it matches; one automaton finds them all, and an expression is tried only
around its words. So the cost follows the words found, not the number of expressions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from itertools import chain
from operator import or_
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick

from monitor.models import GapPattern, Scope, Sense, Stance
from monitor.text.cues import HUGE, starts_by_word
from monitor.text.expression import expression
from monitor.text.listed import Listed
from monitor.text.needs import all_needs

REACH: Final = 36  # characters each side of a word within which its expression must lie
REACH_LATIN: Final = 90
RAREST: Final = 3  # groups of words looked for before an expression is tried
FEW: Final = 3_000  # characters: to make an automaton of all words takes as long as to look up about as many
PAYS_AFTER: Final = 60_000  # characters: working the words out takes as long as reading about as many
PAYS_FULLY_AFTER: Final = 400_000  # the same for words worked out from each expression
CHUNK: Final = 16


class Wording(NamedTuple):
    """One expression of a claim type; `stance` as in `Phrase`."""

    claim_type: str
    needs: tuple[str, ...]
    expression: re.Pattern[str]
    stance: Stance | None = None
    reach: int = REACH
    sense: Sense | None = None
    scope: Scope | None = None
    alone: bool = False
    unless: re.Pattern[str] | None = None
    also: tuple[str, ...] = ()  # one of these stands in a match, too; () when that is not known


Windows = list[tuple[int, int]]
Allows = Callable[[Wording, int, int], bool]


def wording(claim_type: str, needs: str, source: str, stance: Stance | None = None) -> Wording:
    reach = REACH_LATIN if needs.isascii() and " " not in needs[:1] and needs[0].isalpha() else REACH
    return Wording(claim_type, tuple(needs.split()), expression(source), stance, reach)


def wordings_of(patterns: Iterable[GapPattern]) -> list[Wording]:
    """The gap patterns of claim files, ready to be looked up."""
    return [
        Wording(
            one.claim_type, one.needs, expression(one.source), one.stance, one.reach, one.sense, one.scope, one.alone,
            expression(one.unless) if one.unless else None, one.also,
        )
        for one in patterns
    ]  # fmt: skip


class Wordings:
    """Several sets of wordings, looked up together."""

    def __init__(self, *sets: Sequence[Wording]) -> None:
        self.wordings = tuple(chain.from_iterable(sets))
        self._sets = tuple(chain.from_iterable([number] * len(one) for number, one in enumerate(sets)))
        self._narrow: _Narrow | None = None
        self._read = 0
        users: dict[str, list[int]] = {}
        for number, wording in enumerate(self.wordings):
            for word in wording.needs:
                users.setdefault(word, []).append(number)
        self._users = users
        self._listed = Listed(users, users.keys())

    @cached_property
    def _words(self) -> AhoCorasick:
        return AhoCorasick(list(self._users))

    @cached_property
    def _users_in_order(self) -> tuple[list[int], ...]:
        return tuple(self._users.values())

    def find(self, text: str, allows: Allows) -> Iterator[tuple[Wording, int, int]]:
        """Each wording found with its range in `text`, set by set, wording by wording. Linear in the text.

        A place that `allows` refuses hides no later one: 取水证有,发电证过期 is refused, 发电证过期 found.
        """
        narrow = self._narrow_for(text)
        for wording, windows in narrow.windows(text) if narrow else self._windows(text):
            search = wording.expression.search
            for left, right in windows:
                if search(text, left, right):
                    for start, end in _places(wording, text, left, right, allows):
                        yield wording, start, end

    def _windows(self, text: str) -> Iterator[tuple[Wording, Windows]]:
        """Where wordings may stand, seen from one word of each only."""
        places: dict[int, list[int]] = {}
        for users, starts in self._starts(text):
            for number in users:
                known = places.get(number)
                places[number] = starts if known is None else sorted(known + starts)
        for number in sorted(places, key=self._sets.__getitem__):
            wording, starts = self.wordings[number], places[number]
            if not wording.also or any(word in text for word in wording.also):
                yield wording, _windows(starts, wording.reach)

    def _starts(self, text: str) -> Iterator[tuple[list[int], list[int]]]:
        """For each word that stands in a text who needs it and where it starts, in the order of their first places."""
        if self._read <= FEW:
            yield from ((self._users[word], starts) for word, starts in self._listed.starts(text).items())
        else:
            for number, starts in starts_by_word(self._words, text).items():
                yield self._users_in_order[number], starts

    def _narrow_for(self, text: str) -> _Narrow | None:
        """What rules windows out, once enough text has come to pay for working it out; not for one huge text."""
        before, self._read = self._read, self._read + len(text)
        if before <= PAYS_AFTER < self._read:
            self._narrow = _Narrow(self.wordings, self._sets, _told_groups)
        if before <= PAYS_FULLY_AFTER < self._read:
            self._narrow = _Narrow(self.wordings, self._sets, _groups)
        return self._narrow if len(text) <= HUGE else None


class _Narrow:
    """The words of which each wording needs one, for its rarest groups of words: 接到…8国网 needs 接到 and 国网.

    Most windows around one of the words hold no match, and it shows in the other word. A group of words is one bit of
    an integer, so that what stands in a part of a text is one integer too. One pass finds all words; only wordings of
    whose rarest group a word stands in the text are looked at.
    """

    def __init__(
        self, wordings: Sequence[Wording], sets: Sequence[int], groups_of: Callable[[Wording], list[tuple[str, ...]]]
    ) -> None:
        bits: dict[tuple[str, ...], int] = {}
        words: dict[str, int] = {}
        groups = [groups_of(wording) or [wording.needs] for wording in wordings]
        rarest: dict[int, list[int]] = {}
        for number, own in enumerate(groups):
            for word in own[0]:
                rarest.setdefault(words.setdefault(word, len(words)), []).append(number)
        self._own = tuple(
            frozenset([words.setdefault(word, len(words)) for word in wording.needs]) for wording in wordings
        )
        self._needs = tuple(reduce(or_, (1 << bits.setdefault(group, len(bits)) for group in own), 0) for own in groups)
        for group in bits:
            for word in group:
                words.setdefault(word, len(words))
        in_groups = [0] * len(words)
        for group, bit in bits.items():
            for word in group:
                in_groups[words[word]] |= 1 << bit
        self._wordings = tuple(wordings)
        self._sets = tuple(sets)
        self._groups = tuple(in_groups)
        self._users = tuple(tuple(rarest.get(word, ())) for word in range(len(words)))
        self._words = AhoCorasick(list(words))

    def windows(self, text: str) -> Iterator[tuple[Wording, Windows]]:
        """The wordings that may stand in a text and the ranges where they may, each set in the order of first words."""
        by_word = starts_by_word(self._words, text)
        order = {word: place for place, word in enumerate(by_word)}
        present = set(order)
        likely = [
            (self._sets[number], min(map(order.__getitem__, own)), number, own)
            for number in self._likely(by_word)
            if (own := self._own[number] & present)
        ]
        chunks = self._chunks([number for _, _, number, _ in likely], by_word, len(text)) if likely else []
        for _, _, number, own in sorted(likely):
            wording = self._wordings[number]
            if len(own) == 1:
                (starts,) = map(by_word.__getitem__, own)
            else:
                starts = sorted(chain.from_iterable(map(by_word.__getitem__, own)))
            if windows := self._narrowed(self._needs[number], _windows(starts, wording.reach), chunks):
                yield wording, windows

    def _likely(self, by_word: Iterable[int]) -> set[int]:
        """The wordings of each of whose groups a word was found."""
        there = reduce(or_, map(self._groups.__getitem__, by_word), 0)
        needs = self._needs
        return {number for word in by_word for number in self._users[word] if needs[number] & there == needs[number]}

    def _chunks(self, likely: Iterable[int], by_word: Mapping[int, list[int]], length: int) -> list[int]:
        """Of the groups that likely wordings need those of which a word starts in each CHUNK characters."""
        needed = reduce(or_, map(self._needs.__getitem__, likely), 0)
        chunks = [0] * (length // CHUNK + 1)
        for word, starts in by_word.items():
            if groups := self._groups[word] & needed:
                for start in starts:
                    chunks[start // CHUNK] |= groups
        return chunks

    @staticmethod
    def _narrowed(needs: int, windows: Windows, chunks: Sequence[int]) -> Windows:
        """The windows in whose chunks no group is missing."""
        kept = []
        for left, right in windows:
            there = 0
            for chunk in chunks[left // CHUNK : right // CHUNK + 1]:
                there |= chunk
            if needs & there == needs:
                kept.append((left, right))
        return kept


def _told_groups(wording: Wording) -> list[tuple[str, ...]]:
    """The groups that a wording comes with."""
    return [wording.needs, wording.also] if wording.also else _groups(wording)


def _groups(wording: Wording) -> list[tuple[str, ...]]:
    """The groups read from the expression itself, which are better and cost a millisecond."""
    return [one.words for one in all_needs(wording.expression.pattern)[:RAREST]]


def _places(wording: Wording, text: str, left: int, right: int, allows: Allows) -> Iterator[tuple[int, int]]:
    """The places of one wording within [left, right) that are allowed and do not overlap."""
    while match := wording.expression.search(text, left, right):
        start, end = match.span()
        left = start + 1
        if end > start and allows(wording, start, end):
            yield start, end
            left = end


def _windows(starts: list[int], reach: int) -> Windows:
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
