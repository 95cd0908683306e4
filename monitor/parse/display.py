"""A style sheet cut down to what it says of display and visibility of what a page has. Pure, linear time."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final, NamedTuple

from monitor.html.cssblocks import blanked, plain
from monitor.html.stylesheet import DECLARED

_NAMES: Final = re.compile(r"[.#]([\w-]+)")
_BRACKETS: Final = re.compile(r"\((?:[^()]|\([^()]*+\))*+\)|\[[^\[\]]*+\]")
_SAYS: Final = re.compile(r"(?<![\w-])(?:display|visibility)\s*+:", re.I)
_BRACE: Final = re.compile(r"[{}]")


class Piece(NamedTuple):
    """A block of a sheet: all of it, or its selectors and those in it.

    `asks`: the classes and ids that each of its selectors asks for; None: it may speak of any element.
    """

    words: str
    asks: tuple[tuple[str, ...], ...] | None = None
    within: tuple[Piece, ...] = ()


def pieces_of(css: str) -> tuple[Piece, ...]:
    """What a sheet says of display and visibility: all else is left out, comments too."""
    css = plain(css)
    bare, kept = blanked(css), list[Piece]()
    depth = deepest = start = begin = 0
    is_stray = (
        False  # a brace too many stands before a block: it is part of its selectors, and browsers read it as none
    )
    for brace in _BRACE.finditer(bare):
        if brace[0] == "{":
            begin = brace.end() if depth == 0 else begin
            depth, deepest = depth + 1, max(deepest, depth + 1)
            continue
        if depth == 0:
            is_stray = True
            continue
        if depth == 1 and not is_stray and _SAYS.search(bare, start, brace.end()):
            kept += _piece(css[start:begin].strip(), css[begin : brace.start()], deepest)
        depth -= 1
        if depth == 0:
            start, deepest, is_stray = brace.end(), 0, False
    return (*kept, Piece(css[start:].strip())) if not is_stray and _SAYS.search(bare, start) else tuple(kept)


def said_of(named: Collection[str], pieces: Iterable[Piece], *, is_quirky: bool = False) -> str:
    """The pieces as a sheet. Args: named, the words of a page, classes and ids among them: rules of others are none;
    is_quirky, whether large and small letters are one in these."""
    known = frozenset(map(str.lower, named)) if is_quirky else named
    return _said(lambda name: (name.lower() if is_quirky else name) in known, pieces)


def _said(has: Callable[[str], bool], pieces: Iterable[Piece]) -> str:
    said = list[str]()
    for one in pieces:
        if one.within:
            within = _said(has, one.within)
            said += [f"{one.words}{within}}}"] if within else []
        elif one.asks is None or any(all(map(has, asked)) for asked in one.asks):
            said.append(one.words)
    return "\n".join(said)


def _piece(prelude: str, within: str, deepest: int) -> Iterator[Piece]:
    """One block of the top: of a plain one what it declares, of one that holds plain ones those, else all of it."""
    if deepest == 1:
        if declared := DECLARED.findall(blanked(within)):
            said = ";".join(f"{name}:{value.strip()}" for name, value in declared)
            yield Piece(f"{prelude}{said}}}", _asked(prelude.removesuffix("{")))
    elif deepest == 2 and prelude.startswith("@"):
        if inner := pieces_of(within):
            yield Piece(prelude, None, inner)
    else:
        yield Piece(f"{prelude}{within}}}")


def _asked(selectors: str) -> tuple[tuple[str, ...], ...] | None:
    """The classes and ids that each selector asks for; what it may not be, or may be, counts as none."""
    if "\\" in selectors or "@" in selectors:
        return None
    return tuple(tuple(_NAMES.findall(one)) for one in _BRACKETS.sub("", selectors).split(","))
