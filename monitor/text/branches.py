"""Cuts a regular expression into the branches it is made of: a|b(c|d) into a and b(c|d)."""

from __future__ import annotations

import re
from typing import Final

# Flags for the whole would stand in one branch only; numbers of groups, and whether one matched, count over branches.
_JOINED: Final = re.compile(r"^\(\?[a-zA-Z]+\)|\\[1-9]|\(\?\(|\(\?P=")


def branches_of(source: str) -> list[str]:
    """The branches, each an expression by itself; the whole as the only one where they cannot stand alone."""
    if _JOINED.search(source):
        return [source]
    branches, begin, depth, place = [], 0, 0, 0
    while place < len(source):
        one = source[place]
        if one == "[":
            place = _class_end(source, place)
        elif one == "\\":
            place += 1
        elif one == "|" and not depth:
            branches.append(source[begin:place])
            begin = place + 1
        else:
            depth += (one == "(") - (one == ")")
        place += 1
    return [*branches, source[begin:]]


def _class_end(source: str, begin: int) -> int:
    """Where the bracket stands that ends the class of characters which begins at `begin`."""
    place = begin + 1 + (source[begin + 1] == "^")
    place += source[place] == "]"  # the first one is a character of the class
    while source[place] != "]":
        place += 1 + (source[place] == "\\")
    return place
