"""The names that columns have, from data/columns.tsv: which field a header means, and the unit it gives its numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from monitor.text.fold import simplified

FIELDS: Final = (
    "title",
    "text",
    "price",
    "url",
    "seller",
    "contact",
    "date",
    "place",
    "capacity",
    "id",
    "number",
    "status",
)
_FILE: Final = Path(__file__).parents[1] / "data" / "columns.tsv"
_NOISE: Final = re.compile(r"[\s_\-()（）\[\]【】:：\"'“”*\ufeff]+")
_BRACKETS: Final = re.compile(r"[(（\[【]\s*(?:[单單]位\s*[:：]?\s*)?([^()（）\[\]【】]{1,12})[)）\]】]\s*\Z")
_AFTER_MARK: Final = re.compile(r"(?<=\S)\s*[/／,，:：]\s*(?:[单單]位\s*[:：]?\s*)?([^/／,，:：]{1,8})\s*\Z")


_SENTENCE: Final = 12  # letters of a title that may say anything


@dataclass(frozen=True, slots=True)
class _Names:
    whole: Mapping[str, str]
    parts: Mapping[str, tuple[str, ...]]
    never: Mapping[str, tuple[str, ...]]
    units: frozenset[str]
    sums: frozenset[str]
    speaking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header says: its field, "" when none is known; `rank`, more for a whole name than for a part of one."""

    field: str = ""
    rank: int = 0


@cache
def _lines() -> Mapping[tuple[str, str], tuple[str, ...]]:
    lines = [line.split("\t") for line in _FILE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return {(field, how): tuple(words.split()) for field, how, words in lines}


def words_of(kind: str) -> dict[str, tuple[str, ...]]:
    """The lines of the data file that begin with this word: what each stands for, and its words."""
    return {how: words for (first, how), words in _lines().items() if first == kind}


@cache
def _names() -> _Names:
    of = _lines()
    return _Names(
        {bare(word): field for field in FIELDS for word in of.get((field, "is"), ())},
        {field: of.get((field, "has"), ()) for field in FIELDS},
        {field: of.get((field, "not"), ()) for field in FIELDS},
        frozenset(of["unit", "is"]),
        frozenset(of["sum", "is"]),
        of["title alone", "has"],
    )


def bare(header: str) -> str:
    """A header as it is compared: folded width, case and script, without spaces, brackets and colons."""
    return simplified(_as_signed(header))


def _as_signed(header: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", header[:200])).lower()


def speaks(title: str) -> bool:
    """True when a title is worth reading without any other words: it names a plant or an offer, or is a sentence."""
    return sum(map(str.isalpha, bare(title))) >= _SENTENCE or names_offer(title)


def names_offer(words: str) -> bool:
    """True when words name a plant or an offer."""
    letters = simplified(_NOISE.sub("", unicodedata.normalize("NFKC", words)).lower())
    return any(word in letters for word in _names().speaking)


def is_default_name(header: str) -> bool:
    """True for what a program calls a column that nobody named: 字段1, Field2, A列."""
    return bool(_default_name().match(bare(header)))


@cache
def _default_name() -> re.Pattern[str]:
    words = "|".join(map(re.escape, _lines()["default name", "is"]))
    return re.compile(rf"(?:{words})(?:\d{{1,3}}|[a-z])(?![a-z])|[a-z]{{1,2}}(?:{words})\Z")


def signature_of(headers: Iterable[str]) -> tuple[str, ...]:
    """The headers of a table by which it is known again, in order; empty ones left out.

    In the script that they are written in: choices and names of rows are kept under them.
    """
    return tuple(key for header in headers if (key := _as_signed(header)))


def _folded(words: str) -> str:
    return simplified(unicodedata.normalize("NFKC", words).lower())


@lru_cache(1024)  # asked for every cell of a column
def split_unit(header: str) -> tuple[str, str]:
    """'转让底价（万元）' -> ('转让底价', '万元'); the unit is '' when the header ends with none that is known."""
    header = " ".join(header.split())[:200]
    for pattern in (_BRACKETS, _AFTER_MARK):
        found = pattern.search(header)
        if found and _folded(found[1]).replace(" ", "") in _names().units:
            return header[: found.start()].strip(), found[1].strip()
    return header, ""


def meaning(header: str) -> Meaning:
    """The field that a header means."""
    names = _names()
    key, shorter = bare(header), bare(split_unit(header)[0])
    for one in (key, shorter):
        if field := names.whole.get(one):
            return Meaning(field, 1000)
    found = [
        (len(word), field)
        for field in FIELDS
        if len(shorter) <= 20 and not any(word in shorter for word in names.never[field])
        for word in names.parts[field]
        if word in shorter
    ]
    return Meaning(max(found)[1], max(found)[0]) if found else Meaning()


@lru_cache(20_000)  # asked for every key of an object
def key_field(key: str) -> str:
    """What a key of a JSON object means: a field, or one of the words of `key` in the data file; "" for neither."""
    name, of = bare(key), words_of("key")
    if any(word in name for word in of["others has"]):
        return "others"
    return _keys().get(name) or meaning(key).field


@cache
def _keys() -> dict[str, str]:
    return {bare(word): field for field, words in words_of("key").items() if field != "others has" for word in words}


def may_mean(header: str, field: str) -> bool:
    """False when a header tells that its column is not this field, whatever stands in it: 截止日期 is no date."""
    key = bare(split_unit(header)[0])
    return not any(word in key for word in _names().never[field])


def is_sum(words: str) -> bool:
    """True for the first words of a row that sums up others."""
    return bare(words) in _names().sums
