"""Where names that are known to be people's stand again in the same listing: above its text, in a sentence, in a title.

A name may be a word or part of one: of two letters it counts only where no word goes on at either side, and before a
place, plant or organisation (张家沟水电站) never.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from monitor.plants import names_plant
from monitor.text.expression import expression
from monitor.text.people import (
    called_behind,
    is_labelled_name,
    is_pet_name,
    names_no_person,
    place_called_behind,
    surname_of,
)

_IS_HAN: Final = expression(r"[\u4e00-\u9fff]")
_BEFORE: Final = frozenset("找询系问请和与及跟由叫是给向我者人方主因现")  # 联系人张伟, 本人张伟, 业主张伟
_BEHIND: Final = frozenset("的是有和与及或因现自急诚低出转卖说称手微联本电")  # 张伟的, 张伟急售, 张伟手机
_WORD: Final = expression(r"[a-z][a-z.'-]*(?: [a-z][a-z.'-]*)*")
_CELL: Final = expression(r"[^\n|:()]+")
_LEAST: Final = 2  # letters of a name that is looked for as such; of one letter only with what somebody is called

_LEADS: Final = expression(r"(?:[•\d]{4}[ ,]?|(?<![a-z])contact:? ?|[找询系]|卖家:?|联系人:?) ?@?$")
_FOLLOWS: Final = expression(r"[ ,:(]{0,2}(?:[•\d][•\d -]{4}|电话|手机|微信|(?:wx|vx|qq|tel)(?![a-z]))")
MAX_NAMES: Final = 300
_LEAST_NICK: Final = 3
_LEAST_LATIN: Final = 9


def names_again(text: str, names: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where names stand in a folded text, also those that are known already; linear.

    Args: names, as contacts were found to have them: 张伟; 王, of 王老板; 老李; john smith; nicknames (山里人), of
    which those that name a plant (水电老陈) count beside contacts; any other words where their line or cell has no
    more. Of more than MAX_NAMES the rest is not looked for.
    """
    known = set(islice(sorted({name.strip() for name in names}), MAX_NAMES))
    sure = {name for name in known if is_labelled_name(name) or is_pet_name(name)}
    surnames = {surname for name in known if (surname := surname_of(name)) and (name in sure or _is_called(name))}
    latin = {name for name in known if _WORD.fullmatch(name) and " " in name}
    alone = {name for name in known if len(name) >= _LEAST}
    yield from _within(text, sure)
    yield from _called(text, surnames)
    yield from _latin(text, latin)
    yield from _cells(text, alone)
    yield from _bounded(text, {name for name in known - sure if _is_nickname(name)})


def _is_called(name: str) -> bool:
    """True for a surname alone, as found before what somebody is called, and for both: 王, 王老板."""
    surname = surname_of(name)
    return name == surname or called_behind(name, len(surname))


def _within(text: str, names: set[str]) -> Iterator[tuple[int, int]]:
    if not names or not any(name in text for name in names):
        return
    for found in re.finditer("[" + "".join({re.escape(name[0]) for name in names}) + "]", text):
        start = found.start()
        for size in (4, 3, 2):
            words = text[start : start + size]
            if words in names and _is_name(text, start, start + len(words)):
                yield start, start + len(words)
                break


def _is_name(text: str, start: int, end: int) -> bool:
    if called_behind(text, end) and not place_called_behind(text, end):
        return True
    if names_no_person(text, end):
        return False
    before, behind = text[start - 1 : start] if start else "", text[end : end + 1]
    is_begun = not _IS_HAN.match(before) or before in _BEFORE or is_pet_name(text[start:end])  # 水电老陈
    is_ended = not _IS_HAN.match(behind) or behind in _BEHIND or called_behind(text, end)
    return end - start > _LEAST or (is_begun and is_ended)


def _called(text: str, surnames: set[str]) -> Iterator[tuple[int, int]]:
    """王 in 王老板, 王总, where it begins a word."""
    for surname in surnames:
        start = text.find(surname)
        while start >= 0:
            end, before = start + len(surname), text[start - 1 : start] if start else ""
            if (not _IS_HAN.match(before) or before in _BEFORE) and called_behind(text, end):
                yield start, end
            start = text.find(surname, end)


def _is_nickname(name: str) -> bool:
    """True for a name that is no common word by itself: 山里人, mountainhydro."""
    is_latin = _WORD.fullmatch(name) is not None
    return len(name) >= (_LEAST_LATIN if is_latin else _LEAST_NICK) and not _is_called(name)


def _bounded(text: str, names: set[str]) -> Iterator[tuple[int, int]]:
    """Nicknames where nothing that may belong to them stands beside: 找@山里人, and not 深山里人."""
    for name in names:
        start, is_word = text.find(name), names_plant(name)
        while start >= 0:
            end, before = start + len(name), text[start - 1 : start] if start else ""
            behind = text[end : end + 1]
            is_apart = (not before.isalnum() or before in _BEFORE) and (not behind.isalpha() or behind in _BEHIND)
            if is_apart and (not is_word or _is_beside(text, start, end)):
                yield start, end
            start = text.find(name, end)


def _is_beside(text: str, start: int, end: int) -> bool:
    """Whether a number, masked or not, a label or a word such as 找 stands right beside."""
    return _LEADS.search(text[max(0, start - 12) : start]) is not None or _FOLLOWS.match(text, end) is not None


def _latin(text: str, names: set[str]) -> Iterator[tuple[int, int]]:
    for name in names:
        if name in text:
            yield from (found.span() for found in re.finditer(rf"(?<![a-z]){re.escape(name)}(?![a-z])", text))


def _cells(text: str, names: set[str]) -> Iterator[tuple[int, int]]:
    if not any(name in text for name in names):
        return
    for found in _CELL.finditer(text):
        words = found[0].strip()
        if words in names:
            start = found.start() + found[0].index(words)
            yield start, start + len(words)
