"""The day of posting that a text tells behind a label: 挂牌日期：2021-05-06, 挂牌公告期：自…至…, Listed on 6 May.

The labels are in data/posted.txt. Other days stand behind other words: 投产日期, 成立日期, 到期, 报名截止.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Final, Literal, NamedTuple

from monitor.parse.dates import read_days, zoned_time
from monitor.parse.relative import any_of, words_of
from monitor.text.expression import expression

DAY: Final = (  # or a month, or a year
    r"((?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}"
    r"|(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}(?:\s?月)?(?!\s?[-/.月日:：\d])|(?:19|20)\d\d\s?年(?!\s?\d))"
)
_NAMED_DAY: Final = (
    r"(\d{1,2}(?:st|nd|rd|th)? [a-z]{3,9}\.?,? (?:19|20)\d\d|[a-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d)"
    r"(?!\d)"
)
_ORDINAL: Final = expression(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
# A bracket behind the label, a colon or the border of a cell, and 为 or 自 before the day.
_GAP: Final = (
    r"(?:\s?[（(][^()（）\n]{1,8}[)）])?\s{0,8}+[|:：]?\s{0,8}+"
    r"(?:[为是于為]\s{0,8}+)?(?P<from>[自从由從]\s{0,8}+|from\s{1,8}+)?"
)
_CLOCK: Final = r"(?:\s?\d{1,2}[:：时時点](?:\d{1,2}[:：分]?(?:\d{1,2}秒?)?)?)?"
_BEFORE: Final = 12  # characters before a label in which the words stand that say of what it is
_KINDS: Final = ("colon", "anywhere", "period", "day", "issued")  # of labels in the data file
Rank = Literal["again", "day", "issued", "first"]
RANKS: Final[tuple[Rank, ...]] = ("again", "day", "issued", "first")  # the surest first


class ToldDay(NamedTuple):
    """A day as it is written, the label before it with the word that says which listing it is of, and its rank."""

    value: str
    label: str
    rank: Rank


def told_days(text: str) -> dict[Rank, list[ToldDay]]:
    """The days that a text tells by rank, the one that counts first: of those of another listing the latest."""
    found = list(_all(text))
    ranks: dict[Rank, list[ToldDay]] = {rank: [told for told in found if told.rank == rank] for rank in RANKS}
    ranks["again"].sort(key=_last, reverse=True)
    return ranks


def _last(told: ToldDay) -> date:
    days = read_days(told.value)
    return days[1] if days else date.min


def _all(text: str) -> Iterator[ToldDay]:
    for match in _labelled().finditer(text):
        kind = next(kind for kind in _KINDS if match[kind])
        if kind == "period" and not (match["from"] or _goes_on().match(text, match.end())):
            continue
        before = text[max(0, match.start() - _BEFORE) : match.start()].lower().rstrip(" ")
        if found := _rank(kind, before, text[match.start() - 1 : match.start()] == " "):
            rank, word = found
            gap = " " if word.isascii() and word else ""
            told = match["told"] + zoned_time(text, match.end("told"))
            yield ToldDay(_ORDINAL.sub("", told.strip()), f"{word}{gap}{match[kind]}", rank)


def _rank(kind: str, before: str, has_space: bool) -> tuple[Rank, str] | None:
    """What a day is of by the words before its label, with the word that says so; None: of something else."""
    for rank in ("again", "first"):
        if word := next((one for one in _longest(f"label_{rank}") if _ends(before, one)), ""):
            return rank, word
    if kind == "anywhere":
        return None if before.endswith(words_of("label_no")) else ("day", "")
    if _is_apart(before, has_space) or any(_ends(before, word) for word in words_of("label_before")):
        return ("issued" if kind == "issued" else "day"), ""
    return None


@cache
def _longest(kind: str) -> tuple[str, ...]:
    return tuple(sorted(words_of(kind), key=len, reverse=True))


def _ends(before: str, word: str) -> bool:
    """True when a word stands last, itself apart from what is before it."""
    left = before.removesuffix(word)
    return left != before and _is_apart(left.rstrip(" "), left.endswith(" "))


def _is_apart(before: str, has_space: bool) -> bool:
    """True when no word runs on into what follows; a Latin one does across a space: the company was | listed on."""
    last = before[-1:]
    return not last.isalnum() or (has_space and not (last.isascii() and last.isalpha()))


@cache
def _labelled() -> re.Pattern[str]:
    labels = {kind: words_of(f"label_{kind}") for kind in _KINDS}
    begins = "".join(sorted({word[0] for words in labels.values() for word in words}))
    any_label = "|".join(f"(?P<{kind}>{any_of(words)})" for kind, words in labels.items() if kind != "colon")
    colon = rf"(?P<colon>{any_of(labels['colon'])})(?=\s?[:：])"
    quick = f"(?=[{begins}])"  # a quick no for all other places
    return expression(rf"{quick}(?:{colon}|{any_label}){_GAP}(?P<told>{DAY}|{_NAMED_DAY})", re.IGNORECASE)


@cache
def _goes_on() -> re.Pattern[str]:
    marks = "|".join(map(re.escape, words_of("period_goes_on")))
    return expression(rf"[日号號]?{_CLOCK}\s{{0,8}}[（(]?(?:{marks})", re.IGNORECASE)
