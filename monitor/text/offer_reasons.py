"""What people are told as the reason for a kind of text: words that stand in it and traits of its form.

The linear model's weights say how far a family of words or a trait spoke for the kind; `data/text/offer_reasons.txt`
says which words and traits a person would take for a reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from monitor.text.weights import STRONGEST

SIZES: Final = (1, 2, 3, 5)  # of a family so many different words are a feature each: "@sell1", "@sell2" …
EDGE: Final = "^"  # the beginning of a text: a family may have a word only there
_TRAIT: Final = "="


class Told(NamedTuple):
    """What a text has besides runs of characters: features ("@family", "=trait", words), and words by family."""

    features: set[str]
    words: Mapping[str, Collection[str]]


class Reasons:
    """What may be named as the reason for the kind at one place of the weights: `names` are words and "=traits"."""

    def __init__(self, weights: Mapping[str, Sequence[int]], place: int, names: Iterable[str]) -> None:
        self._weights = weights
        self._place = place
        named = frozenset(names)
        self._traits = frozenset(name for name in named if name.startswith(_TRAIT))
        self._words = named - self._traits | {EDGE + name for name in named}
        self._leads: dict[str, float] = {}

    def said(self, told: Told) -> tuple[str, ...]:
        """Up to STRONGEST words of a text and traits, strongest first; () when none spoke for the kind."""
        found = [(self._lead(name), name) for name in self._traits & told.features]
        for family, words in told.words.items():
            if fit := self._words.intersection(words):
                lead = sum(self._lead(f"@{family}{size}") for size in SIZES if len(words) >= size)
                found += [(lead, word.strip(EDGE)) for word in fit]
        ranked = sorted((-lead, -len(cue), cue) for lead, cue in found if lead > 0)
        said: list[str] = []
        for _, _, cue in ranked:
            if len(said) < STRONGEST and not any(cue in one for one in said):
                said.append(cue)
        return tuple(said)

    def _lead(self, feature: str) -> float:
        """Hundredths that a feature puts the kind before the mean of all; 0 of one that weighs nothing."""
        lead = self._leads.get(feature)
        if lead is None:
            try:
                row = self._weights[feature]
            except KeyError:
                row = (0,) * (self._place + 1)
            lead = self._leads[feature] = row[self._place] - sum(row) / len(row)
        return lead
