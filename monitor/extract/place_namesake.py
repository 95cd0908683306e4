"""Tells plants and companies that are named like a county elsewhere: 白水水电站转让, 福建省宁德市寿宁县."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from monitor.extract.place_names import Mention
from monitor.extract.place_use import Use, words_of
from monitor.models import Document
from monitor.rules.places import Place, Places
from monitor.text.expression import expression
from monitor.text.normalise import normalise

SHARED: Final = 4  # counties with a town of that name from which on it is one that many plants bear
OFTEN: Final = 10  # the same, from which on the name of a plant alone tells its county only perhaps
MOST_FULL: Final = 20  # a text that states more is no offer of one plant
_HYDRO: Final = expression(r"[\"”’」》)]?(?:[一二三四五]级)?(?:水电站|水力发电站|水电厂)")
_PLANT: Final = expression(r"[\"”’」》)]?(?:[一二三四五]级)?(?:水力发电|水?电站|水?电厂)")
_HYDRO_IN_ENGLISH: Final = expression(
    r"[\"”’]?(?: (?:i{1,3}|no\.? ?\d|small|mini))*(?: hydro(?:power|electric)?)(?: power)? (?:plant|station)\b"
)
_LIST_MARKS: Final = frozenset({"、", "和", "及", "与", "或", "跟"})
_IN: Final = expression(
    r"(?:\b(?:in|near|at|around|outside|from|of|inside|to)|located in|place:|location:|address:)\s$"
)
_ABOVE_NEXT: Final = 3  # code points at most between Tianlin and Baise
_OWN_PLANT: Final = expression(r"[^,。;:!?\n]{0,10}?(?:水电|电站|电厂)")
_LATIN: Final = frozenset("abcdefghijklmnopqrstuvwxyz")
_SURE: Final = frozenset({"located", "at", "plain"})
_NAMESAKES: Final = frozenset({"sold_company", "hydro_company", "company"})  # uses of names that a company may bear
_BARE: Final = frozenset({"plain", "candidate", "lone", "sold_company"})


class Full(NamedTuple):
    """A place that a text states with what it lies in, a county with its 县, or a province by its whole name or by
    itself; `place` is the lowest division.
    """

    place: Place
    start: int
    end: int
    plant: bool = False  # a plant of its own stands behind it


class Stated(NamedTuple):
    """What a document says in full: its text, and the place given beside it (None: not given in full)."""

    document: Document
    places: Places
    full: tuple[Full, ...]
    hint: Place | None
    above: frozenset[tuple[str | None, ...]]  # provinces and prefectures named, places stated in full, all by `_key`

    @property
    def day(self) -> date | None:
        """The day of which the places are."""
        return self.document.posted_at


def stated(
    document: Document, text: str, mentions: Sequence[Mention], places: Places, hint: tuple[Place, ...]
) -> Stated:
    """The places stated in full among the mentions of a folded text, and the one given beside it, which is `hint`.

    Args: mentions of the text without those in comments. Raises nothing.
    """
    day, given = document.posted_at, document.place or ""
    found = zip(mentions, [*mentions[1:], None], strict=True) if mentions else ()
    each = [_as_full(one, text) for one, after in found if _is_full(one, after, text, places, day)]
    full = tuple({one.place: one for one in reversed(each)}.values())[-MOST_FULL:]
    named = (place for one in mentions for place in one.options if place.level != "county")
    above = frozenset(_key(place) for place in (*named, *hint, *(one.place for one in full)))
    whole = len(hint) == 1 and (hint[0].level == "county" or len(places.names_in(given)) > 1)
    return Stated(document, places, full, hint[0] if whole else None, above)


def named_plants(mentions: Sequence[Mention], text: str, stated: Stated) -> list[Mention]:
    """The mentions, those that are a plant's name alone with use `name`, those that may be one with use `candidate`.

    A plant that is named like a county is taken to stand there unless the document states another place in full.
    """
    return [one._replace(use=_use(one, text, stated)) for one in mentions]


def named_in_title(title: Sequence[Mention], stated: Stated) -> list[Mention]:
    """The mentions of the title that is read beside the text, without those that are only a plant's name."""
    heading = normalise(stated.document.title).plain.text if title else ""
    return [one for one in named_plants(title, heading, stated) if one.use != "name"]


def _use(one: Mention, text: str, stated: Stated) -> Use:
    if one.use not in _BARE or one.options[0].level == "province" or not _is_plants(one, text, stated):
        return one.use
    towns = _sharing(one, stated)
    if any(_outweighs(full, one, text, towns) for full in stated.full):
        return "name"
    hydro = _is_hydro(one, text)
    if stated.hint is not None and _is_elsewhere(one, stated.hint):
        rural = stated.hint.level == "county" and not stated.hint.name.endswith("区")
        if towns >= SHARED or (hydro and rural):
            return "name"
    open_ = one.use == "plain" and hydro and towns >= OFTEN and not _is_borne_out(one, stated)
    return "candidate" if open_ else one.use


def _is_plants(one: Mention, text: str, stated: Stated) -> bool:
    """True for a short name by itself that a plant bears, in English for one that nothing says a plant is in."""
    words = text[one.start : one.end]
    if not _is_latin(words):
        return not one.full and bool(stated.places.named(words, stated.day)) and _PLANT.match(text, one.end) is not None
    return (
        one.options[0].level == "county"
        and bool(stated.places.named_in_english(words, stated.day))
        and not _IN.search(text, max(one.start - 14, 0), one.start)
    )


def _is_hydro(one: Mention, text: str) -> bool:
    """True for the whole name of a plant, as papers have it; sellers who mean the county say 会东电站."""
    kind = _HYDRO_IN_ENGLISH if _is_latin(text[one.start : one.end]) else _HYDRO
    return kind.match(text, one.end) is not None


def _is_latin(words: str) -> bool:
    return words[:1] in _LATIN


def _sharing(one: Mention, stated: Stated) -> int:
    """How many counties have a town of that name; as many as make it an everyday name for a word of the lists."""
    county = one.options[0].formerly or one.options[0].name
    short = county[:-1] if len(county) == 3 else county[:2]
    towns = len(stated.places.counties_of_town(short, stated.day))
    return max(towns, SHARED) if short in words_of(stated.places).common else towns


def _outweighs(full: Full, one: Mention, text: str, towns: int) -> bool:
    """True when a place stated in full tells that the plant is not where its name would have it."""
    if full.start == one.start or not _is_elsewhere(one, full.place):
        return False
    if text[full.end : one.start] in _LIST_MARKS:
        return False  # 湖北利川、咸丰水电站
    latin = _is_latin(text[one.start : one.end])
    if towns >= SHARED or (latin and not _is_latin(text[full.start : full.end])):
        return True  # many names are spelled alike: Qinglong hydropower station, 湖北省恩施州
    own = full.plant and not 0 <= one.start - full.end <= 2
    return full.place.level == "county" and not own


def _is_elsewhere(one: Mention, place: Place) -> bool:
    return not any(option.within(place) or place.within(option) for option in one.options)


def _is_borne_out(one: Mention, stated: Stated) -> bool:
    """True when the document names what the county lies in, or the county in full."""
    keys = (_key(option) for option in one.options)
    return any(key[:depth] in stated.above for key in keys for depth in range(1, len(key) + 1))


def _key(place: Place) -> tuple[str | None, ...]:
    return tuple(name for name in (place.province, place.prefecture, place.county) if name)


def _as_full(one: Mention, text: str) -> Full:
    return Full(one.options[0], one.start, one.end, _OWN_PLANT.match(text, one.end) is not None)


def _is_full(one: Mention, after: Mention | None, text: str, places: Places, day: date | None) -> bool:
    """True for 福建宁德, 福建宁德寿宁, 寿宁县, 福建省 and Chengkou county, Chongqing; False for 宁德 and Chengkou."""
    words, level = text[one.start : one.end], one.options[0].level
    if one.use not in _SURE or len(one.options) > 1:
        return False
    if not _is_latin(words):
        whole = (level != "prefecture" and one.full and len(words) > 2) or not places.named(words, day)
        return one.use == "located" or whole or (level == "province" and _is_clause(one, text))
    near = after.options if after is not None and 0 < after.start - one.end <= _ABOVE_NEXT else ()
    in_it = any(one.options[0].within(place) and one.options[0] != place for place in near)
    return in_it or (level == "county" and not places.named_in_english(words, day))


def _is_clause(one: Mention, text: str) -> bool:
    """True for 福建 between commas."""
    return not (text[max(one.start - 1, 0) : one.start] + text[one.end : one.end + 1]).strip(",.;:!()| \n")


def without_brands(mentions: Sequence[Mention]) -> list[Mention]:
    """Without short names in a company's that are no place: 青龙 of 连江县青龙水电公司, or beside 位于连江县."""
    if not any(one.use in _NAMESAKES and not one.full for one in mentions):
        return list(mentions)
    ends = {one.end: one for one in mentions if one.options[0].level == "county"}
    told = [one for one in mentions if one.use == "located" and one.full and one.options[0].level == "county"]
    brands = {
        one.options for one in mentions if _is_brand(one, [*told, *(ends[at] for at in [one.start] if at in ends)])
    }
    return [one for one in mentions if one.full or one.options not in brands]


def _is_brand(one: Mention, told: Sequence[Mention]) -> bool:
    """True when a short name in a company's is of another province than all that the text tells of the plant."""
    if one.full or one.use not in _NAMESAKES or one.options[0].level != "county":
        return False
    provinces = {place.province for other in told for place in other.options}
    return bool(provinces) and not any(place.province in provinces for place in one.options)
