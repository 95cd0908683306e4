"""Regular expressions that are compiled when they are first used: a start compiles only those its texts ask for."""

from __future__ import annotations

import re
from typing import Any, cast


class _Expression:
    """Stands for `re.compile(source, flags)`, with the same methods and attributes."""

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        # Python asks here only for what the instance has not got, so that from the second use on `search` is found
        # like any attribute. re itself keeps the compiled expression for the other methods.
        found = self.__dict__[name] = getattr(re.compile(self._source, self._flags), name)
        return found


def expression(source: str, flags: int = 0) -> re.Pattern[str]:
    """The compiled form of `source`, worked out when first used: most of start-up went into expressions unused.

    An error in `source` shows at first use; the tests use every expression once.
    """
    return cast("re.Pattern[str]", _Expression(source, flags))
