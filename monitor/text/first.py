"""Tells a compiled expression with which characters its matches may begin: a search passes quickly over all others.

`re` itself does so only for expressions that begin with a listed character; here what is looked at and not taken
(`(?<!不)`), what may be left out, and groups within groups are read, too. Results are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

try:
    from re import _compiler  # type: ignore[attr-defined] # typeshed leaves inner modules out
    from re._constants import (  # type: ignore[import-not-found]
        ASSERT,
        ASSERT_NOT,
        AT,
        BRANCH,
        CATEGORY,
        CATEGORY_DIGIT,
        CATEGORY_SPACE,
        IN,
        INFO,
        LITERAL,
        MAX_REPEAT,
        MIN_REPEAT,
        RANGE,
        SRE_INFO_CHARSET,
        SRE_INFO_PREFIX,
        SUBPATTERN,
    )
except ImportError:  # pragma: no cover - no such Python yet
    _compiler = None

READ_FLAGS: Final = re.UNICODE | re.MULTILINE
WIDEST: Final = 0x4E00  # characters of one range: of all that is written in Chinese nothing can be told apart
MARK, SKIP, MASK, HEAD = 0, 1, 2, 5  # of the block that begins a code: where its length and what it holds are, its end


class _First(NamedTuple):
    """The characters with which a part may begin, None for any; and whether it may be empty."""

    characters: list[Any] | None
    empty: bool


def with_first(code: list[int], parsed: Any, flags: int) -> list[int]:
    """The code with the characters with which a match begins, where they are known and it has none yet."""
    if code[MARK] != INFO or code[MASK] & (SRE_INFO_PREFIX | SRE_INFO_CHARSET) or flags & ~READ_FLAGS:
        return code
    first = first_of(parsed)
    if first is None:
        return code
    end = 1 + code[SKIP]
    told: list[int] = []
    listed, _ = _compiler._optimize_charset(first)
    _compiler._compile_charset(listed, flags, told)
    head = [INFO, HEAD - 1 + len(told), code[MASK] | SRE_INFO_CHARSET, *code[MASK + 1 : HEAD]]
    return [*head, *told, *code[end:]]


def first_of(parsed: Any) -> list[Any] | None:
    """The characters with which matches of a parsed expression begin, as in a set of `re`; None when any may."""
    first = _of_sequence(parsed.data)
    return None if first.empty or parsed.getwidth()[0] == 0 else first.characters


def _of_sequence(parts: Iterable[Any]) -> _First:
    found: list[Any] = []
    for kind, value in parts:
        first = _of_part(kind, value)
        if first.characters is None:
            return _First(None, empty=False)
        found += first.characters
        if not first.empty:
            return _First(found, empty=False)
    return _First(found, empty=True)


def _of_part(kind: Any, value: Any) -> _First:
    if kind in {LITERAL, IN}:
        listed = [(LITERAL, value)] if kind is LITERAL else value
        return _First(listed if all(map(_is_narrow, listed)) else None, empty=False)
    if kind in {AT, ASSERT, ASSERT_NOT}:
        return _First([], empty=True)
    if kind is SUBPATTERN and not value[1] and not value[2]:  # no flags of its own
        return _of_sequence(value[3].data)
    if kind is BRANCH:
        return _of_branches([_of_sequence(branch.data) for branch in value[1]])
    if kind in {MAX_REPEAT, MIN_REPEAT}:
        first = _of_sequence(value[2].data)
        return first._replace(empty=first.empty or value[0] == 0)
    return _First(None, empty=False)


def _of_branches(branches: list[_First]) -> _First:
    if any(one.characters is None for one in branches):
        return _First(None, empty=False)
    together = [each for one in branches for each in one.characters or ()]
    return _First(together, any(one.empty for one in branches))


def _is_narrow(one: tuple[Any, Any]) -> bool:
    kind, value = one
    if kind is CATEGORY:
        return value in {CATEGORY_DIGIT, CATEGORY_SPACE}
    return kind is LITERAL or (kind is RANGE and value[1] - value[0] < WIDEST)
