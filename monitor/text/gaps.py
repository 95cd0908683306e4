"""Finds the marks, spaces and line breaks that part the characters of a word, on purpose or by layout: 不·在·清·退.

Spaces that part words are left. Which of the two a space is shows in its row: how many single characters stand between
such spaces, whether longer words stand beside them, and whether two neighbours make a word of this trade.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from operator import add
from typing import Final

from monitor.text.expression import expression
from monitor.text.fold import read_lines
from monitor.text.within import is_in_number, is_in_place, is_in_short_name, stands_within

IDEOGRAPHS: Final = "\u3005\u3007\u3400-\u9fff\U00020000-\U000323af"
BLANK: Final = frozenset({"", " ", "\n"})
LONGEST_WORD: Final = 16  # characters without a space that may be one phrase
_HAN: Final = expression(f"[{IDEOGRAPHS}]")
# Up to three marks between two Han characters: spaces, dots, dashes, emoji and the like, but not what parts sentences,
# items of a list or cells of a table.
_MARKS: Final = r"·.\-_*~`^#@$\u2010-\u2015\u2020-\u2027\u2030-\u2bff\u3012-\u301f\U0001f000-\U0001faff"
_GAP: Final = expression(rf"[{IDEOGRAPHS}]([ {_MARKS}]{{1,3}})(?=[{IDEOGRAPHS}])")
_SIGN: Final = expression(rf"(?<=[{IDEOGRAPHS}])[{_MARKS}]{{1,3}}(?=[{IDEOGRAPHS}])")
SIGNS: Final = frozenset("⛏🪨")  # signs that claims read as words: no evasive marks, as ⚡ and 💧 may be
ANSWERS: Final = frozenset("🙅🙆❌❎⭕🚫⛔✅✔✖☑❗❕❓❔‼⁉")
WITHIN: Final = frozenset(" ·.-_*~`^#")  # what parts a word; other signs among spaces are bullets
DIGITS: Final = frozenset("零〇一二两三四五六七八九半几")
ENDED: Final = DIGITS | frozenset("万亿元度瓦")  # after these a digit begins another amount
COINS: Final = frozenset("毛角")
AMOUNT: Final = ENDED | frozenset("十百千毛角分块")
_WORDS: Final = frozenset(word for line in read_lines("words.txt") for word in line.split())
UNPARTED: Final = frozenset(word for word in _WORDS if len(word) == 2)
LONGER: Final = _WORDS - UNPARTED
LENGTHS: Final = tuple(sorted({len(word) for word in LONGER}))
# What parts items (水/电/路, 甲、乙、丙) and parts the characters of a word only in a row whose neighbours make words.
_ROW: Final = expression(rf"[{IDEOGRAPHS}]([/|+\\、])[{IDEOGRAPHS}](?:\1[{IDEOGRAPHS}])*")
# Words within which no line of a person ends.
UNBROKEN: Final = UNPARTED - frozenset(word for line in read_lines("whole_lines.txt") for word in line.split())
MEASURES: Final = AMOUNT | frozenset("年月日天度台次座方米吨")  # parted by a slash they are a rate
MONEY: Final = frozenset("元角分块毛")  # what costs so much a unit: 元/千瓦时
LONG_ROW: Final = 3  # marks
LINE: Final = 3  # characters of the shortest line that may be cut by its width
_BREAK: Final = expression(rf"[{IDEOGRAPHS}]\n(?=[{IDEOGRAPHS}])")

Gap = tuple[int, int]  # where marks start and end in a text


def strays(text: str) -> Iterator[Gap]:
    """Signs that stand by themselves inside a word, a number or a name: 保证🔥金; not one of a row of the same sign.

    One that stands once in the text is no bullet: it may part any two neighbours of a word.
    """
    found = list(_SIGN.finditer(text))
    often = Counter(match[0] for match in found)
    for match in found:
        start, end = match.span()
        width = end - start
        in_row = match[0] in (text[max(0, start - 1 - width) : start - 1], text[end + 1 : end + 1 + width])
        if in_row or not _meant().isdisjoint(match[0]):
            continue
        once = often[match[0]] == 1 and _is_mere(match[0]) and _are_neighbours(text[start - 1], text[end])
        if once or _is_inside(text, start, end) or is_in_short_name(text, start, end):
            yield start, end


@cache
def _meant() -> frozenset[str]:
    """Signs that stand for words or say yes or no: 桂东⚡站, 机器🙅; read when a text first asks."""
    written = "".join(line.split("\t")[0] for line in read_lines("respelled.tsv"))
    return SIGNS | ANSWERS | {one for one in written if one > "\u2000"}


def _is_mere(sign: str) -> bool:
    """True for what decorates (🔥 · *), not for dashes and signs that say something (—— ~ ≠)."""
    return all(one in "·*_^`#" or one == "\u2800" or "\u2600" <= one <= "\u27bf" or one > "\U0001f000" for one in sign)


def _are_neighbours(left: str, right: str) -> bool:
    return not {left, right} & AMOUNT and right in _pairs().get(left, "")


def _is_inside(text: str, start: int, end: int) -> bool:
    """True when the mark at [start, end) stands inside a word of this trade, a number or the name of a place."""
    if text[start - 1] + text[end] in UNPARTED:
        return True
    if not ANSWERS.isdisjoint(text[start:end]):
        return False  # 取水✅许可✅
    within = stands_within(text, start, end, LENGTHS, LONGER)
    return within or is_in_number(text, start, end) or is_in_place(text, start, end)


def gaps(text: str) -> Iterator[Gap]:
    """The marks to take out: those within a word of `UNPARTED`, and of those with single Han characters between."""
    row: list[Gap] = []
    behind = -1
    for match in _GAP.finditer(text):
        if not SIGNS.isdisjoint(match[1]) or _is_bullet(match[1]):
            continue  # 千瓦 ⛏ 支持: the sign is a word; 没人 📑有 🏦无: it begins an item
        start, end = gap = match.span(1)
        wider = False
        if row and start != behind:
            yield from _evasive(text, row)
            row = []
        elif row and match[1] != text[slice(*row[-1])]:
            wider = _is_wider(text, gap, row[-1])
            if wider or _is_wider(text, row[-1], gap):
                yield from _evasive(text, row if wider or len(row) > 1 else [])
                row = []
        if _is_inside(text, start, end):
            yield gap
        if not wider:
            row.append(gap)  # not a new list: a row may be as long as the text
        behind = end + 1
    if row:
        yield from _evasive(text, row)


def _is_bullet(marks: str) -> bool:
    """True for a space and a sign: who parts the characters of a word by signs puts no space on one side alone."""
    return len(marks) > 1 and marks[0] == " " != marks[-1] and not WITHIN.issuperset(marks)


def cut_lines(text: str) -> Iterator[Gap]:
    """The line breaks to take out: those that cut a word whose halves make no word with their other neighbours.

    不在清/退范围 is one phrase in two lines; 小水电/站子多 may be two.
    """
    for match in _BREAK.finditer(text):
        start = match.start() + 1
        if _cuts_word(text, start) and text.rfind("\n", max(0, start - LINE), start) < 0 and start >= LINE:
            yield start, start + 1


def _cuts_word(text: str, place: int) -> bool:
    left, right = text[place - 1], text[place + 1]
    return (
        left + right in UNBROKEN
        and text[place - 2 : place] not in UNPARTED
        and text[place + 1 : place + 3] not in UNPARTED
    )


def rows(text: str) -> Iterator[Gap]:
    """The slashes and list marks to take out: 清/退/不/沾/边, 清、退、范、围, 可挖/矿; not 元/柜/月, 水、电、林."""
    for match in _ROW.finditer(text):
        start, end = match.span()
        words = [_is_word(text[place], text[place + 2]) for place in range(start, end - 2, 2)]
        honest = text[start] in MONEY or _HAN.match(text[max(0, start - 1) : start])
        first = 1 if honest and not words[0] else 0
        last = len(words) if words[-1] or not _HAN.match(text[end : end + 1]) else len(words) - 1
        if _is_one_row(text[start:end:2], words[first:last], match[1]) or _is_slashed(text, *match.span(1)):
            yield from ((start + 1 + 2 * number, start + 2 + 2 * number) for number in range(first, last))


def _is_word(left: str, right: str) -> bool:
    return right in _pairs().get(left, "") or left + right in UNPARTED


def _is_one_row(characters: str, words: list[bool], mark: str) -> bool:
    """True when enough neighbours make words; of 水、电、路 and 川、滇、黔 some do, so more is asked of a list mark."""
    if mark == "、":
        pairs = sum(map(UNPARTED.__contains__, map(add, characters, characters[1:])))
        return len(words) > 1 and (pairs > 1 or any(word in characters for word in LONGER))
    return len(words) > 1 and (2 * sum(words) >= len(words) or (len(words) >= LONG_ROW and any(words)))


def _is_slashed(text: str, start: int, end: int) -> bool:
    """True for a lone mark in a word of two characters, one with no other neighbour (可挖/矿), or in a name (会/东)."""
    behind, left, right = text[end + 1 : end + 2], text[start - 1], text[end]
    if text[start] == "、" or behind == text[start]:
        return False
    lone = sum(not _HAN.match(one) for one in (text[max(0, start - 2) : start - 1], behind))
    if lone and _cuts_word(text, start):
        return True
    if {left, right} & MEASURES or right in "否无" or text[start] == "+":
        return False  # 元/度, 30万/年, 是/否, 站+场
    return (lone == 2 and _is_word(left, right)) or is_in_short_name(text, start, end)


def _is_wider(text: str, gap: Gap, other: Gap) -> bool:
    """True for spaces where the neighbouring gap has fewer: who spaces letters parts words by more."""
    return gap[1] - gap[0] > other[1] - other[0] and text[slice(*gap)].isspace()


def _evasive(text: str, row: list[Gap]) -> Iterator[Gap]:
    """The marks of a row to take out: those that are no spaces where they are most; else the spaces, which are layout.

    Beside longer words the first and the last space of a row may be honest, unless their neighbours make a word.
    """
    if len(row) < 2:
        yield from (gap for gap in row if _parts_word(text, *gap))
        return
    marks = [gap for gap in row if not text[slice(*gap)].isspace()]
    signs = {gap for gap in marks if not WITHIN.issuperset(text[slice(*gap)])}  # ✅取 水 证✅并 网: bullets
    within = len(marks) - len(signs)
    if within > 1 or (len(marks) > 1 and 2 * len(marks) > len(row)) or 2 * within == len(row):
        bullets = signs if 2 * len(signs) < len(marks) else ()  # 风机装好 ▸一·毛·八·全·年
        yield from (gap for gap in marks if gap not in bullets)
        return
    honest_first, honest_last = _stands_before(text, row[0][0]), _stands_behind(text, row[-1][1])
    if len(row) > 2 or not (honest_first or honest_last):
        yield from (gap for gap in row[honest_first : len(row) - honest_last] if gap not in signs)
    yield from (gap for gap in {row[0], row[1], row[-1]} - signs if _is_pair(text, *gap))


def _parts_word(text: str, start: int, end: int) -> bool:
    """True when a lone mark at [start, end) has a single character on one side that makes a word with the other."""
    left, right = text[start - 1], text[end]
    before, behind = text[max(0, start - 2) : start - 1], text[end + 1 : end + 2]
    if left in DIGITS and right in COINS and WITHIN.issuperset(text[start:end]):
        return True  # 每度四·角整
    if (_HAN.match(before) and _HAN.match(behind)) or not WITHIN.issuperset(text[start:end]):
        return False
    if not (_goes_on(before) or _goes_on(behind) or {left, right} & AMOUNT):
        return True  # nothing else stands there
    return right not in DIGITS and _is_pair(text, start, end)


def _is_pair(text: str, start: int, end: int) -> bool:
    """True when the neighbours of a mark stand within a word or an amount rather than at the end of one."""
    left, right = text[start - 1], text[end]
    if left in AMOUNT and right in AMOUNT:
        return right not in DIGITS or left not in ENDED
    counted = text[start - 2 : start - 1].isdigit() and text[start:end].isspace()  # 打包390个 老板急用钱
    return not counted and right in _pairs().get(left, "")


@cache
def _pairs() -> dict[str, str]:
    """Each character with those that follow it in words of this trade; read when a text first asks."""
    return {line[0]: line[1:] for line in read_lines("pairs.txt")}


def _stands_before(text: str, place: int) -> bool:
    """True when several characters before `place` stand between spaces: in such a text spaces part phrases."""
    start = place
    while start > max(0, place - LONGEST_WORD) and text[start - 1].isalnum():
        start -= 1
    if place - start < 2 or text[max(0, start - 1) : start] not in BLANK:
        return False
    return _HAN.match(text, start + 1) is not None or not _is_spaced(text, start)


def _is_spaced(text: str, start: int) -> bool:
    """True when a word that begins with a single Han character goes on from spaced ones: 已 于2016年 失 效."""
    return (
        _HAN.match(text, start) is not None
        and _HAN.match(text, max(0, start - 2)) is not None
        and (start < 3 or not text[start - 3].isalnum())
    )


def _stands_behind(text: str, place: int) -> bool:
    """`_stands_before` for the characters from `place` on; a single Han character before Latin ones goes with those."""
    end = place
    while end < min(len(text), place + LONGEST_WORD) and text[end].isalnum():
        end += 1
    return end - place > 1 and text[end : end + 1] in BLANK and _HAN.match(text, place + 1) is not None


def _goes_on(character: str) -> bool:
    """True for what may be of one word with a Han character; kana are not, they part words."""
    return _HAN.match(character) is not None or (character.isascii() and character.isalnum())
