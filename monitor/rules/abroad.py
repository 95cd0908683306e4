"""Countries, and parts of China with a law of their own, by name: no row of the mainland holds there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Final, Literal, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from monitor.models import Bilingual

Law = Literal["abroad", "own"]
_NOTES: Final[Mapping[Law, Bilingual]] = {
    "abroad": Bilingual("境外，未按大陆政策核对", "abroad: not checked against mainland policy"),
    "own": Bilingual("适用当地法律，未按大陆政策核对", "under a law of its own: not checked against mainland policy"),
}


class Land(NamedTuple):
    """A country, or a part of China with a law of its own (`name.zh` is then its name in the place table)."""

    law: Law
    name: Bilingual

    @property
    def note(self) -> Bilingual:
        """That the policies of the mainland say nothing of what lies there."""
        return _NOTES[self.law]


class LandHit(NamedTuple):
    """A name of a land at [start, end) of a folded text."""

    start: int
    end: int
    name: str
    land: Land


class Lands:
    """The table abroad.tsv; a text is read in one pass."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _by_word(self) -> Mapping[str, Land]:
        found: dict[str, Land] = {}
        for line in self._path.read_text("utf-8").splitlines():
            if line.startswith("#"):
                continue
            law, zh, en, words, latin = line.split("\t")
            land = Land("own" if law == "own" else "abroad", Bilingual(zh, en))
            found |= dict.fromkeys([*words.split(), *filter(None, latin.split(";"))], land)
        return found

    @cached_property
    def _own(self) -> Mapping[str, Land]:
        return {land.name.zh: land for land in self._by_word.values() if land.law == "own"}

    @cached_property
    def _automaton(self) -> tuple[AhoCorasick, list[str]]:
        words = list(self._by_word)
        return AhoCorasick(words, matchkind=MatchKind.LeftmostLongest), words

    def named(self, name: str) -> Land | None:
        """The land of a Chinese name of the table's second column."""
        return next((land for land in self._by_word.values() if land.name.zh == name), None)

    def of_province(self, province: str) -> Land | None:
        """The land that a province of the place table is; None for the mainland's."""
        return self._own.get(province)

    def names_in(self, text: str) -> list[LandHit]:
        """The names in a folded text, longest first at each place, without overlaps, in text order."""
        automaton, words = self._automaton
        return [
            LandHit(start, end, words[number], self._by_word[words[number]])
            for number, start, end in automaton.find_matches_as_indexes(text)
        ]
