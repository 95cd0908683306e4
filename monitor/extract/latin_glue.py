"""Wordings that were glued together from pieces of Latin words: USD. Telegram holds no USDT, usd t and u.s.d.t do."""

from __future__ import annotations

from typing import Final

from monitor.text.expression import expression

_LETTER: Final = expression(r"[a-z]")
_MARKS: Final = r"(?:[^\w\u4e00-\u9fff]|_)+"
_GLUED: Final = expression(rf"[a-z]{_MARKS}[a-z]")
# USD, t: a word of several letters, a mark and a space. Who parts letters by signs parts them all: u. s. d. t
_MARK_AND_SPACE: Final = expression(r"[a-z]{2}(?:[^\w\s]+\s+|\s+[^\w\s]+\s*)[a-z]|[a-z]{2}\n\s*[a-z]")
# USD T/T, USD t.me/…: the last letter is of a longer sign.
_GOES_ON: Final = expression(r"[./&@'’+_-]?[a-z]")
# 收USD: of the letter u alone.
_LONE: Final = expression(r"(?<![a-z])[a-z]")


def cuts_latin_words(text: str, start: int, end: int) -> bool:
    """True when the words at [start, end) of a folded text are no whole Latin words, or of two sentences.

    A range that has its letters together may be cut from a longer word (trc20usdt), if it is more than a letter.
    """
    words = text[start:end]
    if _MARK_AND_SPACE.search(words):
        return True
    if _GLUED.search(words):
        return _goes_on(text, end) or _begun(text, start)
    return end - start > 1 and _LONE.match(text, end - 1) is not None and _LETTER.match(text, end) is not None


def _goes_on(text: str, end: int) -> bool:
    return _LETTER.match(text, end - 1) is not None and _GOES_ON.match(text, end) is not None


def _begun(text: str, start: int) -> bool:
    return start > 0 and _LETTER.match(text, start) is not None and _LETTER.match(text, start - 1) is not None
