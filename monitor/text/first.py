"""Which characters a match of a regular expression can begin with, so that all other places cost almost nothing.

Python's `re` tries an alternation like 转让价|出售|(?:一口)?价 branch by branch at every character of a text. With a
look-ahead for the first characters, (?=[转出一价])…, it matches the same ranges three to six times as fast. The
look-ahead is put in here rather than by hand, where it would have to follow every change of the words.
"""

from __future__ import annotations

import re
from typing import Any, Final

# The parsed form of an expression is an inner matter of `re`: should a Python come without it or with another one,
# expressions are compiled as they are, with the same results.
try:
    from re import _compiler, _parser  # type: ignore[attr-defined] # typeshed leaves inner modules out
    from re._constants import (  # type: ignore[import-not-found]
        ASSERT,
        ASSERT_NOT,
        AT,
        BRANCH,
        IN,
        LITERAL,
        MAX_REPEAT,
        MIN_REPEAT,
        NEGATE,
        RANGE,
        SUBPATTERN,
    )
except ImportError:  # pragma: no cover - no such Python yet
    _parser = _compiler = None

Items = list[Any]  # of a character class: (LITERAL, code), (RANGE, (first, last)), (CATEGORY, name)
WIDE: Final = 500  # characters of one range
PLAIN_FLAGS: Final = re.UNICODE | re.MULTILINE


def compile_with_quick_no(source: str, flags: int = 0) -> re.Pattern[str]:
    """`re.compile(source, flags)` with the same matches, faster to search with. Raises re.error."""
    try:
        parsed = _parser.parse(source, flags)
        if not parsed.state.flags & ~PLAIN_FLAGS and not _has_own(parsed, flags):
            _put_first(parsed)
        compiled: re.Pattern[str] = _compiler.compile(parsed, flags)  # not re.compile: parsing takes half of the time
    except (AttributeError, TypeError, ValueError):  # pragma: no cover - as above
        return re.compile(source, flags)
    return compiled


def _put_first(parsed: Any) -> None:
    """Put the look-ahead before a parsed expression where it rules anything out."""
    items = first_items(parsed.data)
    if items is not None:
        parsed.data.insert(0, (ASSERT, (1, _parser.SubPattern(parsed.state, [(IN, items)]))))


def _has_own(parsed: Any, flags: int) -> bool:
    """True when `re` sees by itself what a match begins with, or a look-ahead written by hand says it."""
    prefix, _, _ = _compiler._get_literal_prefix(parsed, flags)
    return (
        bool(prefix)
        or _compiler._get_charset_prefix(parsed, flags) is not None
        or parsed.data[:1] == []
        or (parsed.data[0][0] is ASSERT and parsed.data[0][1][0] == 1)
    )


def first_characters(source: str) -> set[str] | None:
    """The characters with which a match of `source` can begin; None: nearly any, or a match may be empty."""
    items = first_items(_parser.parse(source).data)
    if items is None:
        return None
    ranges = [(value, value) if kind is LITERAL else value for kind, value in items]
    return {chr(code) for first, last in ranges for code in range(first, last + 1)}


def first_items(sequence: Items) -> Items | None:
    """What the first character of a match of a parsed sequence can be; None: nearly anything, or it may be empty."""
    items, may_be_empty = _first(sequence)
    return None if may_be_empty or any(_is_wide(item) for item in items) else list(dict.fromkeys(items))


def _is_wide(item: Any) -> bool:
    r"""A class like \w or 一-鿿 rules nothing out."""
    return item[0] is not LITERAL and (item[0] is not RANGE or item[1][1] - item[1][0] > WIDE)


def _first(sequence: Items) -> tuple[Items, bool]:
    """What can stand first, and whether the sequence may match no character at all."""
    found: Items = []
    for kind, value in sequence:
        items, may_be_empty = _first_of(kind, value)
        found += items
        if not may_be_empty:
            return found, False
    return found, True


def _first_of(kind: Any, value: Any) -> tuple[Items, bool]:
    """The same for one part of a sequence."""
    if kind in {ASSERT, ASSERT_NOT, AT}:
        return [], True  # takes no character
    if kind is IN and value[0][0] is not NEGATE:
        return list(value), False
    if kind is BRANCH:
        branches = [_first(branch.data) for branch in value[1]]
        return [item for items, _ in branches for item in items], any(empty for _, empty in branches)
    if kind is SUBPATTERN and not value[1] and not value[2]:  # no flags of its own
        return _first(value[3].data)
    if kind in {MAX_REPEAT, MIN_REPEAT}:
        items, may_be_empty = _first(value[2].data)
        return items, may_be_empty or value[0] == 0
    return [(kind, value)], False  # a letter as it stands; whatever this module does not know counts as wide
