"""Provinces, prefectures and counties of China by name, as they stood on a day."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from itertools import chain, compress
from operator import add
from pathlib import Path
from typing import Final, Literal, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from monitor.rules.abroad import Lands

Level = Literal["province", "prefecture", "county"]

FOLDER: Final = Path(__file__).parent.parent / "data" / "places"
TODAY: Final = "9999-12"
_LEVELS: Final[Mapping[str, Level]] = {"province": "province", "prefecture": "prefecture", "county": "county"}


@dataclass(frozen=True, slots=True)
class Place:
    """One division under one name; `province`, `prefecture`, `county` are full official names (None below its level,
    and no prefecture in a municipality or a county run by the province). Months are YYYY-MM, both included; "" is
    without end, "?" some month after 2019-04. `former` is the division it was looked up by, when that had ended.
    """

    adcode: str
    name: str
    level: Level
    province: str
    prefecture: str | None
    county: str | None
    valid_from: str = ""
    valid_to: str = ""
    former: Place | None = field(default=None, compare=False)

    @property
    def formerly(self) -> str:
        """The name it was looked up by, when that had ended; else ""."""
        return self.former.name if self.former is not None and self.former.name != self.name else ""

    def within(self, other: Place) -> bool:
        """True when this place is `other` or lies in it, or did under its former name: 四川开县 is 重庆's 开州区."""
        if self.former is not None and self.former.within(other):
            return True
        if other.level == "province":
            return self.province == other.province
        if other.level == "prefecture":
            return self.province == other.province and self.prefecture == other.prefecture
        return self == other

    def existed(self, month: str) -> bool:
        """True when the division bore this name in that month (YYYY-MM)."""
        return self.valid_from.strip("?") <= month and (self.valid_to in {"", "?"} or month <= self.valid_to)

    def ended(self, month: str) -> bool:
        """True when the division no longer bore this name in that month (YYYY-MM)."""
        return self.valid_to not in {"", "?"} and self.valid_to < month


class NameHit(NamedTuple):
    """A place name found at [start, end) of a folded text."""

    start: int
    end: int
    name: str


class Places:
    """The place table and its lookups; reading a text takes one pass."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._lines = (folder / "divisions.tsv").read_text("utf-8").split("\n")[:-1]
        index = (folder / "names.tsv").read_text("utf-8").split("\n")[:-1]
        self._starts = {line[:2]: line for line in index}
        self._parsed: dict[str, tuple[tuple[str, str], ...]] = {}
        self._places: dict[tuple[int, str], Place] = {}
        self._named: dict[tuple[str, str], tuple[Place, ...]] = {}
        self._known_towns: dict[str, tuple[str, ...]] = {}
        self._with_town: dict[tuple[str, str], tuple[Place, ...]] = {}
        self._read = 0  # characters read so far

    def __reduce__(self) -> tuple[type[Places], tuple[Path]]:
        return Places, (self._folder,)  # a copy on disk holds the folder's name only: reading it anew is as fast

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[Place]:
        """Every division under every name it has borne, by code."""
        return (self._place(number, TODAY) for number in range(len(self._lines)))

    @cached_property
    def words(self) -> Mapping[str, tuple[str, ...]]:
        """The word lists of words.txt by heading."""
        lists: dict[str, list[str]] = {}
        for line in (self._folder / "words.txt").read_text("utf-8").splitlines():
            if line.startswith("["):
                current = lists.setdefault(line.strip("[]"), [])
            elif line and not line.startswith("#"):
                current.extend(line.split())
        return {name: tuple(words) for name, words in lists.items()}

    @cached_property
    def lands(self) -> Lands:
        """What lies outside the mainland, by name."""
        return Lands(self._folder / "abroad.tsv")

    @cached_property
    def _english(self) -> Mapping[str, str]:
        lines = (self._folder / "english.tsv").read_text("utf-8").split("\n")[:-1]
        return dict(line.split("\t", 1) for line in lines)

    @cached_property
    def _english_heads(self) -> frozenset[str]:
        return frozenset([name[:_HEAD] for name in self._english])

    def may_begin_in_english(self, word: str) -> bool:
        """False when no name in Latin letters begins with a word, nor is one without its last letters."""
        return word[:_HEAD] in self._english_heads or word[:_SHORTEST] in self._english_heads or "’" in word

    @cached_property
    def _towns(self) -> str:
        return "\n" + (self._folder / "towns.tsv").read_text("utf-8")

    @cached_property
    def _codes_by_town(self) -> Mapping[str, list[str]]:
        """The codes of the counties of each town; made when the first text asks for it, which few texts do."""
        found: dict[str, list[str]] = {}
        for line in self._towns.split("\n")[1:-1]:
            for town in line[7:].split(" "):
                found.setdefault(town, []).append(line[:6])
        return found

    def _towns_of(self, adcode: str) -> tuple[str, ...]:
        if adcode not in self._known_towns:
            start = self._towns.find(f"\n{adcode}\t")
            line = self._towns[start + 8 : self._towns.index("\n", start + 1)] if start >= 0 else ""
            self._known_towns[adcode] = tuple(line.split())
        return self._known_towns[adcode]

    def counties_of_town(self, town: str, day: date | None = None) -> tuple[Place, ...]:
        """The counties that have a town of that name (2023, without 镇 or 乡); () for a name not known."""
        codes = self._codes_by_town.get(town)
        if codes is None:
            return ()
        key = (town, _month(day))
        if key not in self._with_town:
            if len(self._with_town) > _REMEMBERED:
                self._with_town.clear()
            self._with_town[key] = tuple(place for code in codes if (place := self.coded(code, day)) is not None)
        return self._with_town[key]

    def town_ends(self, county: Place, text: str, start: int) -> int:
        """Where the name of a town of that county (2023, without 镇 or 乡) that begins at text[start] ends; 0: none."""
        towns = self._towns_of(county.adcode)
        if not text.startswith(towns, start):
            return 0
        return max(start + len(town) for town in towns if text.startswith(town, start))

    @cached_property
    def _automaton(self) -> tuple[AhoCorasick, list[str]]:
        cells = (cell for line in self._starts.values() for cell in line[3:].split(" "))
        names = [cell.partition(":")[0] for cell in cells]
        return AhoCorasick(names, matchkind=MatchKind.LeftmostLongest, store_patterns=False), names

    def names_in(self, text: str) -> list[NameHit]:
        """The place names of a folded text, longest first at each place, without overlaps, in text order.

        One pass of an automaton; for the first texts, which would wait for it, a look-up a character with equal result.
        """
        self._read += len(text)
        if self._read > _WORTH_AN_AUTOMATON:
            automaton, names = self._automaton
            hits = automaton.find_matches_as_indexes(text)
            return [NameHit(start, end, names[number]) for number, start, end in hits]
        return self._look_up(text)

    def _look_up(self, text: str) -> list[NameHit]:
        found: list[NameHit] = []
        starts, parsed, end = self._starts, self._parsed, 0
        # All characters are looked up, without a step of Python for each.
        known = map(starts.__contains__, map(add, text, text[1:]))
        for place in compress(range(len(text)), known):
            if place < end:
                continue
            key = text[place : place + 2]
            for name, _ in parsed.get(key) or self._parse(key):
                if text.startswith(name, place):
                    end = place + len(name)
                    found.append(NameHit(place, end, name))
                    break
        return found

    def named(self, name: str, day: date | None = None) -> tuple[Place, ...]:
        """The divisions of that full or short name on a day (None: today), the highest first.

        When none bore it then, what followed those that had borne it (襄樊 in 2015 is 襄阳市, `formerly` 襄樊市), or
        else those that bore it at another time; () for a name not known.
        """
        key = (name, _month(day))
        if key not in self._named:
            numbers = next((numbers for known, numbers in self._parse(name[:2]) if known == name), "")
            if len(self._named) > _REMEMBERED:
                self._named.clear()
            self._named[key] = self._choose(numbers, day) if numbers else ()
        return self._named[key]

    def named_in_english(self, name: str, day: date | None = None) -> tuple[Place, ...]:
        """The same for a name in Latin letters, lower case: 'sichuan', 'liuzhou'; () for a name not known."""
        numbers = self._english.get(name) or self._english.get(name.replace("'", ""), "")  # Lan'gao
        return self._choose(numbers, day) if numbers else ()

    def coded(self, adcode: str, day: date | None = None) -> Place | None:
        """The division of a six-digit code on a day (None: today), or the one that followed when it had ended."""
        month = _month(day)
        numbers = self._numbers_of(adcode)
        places = [self._place(number, month) for number in numbers]
        if not places or (then := next((place for place in places if place.existed(month)), None)) is not None:
            return then if places else None
        followers = self._followers(numbers[-1], month)
        return followers[0] if len(followers) == 1 else places[-1]

    def resolve(self, text: str, day: date | None = None) -> tuple[Place, ...]:
        """What a place written as 四川省凉山州会东县, 会东 or 贵州 may be: one, several, or () when none is named."""
        best: tuple[Place, ...] = ()
        for hit in self.names_in(text):
            options = self.named(hit.name, day)
            inside = tuple(place for place in options if any(place.within(above) for above in best))
            best = inside or best or options
        return best

    def _parse(self, key: str) -> tuple[tuple[str, str], ...]:
        if key in self._parsed:
            return self._parsed[key]
        line = self._starts.get(key)
        if line is None:
            return ()
        names = tuple((name, numbers) for name, _, numbers in (cell.partition(":") for cell in line[3:].split(" ")))
        self._parsed[key] = names
        return names

    def _choose(self, numbers: str, day: date | None) -> tuple[Place, ...]:
        month = _month(day)
        places = {self._place(int(number), month): int(number) for number in numbers.split(",")}
        chosen: Iterable[Place] = [place for place in places if place.existed(month)]
        if not chosen:
            each = [self._followers(places[old], month) or (old,) for old in _last_of_each(places)]
            chosen = dict.fromkeys(chain.from_iterable(each))
        return tuple(sorted(chosen, key=lambda place: (_DEPTH[place.level], place.valid_to != "", place.adcode)))

    @cached_property
    def _successors(self) -> Mapping[int, tuple[int, ...]]:
        lines = (self._folder / "successors.tsv").read_text("utf-8").splitlines()
        cells = (line.partition("\t") for line in lines)
        return {int(number): tuple(map(int, followed.split(","))) for number, _, followed in cells}

    def _followers(self, number: int, month: str) -> tuple[Place, ...]:
        """What a division that had ended is in `month`: 盘县 is 盘州市 since 2017; () when that is not known."""
        old, found, reached = self._place(number, month), [], [number]
        for one in reached:  # grows: 通什市 became 五指山市, and that may end in its turn
            for following in self._successors.get(one, ()):
                place = self._place(following, month)
                if place.existed(month):
                    found.append(replace(place, former=old))
                elif place.ended(month) and following not in reached:
                    reached.append(following)
        return tuple(dict.fromkeys(found))

    def _numbers_of(self, adcode: str) -> range:
        first = bisect_left(self._lines, adcode)
        last = first
        while last < len(self._lines) and self._lines[last].startswith(adcode):
            last += 1
        return range(first, last)

    def _place(self, number: int, month: str) -> Place:
        if (number, month) in self._places:
            return self._places[number, month]
        code, name, level, parent, valid_from, valid_to, _ = self._lines[number].split("\t", 6)
        # A division of the past is placed in what was above it then.
        then = valid_to if valid_to not in {"", "?"} and valid_to < month else max(month, valid_from.strip("?"))
        above = self._above(parent, then)
        place = Place(
            code, name, _LEVELS[level],
            above.province if above else name,
            name if level == "prefecture" else above.prefecture if above else None,
            name if level == "county" else None,
            valid_from, valid_to,
        )  # fmt: skip
        if len(self._places) > _REMEMBERED:
            self._places.clear()
        self._places[number, month] = place
        return place

    def _above(self, parent: str, month: str) -> Place | None:
        if not parent:
            return None
        places = [self._place(number, month) for number in self._numbers_of(parent)]
        return next((place for place in places if place.existed(month)), places[-1] if places else None)


_DEPTH: Final[Mapping[Level, int]] = {"province": 0, "prefecture": 1, "county": 2}
_HEAD: Final = 3  # letters looked at to tell that a word begins no name
_SHORTEST: Final = 2  # letters of the shortest names
_REMEMBERED: Final = 20_000
_WORTH_AN_AUTOMATON: Final = 200_000  # characters: making one takes as long as looking up about as many (measured)


def _month(day: date | None) -> str:
    return f"{day.year:04}-{day.month:02}" if day else TODAY


def _last_of_each(places: Iterable[Place]) -> list[Place]:
    """One place for each name and province, the latest: 东乡县 changed its code twice."""
    latest: dict[tuple[str, str], Place] = {}
    for place in sorted(places, key=lambda place: place.valid_to or TODAY):
        latest[place.name, place.province] = place
    return list(latest.values())


@cache
def load_places() -> Places:
    """The built-in place table, read once in a process."""
    return Places()
