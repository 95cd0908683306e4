"""Regular expressions compiled at first use: most of a start went into expressions that one short text never needs."""

from __future__ import annotations

import re
from typing import Any, Final, cast

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
        compiled = re.compile(self.pattern, self._flags)
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
