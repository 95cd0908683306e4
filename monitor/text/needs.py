"""Which words a match of a regular expression needs: one of them stands in every match, or in what it looks ahead to.

Read from the parsed form of the expression, so that it follows every change of the words by itself. What is not
understood needs nothing, which costs time and never a match.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

# Without these inner parts of `re` every expression is tried everywhere, with the same results.
try:
    from re import _parser  # type: ignore[attr-defined] # typeshed leaves inner modules out
    from re._constants import (  # type: ignore[import-not-found]
        ASSERT,
        ASSERT_NOT,
        AT,
        BRANCH,
        IN,
        LITERAL,
        MAX_REPEAT,
        MAXREPEAT,
        MIN_REPEAT,
        RANGE,
        SUBPATTERN,
    )
except ImportError:  # pragma: no cover - no such Python yet
    _parser = None

MOST_SPELLINGS: Final = 64  # of one part that are written out
MOST_WORDS: Final = 400
WIDE: Final = 12  # characters of one range
READ_FLAGS: Final = re.UNICODE | re.MULTILINE
RARER: Final = 20.0  # times that each further character makes a word rarer, roughly
TO_AN_END: Final = 2  # $ looks at a line break and what follows it


class Needs(NamedTuple):
    """`words`, the most characters from the start of a match to one of them, and to the last character looked at.

    None: no bound.
    """

    words: tuple[str, ...]
    before: int | None
    length: int | None


class _Words(NamedTuple):
    words: frozenset[str]
    before: int | None


Groups = tuple[_Words, ...]  # of each group one word is needed


class _Part(NamedTuple):
    """What a part can be spelled like when that can be written out, else None; the words that it needs beside."""

    spelled: frozenset[str] | None
    groups: Groups = ()

    def needs(self, place: int | None = 0) -> Groups:
        """All groups of words, of a part whose spellings begin at `place`."""
        if self.spelled is None or "" in self.spelled or not self.spelled:
            return self.groups
        return (*self.groups, _Words(self.spelled, place))


NOTHING: Final = frozenset({""})
UNKNOWN: Final = _Part(None)


def needs_of(source: str, flags: int = 0) -> Needs | None:
    """The rarest words of which every match of `source` needs one; None when there are none or too many.

    Raises re.error.
    """
    return next(iter(all_needs(source, flags)), None)


def all_needs(source: str, flags: int = 0) -> list[Needs]:
    """All groups of words of each of which every match of `source` needs one, the rarest first. Raises re.error."""
    try:
        parsed = _parser.parse(source, flags)
        if parsed.state.flags & ~READ_FLAGS:
            return []
        groups = _sequence(parsed.data).needs()
        length = _sum(parsed.getwidth()[1], _ahead(parsed.data))
    except (AttributeError, TypeError, ValueError, IndexError):  # pragma: no cover - as above
        return []
    return [_shortest(one, length) for one in sorted(groups, key=_commonness) if len(one.words) <= MOST_WORDS]


def least_width(source: str, flags: int = 0) -> int:
    """The fewest characters of a match; 0 also when that is not known. Raises re.error."""
    return 0 if _parser is None else int(_parser.parse(source, flags).getwidth()[0])


def _shortest(words: _Words, length: int | None) -> Needs:
    """Without the words that hold another one of them: 千瓦 finds ' 千瓦' too, one character later."""
    kept: list[str] = []
    later = 0
    for word in sorted(words.words, key=lambda word: (len(word), word)):
        places = [place for one in kept if (place := word.find(one)) >= 0]
        if places:
            later = max(later, min(places))
        else:
            kept.append(word)
    return Needs(tuple(kept), _sum(words.before, later), length)


def _sequence(sequence: Iterable[Any]) -> _Part:
    done: Groups = ()
    spelled, whole = NOTHING, True  # what stands since `place` can be spelled like this
    place: int | None = 0
    end: int | None = 0
    for kind, value in sequence:
        part = _part(kind, value)
        done += tuple([one._replace(before=_sum(end, one.before)) for one in part.groups])
        longer = _joined(spelled, part.spelled)
        start, end = end, _sum(end, _widest(kind, value))
        if longer is not None:
            spelled = longer
        else:
            done, whole = done + _Part(spelled).needs(place), False
            spelled, place = (NOTHING, end) if part.spelled is None else (part.spelled, start)
    return _Part(spelled, done) if whole else _Part(None, done + _Part(spelled).needs(place))


def _joined(first: frozenset[str], second: frozenset[str] | None) -> frozenset[str] | None:
    """All spellings of two parts in a row; None when there are too many."""
    if second is None or len(first) * len(second) > MOST_SPELLINGS**2:
        return None
    joined = frozenset(one + two for one in first for two in second)
    return joined if len(joined) <= MOST_SPELLINGS else None


def _part(kind: Any, value: Any) -> _Part:
    if kind in {LITERAL, IN}:
        return _Part(frozenset({chr(value)}) if kind is LITERAL else _class(value))
    if kind is SUBPATTERN and not value[1] and not value[2]:  # no flags of its own
        return _sequence(value[3].data)
    if kind is BRANCH:
        return _branches([_sequence(branch.data) for branch in value[1]])
    if kind in {MAX_REPEAT, MIN_REPEAT}:
        return _repeated(*value)
    if kind is ASSERT:
        return _Part(NOTHING, _sequence(value[1].data).needs() if value[0] == 1 else ())  # not what stands before
    return _Part(NOTHING) if kind in {ASSERT_NOT, AT} else UNKNOWN


def _class(items: list[Any]) -> frozenset[str] | None:
    found: set[str] = set()
    for kind, value in items:
        if kind is LITERAL:
            found.add(chr(value))
        elif kind is RANGE and value[1] - value[0] <= WIDE:
            found.update(map(chr, range(value[0], value[1] + 1)))
        else:
            return None
    return frozenset(found)


def _branches(parts: list[_Part]) -> _Part:
    together = frozenset[str]().union(*(part.spelled or () for part in parts))
    if all(part.spelled is not None for part in parts) and len(together) <= MOST_SPELLINGS:
        return _Part(together)
    words: set[str] = set()
    before: int | None = 0
    for part in parts:
        groups = part.needs()
        if not groups:
            return UNKNOWN
        rarest = min(groups, key=_commonness)
        words |= rarest.words
        before = None if before is None or rarest.before is None else max(before, rarest.before)
    return _Part(None, (_Words(frozenset(words), before),))


def _repeated(least: int, most: Any, inner: Any) -> _Part:
    part = _sequence(inner.data)
    if least == 0:
        return _Part(part.spelled | NOTHING) if most == 1 and part.spelled is not None else UNKNOWN
    return part if least == most == 1 else _Part(None, part.needs())


def _commonness(words: _Words) -> float:
    share = sum(math.pow(RARER, 1 - min(len(word), 4)) for word in words.words)
    return share * (2 if words.before is None else 1)


def _widest(kind: Any, value: Any) -> int | None:
    return _bounded(_parser.SubPattern(_parser.State(), [(kind, value)]).getwidth()[1])


def _ahead(sequence: Iterable[Any]) -> int | None:
    """The most characters that looks ahead and ends of lines see beyond the end of the match."""
    most: int | None = 0
    for kind, value in sequence:
        for inner in _inner(kind, value):
            most = _sum(most, _ahead(inner.data))
            if kind in {ASSERT, ASSERT_NOT} and value[0] == 1:
                most = _sum(most, _bounded(inner.getwidth()[1]))
        if kind is AT:
            most = _sum(most, TO_AN_END)
    return most


def _inner(kind: Any, value: Any) -> list[Any]:
    if kind is BRANCH:
        return list(value[1])
    if kind is SUBPATTERN:
        return [value[3]]
    if kind in {MAX_REPEAT, MIN_REPEAT}:
        return [value[2]]
    return [value[1]] if kind in {ASSERT, ASSERT_NOT} else []


def _bounded(width: int) -> int | None:
    return None if width >= BOUND else width


def _sum(one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return None
    return _bounded(one + other)


BOUND: Final = 10_000
assert _parser is None or MAXREPEAT > BOUND
