"""Wordings of claims that have gaps or numbers in them, as expressions: what no list of phrases can hold.

DENSE expressions are read on the text without spaces and marks, PLAIN ones (numbers) on the text with them. Each names
words of which one stands in every text it matches; one automaton finds them all, and an expression is tried only
around its words. So the cost follows the words found, not the number of expressions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick

from monitor.models import GapPattern, Scope, Sense, Stance
from monitor.text.expression import expression

REACH: Final = 36  # characters each side of a word within which its expression must lie
REACH_LATIN: Final = 90


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


Allows = Callable[[Wording, int, int], bool]


def wording(claim_type: str, needs: str, source: str, stance: Stance | None = None) -> Wording:
    reach = REACH_LATIN if needs.isascii() and " " not in needs[:1] and needs[0].isalpha() else REACH
    return Wording(claim_type, tuple(needs.split()), expression(source), stance, reach)


def wordings_of(patterns: Iterable[GapPattern]) -> list[Wording]:
    """The gap patterns of claim files, ready to be looked up."""
    return [
        Wording(
            one.claim_type, one.needs, expression(one.source), one.stance, one.reach, one.sense, one.scope, one.alone,
            expression(one.unless) if one.unless else None,
        )
        for one in patterns
    ]  # fmt: skip


class Wordings:
    """Many wordings, looked up together."""

    def __init__(self, wordings: Sequence[Wording]) -> None:
        users: dict[str, list[int]] = {}
        for number, wording in enumerate(wordings):
            for word in wording.needs:
                users.setdefault(word, []).append(number)
        self.wordings = tuple(wordings)
        self._users = tuple(tuple(numbers) for numbers in users.values())
        self._words = AhoCorasick(list(users))

    def find(self, text: str, allows: Allows) -> Iterator[tuple[Wording, int, int]]:
        """Each wording found with its range in `text`, wording by wording. Linear in the text.

        A place that `allows` refuses hides no later one: 取水证有,发电证过期 is refused, 发电证过期 found.
        """
        places: dict[int, list[int]] = {}
        for word, start, _ in self._words.find_matches_as_indexes(text, overlapping=True):
            for number in self._users[word]:
                places.setdefault(number, []).append(start)
        for number, starts in places.items():
            wording = self.wordings[number]
            for left, right in _windows(starts, wording.reach):
                for start, end in _places(wording, text, left, right, allows):
                    yield wording, start, end


def _places(wording: Wording, text: str, left: int, right: int, allows: Allows) -> Iterator[tuple[int, int]]:
    """The places of one wording within [left, right) that are allowed and do not overlap."""
    while match := wording.expression.search(text, left, right):
        start, end = match.span()
        left = start + 1
        if end > start and allows(wording, start, end):
            yield start, end
            left = end


def _windows(starts: list[int], reach: int) -> Iterator[tuple[int, int]]:
    """The ranges around ascending places, those that touch joined."""
    left, right = starts[0] - reach, starts[0] + reach
    for start in starts:
        if start - reach > right:
            yield max(0, left), right
            left = start - reach
        right = start + reach
    yield max(0, left), right
