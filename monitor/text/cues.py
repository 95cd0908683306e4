"""Finds in one pass over a text where the words stand that the expressions for whole texts need.

One Aho-Corasick automaton holds the words of all `cued` expressions (`expression.py`). An expression is then tried only
around its words: the cost follows the words found, not the number of expressions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache, reduce
from itertools import chain
from operator import or_
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick

from monitor.text.needs import needs_of

Ranges = list[tuple[int, int]]
EVERYWHERE: Final[Ranges] = [(0, 1 << 62)]
NOWHERE: Final[Ranges] = []
PAYS_AFTER: Final = 300_000  # characters looked through: working all words out takes as long as about as many
HUGE: Final = 200_000  # characters of a text whose places would take too much memory


class Cue:
    """The words of one expression; worked out once enough text has come to pay for it."""

    __slots__ = ("_number", "flags", "source")

    def __init__(self, source: str, flags: int) -> None:
        self.source = source
        self.flags = flags
        self._number = len(_CUES)
        _CUES.append(self)

    def ranges(self, text: str) -> Ranges:
        """The ranges of `text` in which all matches lie, apart from each other, in order."""
        if (found := _found(text)) is None or (own := found.needs[self._number]) is None:
            return EVERYWHERE
        if not found.cues >> self._number & 1:
            return NOWHERE
        if own.before is None or own.length is None:
            return EVERYWHERE
        there = own.words & found.words
        if len(there) == 1:
            return _around(found.starts[there.pop()], own.before, own.length)
        return _around(sorted(chain.from_iterable(map(found.starts.__getitem__, there))), own.before, own.length)


_CUES: Final[list[Cue]] = []


def all_cues() -> tuple[Cue, ...]:
    """The words of all expressions for whole texts defined so far."""
    return tuple(_CUES)


def _around(starts: list[int], before: int, after: int) -> Ranges:
    ranges: Ranges = []
    left, right = max(0, starts[0] - before), starts[0] + after
    for start in starts:
        if start - before > right:
            ranges.append((left, right))
            left = start - before
        right = start + after
    ranges.append((left, right))
    return ranges


def learn() -> None:
    """Work the words out now, whatever has been read: for tests."""
    _read["characters"] = PAYS_AFTER


class _Own(NamedTuple):
    """`Needs` of one expression, the words by their numbers in the automaton."""

    words: set[int]
    before: int | None
    length: int | None


# How much was looked through so far, each expression counted.
_read: Final = {"characters": 0}
Needed = tuple[_Own | None, ...]


class _Found(NamedTuple):
    """What expressions need, where words start in a text, which do, and a bit for each expression with one."""

    needs: Needed
    starts: Mapping[int, list[int]]
    words: set[int]
    cues: int


def _found(text: str) -> _Found | None:
    """What is found in a text, if it pays to look."""
    if _read["characters"] < PAYS_AFTER:
        _read["characters"] += len(text)
        return None
    return None if len(text) > HUGE else _starts(text, len(_CUES))


@lru_cache(maxsize=1)
def _automaton(count: int) -> tuple[Needed, AhoCorasick, tuple[int, ...]]:
    """What the first `count` expressions need, the automaton of all words, and a bit for each that needs a word."""
    needs = [needs_of(cue.source, cue.flags) for cue in _CUES[:count]]
    numbers: dict[str, int] = {}
    own = tuple(
        one and _Own({numbers.setdefault(word, len(numbers)) for word in one.words}, one.before, one.length)
        for one in needs
    )
    users = [0] * len(numbers)
    for number, one in enumerate(own):
        for word in one.words if one else ():
            users[word] |= 1 << number
    return own, AhoCorasick(list(numbers)), tuple(users)


@lru_cache(maxsize=4)
def _starts(text: str, count: int) -> _Found:
    needs, automaton, users = _automaton(count)
    starts = starts_by_word(automaton, text)
    return _Found(needs, starts, set(starts), reduce(or_, map(users.__getitem__, starts), 0))


def starts_by_word(words: AhoCorasick, text: str) -> Mapping[int, list[int]]:
    """Where each of the words starts in a text, by its number; in the order in which they come."""
    by_word: defaultdict[int, list[int]] = defaultdict(list)
    for word, start, _ in words.find_matches_as_indexes(text, overlapping=True):
        by_word[word].append(start)
    return by_word
