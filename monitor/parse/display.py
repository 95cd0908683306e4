"""A style sheet cut down to what it says of display and visibility of what a page has. Pure, linear time."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from monitor.cssblocks import blanked, plain
from monitor.stylesheet import DECLARED

_NAMES: Final = re.compile(r"[.#]([\w-]+)")
_BRACKETS: Final = re.compile(r"\((?:[^()]|\([^()]*+\))*+\)|\[[^\[\]]*+\]")
_SAYS: Final = re.compile(r"(?<![\w-])(?:display|visibility)\s*+:", re.I)
_BRACE: Final = re.compile(r"[{}]")


def only_display(css: str, named: Collection[str]) -> str:
    """What a sheet says of display and visibility, as a sheet: all else is left out, comments too.

    Args: named, the words of a page, classes and ids among them: rules of others are left out as well.
    """
    css = plain(css)
    bare, kept = blanked(css), list[str]()
    depth = deepest = start = begin = 0
    for brace in _BRACE.finditer(bare):
        if brace[0] == "{":
            begin = brace.end() if depth == 0 else begin
            depth, deepest = depth + 1, max(deepest, depth + 1)
            continue
        if depth == 1 and _SAYS.search(bare, start, brace.end()):
            kept.append(_only(css[start:begin].strip(), css[begin : brace.start()], deepest, named))
        depth = max(0, depth - 1)
        if depth == 0:
            start, deepest = brace.end(), 0
    rest = css[start:].strip() if _SAYS.search(bare, start) else ""
    return "\n".join(filter(None, [*kept, rest]))


def _only(prelude: str, within: str, deepest: int, named: Collection[str]) -> str:
    """One block of the top: of a plain one what it declares, of one that holds plain ones those, else all of it."""
    if deepest == 1:
        if not _speaks_of(prelude.removesuffix("{"), named):
            return ""
        within = ";".join(f"{name}:{value.strip()}" for name, value in DECLARED.findall(blanked(within)))
    elif deepest == 2 and prelude.startswith("@"):
        within = only_display(within, named)
    return f"{prelude}{within}}}" if within else ""


def _speaks_of(selectors: str, named: Collection[str]) -> bool:
    """False when each selector asks for a class or id that the page has not; what it may not be counts as none."""
    if "\\" in selectors or "@" in selectors:
        return True
    bare = _BRACKETS.sub("", selectors)
    return any(all(name in named for name in _NAMES.findall(one)) for one in bare.split(","))
