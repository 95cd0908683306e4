"""Finds where the plant stands, and which other places a text names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from monitor.extract.place_abroad import plant_abroad
from monitor.extract.place_beside import without_neighbours
from monitor.extract.place_loose import loose_mentions
from monitor.extract.place_names import Mention, read_mentions
from monitor.extract.place_namesake import named_in_title, named_plants, stated, without_brands
from monitor.extract.place_spelled import spelled_mentions
from monitor.extract.place_told import told_mentions
from monitor.extract.place_use import WHY
from monitor.extract.reading import Reading
from monitor.models import Bilingual, Fact, Role, Span
from monitor.rules.abroad import LandHit
from monitor.rules.places import Place, Places
from monitor.text.expression import expression
from monitor.text.normalise import Folded, Normalised, normalise
from monitor.text.wanted_ads import wanted_ad_at

MOST_CANDIDATES: Final = 8
MOST_OTHERS: Final = 12
_DOUBTFUL: Final = frozenset({
    "candidate", "lone", "river", "thing", "press", "person", "origin", "seller", "denied", "office", "local", "grid",
    "name",
})  # fmt: skip
# Of a text that tells no more, these are where the plant is: a county's court sells what lies in the county.
_PROMOTED: Final = frozenset({"lone", "local", "origin", "seller", "press"})
_OFFICES: Final = frozenset({"office", "grid"})
_SUPPLIERS: Final = ("供电", "电网", "电力公司", "电业局")
# Every character apart, to hide words: 赤·水·市·小·水·电.
_SPLIT: Final = expression(r"(?:[\u4e00-\u9fff][^\w\n,。]{1,2}){3}[\u4e00-\u9fff]")
_BROKEN: Final = expression(r"[\u4e00-\u9fff][^\w,。]{1,2}[\u4e00-\u9fff]")
_ITEM: Final = expression(r"(?:^|[\s;。,])[(\[]?(?:\d{1,2}|[a-z]|[一二三四五六七八九十])[)\]、.:号]{0,2}[ \t]*$")
# Uses of a name that tell where the plant is, and what else does: 云南水电站, 云南文山某小水电.
_PLANTS: Final = frozenset({"located", "at", "sold_company"})
_PLANT_NEXT: Final = expression(r"[^,。;:!?\n]{0,12}?(?:水电|电站|电厂|站|\d\s?(?:kw|千瓦|mw)|station|plant|hydro)")
_OWN_ENDS: Final = frozenset("们家这咱俺站的在")
_OWN: Final = expression(r"(?:我们|我家|我这|咱们?|俺们?|本站|该站)[这的在]?$")
_LIST_MARKS: Final = frozenset("、和及与或跟,/ and")


def extract_place(reading: Reading) -> list[Fact]:
    """Find the place of the offer, then the other places named.

    Args: reading of a text of n characters; O(n). Raises nothing.
    Returns: facts of kind `place` in order of weight. The place of the offer has role `offered`; others `unknown`.
    detail: province, prefecture, county (full official names as of the day the text was posted), adcode, why;
    `abroad` and `abroad_en` name the country of a plant outside China, which has none of those;
    `candidate` is True for each of several places that a name may mean, and for one that is a place only perhaps.
    A place named only in the title, or given in full beside a text that names none, has the empty span [0, 0).
    """
    document = reading.document
    places, day = reading.knowledge.places, document.posted_at
    title = _title_mentions(document.title, document.text, places, day)
    folded, mentions = _mentions(reading.normalised, places, day)
    hint = tuple(places.resolve(document.place, day)) if document.place else ()
    known = tuple(
        dict.fromkeys(one.options[0] for one in (*mentions, *title) if len(one.options) == 1 and one.use != "river")
    )
    mentions = without_neighbours(without_brands(mentions), folded.text)
    mentions, title = (_narrowed(named, known, hint) for named in (mentions, title))
    said = stated(document, folded.text, [one for one in mentions if one.start < _comments_from(reading)], places, hint)
    mentions, title = named_plants(mentions, folded.text, said), named_in_title(title, said)
    told = [one for one in mentions if one.use != "name"]
    offered: Role = "offered" if reading.offer.offer != "none" else "unknown"
    best = _best(_for_sale(told, reading, folded.text), title, folded.text, _comments_from(reading))
    if (land := _land(reading, folded, best, title)) is not None:
        return [land._replace(role=offered), *_others(mentions, [], folded, document.text)]
    if offered == "offered" and not title and (not best or best[0].use in _DOUBTFUL):
        best = _one_county(_narrowed(_loose(folded.text, reading, mentions), known, hint), known) or best
    plain = reading.normalised.plain
    if offered == "offered" and not title and not best and not mentions and folded is not plain:
        # 西乡站 四百瓩: the space ends the name, and closing it was in vain
        best, folded = _one_county(_narrowed(_loose(plain.text, reading, mentions), known, hint), known), plain
    if offered == "offered" and not title and not best:
        last = spelled_mentions(folded.text, places, day) or told_mentions(folded.text, places, day)
        best = _one_county(_narrowed(last, known, hint), known)
    elif offered == "offered" and len(best) == 1 and best[0].options[0].level == "province":
        best = _one_county(_inside(best[0], _loose(folded.text, reading, mentions)), known) or best
    if best and best[0].use in _OFFICES:
        best = _agreed(mentions, folded.text) or best
    if not best:
        given = _given_facts(said.hint) if offered == "offered" else []
        return _title_facts(title, offered) or given + _others(mentions, [], folded, document.text)
    facts = [
        fact for one in best for fact in _facts(one, folded, document.text, offered if one.weight > 0 else "unknown")
    ]
    return facts + _others(mentions, best, folded, document.text)


def _for_sale(mentions: list[Mention], reading: Reading, text: str) -> list[Mention]:
    """The names without those of plants that the seller looks for beside his offer: 另求购清远电站."""
    if reading.offer.offer != "direct":
        return mentions
    return [one for one in mentions if wanted_ad_at(text, one.start, one.end) is None] or mentions


def _loose(text: str, reading: Reading, mentions: Sequence[Mention]) -> list[Mention]:
    """Counties in looser words, without those that are only a plant's name."""
    names = {one.options for one in mentions if one.use == "name"}
    found = loose_mentions(text, reading.knowledge.places, reading.document.posted_at)
    return [one for one in found if one.options not in names]


def _read(folded: Folded, original: str, places: Places, day: date | None, heading: bool = False) -> list[Mention]:
    # Capitals are needed for names in Latin letters, and the folded text has none.
    return read_mentions(folded.text, places, day, lambda place: original[folded.offsets[place]].isupper(), heading)


def _mentions(normalised: Normalised, places: Places, day: date | None) -> tuple[Folded, list[Mention]]:
    """The names of the text, with the folded text they were read in: split and broken names only where no other is."""
    folded, original = normalised.plain, normalised.original
    mentions = _read(folded, original, places, day)
    if mentions or not _BROKEN.search(folded.text):
        return folded, mentions
    if _SPLIT.search(folded.text):
        return normalised.dense, _read(normalised.dense, original, places, day)
    closed = _without_spaces(folded)
    return closed, [one for one in _read(closed, original, places, day) if one.full]


def _without_spaces(folded: Folded) -> Folded:
    return folded.at([place for place, character in enumerate(folded.text) if not character.isspace()])


def _title_mentions(title: str, text: str, places: Places, day: date | None) -> list[Mention]:
    if not title or title in text:
        return []
    return _read(normalise(title).plain, title, places, day, heading=True)


def _land(reading: Reading, folded: Folded, best: Sequence[Mention], title: Sequence[Mention]) -> Fact | None:
    """Where the plant stands outside the mainland; None where a mainland place is given as the plant's, too."""
    places, original = reading.knowledge.places, reading.document.text
    hit = plant_abroad(folded.text, places, lambda place: original[folded.offsets[place]].isupper())
    if hit is not None:
        words = folded.span(hit.start, hit.end)
        return None if _is_of_plant(best, title, folded.text) else _land_fact(hit, words, words.of(original))
    if best or title or not (heading := reading.document.title) or heading in original:
        return None
    told = normalise(heading).plain
    hit = plant_abroad(told.text, places, lambda place: heading[told.offsets[place]].isupper())
    return None if hit is None else _land_fact(hit, Span(0, 0), "")


def _is_of_plant(best: Sequence[Mention], title: Sequence[Mention], text: str) -> bool:
    """True when a place of the mainland is surely the plant's: 位于云南, 云南水电站, but not 昆明公司."""
    sure = any(one.use in _PLANTS or (one.use == "plain" and _PLANT_NEXT.match(text, one.end)) for one in best)
    return sure or any(one.use in {"located", "plain"} for one in title)


def _land_fact(hit: LandHit, span: Span, words: str) -> Fact:
    name, own = hit.land.name, hit.land.law == "own"
    detail: dict[str, str | float | bool | None] = {
        "province": name.zh if own else None, "prefecture": None, "county": None, "adcode": None, "candidate": False,
        "why": hit.land.note.en,
    }  # fmt: skip
    return Fact("place", span, words, detail=MappingProxyType(detail | ({} if own else _as_abroad(name))))


def _as_abroad(name: Bilingual) -> dict[str, str]:
    return {"abroad": name.zh, "abroad_en": name.en}


def _comments_from(reading: Reading) -> int:
    start = reading.offer.comments_from
    folded = reading.normalised.plain
    return len(folded.text) if start is None else folded.locate(Span(start, start + 1))[0]


def _narrowed(mentions: Sequence[Mention], known: tuple[Place, ...], hint: tuple[Place, ...]) -> list[Mention]:
    """Fewer options of each, decided by the other places of the text, then by the place given with it.

    A text names few places many times: each is decided once, since `known` may be long.
    """
    open_ = {(one.options, one.full) for one in mentions if len(one.options) > 1}
    decided = {(options, full): _decide(options, full, known, hint) for options, full in open_}
    return [one._replace(options=decided.get((one.options, one.full), one.options)) for one in mentions]


@lru_cache(maxsize=4096)
def _decide(
    options: tuple[Place, ...], full: bool, known: tuple[Place, ...], hint: tuple[Place, ...]
) -> tuple[Place, ...]:
    if options[0].level != "county" and not full and _covers(options[0], options):
        return options[:1]  # 恩施 is the prefecture, and so says nothing of the city
    for given in (known, hint):
        # The narrowest place that holds some of the options decides: 鼓楼区 beside 徐州.
        for above in sorted(given, key=lambda place: place.level != "prefecture"):
            inside = tuple(place for place in options if place.within(above) or above.within(place))
            if inside and len(inside) < len(options):
                return _decide(inside, full, (), hint)
        provinces = {above.province for above in given}
        inside = tuple(place for place in options if place.province in provinces)
        if inside and len(inside) < len(options):
            return inside
    return _highest(options)


def _covers(highest: Place, options: Sequence[Place]) -> bool:
    return all(place.within(highest) for place in options)


def _highest(options: tuple[Place, ...]) -> tuple[Place, ...]:
    """A province before what is called the same: 吉林, 海南. 朝阳 stays open."""
    return options[:1] if options[0].level == "province" else options


def _best(mentions: Sequence[Mention], title: Sequence[Mention], text: str, comments_from: int) -> list[Mention]:
    """The mention that tells where the plant is; several for a list (四川、贵州等地), [] when none tells."""
    if not mentions:
        return []
    above = {_key(place) for mention in mentions for place in mention.options if place.level != "county"}
    scored = [
        (one.weight + _context(one, title, above, text) - (4 if one.start >= comments_from else 0), one)
        for one in mentions
    ]
    _, best = max(scored, key=lambda pair: (pair[0], -pair[1].start))
    if best.weight < 1 and any(mention.weight > 0 for mention in title):
        return []  # a title that names a place outweighs a text that names only somebody's seat
    if best.options[0].level != "county" and any(_is_county_in(one, best.options[0]) for one in title):
        return []  # Qingchuan County, 2 MW: the text speaks of Sichuan's grid
    if best.use in _DOUBTFUL:
        return _only(mentions) or [best]
    return _listed_with(best, [mention for points, mention in scored if points > 0], text)


def _is_county_in(mention: Mention, above: Place) -> bool:
    place = mention.options[0]
    return mention.weight > 0 and len(mention.options) == 1 and place.level == "county" and place.within(above)


def _only(mentions: Sequence[Mention]) -> list[Mention]:
    """The mention of the one county that a text names in a word, a local office or somebody's origin; else []."""
    if any(one.use in {"company", "firm", "hydro_company"} and one.options[0].level == "county" for one in mentions):
        return []
    told = [one for one in mentions if one.use in _PROMOTED and one.options[0].level == "county"]
    places = {place for one in told for place in one.options}
    return [told[0]._replace(use="only")] if len(places) == 1 else []


def _agreed(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """The mention of the one place of offices and exchanges whose supplier of power a text names as well; else []."""
    first, places = mentions[0], {option for one in mentions for option in one.options}
    if len(places) != 1 or first.options[0].level == "province" or {one.use for one in mentions} - _OFFICES:
        return []
    name = first.options[0].name[:2]
    told = any(f"{name}{end}{power}" in text for end in ("", "市", "县") for power in _SUPPLIERS)
    return [first._replace(use="only")] if told else []


def _inside(above: Mention, mentions: Sequence[Mention]) -> list[Mention]:
    """Those that may lie in the province that is named: 赣南 … 安远这座."""
    narrowed = [
        one._replace(options=tuple(place for place in one.options if place.within(above.options[0])))
        for one in mentions
    ]
    return [one for one in narrowed if one.options]


def _one_county(mentions: Sequence[Mention], known: tuple[Place, ...]) -> list[Mention]:
    """The first of loose mentions when all are of one county; else []. A river's name needs its province beside it."""
    if len({mention.options for mention in mentions}) != 1:
        return []
    first = mentions[0]
    borne_out = any(first.options[0].within(above) and above.level != "county" for above in known)
    return [first._replace(use="only")] if first.use != "river" or borne_out else []


def _key(place: Place) -> tuple[str | None, ...]:
    return tuple(name for name in (place.province, place.prefecture, place.county) if name)


def _context(mention: Mention, title: Sequence[Mention], above: Collection[tuple[str | None, ...]], text: str) -> float:
    points = 0.0
    place = mention.options[0]
    if any(place.within(other) or other.within(place) for one in title for other in one.options):
        points += 2
    if len(mention.options) > 1:
        points -= 0.5
    # The more a place is led up to by those above it, the surer: 贵州 … 罗甸县.
    key = _key(place)
    if any(key[:depth] in above for depth in range(1, len(key))):
        points += 1
    if _near_plant(text, mention):
        points += 0.8
    if text[mention.start - 1 : mention.start] in _OWN_ENDS and _OWN.search(
        text, max(mention.start - 5, 0), mention.start
    ):
        points += 1.5  # 四川那边查得严,我们贵州没事
    return points


def _near_plant(text: str, mention: Mention) -> bool:
    near = text[mention.end : mention.end + 24]
    return any(word in near for word in ("电站", "水电", "电厂", "station", "plant", "hydro"))


def _listed_with(best: Mention, others: Sequence[Mention], text: str) -> list[Mention]:
    """The mentions in one list with the best: 四川、贵州等地; 会东县和宁南县."""
    ordered = sorted(others, key=lambda mention: mention.start)
    if best not in ordered:
        return [best]
    at = ordered.index(best)
    first, last = at, at
    while first > 0 and _in_list(text, ordered[first - 1], ordered[first]):
        first -= 1
    while last + 1 < len(ordered) and _in_list(text, ordered[last], ordered[last + 1]):
        last += 1
    listed = ordered[max(first, at - MOST_OTHERS) : min(last + 1, at + MOST_OTHERS)]
    if _is_item(text, best):
        apart = [one for one in ordered if one.options[0].level == "county" and _is_item(text, one)]
        listed = sorted({*listed, *apart[:MOST_OTHERS]}, key=lambda mention: mention.start)
    # One that may be a word is none in a list with a place: 松阳、遂昌各一座.
    return [one._replace(use="plain") if one.use == "lone" else one for one in listed]


def _is_item(text: str, mention: Mention) -> bool:
    """True when the place is the first word of an item of a list: ①会东 500kw ②宁南 800kw."""
    return _ITEM.search(text, max(mention.start - 8, 0), mention.start) is not None


def _in_list(text: str, one: Mention, other: Mention) -> bool:
    gap = text[one.end : other.start]
    wide = one.options[0].level == "province"  # 云贵川, 四川云南都行
    return (
        (wide or len(gap) > 0)
        and len(gap) <= 5
        and set(gap) <= _LIST_MARKS
        and one.options[0].level == other.options[0].level
    )


def _others(mentions: Sequence[Mention], best: Sequence[Mention], folded: Folded, text: str) -> list[Fact]:
    """Facts of the places that are not the offer's, each once; what lies above a place already given is left out."""
    covered = {_key(mention.options[0])[:depth] for mention in best for depth in (1, 2, 3)}
    taken = {mention.start for mention in best}
    facts: list[Fact] = []
    for mention in sorted(mentions, key=lambda mention: -mention.weight):
        key = _key(mention.options[0])
        if mention.start in taken or key in covered:
            continue
        covered.update(key[:depth] for depth in (1, 2, 3))
        facts += _facts(mention, folded, text, "unknown")
        if len(facts) >= MOST_OTHERS:
            break
    return facts


def _facts(mention: Mention, folded: Folded, text: str, role: Role) -> list[Fact]:
    span = folded.span(mention.start, mention.end)
    return _as_facts(mention, span, span.of(text), role, WHY[mention.use])


def _title_facts(title: Sequence[Mention], role: Role) -> list[Fact]:
    best = max(title, key=lambda mention: mention.weight, default=None)
    if best is not None and best.use in _PROMOTED:
        best = next(iter(_only(title)), best)
    if best is None:
        return []
    told: Role = role if best.weight > 0 else "unknown"  # 桂东电力公告: who sells, not where the plant is
    return _as_facts(best, Span(0, 0), "", told, "named in the title")


def _given_facts(hint: Place | None) -> list[Fact]:
    """The place given beside an offer that tells no other: the policies are those of that place, too."""
    given = [] if hint is None else [Mention(0, 0, (hint,), "plain")]
    return [fact for one in given for fact in _as_facts(one, Span(0, 0), "", "offered", "given beside the text")]


def _as_facts(mention: Mention, span: Span, words: str, role: Role, why: str) -> list[Fact]:
    doubtful = mention.use in _DOUBTFUL
    several = len(mention.options) > 1
    old = next((place.formerly for place in mention.options if place.formerly), "")
    if several:
        why = f"{why}; {len(mention.options)} places {f'followed {old}, which had ended' if old else 'bear this name'}"
    elif old:
        why = f"{why}; {old} had ended"
    return [
        Fact("place", span, words, role=role, detail=MappingProxyType({
            "province": place.province, "prefecture": place.prefecture, "county": place.county,
            "adcode": place.adcode, "candidate": several or doubtful, "why": why,
        }))
        for place in mention.options[:MOST_CANDIDATES]
    ]  # fmt: skip
