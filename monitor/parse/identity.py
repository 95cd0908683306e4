"""What names a row or line without an address: an id that really is one, else what stays the same between exports.

A false "price cut" is worse than a listing that looks new, so what is in doubt gives another name: prices, row numbers
and counters never count, and ids that other files may use as well count only together with the words of the row. Pure.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from monitor.parse.digest import without_counters

DIGEST: Final = "row-"  # begins the names that are digests: the program hides them behind the workspace's key
_WORDS: Final = 4000  # characters that are enough to tell one text from another
_LONGEST: Final = 100  # characters of an id
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d")
_MONEY: Final = re.compile(
    r"[¥￥]?\s?[\d零一二三四五六七八九十百千两半][\d零一二三四五六七八九十百千两半,，.]{0,20}\s?[多余来]?\s?"
    r"(?:[万亿]\s?元?|元|w(?![a-z]))(?!\s?(?:千瓦|瓦|kw|mw|kva|度|立方|平方|m))"
)
OTHER_ROW: Final = "--"  # before the digest in the name of another offer of one number
_SAVED_OTHER: Final = re.compile(r"(?:(-[0-9a-f]{12})-|--)[0-9a-f]{12}$")
_ALIKE: Final = 0.5  # of the shorter text's groups of three characters: less is another offer
_NEAR: Final = 0.02  # of a capacity: more is another one
_MARKS: Final = re.compile(r"[^\w.]+|_+")
Reach = Literal["alone", "form", "row"]


@dataclass(frozen=True, slots=True)
class Naming:
    """What a row or line may be named by. `form` is what its export has in common with others of the same site.

    `words` is all else that it says in words; `price` is left out of them where it stands there. `site`: the host that
    the file came from, whose ids are its own; "" where that is not known.
    """

    form: str
    id: str = ""
    title: str = ""
    seller: str = ""
    place: str = ""
    capacity: str = ""
    words: str = ""
    price: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What a saved page says of its plant: capacity in kW, places from province to county (None: not said)."""

    title: str
    text: str
    capacity: float | None = None
    places: tuple[str | None, ...] = ()


class Named(NamedTuple):
    """What names a row: `name`; `former`, by the program's rule before it looked at prices, too; `alike`, names under
    which other files had it: a listing of one of these is the row when it says the same."""

    name: str
    former: str
    alike: tuple[str, ...]


@dataclass(slots=True)
class Names:
    """The names of one file's rows: `count` all of them first, then ask for each one's name in the same order.

    Which name a row gets does not hang on where it stands, but for rows that say the very same: they are numbered.
    Memory: 8 bytes and a set's place for each name; names are told apart by 64 bits.
    """

    _once: set[int] = field(default_factory=set)
    _twice: set[int] = field(default_factory=set)
    _given: dict[str, int] = field(default_factory=dict)

    def count(self, naming: Naming) -> None:
        """Take note of the names that a row could have."""
        for mark in {mark_of(name) for name in names_of(naming)}:
            (self._twice if mark in self._once else self._once).add(mark)

    def named(self, naming: Naming) -> Named:
        """The shortest name that no other row of the file could have; a number is added when there is none."""
        names = names_of(naming)
        name, former = self._own(names), self._own(names[:2])
        is_again = name not in names  # it says what another row of the file does, and is no listing that one may be
        alike = () if is_again else tuple(dict.fromkeys(one for one in (*names, former) if one != name))
        return Named(name, former, alike)

    def _own(self, names: Sequence[str]) -> str:
        for name in names:
            if mark_of(name) not in self._twice:
                return name
        longest = names[-1]
        self._given[longest] = number = self._given.get(longest, 0) + 1
        return longest if number == 1 else f"{longest}-{number}"


def names_of(naming: Naming) -> tuple[str, str, str]:
    """The name of a row, the longer one for when another row of its file has that name, too, and that of all its words,
    amounts of money among them, for when only these tell it from another."""
    number = unicodedata.normalize("NFKC", naming.id).strip()
    fixed = [_stable(part, naming.price) for part in (naming.title, naming.seller, naming.place, naming.capacity)]
    words = _stable(naming.words, naming.price)
    longer = _digest("all", number, *fixed, words)
    parts = (naming.title, naming.seller, naming.place, naming.capacity, naming.words, naming.price)
    exact = _digest("exact", number, *map(_bare, parts))
    reach = reach_of(number)
    if reach == "alone":
        return (f"{naming.site}/{number}" if naming.site else number), longer, exact
    if reach == "form":
        return f"{naming.site or naming.form}/{number}", longer, exact
    enough = fixed[0] and sum(map(bool, fixed[1:])) > 1  # many sellers write no more than 水电站转让 above their offer
    return _digest("row", number, *fixed, "" if enough else words or naming.form), longer, exact


def number_of(naming: Naming) -> str:
    """The id when it names a row without its words; '' when it does not."""
    number = unicodedata.normalize("NFKC", naming.id).strip()
    return "" if reach_of(number) == "row" else number


def reach_of(number: str) -> Reach:
    """How far an id names one thing: everywhere, in exports of the same form, or only beside the words of its row.

    Exchanges and markets give long numbers (GY00010280, 678901234567). Few digits, not counting a year, are a count
    that starts anew in every list (7, A-12, 2021-003).
    """
    letters, digits = _letters(number), sum(map(str.isdigit, _YEAR.sub("", number)))
    if len(number) > _LONGEST:
        return "row"
    if digits >= 10 or (digits >= 6 and letters >= 2):
        return "alone"
    return "form" if digits >= 5 or (letters >= 6 and not digits) else "row"


def same_offer(one: Said, other: Said) -> bool:
    """Whether what lies at one place is the page that lay there before, saved again, and no other offer.

    Half of the words must be the same, prices and counters aside, and what tells plants apart (title, capacity,
    place) agree more often than not where both say it.
    """
    told = [found for found in (_titles(one, other), _capacities(one, other), _places(one, other)) if found is not None]
    if told and 2 * sum(told) <= len(told):
        return False
    mine, theirs = _threes(one.text), _threes(other.text)
    return len(mine & theirs) >= _ALIKE * max(1, min(len(mine), len(theirs)))


def same_number(one: Said, other: Said, number: str) -> bool:
    """Whether two rows of one number are one offer, where nobody knows of which sites they are.

    A number that nobody else should have tells more than words, but not where place or capacity are others.
    """
    if reach_of(number) != "alone":
        return same_offer(one, other)
    told = [found for found in (_capacities(one, other), _places(one, other)) if found is not None]
    return not told or any(told)


def place_name(name: str) -> str:
    """The name of what was first saved at a place, or had a number, for that of any other offer found there later."""
    return _SAVED_OTHER.sub(r"\1", name)


def _titles(one: Said, other: Said) -> bool | None:
    mine, theirs = _stable(one.title, ""), _stable(other.title, "")
    return (mine in theirs or theirs in mine) if mine and theirs else None


def _capacities(one: Said, other: Said) -> bool | None:
    if not (one.capacity and other.capacity):
        return None
    return abs(one.capacity - other.capacity) <= _NEAR * max(one.capacity, other.capacity)


def _places(one: Said, other: Said) -> bool | None:
    told = [mine == theirs for mine, theirs in zip(one.places, other.places, strict=False) if mine and theirs]
    return all(told) if told else None


def _threes(text: str) -> set[str]:
    words = _stable(text, "")
    return {words[start : start + 3] for start in range(max(1, len(words) - 2))}


def _letters(number: str) -> int:
    return sum(map(str.isalpha, number))


def _stable(words: str, price: str) -> str:
    """Words as they are compared: without amounts of money, counters, marks and spaces."""
    words = words[:_WORDS]
    if price:
        words = words.replace(price, " ")
    return _bare(_MONEY.sub(" ", unicodedata.normalize("NFKC", words).lower()))


def _bare(words: str) -> str:
    """Words without counters, marks and spaces."""
    return _MARKS.sub("", without_counters(unicodedata.normalize("NFKC", words[:_WORDS]).lower()))


def _digest(*parts: str) -> str:
    return DIGEST + hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:16]


def mark_of(name: str) -> int:
    """64 bits by which names are told apart."""
    return int.from_bytes(hashlib.blake2b(name.encode("utf-8", "replace"), digest_size=8).digest())
