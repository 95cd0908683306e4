"""Regular expressions compiled at first use, that rule out at once the texts and places where they cannot match."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain
from typing import Any, Final, cast

from monitor.text.compiled import compile_kept
from monitor.text.cues import Cue

METHODS: Final = (
    "search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split", "flags", "groups", "groupindex",
)  # fmt: skip


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

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def finditer(self, text: str, first: int = 0, last: int | None = None) -> Iterator[re.Match[str]]:
        last = len(text) if last is None else last
        finditer = self._inner.finditer
        around = [finditer(text, max(left, first), min(right, last)) for left, right in self._cue.ranges(text)]
        return around[0] if len(around) == 1 else chain.from_iterable(around)

    def search(self, text: str, first: int = 0, last: int | None = None) -> re.Match[str] | None:
        last = len(text) if last is None else last
        search: Callable[..., re.Match[str] | None] = self._inner.search
        match: re.Match[str] | None = None
        for left, right in self._cue.ranges(text):
            if match := search(text, max(left, first), min(right, last)):
                break
        return match

    def findall(self, text: str) -> list[Any]:
        return self._inner.findall(text) if self._cue.ranges(text) else []

    def sub(self, new: str | Callable[[re.Match[str]], str], text: str) -> str:
        return self._inner.sub(new, text) if self._cue.ranges(text) else text


@cache
def cued(source: str, flags: int = 0) -> re.Pattern[str]:
    """As `expression`, for one that is looked for in whole texts: it costs next to nothing where its words are not.

    Only for whole forms of a text (plain, dense, …), in which all such expressions are looked for: the words of all
    of them are found in one pass.
    """
    return cast("re.Pattern[str]", _Cued(source, flags))
