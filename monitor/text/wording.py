"""Wordings of claims that have gaps or numbers in them, as expressions: what no list of phrases can hold.

DENSE expressions are read on the text without spaces and marks, PLAIN ones (numbers) on the text with them. Each names
words of which one stands in every text it matches; one automaton finds them all, and an expression is tried only
around its words. So the cost follows the words found, not the number of expressions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick

from monitor.models import GapPattern, Scope, Sense, Stance
from monitor.text.cues import HUGE, starts_by_word
from monitor.text.expression import expression
from monitor.text.kept_needs import are_kept, needs_of_all
from monitor.text.listed import Listed
from monitor.text.narrow import Narrow, Windows, windows_around

REACH: Final = 36  # characters each side of a word within which its expression must lie
REACH_LATIN: Final = 90
FEW: Final = 3_000  # characters: to make an automaton of all words takes as long as to look up about as many
PAYS_AFTER: Final = 20_000  # characters: to lay out what expressions need takes as long as reading about as many
PAYS_FULLY_AFTER: Final = 100_000  # the same when that is to be worked out first; it is kept for the next time


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
    certain: bool = False


Allows = Callable[[Wording, int, int], bool]


def wording(claim_type: str, needs: str, source: str, stance: Stance | None = None) -> Wording:
    reach = REACH_LATIN if needs.isascii() and " " not in needs[:1] and needs[0].isalpha() else REACH
    return Wording(claim_type, tuple(needs.split()), expression(source), stance, reach)


def wordings_of(patterns: Iterable[GapPattern]) -> list[Wording]:
    """The gap patterns of claim files, ready to be looked up."""
    return [
        Wording(
            one.claim_type, one.needs, expression(one.source), one.stance, one.reach, one.sense, one.scope, one.alone,
            expression(one.unless) if one.unless else None, one.also, one.certain,
        )
        for one in patterns
    ]  # fmt: skip


class Wordings:
    """Several sets of wordings, looked up together."""

    def __init__(self, *sets: Sequence[Wording]) -> None:
        self.wordings = tuple(chain.from_iterable(sets))
        self._sets = tuple(chain.from_iterable([number] * len(one) for number, one in enumerate(sets)))
        self._narrow: Narrow | None = None
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
                if match := search(text, left, right):
                    for start, end in _places(wording, match, text, right, allows):
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
                yield wording, windows_around(starts, wording.reach)

    def _starts(self, text: str) -> Iterator[tuple[list[int], list[int]]]:
        """For each word that stands in a text who needs it and where it starts, in the order of their first places."""
        if self._read <= FEW:
            yield from ((self._users[word], starts) for word, starts in self._listed.starts(text).items())
        else:
            for number, starts in starts_by_word(self._words, text).items():
                yield self._users_in_order[number], starts

    def _narrow_for(self, text: str) -> Narrow | None:
        """What rules windows out, once enough text has come to pay for working it out; not for one huge text."""
        before, self._read = self._read, self._read + len(text)
        if before <= self._pays_after < self._read:
            needs = needs_of_all([wording.expression.pattern for wording in self.wordings])
            self._narrow = Narrow(self.wordings, self._sets, needs)
        return self._narrow if len(text) <= HUGE else None

    @cached_property
    def _pays_after(self) -> int:
        return PAYS_AFTER if are_kept() else PAYS_FULLY_AFTER


def _places(wording: Wording, first: re.Match[str], text: str, right: int, allows: Allows) -> Iterator[tuple[int, int]]:
    """The places of one wording before `right` that are allowed and do not overlap, given the first match."""
    match: re.Match[str] | None = first
    while match:
        start, end = match.span()
        left = start + 1
        if end > start and allows(wording, start, end):
            yield start, end
            left = end
        match = wording.expression.search(text, left, right)
