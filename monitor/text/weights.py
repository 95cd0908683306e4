"""What the models of words share: runs of characters, families of words; and adding the weights of the linear one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from struct import Struct
from typing import Final

from ahocorasick_rs import AhoCorasick

from monitor.text.expression import expression
from monitor.text.listed import Listed, starts_of

GRAM: Final = 4  # characters of the longest run
WEIGHT_UNIT: Final = 100  # weights are written in hundredths
BASE: Final = "=base"
STRONGEST: Final = 4  # features named as the reason
FIELD: Final = 32  # bits of a class in the long integer in which weights are added
MIDDLE: Final = 1 << FIELD - 1  # what stands for nought there
PAYS_AFTER: Final = 4_000  # characters: to make an automaton of all words takes as long as to look up about as many
_APART: Final = "\n"  # between words; in none of them

_NUMBER: Final = expression(r"\d+")


def without_numbers(text: str) -> str:
    """The text with 0 for each number: models weigh the words, not how many."""
    return _NUMBER.sub("0", text)


def grams(text: str, most: int = GRAM) -> set[str]:
    """The runs of up to so many characters of a text."""
    found = set(text)
    for size in range(2, most + 1):
        found.update([text[start : start + size] for start in range(len(text) - size + 1)])
    return found


class Families:
    """Named lists of words, looked up together."""

    def __init__(self, families: Mapping[str, Sequence[str]]) -> None:
        self._names = _names_by_word(families)
        self.names = tuple(sorted(families))
        self._listed = Listed(self._names, self._names.keys())
        self._read = 0

    def words(self, text: str) -> Iterator[tuple[str, Sequence[str]]]:
        """Each word found, with the families it is of: none where a Latin word is only part of a longer one."""
        if self._read < PAYS_AFTER:
            self._read += len(text)
            yield from self._looked_up(text)
            return
        for number, start, end in self._finder.find_matches_as_indexes(text, overlapping=True):
            word, names = self._owners[number]
            yield word, names if not word.isascii() or _is_alone(text, start, end) else ()

    def _looked_up(self, text: str) -> Iterator[tuple[str, Sequence[str]]]:
        """The same, maybe fewer times: what stands at several places of which none is another's part, once."""
        for word in self._listed.known(text):
            if not word.isascii():
                yield word, self._names[word]
                continue
            for start in starts_of(word, text):
                yield word, self._names[word] if _is_alone(text, start, start + len(word)) else ()

    def places(self, text: str) -> tuple[list[int], list[int]]:
        """Where a word of a family starts, and the number of the family in `names`, as `words` finds them."""
        starts: list[int] = []
        families: list[int] = []
        for number, start, end in self._finder.find_matches_as_indexes(text, overlapping=True):
            latin, names = self._numbered[number]
            if not (latin and (_is_latin(text[start - 1 : start]) or _is_latin(text[end : end + 1]))):
                starts += [start] * len(names)
                families += names
        return starts, families

    @cached_property
    def _numbered(self) -> list[tuple[bool, list[int]]]:
        """For each word whether it is Latin and the numbers of its families."""
        numbers = {name: number for number, name in enumerate(self.names)}
        return [(word.isascii(), [numbers[name] for name in names]) for word, names in self._owners]

    @cached_property
    def _owners(self) -> tuple[tuple[str, Sequence[str]], ...]:
        return tuple(self._names.items())

    @cached_property
    def _finder(self) -> AhoCorasick:
        return AhoCorasick(list(self._names))


def _names_by_word(families: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """The families of each word; all words of a family at once, for there are thousands (start-up time)."""
    owners: dict[str, Sequence[str]] = {}
    for name, listed in families.items():
        words = without_numbers(_APART.join(listed)).split(_APART) if listed else []
        alone = (name,)
        for word in dict.fromkeys(words):
            owners[word] = (*owners[word], name) if word in owners else alone
    return owners


class Packed(dict[str, int]):
    """The weights of each feature as one long integer, a field for each class; worked out when first asked for.

    `pairs_of` gives class numbers and hundredths of a feature; BASE starts from MIDDLE, so that no sum is negative.
    """

    def __init__(self, classes: int, pairs_of: Callable[[str], Iterable[tuple[int, int]]]) -> None:
        super().__init__()
        self._classes = classes
        self._pairs_of = pairs_of
        self._fields = Struct(f"<{classes}I")

    def __missing__(self, feature: str) -> int:
        packed = sum(value << FIELD * number for number, value in self._pairs_of(feature))
        if feature == BASE:
            packed += sum(MIDDLE << FIELD * number for number in range(self._classes))
        self[feature] = packed
        return packed

    def sums(self, features: Iterable[str]) -> tuple[int, ...]:
        """The sums of the weights of features, BASE with them, each MIDDLE above what it is: one for each class."""
        total = sum(map(self.__getitem__, features), self[BASE])
        return self._fields.unpack(total.to_bytes(self._fields.size, "little"))


def _is_alone(text: str, start: int, end: int) -> bool:
    return not (_is_latin(text[start - 1 : start]) or _is_latin(text[end : end + 1]))


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()
