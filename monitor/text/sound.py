"""Finds phrases that are written with other characters of the same sound: 手续七全, 不再青退名单, 可以瓦矿.

What a match is. As many characters as the phrase has, in one sentence, of which each is the phrase's own or has a
reading in common with it, tones apart (`data/text/sounds.tsv`); at least one is another, at least half are its own,
and a polarity character is matched with itself alone: 不 is not 布, and 未 is not 为. The distance is the number of
other characters.

How they are found. Characters of the same readings become one letter; in that writing two neighbouring sounds of each
phrase are looked for, and only around those the phrases are followed, all at once: one bit for each character of each
phrase says whether the phrase fits up to there. Heteronyms are letters of their own, which fit several sounds, so the
time is linear whatever a text has.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Set
from functools import cache, reduce
from itertools import accumulate, pairwise
from operator import or_
from typing import Final

from ahocorasick_rs import AhoCorasick

from monitor.text.expression import expression
from monitor.text.fold import fold_character, read_lines
from monitor.text.gaps import IDEOGRAPHS
from monitor.text.match import BREAK, POLARITY, Match

LEAST: Final = 4  # characters: shorter phrases sound like too many words
NO_SOUND: Final = "\0"  # in place of characters that sound like none of the phrases
FIRST: Final = 0x100  # the first letter that stands for a set of readings
_HAN: Final = expression(f"[{IDEOGRAPHS}]+")
REMEMBERED: Final = 100_000  # code points; a text that lists all of Unicode must not fill the memory


@cache
def readings() -> dict[str, str]:
    """The toneless readings of each common Han character in simplified script, with a space after each."""
    found: dict[str, str] = {}
    for line in read_lines("sounds.tsv"):
        syllable, characters = line.split("\t")
        for one in characters:
            found[one] = f"{found[one]}{syllable} " if one in found else f"{syllable} "
    return found


def may_be_heard(phrase: str, there: Set[str]) -> bool:
    """False when a phrase cannot be found by its sound in a text of these characters: half of its own stand there."""
    return 2 * sum(map(there.__contains__, phrase)) >= len(phrase)


def may_sound(phrase: str) -> bool:
    """True for a folded phrase that may be found by its sound: long enough, and of Han characters alone."""
    return len(phrase) >= LEAST and _HAN.fullmatch(phrase) is not None


def _fits(character: str) -> frozenset[str]:
    """What a character is matched by: its readings; itself when it has none or turns a statement round."""
    return frozenset(_key(character).split())


def _key(character: str) -> str:
    """`_fits` as one text: thousands of characters share some hundred of them."""
    return character if character in POLARITY else readings().get(character, character)


class _Letters(dict[int, str]):
    """`str.translate` table: the letter of each character; learns the ones not met before."""

    def __init__(self, known: dict[int, str], raw: bool) -> None:
        super().__init__(known)
        self._known, self._raw = known, raw

    def __missing__(self, code: int) -> str:
        letter = self._of_raw(code) if self._raw else NO_SOUND
        if len(self) < REMEMBERED:
            self[code] = letter
        return letter

    def _of_raw(self, code: int) -> str:
        """Of a text that is not folded yet: pinyin residue is dropped there, so all letters are, to miss nothing."""
        folded = [one for one in fold_character(chr(code)) if one == BREAK or (one.isalnum() and not one.isascii())]
        return "".join(self._known.get(ord(one), NO_SOUND) for one in folded)


class SoundMatcher:
    """Phrases ready to be found by their sound.

    `phrases` are (number, folded text), all of which `may_sound`; matches carry the numbers. With `text` they are
    found in this text alone, for which less is to be made ready (start-up time).
    """

    def __init__(self, phrases: Iterable[tuple[int, str]], text: str | None = None) -> None:
        self._phrases = tuple(phrases)
        self._characters = readings() if text is None else set(text)
        self._longest = max(len(text) for _, text in self._phrases)
        letters, self._sets = self._spell()
        self._table, self._raw_table = _Letters(letters, raw=False), _Letters(letters, raw=True)
        self._pairs = AhoCorasick(sorted(self._rare_pairs()))
        sizes = [len(text) for _, text in self._phrases]
        first = list(accumulate(sizes[:-1], initial=0))  # the bit of the first character of each phrase
        self._ending = {start + size - 1: one for start, size, one in zip(first, sizes, self._phrases, strict=True)}
        self._starts, self._ends = sum(1 << bit for bit in first), sum(1 << bit for bit in self._ending)
        self._fits = self._bits()

    def find(self, text: str) -> list[Match]:
        """All matches in a folded text without marks, a line break between its sentences; in no order."""
        return [match for start, end in self._places(text) for match in self._follow(text, start, end)]

    def may_be_in(self, text: str) -> bool:
        """False only for a text, not folded yet, whose words `find` would not find; respellings apart."""
        return next(iter(self._pairs.find_matches_as_indexes(text.translate(self._raw_table))), None) is not None

    def _spell(self) -> tuple[dict[int, str], dict[str, frozenset[str]]]:
        """The letter of each character that may stand in a match, and what each letter fits."""
        own = {one for _, text in self._phrases for one in text}
        wanted = frozenset[str]().union(*map(_fits, own))
        sets: dict[frozenset[str], str] = {}
        known: dict[str, str] = {}  # the letter of each key
        letters: dict[int, str] = {}
        for one in (*self._characters, *own):
            key = _key(one)
            letter = known.get(key)
            if letter is None:
                fits = wanted & _fits(one)
                letter = known[key] = sets.setdefault(fits, chr(FIRST + len(sets))) if fits else NO_SOUND
            if letter != NO_SOUND:
                letters[ord(one)] = letter
        return letters, {letter: fits for fits, letter in sets.items()}

    def _rare_pairs(self) -> set[str]:
        """Two letters of which each text with a match has one: of every phrase the pair that most others share."""
        pairs = {text: set(pairwise(text)) for _, text in self._phrases}
        number = Counter(pair for found in pairs.values() for pair in found)
        best = {max(found, key=lambda pair: (number[pair], pair)) for found in pairs.values()}
        fitting: defaultdict[str, set[str]] = defaultdict(set)
        for letter, fits in self._sets.items():
            for fit in fits:
                fitting[fit].add(letter)
        letters = {one: set[str]().union(*(fitting[fit] for fit in _fits(one))) for pair in best for one in pair}
        return {one + other for left, right in best for one in letters[left] for other in letters[right]}

    def _bits(self) -> dict[str, int]:
        """For each letter the bits of the characters that it fits; one bit a character of each phrase, in order."""
        of_sound: defaultdict[str, int] = defaultdict(int)
        for bit, one in enumerate("".join(text for _, text in self._phrases)):
            for fit in _fits(one):
                of_sound[fit] |= 1 << bit
        return {letter: reduce(or_, (of_sound[one] for one in fits)) for letter, fits in self._sets.items()}

    def _places(self, text: str) -> Iterator[tuple[int, int]]:
        """Ranges that hold every match, apart from each other; of two pairs that overlap one is looked at."""
        last: tuple[int, int] | None = None
        spelled = text.translate(self._table)
        for _, start, end in self._pairs.find_matches_as_indexes(spelled):
            near = max(0, start - self._longest), min(len(text), end + self._longest)
            if last and near[0] > last[1]:
                yield last
                last = near
            else:
                last = (last[0] if last else near[0]), near[1]
        if last:
            yield last

    def _follow(self, text: str, start: int, end: int) -> Iterator[Match]:
        """The matches within text[start:end]."""
        state = 0
        table, fits = self._table, self._fits
        for place in range(start, end):
            state = (state << 1 | self._starts) & fits.get(table[ord(text[place])], 0)
            ending = state & self._ends
            while ending:
                bit = ending & -ending
                ending ^= bit
                yield from self._checked(text, place + 1, *self._ending[bit.bit_length() - 1])

    def _checked(self, text: str, end: int, number: int, phrase: str) -> Iterator[Match]:
        start = end - len(phrase)
        others = sum(one != other for one, other in zip(text[start:end], phrase, strict=True))
        if 0 < others <= len(phrase) / 2:
            yield Match(start, end, number, others)
