"""Finds in one pass over a text where the words stand that the expressions for whole texts need.

One Aho-Corasick automaton holds the words of all `cued` expressions (`expression.py`). An expression is then tried only
around its words: the cost follows the words found, not the number of expressions.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from ahocorasick_rs import AhoCorasick

from monitor.text.needs import needs_of

Ranges = list[tuple[int, int]]
BLOCK: Final = 1 << 16  # characters looked at in one go: bounds the memory for a text of any length
ALL: Final = 1 << 62


class Cue:
    """The words of one expression."""

    __slots__ = ("_after", "_before", "_number", "_words", "flags", "source")

    def __init__(self, source: str, flags: int) -> None:
        self.source = source
        self.flags = flags
        self._number = len(_CUES)
        needs = needs_of(source, flags)
        self._words = needs.words if needs else ()
        bounded = needs is not None and needs.before is not None and needs.length is not None
        self._before = needs.before if bounded and needs else None
        self._after = needs.length if bounded and needs else None
        _CUES.append(self)

    @property
    def words(self) -> Sequence[str]:
        """One of them stands in every match or in what it looks ahead to; none when that is not known."""
        return self._words

    def ranges(self, text: str) -> Ranges:
        """The ranges of `text` in which all matches lie, apart from each other, in order."""
        if not self._words:
            return [(0, ALL)]
        starts = _places(text, len(_CUES)).get(self._number)
        if starts is None:
            return []
        if self._before is None or self._after is None:
            return [(0, ALL)]
        return _around(sorted(starts), self._before, self._after)


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


@lru_cache(maxsize=1)
def _automaton(count: int) -> tuple[AhoCorasick, tuple[tuple[int, ...], ...]]:
    """The automaton of the first `count` expressions, and which of them each word belongs to."""
    users: dict[str, list[int]] = {}
    for number, cue in enumerate(_CUES[:count]):
        for word in cue.words:
            users.setdefault(word, []).append(number)
    return AhoCorasick(list(users)), tuple(map(tuple, users.values()))


@lru_cache(maxsize=4)
def _places(text: str, count: int) -> dict[int, list[int]]:
    """Where the words of each expression start, by number of the expression; not sorted."""
    automaton, users = _automaton(count)
    by_word: dict[int, list[int]] = {}
    for word, start, _ in automaton.find_matches_as_indexes(text, overlapping=True):
        starts = by_word.get(word)
        if starts is None:
            by_word[word] = [start]
        else:
            starts.append(start)
    places: dict[int, list[int]] = {}
    for word, starts in by_word.items():
        for number in users[word]:
            known = places.get(number)
            places[number] = starts if known is None else known + starts
    return places
