"""Regular expressions compiled at first use, that rule out at once the texts and places where they cannot match."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain
from typing import Any, Final, cast

from monitor.text.compiled import compile_kept
from monitor.text.cues import FORKED, Cue, Ranges

METHODS: Final = (
    "search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split", "flags", "groups", "groupindex",
)  # fmt: skip
NEVER: Final = 1 << 62  # behind every text


class _Compiled:
    """Has the methods and attributes of a compiled expression as its own: they are found without a detour."""


class _Expression(_Compiled):
    """Stands for `re.compile(source, flags)` until first used."""

    def __init__(self, source: str, flags: int) -> None:
        self.pattern = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        compiled = compile_kept(self.pattern, self._flags)
        own = {method: getattr(compiled, method) for method in METHODS}
        self.__dict__.update(own)
        # A class with __getattr__ makes every look-up slower, also of what is there.
        self.__class__ = _Compiled  # type: ignore[assignment]
        return getattr(self, name)


def expression(source: str, flags: int = 0) -> re.Pattern[str]:
    """The compiled form of `source`, worked out when first used.

    An error in `source` shows at first use; the tests use every expression once.
    """
    return cast("re.Pattern[str]", _Expression(source, flags))


class _Cued(_Expression):
    """An expression for whole texts, tried only where one of the words that it needs stands (see `cues.py`)."""

    def __init__(self, source: str, flags: int) -> None:
        super().__init__(source, flags)
        self._inner = _Expression(source, flags)
        self._cue = Cue(source, flags)
        self._branches: dict[str, _Expression] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def finditer(self, text: str, first: int = 0, last: int | None = None) -> Iterator[re.Match[str]]:
        last = len(text) if last is None else last
        ranges = self._cue.ranges(text)
        if ranges is FORKED:
            return self._by_branch(text, first, last)
        finditer = self._inner.finditer
        around = [finditer(text, max(left, first), min(right, last)) for left, right in ranges]
        return around[0] if len(around) == 1 else chain.from_iterable(around)

    def search(self, text: str, first: int = 0, last: int | None = None) -> re.Match[str] | None:
        last = len(text) if last is None else last
        ranges = self._cue.ranges(text)
        if ranges is FORKED:
            return next(self._by_branch(text, first, last), None)
        search: Callable[..., re.Match[str] | None] = self._inner.search
        match: re.Match[str] | None = None
        for left, right in ranges:
            if match := search(text, max(left, first), min(right, last)):
                break
        return match

    def _by_branch(self, text: str, first: int, last: int) -> Iterator[re.Match[str]]:
        """The matches, none of which is empty: the whole is tried only where one of its branches matches."""
        likely = [_Branch(self._branch(source).search, ranges) for source, ranges in self._cue.branches(text)]
        while likely:
            for one in likely:
                if one.start < first:
                    one.seek(text, first, last)
            start = min([one.start for one in likely])
            match = self._inner.match(text, start, last) if start < NEVER else None
            if match is None:
                break
            yield match
            first = match.end()

    def _branch(self, source: str) -> _Expression:
        branch = self._branches.get(source)
        if branch is None:
            branch = self._branches[source] = _Expression(source, self._flags)
        return branch

    def findall(self, text: str) -> list[Any]:
        return self._inner.findall(text) if self._cue.ranges(text) else []

    def sub(self, new: str | Callable[[re.Match[str]], str], text: str) -> str:
        return self._inner.sub(new, text) if self._cue.ranges(text) else text


class _Branch:
    """Where one branch of an expression next begins to match in a text; NEVER when it does no more."""

    __slots__ = ("_place", "_ranges", "_search", "start")

    def __init__(self, search: Callable[..., re.Match[str] | None], ranges: Ranges) -> None:
        self._search = search
        self._ranges = ranges
        self._place = 0
        self.start = -1

    def seek(self, text: str, first: int, last: int) -> None:
        """Go on to the first match that begins at `first` or later."""
        ranges = self._ranges
        for place in range(self._place, len(ranges)):
            left, right = ranges[place]
            if match := self._search(text, max(left, first), min(right, last)):
                self._place, self.start = place, match.start()
                return
        self._place, self.start = len(ranges), NEVER


@cache
def cued(source: str, flags: int = 0) -> re.Pattern[str]:
    """As `expression`, for one that is looked for in whole texts: it costs next to nothing where its words are not.

    Only for whole forms of a text (plain, dense, …), in which all such expressions are looked for: the words of all
    of them are found in one pass.
    """
    return cast("re.Pattern[str]", _Cued(source, flags))
