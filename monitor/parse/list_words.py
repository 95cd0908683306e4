"""Words of a page beside the cards of a list: those of any list or site, or its own. Pure, linear time.

The words that lists say are known (`data/list_pages.txt`); what is left over without them is said of one plant.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

from monitor.html.cards import AMOUNT, words_of
from monitor.plants import names_plant

MAX_LINK: Final = 12  # letters of a link that leads about a site; of Latin ones twice as many
MAX_SITE: Final = 12  # characters of the name of a site
MAX_LINE: Final = 400  # characters of a line that is looked at: no list has longer ones
MAX_SCRIPT: Final = 200_000  # characters of all scripts of a list
_UNITS: Final = re.compile(
    r"\d\s?(?:hp|匹|马力|度|块|kva|千伏安|美金|美元|欧元|英镑|港币|港元|m\b|k\b|bn\b|gbp|eur|hkd)|(?:[£€]|gbp|eur|usd|hkd|us\$)\s?\d"
)
_NUMBER: Final = re.compile(r"\d(?:[\s-]?\d){6}")  # a number to call, or a sum without a unit
_DAY: Final = re.compile(
    r"\d{4}\s?[-/.年]\s?\d|\d\s?月\s?\d|\d\s?[/.]\s?\d{1,2}\s?[/.]\s?\d{2}|\d\s?(?:天|小时|分钟)前"
)
_RECORD: Final = re.compile(r"\S?icp[备備证證]-?\d+号(?:-\d+)?|\S?公网安备\s?\d+号")  # how the state knows a site
_COUNT: Final = re.compile(r"\d{1,6}\s?(?=[条條个页頁]|results|listings|hydro|plants)")
_MARKS: Final = re.compile(r"[\W_]+")
_TITLE: Final = re.compile(r"[_|–—·•]|\s-\s|-(?=[^\x00-\x7f])")
_ESCAPED: Final = re.compile(r"\\u([0-9a-f]{4})")
_KEYS: Final = re.compile(r"price|capacity|telephone|mobile|articlebody|售价|价格")


def folded(words: str) -> str:
    """Words as they are compared: one width, lower case, no white space at the ends or twice."""
    return " ".join(unicodedata.normalize("NFKC", words).lower().split())


def tells_figure(words: str) -> bool:
    """True for words (folded) with an amount, a size, a number to call or a day."""
    return any(one.search(words) is not None for one in (AMOUNT, _UNITS, _NUMBER, _DAY))


def names_own(words: str) -> bool:
    """True for words (folded) with one that is said of one plant, or by who sells it; amounts are none."""
    bare = AMOUNT.sub(" ", words)
    return any(word in bare for word in words_of("own"))


def without_labels(words: str) -> str:
    """What a card (folded) says but its amounts and what they are called."""
    return _without(AMOUNT.sub(" ", words), "labels")


def is_own_line(line: str) -> bool:
    """True for a line of text, no link, that is not of a list or site alone."""
    if not (words := _RECORD.sub(" ", folded(line))):
        return False
    if len(words) > MAX_LINE:
        return True
    left = _left(words)
    if any(word in words for word in words_of("site")):
        left = _MARKS.sub("", re.sub(r"\b20\d\d\b", "", left))
        return len(left) > MAX_SITE or tells_figure(words) or names_own(_without(words, "site"))
    return _MARKS.sub("", left) != ""


def is_own_link(line: str) -> bool:
    """True for the words of a link, or of an attribute, that say more than where it leads on a site."""
    words = _RECORD.sub(" ", folded(line))
    most = 2 * MAX_LINK if words.isascii() else MAX_LINK
    return len(words) > most or tells_figure(words) or names_own(_without(words, "site")) or _names_one(words)


def is_own_title(title: str) -> bool:
    """True for a title that does not begin as that of a list, or goes on with more than names of a site."""
    first, *others = [part for part in _TITLE.split(title) if part.strip()] or [""]
    return is_own_line(first) or any(map(is_own_link, others))


def is_own_value(value: str) -> bool:
    """True for what an attribute says that tells a figure or names one plant."""
    words = folded(value[: 4 * MAX_LINE])
    return tells_figure(words) if words.isdigit() else tells_figure(words) or _names_one(words)


def is_own_script(script: str) -> bool:
    """True for a script that holds words of plants, amounts, or what such are named by."""
    if len(script) > MAX_SCRIPT:
        return True
    words = _ESCAPED.sub(lambda one: chr(int(one[1], 16)), script.lower())
    return names_plant(words) or any(one.search(words) is not None for one in (AMOUNT, _KEYS))


def _names_one(words: str) -> bool:
    return names_plant(words) and _MARKS.sub("", _left(words)) != ""


def _left(words: str) -> str:
    """What is left of words (folded) without those that lists and sites say."""
    return _without(_without(_COUNT.sub(" ", words), "site"), "lists")


def _without(words: str, kind: str) -> str:
    return _known(kind).sub(" ", words)


@cache
def _known(kind: str) -> re.Pattern[str]:
    """The entries of a kind, the longest first; Latin ones are whole words."""
    entries = sorted(words_of(kind), key=len, reverse=True)
    return re.compile("|".join(rf"\b{re.escape(one)}\b" if one.isascii() else re.escape(one) for one in entries))
