"""Finds in one pass over a text where the words stand that the expressions for whole texts need.

One Aho-Corasick automaton holds the words of all `cued` expressions (`expression.py`). An expression is then tried only
around its words: the cost follows the words found, not the number of expressions. One of many branches (a|b|c) whose
words may stand anywhere is looked for branch by branch, each around its own words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache, reduce
from itertools import chain
from operator import or_
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick

from monitor.text.branches import branches_of
from monitor.text.needs import Needs, least_width, needs_of

Ranges = list[tuple[int, int]]
EVERYWHERE: Final[Ranges] = [(0, 1 << 62)]
NOWHERE: Final[Ranges] = []
FORKED: Final[Ranges] = [(0, 1 << 62)]  # the very object: some of its branches may match, `Cue.branches` says which
BRANCHES: Final = 4  # at least, for looking for each by itself
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
        """The ranges of `text` in which all matches lie, apart from each other, in order; or FORKED."""
        if (found := _found(text)) is None or (own := found.needs[self._number]) is None:
            return EVERYWHERE
        if not found.cues & own.bits:
            return NOWHERE
        return _ranges(found, own.needs) if isinstance(own, _Own) else FORKED

    def branches(self, text: str) -> Iterator[tuple[str, Ranges]]:
        """Of one that is FORKED in a text the sources of the branches that may match there, and the ranges of each."""
        found = _found(text)
        own = found and found.needs[self._number]
        if found and isinstance(own, _Forked):
            for branch in own.branches:
                if found.cues & branch.bits:
                    yield branch.source, _ranges(found, branch.needs)


def _ranges(found: _Found, own: _Words) -> Ranges:
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


class _Words(NamedTuple):
    """`Needs`, the words by their numbers in the automaton."""

    words: set[int]
    before: int | None
    length: int | None


class _Own(NamedTuple):
    """What one expression or branch needs; its bit is set in the integer of a text where it may match."""

    source: str
    bits: int
    needs: _Words


class _Forked(NamedTuple):
    """What the branches of an expression need; `bits` are those of all of them."""

    bits: int
    branches: tuple[_Own, ...]


# How much was looked through so far, each expression counted.
_read: Final = {"characters": 0}
Needed = tuple[_Own | _Forked | None, ...]


class _Found(NamedTuple):
    """What expressions need, where words start in a text, which do, and the bits of all that may match."""

    needs: Needed
    starts: Mapping[int, list[int]]
    words: set[int]
    cues: int


def _found(text: str) -> _Found | None:
    """What is found in a text, if it pays to look."""
    if _read["characters"] < PAYS_AFTER:
        _read["characters"] += len(text)
        return None
    try:
        return None if len(text) > HUGE else _starts(text, len(_CUES))
    except UnicodeEncodeError:  # half a character, which the automaton takes no text with; a folded text has none
        return None


class _Automaton(NamedTuple):
    """What expressions need, all words, the bits of those that need each word, and of those that need none."""

    needs: Needed
    words: AhoCorasick
    users: tuple[int, ...]
    always: int


@lru_cache(maxsize=1)
def _automaton(count: int) -> _Automaton:
    """That of the first `count` expressions."""
    collected = _Collected()
    needs = tuple(map(collected.needed, _CUES[:count]))
    users = tuple(collected.users[number] for number in range(len(collected.numbers)))
    return _Automaton(needs, AhoCorasick(list(collected.numbers)), users, collected.always)


class _Collected:
    """Words with their numbers, and who needs each, while an automaton is made."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.users: defaultdict[int, int] = defaultdict(int)
        self.always = 0
        self._bit = 1

    def needed(self, cue: Cue) -> _Own | _Forked | None:
        """What an expression needs, or each of its branches where that says more."""
        parts = _parts(cue)
        if len(parts) > 1:
            branches = tuple([self._own(*one) for one in parts])
            return _Forked(reduce(or_, [one.bits for one in branches]), branches)
        ((source, needs),) = parts
        return self._own(source, needs) if needs else None

    def _own(self, source: str, needs: Needs | None) -> _Own:
        bit = self._bit
        self._bit <<= 1
        if needs is None:
            self.always |= bit
            return _Own(source, bit, _Words(set(), None, None))
        words = {self.numbers.setdefault(word, len(self.numbers)) for word in needs.words}
        for word in words:
            self.users[word] |= bit
        return _Own(source, bit, _Words(words, needs.before, needs.length))


@cache  # asked again for each automaton: expressions made at first use come one by one
def _parts(cue: Cue) -> list[tuple[str, Needs | None]]:
    """An expression and what it needs, or the same of each of its branches where that says more."""
    needs = needs_of(cue.source, cue.flags)
    if needs is None or None in needs:
        return _parted(cue) or [(cue.source, needs)]
    return [(cue.source, needs)]


def _parted(cue: Cue) -> list[tuple[str, Needs | None]]:
    """The branches of an expression and what each needs; those without a telling word as one. Empty: not worth it."""
    branches = branches_of(cue.source)
    if len(branches) < BRANCHES or least_width(cue.source, cue.flags) == 0:
        return []
    needed = [(one, needs_of(one, cue.flags)) for one in branches]
    told: list[tuple[str, Needs | None]] = [(one, needs) for one, needs in needed if needs and _is_telling(needs)]
    others = "|".join([one for one, needs in needed if not (needs and _is_telling(needs))])
    return [*told, (others, None)] if others else told


def _is_telling(needs: Needs) -> bool:
    """False where a single Latin letter, digit or mark is enough: nearly every text has one."""
    return all(len(word) > 1 or not word.isascii() for word in needs.words)


@lru_cache(maxsize=4)
def _starts(text: str, count: int) -> _Found:
    automaton = _automaton(count)
    starts = starts_by_word(automaton.words, text)
    return _Found(
        automaton.needs, starts, set(starts), reduce(or_, map(automaton.users.__getitem__, starts), automaton.always)
    )


def starts_by_word(words: AhoCorasick, text: str) -> Mapping[int, list[int]]:
    """Where each of the words starts in a text, by its number; in the order in which they come."""
    by_word: defaultdict[int, list[int]] = defaultdict(list)
    for word, start, _ in words.find_matches_as_indexes(text, overlapping=True):
        by_word[word].append(start)
    return by_word
