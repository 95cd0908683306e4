"""Reads place names in Latin letters: Sichuan, Ya'an, Huidong County, "pingwu, sichuan"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final, NamedTuple

from monitor.extract.place_lone import lone_county
from monitor.extract.place_use import AT_HOME, Use, without_districts
from monitor.rules.places import Place, Places
from monitor.text.expression import expression

_WORD: Final = expression(r"(?<![a-z\d])(?:[a-z]{3,}|[a-z]{2}(?=['’]| county\b))(?:['’-][a-z]+)*")
_KIND: Final = expression(
    r"[ -](?:(?:[a-z]+,? (?:and )?){0,3}autonomous )?(county|district|city|prefecture|province|region|banner)\b"
)
_ABOVE: Final = expression(
    r"(?: (?:area|mountains?|hills|valley|side))?,? ?\(?(?:in )?((?:inner )?[a-z']{3,})(?: ([a-z']{3,}))?"
)
_SIZE_BEFORE: Final = expression(r"\d ?(?:kw|mw)(?: hydro| hydropower| power| station| plant)*,? (?:@ ?)?$")
_SIZE_AFTER: Final = expression(
    r"(?: (?:hydro|hydropower|power|station|plant))*[:,]? (?:\d ?[x×*] ?)?\d[\d,.]* ?(?:kw|mw)(?![a-z])"
)
_LONG: Final = 5  # letters of a province's name written small: hunan, sichuan; not gansu's neighbours in other words
# The surroundings, in folded text.
_IN: Final = expression(r"(?:\b(?:in|near|at|around|outside|from|of|inside)|located in|place:|location:)\s$")
_OWNER: Final = expression(r"([a-z']+?)['’]s $")  # Yunnan's Zhenkang
_HOME: Final = expression(
    r"(?:\b(?:buyers?|investors?|boss(?:es)?|business(?:man|men)|merchants?|agents?|m[ae]n|wom[ae]n|miners?|people|friends?"
    r"|couple|famil(?:y|ies)|relatives?|traders?|brokers?|lawyers?) (?:from|in)"
    rf"|{AT_HOME})\s$"
)
# We're the Liu family from Suichuan, I am an old man from Leibo
_OWN_HOME: Final = expression(r"\b(?:we|i)(?:[’']?(?:re|m)| are| am)(?: [a-z]+){0,4} from\s$")
# A man from Danba lists a station: who sells is where the plant is, if nothing else tells.
_SELLER: Final = expression(r"\b(?:man|woman|miner|couple|family|farmer|villager) (?:from|in)\s$")
_SELLS: Final = expression(
    r"[^.;!?\n]{0,40}?\b(?:says?|said|lists?|listed|likes to say|with (?:the|a|his|her)|by which|sells?|is selling"
    r"|asks?|puts?|has (?:put|slashed|cut|listed)|offers?|wants (?!to))\b"
)
_OFFICE: Final = expression(
    r"(?:[ -](?:municipal|provincial|intermediate|higher|city|county|province|united|property|equity|people's))*"
    r"[ -](?:court|exchange|bureau|government|university|daily|news|newspaper|evening|authorit|department|police|based"
    r"|brokers?\b|investors?\b|buyers?\b|trader|tycoon)"
    r"|(?: [a-z']+){1,4}? (?:court|exchange)\b"
)
_GRID: Final = expression(r"(?: province)?(?: (?:provincial|power|state|electric))*(?: grid)")
_COMPANY: Final = expression(
    r"(?: (?!(?:is|was|are|were|be|been|has|have|had|can|will|to|for|on|at|with|and|wants?|sells?|said)\b)[a-z]+){1,5}?"
    r" (?:co\b|company|corp|ltd|limited|group\b|inc\b)"
)
_HYDRO_COMPANY: Final = expression(r"(?: [a-z]+){0,3}? (?:hydro|hydropower|hydroelectric|power station)\b")
_PLANT_OF: Final = expression(r"(?: hydro(?:power|electric)?)?(?: power)? (?:plant|station|dam|hydropower|hydro)\b")
_DATELINE: Final = expression(
    r"(?:, [a-z]+)?,? (?:(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.? \d{1,2}\b"
    r"|\((?:xinhua|reuters|ap|afp|caixin)\))|\s?(?:--|—)"
)
# HONG KONG (DealStreet) -, KUNMING, China -: where an agency writes, unless a county; but Lishui (Zhejiang) - 500 kW
_AGENCYS_CITY: Final = expression(r"(?:, china)?,? \(([a-z][a-z .&'’]{1,30})\) ?[-–—]|, china ?[-–—]")
# The Leibo station, one Kangding owner, Fengshan's "little gold mine" … 250 kW: told by the plant beside it.
_KIND_OF_PLANT: Final = (
    r"(?: (?:small|mini|micro|tiny|old|little|upper|lower|county|hydro(?:power|electric(?:ity)?)?|power"
    r"|run-of-river|twin"
    r"|(?:\d ?[x×*] ?)?\d[\d,.]*[ -]?(?:kw|mw|kilowatts?|megawatts?)))*"
)
_PLANT_WORD: Final = (
    r"(?:plants?|stations?|hydro(?:power|electric(?:ity)?)?|dam|powerhouse)\b(?! (?:road|street|hotel|police))"
)
_BESIDE_PLANT: Final = expression(
    rf"{_KIND_OF_PLANT} (?:{_PLANT_WORD}|(?:plant |station )?(?:owner|seller)\b)"
    rf"|['’]s?[^.;!?\n]{{0,60}}?[ (\"“‘](?:{_PLANT_WORD}|\d[\d,.]*[ -]?(?:kw|mw|kilowatt|megawatt))"
    r"|['’]s? m(?:rs?|s)\b| (?:upper|lower|no\.? ?\d)(?: station| plant)? \("
)
_COURT: Final = expression(r"(?: (?:county|city|people['’]s|intermediate))* court\b")
_BUREAU: Final = expression(r"(?: [a-z]+){0,2} bureau\b")
_HEADS_TEXT: Final = expression(r" ?(?::|[—–] )")
_PLANT_BEFORE: Final = expression(
    r"(?:\b(?:hydro(?:power)?|(?:hydro|power) (?:plant|station)|station)(?: (?:for|4) sale)?(?: in| at)?:?|@) $"
)
_SMALL_END: Final = expression(r"[ ,.!;:\n]|$")
_PAPERS: Final = frozenset({"xinhua"})  # an agency whose name is a county's
_TITLE: Final = expression(
    r"\b(?:mr|mrs|ms|miss|madam|boss|uncle|aunt|auntie|teacher|brother|sister|director|manager)\.? $"
)
_NAME_BEFORE: Final = expression(r"(?<![a-z])([a-z']{3,})[ ,]{1,2}$")
_SHORTEST: Final = 4
_LEAST_SIGNS: Final = 2  # of a county's full name: Tang, Dan are names of people rather than of 唐县, 单县
_LONE_LONG: Final = 5  # letters of a county's name that stands in lower case
_SHORT_ENDS: Final = ("xian", "shi")


class LatinName(NamedTuple):
    """A name in Latin letters at [start, end) of a folded text: what it may be, and how it is used."""

    start: int
    end: int
    options: tuple[Place, ...]
    use: Use


def latin_names(
    text: str, places: Places, day: date | None, is_capital: Callable[[int], bool], heading: bool = False
) -> list[LatinName]:
    """The names of divisions in Latin letters in a folded text of any length, in text order; linear time.

    `is_capital` tells of a position in `text` whether a capital stood there. A name begins with a capital, unless it is
    a province's, or 'county' or a name above it follows.
    """
    if _WORD.search(text) is None:
        return []
    reader = _Reader(text, places, day, is_capital, _provinces_in(text, places, day))
    found: list[LatinName] = []
    for match in _WORD.finditer(text):
        if not places.may_begin_in_english(match[0]) or (found and match.start() < found[-1].end):
            continue
        if (name := reader.read(match.start(), match[0])) is not None:
            found.append(name)
    if any(place.level == "county" for one in found for place in one.options):
        return found
    told = _beside_plants(reader, found)[:1] or _lone(reader, found, heading)
    return sorted([*found, *told], key=lambda one: one.start)


def _lone(reader: _Reader, found: list[LatinName], heading: bool) -> list[LatinName]:
    """The one county that a text about a plant names in a word; agencies and buyers sit elsewhere."""
    above = [one.options[0] for one in found if one.use not in {"person", "press", "only"} and len(one.options) == 1]
    lone = lone_county(reader.text, reader.places, reader.day, reader.is_capital, above, heading)
    if lone is None:
        return []
    start, end, options = lone
    return [LatinName(start, end, options, "local" if _BUREAU.match(reader.text, end) else "plain")]


def _beside_plants(reader: _Reader, found: list[LatinName]) -> list[LatinName]:
    """The counties told by nothing but the plant beside them, in a text that tells no other; in the places it names."""
    above = [one.options[0] for one in found if one.use not in {"person", "only"}]
    names = []
    for match in _WORD.finditer(reader.text):
        if not reader.places.may_begin_in_english(match[0]):
            continue
        name = reader.beside_plant(match.start(), match[0])
        if name is not None and (not above or any(name.options[0].within(place) for place in above)):
            names.append(name)
    return names


def _provinces_in(text: str, places: Places, day: date | None) -> frozenset[str]:
    named = (places.named_in_english(word, day)[:1] for word in {match[0] for match in _WORD.finditer(text)})
    told = {place.province for each in named for place in each if place.level == "province"}
    regions = (cell.partition(":") for cell in places.words["regions"])
    words = set(_WORD.findall(text))
    return frozenset(told or {one for region, _, held in regions if region in words for one in held.split(",")})


class _Reader(NamedTuple):
    text: str
    places: Places
    day: date | None
    is_capital: Callable[[int], bool]
    provinces: frozenset[str]  # named anywhere in the text

    def read(self, start: int, word: str) -> LatinName | None:
        """The name that begins with the word at `start`."""
        two = " ".join(self.text[start : start + len(word) + 10].split(" ")[:2]).strip(".,;:!?")
        for name in (two, word.replace("’", "'")) if two != word else (two,):
            known = self.places.named_in_english(name, self.day) or self._short_county(name)
            if known and (options := self._options(start, start + len(name), known)):
                end = start + len(name)
                kind = _KIND.match(self.text, end)
                end = kind.end() if kind else end
                use: Use = "press" if self._writes_there(start, end, options) else self._use(start, end)
                return LatinName(start, end, options, use)
        return None

    def _writes_there(self, start: int, end: int, options: tuple[Place, ...]) -> bool:
        """True for the city of an agency, which heads the text."""
        city = _AGENCYS_CITY.match(self.text, end) if start == 0 and options[0].level != "county" else None
        return city is not None and not self.places.named_in_english(city[1] or "", self.day)

    def beside_plant(self, start: int, word: str) -> LatinName | None:
        """The one county of that name, where a plant stands beside it: the Leibo station, hydro for sale daozhen."""
        word = word.removesuffix("'s").removesuffix("’s")
        known = self.places.named_in_english(word, self.day)
        short = self._short_county(word)
        known = short or tuple(one for one in known if one.level == "county" and len(one.name) > _LEAST_SIGNS)
        known = without_districts(known)
        if len(known) > 1:
            flat = self.places.words["flat"]
            named = tuple(one for one in known if one.province in self.provinces)
            known = named or tuple(one for one in known if one.province not in flat)
        end = start + len(word)
        if len(known) != 1 or word in _PAPERS or len(word) < _SHORTEST or not self._has_plant(start, end):
            return None
        return LatinName(start, end, known, "local" if _COURT.match(self.text, end) else self._use(start, end))

    def _has_plant(self, start: int, end: int) -> bool:
        before = _PLANT_BEFORE.search(self.text, max(start - 28, 0), start) is not None
        if _TITLE.search(self.text, max(start - 12, 0), start):
            return False
        if not self.is_capital(start):
            before = before or self._beside_size(start, end) or self._is_below(start, end)
            return before and end - start >= _LONE_LONG and _SMALL_END.match(self.text, end) is not None
        heads = start == 0 and _HEADS_TEXT.match(self.text, end)
        return bool(before or heads or _BESIDE_PLANT.match(self.text, end) or _COURT.match(self.text, end))

    def _is_below(self, start: int, end: int) -> bool:
        """True behind the name of what the county lies in: leshan muchuan."""
        above = _NAME_BEFORE.search(self.text, max(start - 24, 0), start)
        higher = self.places.named_in_english(above[1], self.day) if above else ()
        known = self.places.named_in_english(self.text[start:end], self.day)
        return any(one.within(each) for one in known for each in higher if each.level != "county")

    def _short_county(self, name: str) -> tuple[Place, ...]:
        """Maoxian, Lixian, Mangshi: the counties of one sign, which keep their kind in the name."""
        end = next((end for end in _SHORT_ENDS if name.endswith(end) and len(name) >= len(end) + 2), None)
        if end is None:
            return ()
        known = self.places.named_in_english(name.removesuffix(end), self.day)
        return tuple(one for one in known if len(one.formerly or one.name) == 2 and one.level == "county")

    def _options(self, start: int, end: int, known: tuple[Place, ...]) -> tuple[Place, ...]:
        """Which of the places of that name are meant here; () when the word is no name here."""
        kind = _KIND.match(self.text, end)
        above = self._inside(end if kind is None else kind.end(), known)
        if kind is not None:
            of_county = kind[1] in {"county", "district", "banner"}
            fitting = tuple(one for one in known if kind[1] == "city" or (one.level == "county") == of_county)
            return tuple(one for one in fitting if one in above) or self._of_kind(start, kind[1], fitting)
        if above:
            above = without_districts(above)  # Anyuan, Jiangxi
            # Enshi, Hubei is the prefecture, and so says nothing of the city of that name.
            return above[:1] if all(one.within(above[0]) for one in above) else above
        if not self.is_capital(start):
            return tuple(one for one in known if one.level == "province" and end - start >= _LONG)
        if owned := self._owned(start, known):
            return owned
        # Suining, of which there are three, in a text that also names Hunan.
        if len(known) > 1 and not any(one.level == "province" for one in known):
            known = tuple(one for one in known if one.province in self.provinces) or known
        if higher := tuple(one for one in known if one.level != "county"):
            return self._or_counties(start, end, higher, known)
        short = self.text[start:end].endswith(_SHORT_ENDS)  # in Wenxian; but in DAI is no 代县
        known = tuple(one for one in without_districts(known) if short or len(one.name) > _LEAST_SIGNS)
        return known if len(known) == 1 and self._of_county(start, end, known[0]) else ()

    def _or_counties(
        self, start: int, end: int, higher: tuple[Place, ...], known: tuple[Place, ...]
    ) -> tuple[Place, ...]:
        """Suining is a city, and two counties elsewhere; the plant in Wuxi is in the hills, not in the city's plain."""
        flat = self.places.words["flat"]
        counties = tuple(
            one
            for one in known
            if one.level == "county" and not one.name.endswith("区") and len(one.name) > _LEAST_SIGNS
            and one.province not in flat and not any(one.within(each) for each in higher)
        )  # fmt: skip
        if higher[0].level == "province" or not counties:
            return higher
        plain = all(one.province in flat for one in higher)
        return counties if plain and self._of_county(start, end, counties[0]) else (*higher, *counties)

    def _of_county(self, start: int, end: int, county: Place) -> bool:
        """True where a plant is said to be: in Lushui, or the Lushui plant in a text that names Yunnan."""
        if _IN.search(self.text, max(start - 14, 0), start):
            return True
        if self._beside_size(start, end):
            return True
        return county.province in self.provinces and _PLANT_OF.match(self.text, end) is not None

    def _beside_size(self, start: int, end: int) -> bool:
        """750kw Luding, Luding 2x500 kW: as sellers chat."""
        if end - start < _LONG:
            return False
        return bool(_SIZE_BEFORE.search(self.text, max(start - 24, 0), start) or _SIZE_AFTER.match(self.text, end))

    def _of_kind(self, start: int, kind: str, fitting: tuple[Place, ...]) -> tuple[Place, ...]:
        """Yunnan's Yingjiang county: by whose it is, and a county is no district."""
        owned = self._owned(start, fitting)
        ends = "区" if kind == "district" else "县旗"
        named = tuple(one for one in fitting if one.name[-1] in ends) if kind in {"county", "district"} else ()
        told = tuple(one for one in named or fitting if one.province in self.provinces)
        return owned or told or named or fitting

    def _owned(self, start: int, known: tuple[Place, ...]) -> tuple[Place, ...]:
        """Those of the places that lie in the one whose name stands before: Yunnan's Zhenkang."""
        owner = _OWNER.search(self.text, max(start - 20, 0), start)
        above = self.places.named_in_english(owner[1], self.day) if owner else ()
        return tuple(one for one in known if any(one.within(each) and one != each for each in above))

    def _inside(self, end: int, known: tuple[Place, ...]) -> tuple[Place, ...]:
        """Kangding, Sichuan: those of the places that lie in what follows at once."""
        following = _ABOVE.match(self.text, end)
        above = [
            one
            for name in ((following[1], f"{following[1]} {following[2]}") if following else ())
            for one in self.places.named_in_english(name, self.day)
            if one.level != "county"
        ]
        return tuple(one for one in known if any(one.within(each) and one != each for each in above))

    def _use(self, start: int, end: int) -> Use:
        text = self.text
        if _HOME.search(text, max(start - 30, 0), start):
            sells = _SELLER.search(text, max(start - 16, 0), start) and _SELLS.match(text, end)
            own = _OWN_HOME.search(text, max(start - 48, 0), start)
            return "only" if sells else "seller" if own else "person"
        if _GRID.match(text, end):
            return "grid"
        if _OFFICE.match(text, end):
            return "office"
        if (start == 0 or text[start - 1] in "\n(") and _DATELINE.match(text, end):
            return "press"
        if not _COMPANY.match(text, end):
            return "plain"
        return "hydro_company" if _HYDRO_COMPANY.match(text, end) else "company"
