"""The unit that a header gives the bare numbers below it, as the text of a row writes it: 10k CNY -> 万元, MW, 兆瓦.

Units of prices and powers are put together from words of currency and of number in data/columns.tsv. What looks like a
unit and is none that is known is told: its numbers are not read, for a guess would be wrong a thousandfold. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import Final

from monitor.parse.column_names import Meaning, meaning, split_unit, words_of
from monitor.text.fold import simplified

WITH_UNITS: Final = ("price", "capacity")  # the fields whose numbers say nothing without one
_WORD: Final = r"[^ _()（）\[\]【】]{1,20}"
_TAILS: Final = (  # and whether a mark says that this is no part of the name
    (re.compile(r"[(（\[【]([^()（）\[\]【】]{1,40})[)）\]】]\s*\Z"), True),
    (re.compile(r"(?<=\S)\s*[,，:：]\s*([^,，:：()（）]{1,20})\s*\Z"), True),
    (re.compile(r"(?<=\S)\s*[/／]\s*([^,，:：()（）]{1,20})\s*\Z"), True),
    *((re.compile(rf"(?<=\S)[ _]((?:{_WORD}[ _]){{{more}}}{_WORD})\s*\Z"), False) for more in (3, 2, 1, 0)),
    (re.compile(r"(?<=[\u4e00-\u9fff])([a-zA-Z]{1,3}|[千百万]{0,2}[万亿]?元|万|亿|[万兆]?千?瓦)\s*\Z"), False),
)
_SAID: Final = re.compile(r"(?:单位|(?<![a-z])(?:unit|in)(?![a-z]))[:：]?|[\s'’_]")
_BETWEEN: Final = re.compile(r"[;；、，]|,(?!\d)")
_YEAR: Final = re.compile(r"(?:19|20)\d\d年?")
_AROUND: Final = " :.,·/()-x×*"
_PER: Final = re.compile(r"(?:/|每|per)(.{1,8})\Z")
_WORDS: Final = re.compile(r"[a-z]+|\d+")
_BARE: Final = re.compile(
    r"[-+]?[\d,，]{1,20}(?:\.\d{1,15})?(?:\s?[-~—–～至到×xX*+]{1,2}\s?\d[\d,，]{0,19}(?:\.\d{1,15})?){0,7}"
)

_GROUPED: Final = re.compile(  # as no Chinese listing writes numbers: 980.000,50; 1 250 000; 1'250'000
    r"(?<![\d.,])(?:(?P<dots>\d{1,3}(?:\.\d{3})+),(?P<cents>\d{1,2})|(?P<alone>\d{1,3}(?:\.\d{3}){2,})"
    r"|(?P<apart>\d{1,3}(?:[ \u00a0\u2009\u202f'’]\d{3})+)(?:[.,](?P<rest>\d{1,2}))?)(?![\d.,])"
)
_ONE_NUMBER: Final = re.compile(
    r"(?P<before>[^\d.,%]{0,12}?\.?[ ]?)(?P<number>\d[\d,]{0,19}(?:\.\d{1,15})?)(?P<behind>[^\d%]{0,16})"
)
_COUNTS_ELSE: Final = re.compile(r"\s?(?:[a-z/]|[年月日号期级台座个])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HeaderUnit:
    """What a header says beside its name.

    `says` is the unit as it is written behind a number, "" for none. `unclear`: words that look like a unit and are
    none that is known; bare numbers below them cannot be understood.
    """

    label: str
    says: str = ""
    unclear: str = ""


def is_bare(value: str) -> bool:
    """True for numbers without a unit: 98, 1,200-1,300, 2×630."""
    return bool(_BARE.fullmatch(value))


def plain_figures(value: str) -> str:
    """A price with its number as Chinese listings write it: 980.000,50 and 980 000,5 are 980000.50 and 980000.5.

    Of a price alone, and of one number: 2 630 may be two. 980.000 may be either and stays.
    """
    found = list(_GROUPED.finditer(value))
    if len(found) != 1 or sum(map(str.isdigit, value)) != sum(map(str.isdigit, found[0][0])):
        return value
    whole = next(words for name in ("dots", "alone", "apart") if (words := found[0][name]))
    cents = found[0]["cents"] or found[0]["rest"]
    digits = "".join(filter(str.isdigit, whole)) + (f".{cents}" if cents else "")
    return f"{value[: found[0].start()]}{digits}{value[found[0].end() :]}"


def with_unit(value: str, unit: str) -> str:
    """A price with words around its one number, and the unit of its column behind it: ca. 98 -> ca. 98欧元.

    As it is where it has a unit of its own, or where what the number counts is something else: 2021年.
    """
    found = _ONE_NUMBER.fullmatch(value)
    if not unit or found is None or _COUNTS_ELSE.match(found["behind"]):
        return value
    if any(_looks_like_one(words, "price", figures=False) for words in (found["before"], found["behind"])):
        return value
    return f"{found['before']}{found['number']}{unit}{found['behind']}"


@lru_cache(1024)  # asked for every cell of a column
def unit_of(header: str, field: str) -> HeaderUnit:
    """The unit of a column that is this field; of a field that counts neither money nor power, any that is listed."""
    usual = HeaderUnit(*split_unit(header))
    if field not in WITH_UNITS:
        return usual
    doubt = ""
    for label, words, sure in _tails(header):
        if says := said_unit(words, field) or (sure and _one_of(words, field)):
            return HeaderUnit(label, says)
        doubt = doubt or (words if _looks_like_one(words, field, figures=sure) else "")
    return HeaderUnit(" ".join(header.split())[:200], unclear=doubt) if doubt else usual


@lru_cache(1024)
def meaning_of(header: str) -> Meaning:
    """What a header means, also one that has its unit without brackets, 容量 兆瓦, or long words as its unit."""
    best = meaning(header)
    for label, words, sure in _tails(header):
        said = meaning(label)
        if said.rank > best.rank and said.field in WITH_UNITS and _is_unit(words, said.field, sure):
            best = said
    return best


def _is_unit(words: str, field: str, sure: bool) -> bool:
    return bool(said_unit(words, field)) or (sure and _looks_like_one(words, field, figures=True))


def splits_of(said: str) -> tuple[tuple[str, str], ...]:
    """What a person says of a column, or a header, parted into name and unit in each way that may be meant."""
    return tuple((label, words) for label, words, _ in _tails(said))


def said_unit(words: str, field: str) -> str:
    """The unit that some words are, as it is written behind a number of this field; "" when they are none."""
    key = _SAID.sub("", simplified(unicodedata.normalize("NFKC", words).lower()))
    if field == "capacity":
        key = key.strip(_AROUND)
        return _units("power").get(key) or _units("counted").get(key, "")
    if field not in WITH_UNITS:
        return split_unit(f"x({key})")[1]
    found = _PER.search(key)
    per = _units("per").get(found[1], "") if found else ""
    money = _money((key[: found.start()] if found else key).strip(_AROUND))
    return "" if not money or (found and not per) else f"{money}/{per}" if per else money


def _one_of(words: str, field: str) -> str:
    """The unit in words such as 万元，含税; "" when more than one of them is or may be one."""
    parts = _BETWEEN.split(words)
    found = [says for part in parts if (says := said_unit(part, field))]
    doubts = sum(_looks_like_one(part, field, figures=True) for part in parts)
    return found[0] if len(found) == 1 and doubts == 1 else ""


def _money(key: str) -> str:
    """rmb10,000 -> 万元; millionusd -> 百万美元."""
    currency, rest = "", key
    while found := _at_an_end(rest, "currency"):
        currency, rest = currency if currency not in {"", "元"} else found[0], found[1].strip(_AROUND)
    if not rest:
        return currency
    times = _units("times").get(rest) or (_units("times beside a currency").get(rest) if currency else None)
    return f"{times}{currency or '元'}" if times else ""


def _at_an_end(key: str, kind: str) -> tuple[str, str] | None:
    """The longest word of a kind that a key begins or ends with: what it means, and the rest."""
    for word, means in sorted(_units(kind).items(), key=lambda pair: -len(pair[0])):
        if key.endswith(word):
            return means, key.removesuffix(word)
        if key.startswith(word):
            return means, key.removeprefix(word)
    return None


def _looks_like_one(words: str, field: str, *, figures: bool) -> bool:
    """True for words that tell what numbers count; `figures` in them are a sign of that."""
    key = _YEAR.sub("", simplified(unicodedata.normalize("NFKC", words).lower()))
    if (figures and any(map(str.isdigit, key))) or (field == "price" and any(map(_is_currency, key))):
        return True
    parts = set(_WORDS.findall(key))
    known = chain.from_iterable(map(_units, ("currency", "times", "power", "strange")))
    return any(word in parts if word.isascii() else word in key for word in known)


def _is_currency(sign: str) -> bool:
    return unicodedata.category(sign) == "Sc"


@lru_cache(1024)
def _tails(header: str) -> tuple[tuple[str, str, bool], ...]:
    """A header parted into its name and words at its end that may be a unit; True where a mark parts them."""
    header, found = " ".join(header.split())[:200], []
    folded = simplified(header)  # as long as the header itself
    for pattern, sure in _TAILS:
        tail = pattern.search(folded)
        if tail and (label := header[: tail.start()].strip(" _")):
            found.append((label, tail[1].strip(), sure))
    return tuple(found)


@cache
def _units(kind: str) -> dict[str, str]:
    """Words of a kind in data/columns.tsv, folded, and what is written for each."""
    return {word: means for means, words in words_of(kind).items() for word in words}
