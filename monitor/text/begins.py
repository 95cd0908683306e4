"""Which characters a match of a regular expression can begin with: `re` then passes over all others at full speed.

`re` works such a set out by itself where an expression begins with characters; not where it begins with a look at what
stands beside, or where branches of it do, as most of ours. The set may hold too many characters, never too few: what
is found stays the same.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

# Without these inner parts of `re` every expression is tried at every character, with the same results.
try:
    from re import _compiler, _parser  # type: ignore[attr-defined] # typeshed leaves inner modules out
    from re._constants import (  # type: ignore[import-not-found]
        ASSERT,
        ASSERT_NOT,
        AT,
        AT_BEGINNING,
        AT_BEGINNING_STRING,
        ATOMIC_GROUP,
        BRANCH,
        CATEGORY,
        CATEGORY_DIGIT,
        CATEGORY_NOT_DIGIT,
        CATEGORY_NOT_SPACE,
        CATEGORY_NOT_WORD,
        CATEGORY_SPACE,
        CATEGORY_WORD,
        IN,
        INFO,
        LITERAL,
        MAX_REPEAT,
        MIN_REPEAT,
        NEGATE,
        NOT_LITERAL,
        POSSESSIVE_REPEAT,
        RANGE,
        SRE_INFO_CHARSET,
        SUBPATTERN,
    )
except ImportError:  # pragma: no cover - no such Python yet
    _compiler = _parser = None

PLAIN_FLAGS: Final = re.UNICODE | re.MULTILINE | re.DOTALL
HEAD: Final = 5  # numbers of the code before what comes behind: INFO, how many, what kind, least and most characters
MANY: Final = 20_000  # characters that a category (letters, what is no digit) counts for
Items = frozenset[tuple[Any, Any]]  # members of a class of characters as `re` parses them: of the union of them


class _Begin(NamedTuple):
    """The characters a part begins with, None for any; whether it may be empty, so that the next part begins."""

    items: Items | None
    may_be_empty: bool


_OPPOSITES: Final = (
    {}
    if _parser is None
    else {
        CATEGORY_DIGIT: CATEGORY_NOT_DIGIT, CATEGORY_NOT_DIGIT: CATEGORY_DIGIT,
        CATEGORY_SPACE: CATEGORY_NOT_SPACE, CATEGORY_NOT_SPACE: CATEGORY_SPACE,
        CATEGORY_WORD: CATEGORY_NOT_WORD, CATEGORY_NOT_WORD: CATEGORY_WORD,
    }
)  # fmt: skip
ANY: Final = _Begin(None, True)
NONE: Final = _Begin(frozenset(), True)


def quickened(parsed: Any, flags: int, code: Sequence[int]) -> list[int]:
    """The code that `parsed` was compiled to, with the set of its first characters where it has no such help yet."""
    code, flags = list(code), parsed.state.flags | flags
    if code[0] != INFO or code[2] or flags & ~PLAIN_FLAGS or _is_tried_once(parsed.data):
        return code  # it has a set or a word it begins with
    begin = _sequence(parsed.data)
    if begin.may_be_empty or not begin.items:
        return code
    told: list[int] = []
    items = sorted(begin.items, key=repr)
    if code[3] == 0:  # a match may be empty, of what stands before and behind a place: `re` takes no set for such
        ahead = _parser.SubPattern(parsed.state, [(IN, items)])
        _compiler._compile(told, [(ASSERT, (1, ahead))], flags)
        return [*code[: 1 + code[1]], *told, *code[1 + code[1] :]]
    _compiler._compile_charset(_compiler._optimize_charset(items)[0], flags, told)
    return [INFO, HEAD - 1 + len(told), int(SRE_INFO_CHARSET), *code[3:HEAD], *told, *code[1 + code[1] :]]


def _is_tried_once(sequence: Sequence[Any]) -> bool:
    """True for what begins with the beginning of the text."""
    if not sequence:
        return True
    kind, value = sequence[0]
    if kind is SUBPATTERN:
        return _is_tried_once(value[3].data)
    return kind is AT and value in {AT_BEGINNING, AT_BEGINNING_STRING}


def _sequence(sequence: Sequence[Any]) -> _Begin:
    items: Items = frozenset()
    for number, (kind, value) in enumerate(sequence):
        if kind is ASSERT and value[0] == 1:  # what is looked ahead to begins, too
            ahead = _sequence(value[1].data)
            if ahead.may_be_empty or ahead.items is None:
                continue
            behind = _sequence(sequence[number + 1 :])
            fewer = ahead.items
            if not behind.may_be_empty and behind.items is not None and _size(behind.items) < _size(fewer):
                fewer = behind.items
            return _Begin(items | fewer, False)
        begin = _part(kind, value)
        if begin.items is None:
            return ANY
        items |= begin.items
        if not begin.may_be_empty:
            return _Begin(items, False)
    return _Begin(items, True)


def _part(kind: Any, value: Any) -> _Begin:
    if kind in {LITERAL, NOT_LITERAL, IN}:
        return _Begin(_one(kind, value), False)
    if kind is BRANCH:
        return _union([_sequence(branch.data) for branch in value[1]])
    if kind is SUBPATTERN and not value[1] and not value[2]:  # no flags of its own
        return _sequence(value[3].data)
    if kind is ATOMIC_GROUP:
        return _sequence(value.data)
    if kind in {MAX_REPEAT, MIN_REPEAT, POSSESSIVE_REPEAT}:
        begin = _sequence(value[2].data)
        return begin._replace(may_be_empty=begin.may_be_empty or value[0] == 0)
    return NONE if kind in {ASSERT, ASSERT_NOT, AT} else ANY


def _one(kind: Any, value: Any) -> Items | None:
    if kind is IN:
        return _class(value)
    return frozenset({(kind, value)}) if kind is LITERAL else _others([(value, value)])


def _union(begins: Sequence[_Begin]) -> _Begin:
    if any(one.items is None for one in begins):
        return ANY
    together: Items = frozenset().union(*(one.items or () for one in begins))
    return _Begin(together, any(one.may_be_empty for one in begins))


def _class(items: Sequence[Any]) -> Items | None:
    if items[0][0] is not NEGATE:
        return frozenset(items)
    ranges = [(value, value) if kind is LITERAL else value for kind, value in items[1:] if kind in {LITERAL, RANGE}]
    categories = [value for kind, value in items[1:] if kind is CATEGORY]
    if len(ranges) + len(categories) < len(items) - 1:
        return None  # pragma: no cover - no such class yet
    # None of the categories: all that is not of one of them is enough.
    return frozenset({(CATEGORY, _OPPOSITES[categories[0]])}) if categories else _others(ranges)


def _others(ranges: Iterable[tuple[int, int]]) -> Items:
    """All characters that are in none of the ranges."""
    others, begin = set(), 0
    for first, last in sorted(ranges):
        if first > begin:
            others.add((RANGE, (begin, first - 1)))
        begin = max(begin, last + 1)
    if begin <= sys.maxunicode:
        others.add((RANGE, (begin, sys.maxunicode)))
    return frozenset(others)


def _size(items: Items) -> int:
    return sum(1 if kind is LITERAL else value[1] - value[0] + 1 if kind is RANGE else MANY for kind, value in items)
