"""Last resort for names in Latin letters: the one county a text names in a word, with nothing said of what it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from monitor.extract.place_use import AT_HOME, Words, without_districts, words_of
from monitor.rules.places import Place, Places
from monitor.text.expression import expression

_WORD: Final = expression(r"(?<![a-z\d'’-])(?:[a-z]{3,}|[a-z]{2}(?=['’]))(?:['’][a-z]+)*")
_PLANT: Final = expression(
    r"\d[ -]?(?:kw|mw|kilowatt|megawatt)|hydro|hidroel|kraftwerk|\b(?:station|powerhouse|dam|turbine|power plant)"
    r"|\d ?[x×*+] ?\d{2}|\d{3} ?[x×*] ?\d|\b(?:kilowatts?|megawatts?|generators?)\b"
    r"|\b(?:units?|sets?|machines?|turbines?) (?:of|at|x) \d{2}"
)
# What stands beside the names of people, villages, rivers, brands and offices.
_PERSON_BEFORE: Final = expression(
    r"\b(?:mr|mrs|ms|miss|madam|boss|uncle|aunt|auntie|teacher|brother|sister|director|manager|lawyer|broker|agent|reporter"
    r"|named|called|by|old|young|little|surnamed)\.? $"
)
_ELSEWHERE_BEFORE: Final = expression(
    r"\b(?:(?:buyers?|investors?|boss(?:es)?|business(?:man|men|woman)|merchants?|agents?|friends?|relatives?|traders?"
    r"|brokers?|lawyers?|workers?|cousins?|sons?|daughters?|brothers?|sisters?) (?:from|in)|call|dear|hello|hi"
    rf"|not in|not|unlike|than) $|{AT_HOME} $"
)
_OTHER_AFTER: Final = expression(
    r"[ -](?:village|town|township|street|road|river|creek|temple|bank|hotel|university|brand|restaurant|tea|market"
    r"|daily|news|evening|weekly|based|broker|investor|buyer|trader|tycoon|exchange|platform|grid)"
    r"|(?: [a-z']+){0,3} (?:machinery|electric|turbines?|equipment|securities|bank)\b"
    r"|['’]?s? (?:said|says|told|added|laughed|bought|and his|himself|herself)\b|[a-z.]*@"
)
# weixi. 1260x2, yongde 1 plant 800kw, chongyi 320: how a line begins whose writer leaves out capitals
_HEADS_AD: Final = expression(
    r"[^\w\n]{1,4}(?:cq[^\w\n]{1,3})?(?:\d|(?:small |mini )?(?:hydro|station\b|(?:power )?plant\b))"
)
_BEFORE: Final = expression(r"(?<![a-z'’])([a-z'’]+) $")
_AFTER: Final = expression(r" ([a-z'’]+)")
_PAPERS: Final = frozenset({"xinhua"})
_SHORT_ENDS: Final = ("xian", "shi")
_SHORTEST: Final = 4
_LONG: Final = 5  # letters of a name without a capital


def lone_county(
    text: str,
    places: Places,
    day: date | None,
    is_capital: Callable[[int], bool],
    above: Sequence[Place],
    heading: bool = False,
) -> tuple[int, int, tuple[Place, ...]] | None:
    """Where a folded text of n characters about a plant names the one county it names, and which; None for none; O(n).

    Several where counties of that name are not told apart. The heading of an offer need not speak of a plant.

    `above` holds the provinces and prefectures the text names: the county lies in one of their provinces.
    """
    if not heading and _PLANT.search(text) is None:
        return None
    words = words_of(places)
    found: list[tuple[int, int, tuple[Place, ...]]] = []
    for match in _WORD.finditer(text):
        word = match[0].removesuffix("'s").removesuffix("’s")
        start, end = match.start(), match.start() + len(word)
        if len(word) < _SHORTEST or not places.may_begin_in_english(word):
            continue
        if not is_capital(start) and not _heads_ad(text, start, end):
            continue
        options = _counties(word, places, day, words, above)
        if options and _is_lone(text, start, end, words, places, is_capital):
            found.append((start, end, options))
    return found[0] if len({options for _, _, options in found}) == 1 else None


def _heads_ad(text: str, start: int, end: int) -> bool:
    """True for a name in small letters with which a line begins, before its figures or its plant."""
    begins = start == 0 or text[start - 1] == "\n"
    return begins and end - start >= _LONG and _HEADS_AD.match(text, end) is not None


def _counties(word: str, places: Places, day: date | None, words: Words, above: Sequence[Place]) -> tuple[Place, ...]:
    """The counties that a word may name, in the places above it where those tell; () when it is no county's name."""
    if word in _PAPERS:
        return ()
    end = next((end for end in _SHORT_ENDS if word.endswith(end) and len(word) >= len(end) + 2), "")
    short = places.named_in_english(word.removesuffix(end), day) if end else ()
    known = tuple(one for one in short if len(one.name) == 2) or places.named_in_english(word.replace("’", "'"), day)
    if any(one.level != "county" for one in known):
        return ()
    known = tuple(one for one in without_districts(known) if len(one.name) > 2 or end)
    inside = tuple(one for one in known if any(one.within(each) for each in above))
    if above and not inside:
        inside = tuple(one for one in known if one.province in {each.province for each in above})
    elif not above:
        flat = places.words["flat"]
        inside = tuple(one for one in known if one.province not in flat) or known
    return tuple(one for one in inside if _may_be_lone(one, words))


def _may_be_lone(county: Place, words: Words) -> bool:
    """False for the name of a town's district, of villages and of people: Heping, Anping."""
    name = county.name[:-1] if len(county.name) == 3 else county.name[:2]
    if county.name.endswith("区") and name not in words.districts:
        return False
    return name not in words.common or (name in words.county_words and name not in words.only_words)


def _is_lone(text: str, start: int, end: int, words: Words, places: Places, is_capital: Callable[[int], bool]) -> bool:
    """True for a name that is nobody's, no village's and not where somebody lives."""
    for before in (_PERSON_BEFORE, _ELSEWHERE_BEFORE):
        if before.search(text, max(start - 26, 0), start):
            return False
    if _OTHER_AFTER.match(text, end):
        return False
    after = _AFTER.match(text, end)
    if after is not None and after[1] in words.families and is_capital(after.start(1)):
        return False
    before_word = _BEFORE.search(text, max(start - 16, 0), start)
    if before_word is None or not is_capital(before_word.start(1)):
        return True
    return _leads(before_word[1], words, places)


def _leads(word: str, words: Words, places: Places) -> bool:
    return word in words.leads or (word not in words.families and bool(places.named_in_english(word)))
