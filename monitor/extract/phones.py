"""Finds phone numbers in folded text, however they are grouped, spelled or prefixed; amounts and days are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from monitor.text.expression import expression

HAN_DIGITS: Final = {
    **{one: str(place) for place, one in enumerate("零一二三四五六七八九")},
    **{one: str(place) for place, one in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "〇": "0", "o": "0", "l": "1", "幺": "1", "两": "2", "弍": "2", "参": "3", "洞": "0", "拐": "7", "勾": "9",
}  # fmt: skip
_SIGNS: Final = r" .\-_*·,、~/()\[\]—–‐−•"
_GAP: Final = rf"[{_SIGNS}]{{0,3}}"
_D: Final = r"[\dol零〇一二三四五六七八九幺洞拐勾两壹贰弍叁参肆伍陆柒捌玖]"
_FIRST: Final = r"[1一幺壹l]"
_SECOND: Final = r"[3-9三四五六七八九拐勾叁参肆伍陆柒捌玖]"
_UNIT: Final = r"(?: ?[多余来几]?(?:万?元(?![旦月])|万?千瓦|亿|k[wv]|千伏|美元|人民币|rmb|cny|瓦|度电))"
# What numbers of Chinese mobiles begin with. Source: the number plan of the ministry, 2019 and the opened ones since.
_NETWORK: Final = r"1(?:3\d|4[014-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])"
# Behind a number: no digit of it, and no further member of a list of numbers, unless that is a phone, too.
_NEXT_PHONE: Final = rf"(?={_GAP}(?:\+?86)?{_GAP}1[3-9](?:{_GAP}\d){{9}}(?!\d))"
_NO_LIST: Final = rf"(?:{_NEXT_PHONE}|(?!(?P=last)\d{{3}}))"
_NO_LIST_OF_GROUPS: Final = rf"(?:{_NEXT_PHONE}|(?! \d{{3,4}}(?![\d万元千kw年月])))"
# 8613…, 008613…, 013… (a long-distance call), 1795113… (a call over the internet): the prefix stays.
_BEFORE: Final = r"(?:(?<!\d)(?<!\d\.)|" + "|".join(
    rf"(?<=(?<!\d){prefix})" for prefix in ("0", "86", "086", "0086", "17951", "12593")
)  # fmt: skip
_NO_AMOUNT: Final = r"(?<![¥$€])(?!\d{1,3}(?:,\d{3})+(?!\d|,\d))"  # 13,800,000,000
_NO_DAY: Final = (
    r"(?!1[89]\d\d(?P<dash>[-./])(?:0?[1-9]|1[0-2])(?P=dash)(?:0?[1-9]|[12]\d|3[01])(?!\d))"  # 1998-09-01 120
    r"(?!1[89]\d\d ?[-~—] ?(?:1[89]|20)\d\d(?!\d|[-. ]\d{3}(?!\d)))"  # 1985-1990
)
_MOBILE: Final = expression(
    rf"(?={_FIRST}){_BEFORE}){_NO_AMOUNT}{_NO_DAY}(?:"
    rf"{_FIRST}{_SECOND}{_D}{{9}}(?!\d|\.\d\d?(?!\d))"
    rf"|{_NETWORK}(?P<sign>[{_SIGNS}]{{1,3}})(?:\d{{4}}(?P=sign)\d{{4}}|\d{{8}})(?!\d){_NO_LIST_OF_GROUPS}"
    rf"|{_NETWORK}\d{{4}}[{_SIGNS}]{{1,3}}\d{{4}}(?!\d){_NO_LIST_OF_GROUPS}"
    rf"|{_FIRST}{_GAP}{_SECOND}(?:(?P<last>[{_SIGNS}]{{1,3}})?{_D}){{9}}(?!\d){_NO_LIST}"
    rf")(?!{_UNIT})"
)
_LANDLINE: Final = expression(
    r"(?=[(04])(?:(?<![\d.])\(?0[1-9]\d{1,2}\)?[ -]?[2-9]\d{2,3}[ -]?\d{4}(?!\d)"
    r"|(?<![\d.])400[ -]?\d{3}[ -]?\d{4}(?!\d)"
    r"|(?<![\d.])400[ -]?\d{4}[ -]?\d{3}(?!\d))"
)
_JOIN: Final = r"[ .()-]{0,2}"
# Country codes as the ITU lists them (E.164); a plus behind a number or unit is a sum: 500+630.
_ABROAD: Final = expression(
    r"(?=[+08])(?:(?<![\d)万千元瓦w] )(?<![\d)万千元瓦w.])\+ ?(?!0?86[ .()-]{0,2}1[ .()-]{0,2}[3-9])"
    r"(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|85[2356]|88[06]|[2-9]\d\d)"
    rf"(?:{_JOIN}\d){{7,12}}+"
    rf"|(?<![\d.])00(?:85[236]|886|1|44|6[0156]|8[12])(?:{_JOIN}\d){{7,11}}+"
    r"|(?<![\d.])85[23]-[2-9]\d{3}[ -]?\d{4}|(?<![\d.])886-0?9\d\d[ -]?\d{3}[ -]?\d{3})"
    rf"(?!\d|{_UNIT})"
)
_KINDS: Final = (("mobile", _MOBILE), ("landline", _LANDLINE), ("international", _ABROAD))


def phones_in(text: str) -> Iterator[tuple[str, int, int]]:
    """The phone numbers of a folded text: mobile, landline or international, start and end. Linear."""
    for kind, pattern in _KINDS:
        yield from ((kind, *found.span()) for found in pattern.finditer(text))


def is_mobile(words: str) -> bool:
    """True for the eleven digits of a mobile number and no more."""
    return re.fullmatch(r"1[3-9]\d{9}", words) is not None
