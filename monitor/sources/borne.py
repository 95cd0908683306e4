"""Whether words of a site bear those of a marker: codes as whole words, nothing that says the opposite. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

SHORT: Final = 40  # characters: a field of state; in longer words 不 before a marker's may be another sentence's
_CODE: Final = re.compile(r"[A-Za-z0-9_-]+")
_NOT: Final = r"(?<![未不没沒])(?<![未不没沒][有能曾被经經])"
_NO_CODE: Final = r"(?<!not[ _-])(?<!non[ _-])(?<!un[_-])"  # NOT_SOLD


def bears(said: str, text: str, *, as_code: bool) -> bool:
    """True when `said` has `text` in it and does not deny it: 未成交 does not bear 成交.

    Args: as_code, whether a text of ASCII letters and digits must stand as a whole word, as codes do: UNSOLD does not
    bear SOLD, nor 12 or -2 a 2, but https://schema.org/SoldOut bears SoldOut. An empty text is borne by all words.
    """
    if not text or text not in said:
        return not text
    if as_code and _CODE.fullmatch(text):
        return _whole(text).search(said) is not None
    return len(said) > SHORT or _undenied(text).search(said) is not None


@lru_cache(maxsize=256)
def _whole(text: str) -> re.Pattern[str]:
    number = r"(?<![.-])" if text[0].isdigit() else ""
    return re.compile(rf"(?<![A-Za-z0-9])(?i:{_NO_CODE}){number}{_NOT}{re.escape(text)}(?![A-Za-z0-9])")


@lru_cache(maxsize=256)
def _undenied(text: str) -> re.Pattern[str]:
    return re.compile(f"{_NOT}{re.escape(text)}")
