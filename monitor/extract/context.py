"""The words around an amount: its clause, whose voice it stands in, and how a fact is made of it."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from monitor.extract.amounts import Amount
from monitor.extract.reading import Reading, turns_of
from monitor.models import EMPTY, Fact, Role, Span
from monitor.text.expression import expression
from monitor.text.speakers import turn_at

BREAKS: Final = ",。;!?\n、"
HARD_BREAKS: Final = "。;!?\n"
_SELLER_LINE: Final = expression(
    r"[ \t>*【\[@]*(?:卖家|卖主|站主|楼主|店主|贴主|lz|作者|业主|主播|up主?|博主|播主|号主|发布者|发帖人"
    r"|原主)(?:本人|本尊|自己)?(?:回复?|说|:|答|补充)"
)
_WISH_LINE: Final = expression(r"(?:[^\n,。给:]{0,6}:)?(?:求购|想收|诚收|想买|求个|求一座|收个)")
_BARE_LEFT: Final = expression(
    r"[\s,。;:!、|/()\[\]【】<>~\-–—.“”\"'「『\u2190-\u21ff\u25a0-\u27bf\U0001f000-\U0001faff‖]$|^$"
)
_BARE_RIGHT: Final = expression(
    r"[\s,。;:!、|/()\[\]【】<>~\-–—“”\"'」』\u2190-\u21ff\u25a0-\u27bf\U0001f000-\U0001faff‖]|\.(?!\d)|$"
)


def left_of(text: str, place: int, breaks: str = BREAKS, limit: int = 18) -> int:
    """Where the words begin that stand before `place` without one of `breaks` between, at most `limit` characters."""
    ends = _mark_ends(text, breaks)
    number = bisect_right(ends, place)
    return max(0, place - limit, ends[number - 1] if number else 0)


def near_words(text: str, place: int, limit: int = 18) -> str:
    """The words of the clause before `place`; a space between Chinese words ends a clause too, as in short ads."""
    words = text[left_of(text, place, limit=limit) : place]
    cut = words.rstrip().rfind(" ")
    while cut >= 0 and words[cut - 1 : cut].isascii() and words[cut + 1 : cut + 2].isascii():
        cut = words.rfind(" ", 0, cut)
    return words[cut + 1 :]


def right_of(text: str, place: int, breaks: str = BREAKS, limit: int = 12) -> int:
    """Where the words end that stand after `place` without one of `breaks` between, at most `limit` characters."""
    ends = _mark_ends(text, breaks)
    number = bisect_right(ends, place)
    return min(len(text), place + limit, ends[number] - 1 if number < len(ends) else len(text))


@lru_cache(maxsize=16)
def _mark_ends(text: str, breaks: str) -> array[int]:
    """Where the marks of a text end: asked for around every amount, so found once a text."""
    return array("I", (match.end() for match in _marks(breaks).finditer(text)))


@lru_cache(maxsize=8)
def _marks(breaks: str) -> re.Pattern[str]:
    return expression(f"[{re.escape(breaks)}]")


def stands_alone(text: str, start: int, end: int) -> bool:
    """True when [start, end) has marks, spaces or the ends of the text on both sides."""
    return bool(_BARE_LEFT.search(text[max(0, start - 1) : start]) and _BARE_RIGHT.match(text, end))


def ends_alone(text: str, end: int) -> bool:
    """True when a mark, a space or the end of the text follows."""
    return _BARE_RIGHT.match(text, end) is not None


def others_from(reading: Reading) -> int:
    """The place in the folded text from which others than the author speak."""
    plain = reading.normalised.plain
    if reading.offer.comments_from is None:
        return len(plain.text)
    return plain.locate(Span(reading.offer.comments_from, len(reading.normalised.original)))[0]


def is_others(reading: Reading, start: int, others: int) -> bool:
    """True when the words at `start` are a commenter's and not the seller's answer.

    A buyer's before the comments are the talk's own: 1260kW? Nanjiang? / Both true.
    """
    if start < others:
        return False
    if (turn := turn_at(turns_of(reading), start)) is not None:
        return turn.speaker == "other"
    text = reading.normalised.plain.text
    return _SELLER_LINE.match(text, left_of(text, start, "\n", start)) is None


def is_wish(text: str, start: int) -> bool:
    """True in the first line of a thread that is a buyer's: 求购…,电价三毛五以上, answered by a seller below."""
    end = text.find("\n")
    return 0 <= start < end and _WISH_LINE.match(text) is not None


def make_fact(
    reading: Reading,
    kind: str,
    start: int,
    end: int,
    *,
    role: Role = "unknown",
    low: float | None = None,
    high: float | None = None,
    unit: str | None = None,
    per: str | None = None,
    units: tuple[tuple[int, float], ...] | None = None,
    unit_conflict: bool = False,
    negotiable: bool = False,
    detail: Mapping[str, str | float | bool | None] = EMPTY,
) -> Fact:
    """The fact that the folded range [start, end) states, with its exact original words."""
    span = reading.normalised.plain.span(start, end)
    words = span.of(reading.normalised.original)
    return Fact(
        kind, span, words, role, tidy(low), tidy(high), unit, per, units, unit_conflict, negotiable, detail
    )  # fmt: skip


def tidy(value: float | None) -> float | None:
    """Whole values as int, so that money is integer yuan and 1260 kW prints as 1260."""
    if value is None:
        return None
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded


def amount_detail(amount: Amount) -> Mapping[str, str | float | bool | None]:
    """What a fact keeps of how exactly its amount was stated."""
    return {"approximate": True} if amount.more else EMPTY
