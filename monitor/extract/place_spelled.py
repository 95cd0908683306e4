"""Last resort for names of which a seller writes one half in pinyin: 凉shan, li平, 泸ding."""

from __future__ import annotations

from datetime import date
from typing import Final

from monitor.extract.place_names import Mention
from monitor.extract.place_use import words_of
from monitor.rules.places import Place, Places
from monitor.text.expression import cued
from monitor.text.sound import readings

# A syllable beside one Han character; no word of Latin letters before or behind it.
_FIRST: Final = cued(r"(?<![a-z\d])[a-z]{2,6}[\u4e00-\u9fff]")
_LAST: Final = cued(r"[\u4e00-\u9fff][a-z]{2,6}(?![a-z\d])")


def spelled_mentions(text: str, places: Places, day: date | None) -> list[Mention]:
    """The prefectures and counties that a folded text names in half, in text order; O(n).

    Each has use `only`. Short names of two characters alone: li平 is 黎平, where the one is the sound of a character
    that the name has there and the other stands in it.
    """
    common = words_of(places).common
    found = []
    for expression, last in ((_FIRST, True), (_LAST, False)):
        for match in expression.finditer(text):
            options = tuple(one for one in _options(match[0], last, places, day) if one.name[:2] not in common)
            if len(options) == 1:
                found.append(Mention(match.start(), match.end(), options, "only", full=False))
    return sorted(found, key=lambda mention: mention.start)


def _options(word: str, last: bool, places: Places, day: date | None) -> tuple[Place, ...]:
    """The places whose name sounds like the word, with its one character in its place."""
    sign, syllable = (word[-1], word[:-1]) if last else (word[0], word[1:])
    found: dict[Place, None] = {}
    for sound in readings().get(sign, "").split():
        name = syllable + sound if last else sound + syllable
        found |= dict.fromkeys(
            one
            for one in places.named_in_english(name, day)
            if one.level != "province" and one.name[1 if last else 0] == sign and len(one.name) > 2
        )
    return tuple(found)
