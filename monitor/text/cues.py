"""Finds in one pass over a text where the words stand that the expressions for whole texts need.

One Aho-Corasick automaton holds the words of all `cued` expressions (`expression.py`). An expression is then tried only
around its words: the cost follows the words found, not the number of expressions.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from ahocorasick_rs import AhoCorasick

from monitor.text.needs import Needs, needs_of

Ranges = list[tuple[int, int]]
EVERYWHERE: Final[Ranges] = [(0, 1 << 62)]
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
        found = _found(text)
        if found is None:
            return EVERYWHERE
        needs, starts = found
        own = needs[self._number]
        if own is None:
            return EVERYWHERE
        places = starts.get(self._number)
        if places is None:
            return []
        if own.before is None or own.length is None:
            return EVERYWHERE
        return _around(sorted(places), own.before, own.length)


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


# How much was looked through so far, each expression counted.
_read: Final = {"characters": 0}
Needed = tuple[Needs | None, ...]


def _found(text: str) -> tuple[Needed, dict[int, list[int]]] | None:
    """What each expression needs, and where that starts in `text`; None where it would not pay."""
    if _read["characters"] < PAYS_AFTER:
        _read["characters"] += len(text)
        return None
    return None if len(text) > HUGE else _starts(text, len(_CUES))


@lru_cache(maxsize=1)
def _automaton(count: int) -> tuple[Needed, AhoCorasick, tuple[tuple[int, ...], ...]]:
    """What the first `count` expressions need, the automaton of all words, and to whom each of them belongs."""
    needs = tuple(needs_of(cue.source, cue.flags) for cue in _CUES[:count])
    users: dict[str, list[int]] = {}
    for number, one in enumerate(needs):
        for word in one.words if one else ():
            users.setdefault(word, []).append(number)
    return needs, AhoCorasick(list(users)), tuple(map(tuple, users.values()))


@lru_cache(maxsize=4)
def _starts(text: str, count: int) -> tuple[Needed, dict[int, list[int]]]:
    needs, automaton, users = _automaton(count)
    places: dict[int, list[int]] = {}
    for word, starts in starts_by_word(automaton, text).items():
        for number in users[word]:
            known = places.get(number)
            places[number] = starts if known is None else known + starts
    return needs, places


def starts_by_word(words: AhoCorasick, text: str) -> dict[int, list[int]]:
    """Where each of the words starts in a text, by its number; in the order in which they come."""
    by_word: dict[int, list[int]] = {}
    for word, start, _ in words.find_matches_as_indexes(text, overlapping=True):
        starts = by_word.get(word)
        if starts is None:
            by_word[word] = [start]
        else:
            starts.append(start)
    return by_word
