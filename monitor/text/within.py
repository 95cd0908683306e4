"""Tells marks that stand inside one word, one number or one name of a place: 保证🔥金, 三百🔥二十千瓦, 会🔥东县."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from monitor.text.expression import expression
from monitor.text.fold import read_lines

PLACES: Final = Path(__file__).parents[1] / "data" / "places"
LEVELS: Final = {"十": 1, "拾": 1, "百": 2, "佰": 2, "千": 3, "仟": 3, "万": 4, "亿": 8}
ONES: Final = "一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
COINS: Final = "毛角"
_HAN: Final = expression("[\u3400-\u9fff]")
POWERED: Final = "机站量装"  # what stands in front of a size
KINDS: Final = "县市区州盟旗"
SHORTEST: Final = 3  # characters of a name with its kind: 云县 may be two words
LONGEST: Final = 12  # characters of a numeral or of the name of a place
_COUNTED: Final = expression(r"个?(?:千瓦|kw|瓩|兆瓦|mw)|台(?![州江湾山前])")
_BARE: Final = expression(r"(?:千瓦|kw|瓩|兆瓦|mw)")
_TAIL: Final = expression(rf"[{ONES}](?=[,。;!\n ]|的|$)")  # 一千七, 八十八万八, 两毛三
_SETS: Final = expression(r"[一二两三四五六七八九]乘[一二两三四五六](?![十百千\d])")
_POWER: Final = expression(rf"[{ONES}十百拾佰零]+(?:来|多)?个?(?:千瓦|kw|瓩)(?!时|h)")
_PRICE: Final = expression(rf"[{ONES}十百拾佰零]+(?:来|多)?万(?!千瓦|kw|度|瓩)")
_BEHIND: Final = expression(r" ?小?(?:水电|电站|站)|一座|[\d两]| |[,。;\n讯]|$")


def stands_within(text: str, start: int, end: int, lengths: Sequence[int], words: Collection[str]) -> bool:
    """True when the characters around the mark at [start, end) are a word of `words` (of `lengths`) without it.

    With a space only where one character is cut off that stands alone: 保证 金, not 发电 机房 or 取水 许可证.
    """
    found = _around(text, start, end, lengths, words)
    if " " not in text[start:end]:
        return next(found, None) is not None
    return any(_is_cut_off(text, first, start, end, last) for first, last in found)


def _around(
    text: str, start: int, end: int, lengths: Sequence[int], words: Collection[str]
) -> Iterator[tuple[int, int]]:
    """Where the words of `words` begin and end that the mark at [start, end) parts."""
    for length in lengths:
        for before in range(1, min(length, start + 1)):
            first, last = start - before, end + length - before
            if text[first:start] + text[end:last] in words:
                yield first, last


def _is_cut_off(text: str, first: int, start: int, end: int, last: int) -> bool:
    """True when a single character of the word in [first, last) stands alone on one side of its space."""
    if last - end == 1 and not _HAN.match(text[last : last + 1]):
        return True
    return start - first == 1 and not _HAN.match(text[first - 1 : first])


def is_in_number(text: str, start: int, end: int) -> bool:
    """True when both sides of a mark are one Chinese number, or a number and its unit."""
    left, right = text[start - 1], text[end]
    if left in ONES and right in LEVELS:
        return right != "千" or text[end + 1 : end + 2] != "瓦" or _is_numeral(text[start - 2 : start - 1])
    if left in LEVELS and right in "万亿" and LEVELS[left] < LEVELS[right]:
        return True
    if (left in ONES or left in LEVELS) and _COUNTED.match(text, end):
        return True
    if left == "个" and _is_numeral(text[start - 2 : start - 1]) and _BARE.match(text, end):
        return True
    if right == "乘" or left == "乘":
        return _is_numeral(text[start - 2 : start - 1] if left == "乘" else left) and _is_numeral(
            right if left == "乘" else text[end + 1 : end + 2]
        )
    return not text[start:end].isspace() and _goes_on(text, start, end)


def _goes_on(text: str, start: int, end: int) -> bool:
    """True where a sign, not a space, stands within a number: 三百🔥二十千瓦, 一千🔥零二十, 一毛🔥九."""
    left, right = text[start - 1], text[end]
    if left in ONES and right in COINS:
        return True
    if left in COINS and _is_numeral(text[start - 2 : start - 1]):
        return _TAIL.match(text, end) is not None
    return left in LEVELS and (
        right == "零" or _TAIL.match(text, end) is not None or (right in ONES and _fits(text, start, end))
    )


def _is_numeral(one: str) -> bool:
    return bool(one) and (one in ONES or one in LEVELS)


def _fits(text: str, start: int, end: int) -> bool:
    """True for 三百 and 二十千瓦: the second number is smaller than the last unit of the first.

    Of money not behind a word of power: 装机三百🔥八十万 is two, as is 五十万🔥二百千瓦.
    """
    if text[start - 1] in "万亿":
        return False
    begins = start
    while begins > max(0, start - LONGEST) and (_is_numeral(text[begins - 1]) or text[begins - 1] == "零"):
        begins -= 1
    number = _POWER.match(text, end) or _SETS.match(text, end)
    if number is None:
        number = _PRICE.match(text, end)
        if number is None or (begins and text[begins - 1] in POWERED):
            return False
    parts = [LEVELS[one] for one in number[0].rstrip("万") if one in LEVELS and one != "千"]
    return max(parts, default=0) < LEVELS[text[start - 1]]


def is_in_place(text: str, start: int, end: int) -> bool:
    """True when a mark stands inside the full name of a place, or between two of which one holds the other."""
    near = text[max(0, start - LONGEST) : end + LONGEST]
    if not any(kind in near for kind in KINDS):
        return False
    lengths, names = place_names()
    if next(_around(text, start, end, lengths, names), None):
        return True
    if text[start:end].isspace() or text[start - 1] not in "省州市盟":
        return False
    return any(text[max(0, start - one) : start] in names for one in lengths) and any(
        text[end : end + one] in names for one in lengths
    )


def is_in_short_name(text: str, start: int, end: int) -> bool:
    """True when a mark parts the name of a place without its kind that stands by itself: 荔·波630千瓦, 黔🔥东南电站."""
    names = short_names()
    return any(
        (not _HAN.match(text[max(0, first - 1) : first]) or text[first - 1] in "在于省市州出")
        and _BEHIND.match(text, last) is not None
        for first, last in _around(text, start, end, (2, 3, 4), names)
    )


@cache
def place_names() -> tuple[tuple[int, ...], frozenset[str]]:
    """Names of divisions with their kind (会东县, 乳源县), three characters at least, and their lengths."""
    names = frozenset(one for one in _names() if SHORTEST <= len(one) <= LONGEST and one[-1] in KINDS)
    return tuple(sorted(set(map(len, names)))), names


@cache
def short_names() -> frozenset[str]:
    """Names of divisions without their kind (荔波, 黔东南)."""
    return frozenset(one for one in _names() if one[-1] not in KINDS)


@cache
def _names() -> frozenset[str]:
    """All names of divisions, full and as they are said; read when a text first asks."""
    rows = (line.split("\t") for line in read_lines("divisions.tsv", PLACES))
    return frozenset(name for row in rows for name in (row[1], *row[-2].split(",")) if name)
