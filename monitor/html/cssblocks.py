"""The blocks of a style sheet: selectors, declarations, where they hold. Comments and strings are no part. Linear time.

Blocks within blocks are read as far as they may show something: of what they say, nothing hides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

Reach = Literal["all", "some", "none"]  # screens

MAX_NESTED: Final = 32  # blocks in one another
_LITERAL: Final = r"""(?x) "(?:[^"\\\n]|\\.)*+"? | '(?:[^'\\\n]|\\.)*+'? | [uU][rR][lL]\([^)"']*+\)? | \\."""
_LITERALS: Final = re.compile(_LITERAL, re.S)
_COMMENTS: Final = re.compile(_LITERAL + r"| (?P<comment>(?:/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z))++)", re.S)
_BRACE: Final = re.compile(r"[{}]")
_WITHIN: Final = re.compile(r"@(-moz-document|media|supports|layer|container|scope)(?![\w-])", re.I)
_JOINED: Final = re.compile(r"[\s>+~]+")
_STATE: Final = re.compile(r":(?:hover|focus|active|target|checked|open)(?![\w])", re.I)
_BREAK: Final = "\0"  # between names that a comment parts: a part of none


class TooMany(Exception):
    """A sheet has more rules than any honest one."""


class Block(NamedTuple):
    """Selectors and declarations, strings in these blanked, and the screens they speak of.

    `is_layered`: in a @layer, so weaker than what stands in none. `may_hide`: no block is within it or around it.
    `is_inner`: it is within a block of selectors; its own are what the elements that it speaks of have at least.
    """

    selectors: str
    declarations: str
    within: Reach
    is_layered: bool = False
    may_hide: bool = True
    is_inner: bool = False


def reach_of(media: str) -> Reach:
    """Which screens a media query speaks of: all, some, or none (print)."""
    words = [query.strip().lower() for query in media.split(",")]
    if any(word in {"", "all", "screen", "only screen", "only all"} for word in words):
        return "all"
    paper = ("print", "only print", "speech", "aural", "braille", "embossed", "tty")
    return "none" if all(word.startswith(paper) for word in words) else "some"


def plain(css: str) -> str:
    """A sheet or declarations without comments."""
    return _COMMENTS.sub(_uncommented, css) if "/*" in css else css


def blanked(css: str) -> str:
    """The same with strings, addresses and escapes blanked; as long as before."""
    return _LITERALS.sub(lambda found: "_" * len(found[0]), css)


def _uncommented(found: re.Match[str]) -> str:
    if found["comment"] is None:
        return found[0]
    around = found.string[found.start() - 1 : found.start()] + found.string[found.end() : found.end() + 1]
    return _BREAK if len(around) == 2 and all(one.isalnum() or one in "-_" for one in around) else ""


@dataclass(slots=True)
class _Open:
    """A block that is not yet closed."""

    selectors: str  # '' of a block of other blocks
    within: Reach
    is_layered: bool
    is_inner: bool = False
    holds: bool = False
    said: list[str] = field(default_factory=list)

    def block(self) -> Block:
        may_hide = not (self.is_inner or self.holds)
        return Block(self.selectors, ";".join(self.said), self.within, self.is_layered, may_hide, self.is_inner)


def blocks(css: str, reach: Reach) -> Iterator[Block]:
    """Each block of selectors in a sheet, as it ends. Raises TooMany."""
    css = plain(css)
    bare = blanked(css)
    around, start, skipped = [_Open("", reach, is_layered=False)], 0, 0
    for brace in _BRACE.finditer(bare):
        position = brace.start()
        if skipped:
            skipped += 1 if brace[0] == "{" else -1
        elif brace[0] == "{":
            begin = _begin(css, bare, start, position, is_top=len(around) == 1)
            around[-1].said.append(bare[start:begin])
            inner = _opened(around[-1], css[begin:position].strip())
            around += [inner] if inner is not None else []
            skipped = int(inner is None)
        elif len(around) > 1:
            around[-1].said.append(bare[start:position])
            yield from _closed(around.pop())
        else:  # a brace too many is part of the selectors that follow, which makes them none
            continue
        start = position + 1
        if len(around) > MAX_NESTED:
            raise TooMany
    around[-1].said.append("" if skipped else bare[start:])
    for one in around[:0:-1]:
        yield from _closed(one)


def _begin(css: str, bare: str, start: int, position: int, *, is_top: bool) -> int:
    """Where the words before a block begin; at the top of a sheet only a statement with @ ends with a semicolon."""
    if is_top and not css[start:position].lstrip().startswith("@"):
        return start
    return max(start, bare.rfind(";", start, position) + 1)


def _opened(around: _Open, prelude: str) -> _Open | None:
    """The block that begins; None for one of no elements (@font-face, @keyframes)."""
    known = _WITHIN.match(prelude)
    if prelude.startswith("@") and known is None:
        return None
    within, is_layered = around.within, around.is_layered
    if known is not None:
        is_layered = is_layered or known[1].lower() == "layer"
        within = _narrower(within, known[1].lower(), prelude[known.end() :])
    if around.selectors:
        around.holds = True
        selectors = around.selectors if known is not None else _inner(prelude, around.selectors)
        return _Open(selectors, within, is_layered, is_inner=True)
    return _Open("" if known is not None else prelude or _BREAK, within, is_layered)


def _closed(block: _Open) -> Iterator[Block]:
    if block.selectors and block.within != "none":
        yield block.block()


def _narrower(around: Reach, name: str, media: str) -> Reach:
    if name == "layer":
        return around
    order: tuple[Reach, ...] = ("none", "some", "all")
    return min(around, reach_of(media) if name == "media" else "some", key=order.index)


def _inner(prelude: str, around: str) -> str:
    """Selectors of a block within another: what an element that they name has at least, and the state they ask for."""
    if "(" in prelude:
        return "*"
    named = list[str]()
    for words in prelude.split(","):
        last = _JOINED.split(words.strip())[-1].replace("&", "")
        if not last:
            named.append(around)
        else:
            named.append(f"{last}:hover" if _STATE.search(words) else last)
    return ",".join(named)
