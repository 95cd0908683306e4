"""Weighs clauses: which claims a clause makes that no listed wording has, by its runs of characters and words.

The second reader beside the lexicon. For every claim type, and for its denial, one logistic model over the runs of up
to four characters of a clause, the families of words in it (`data/text/claim_words.txt`) and pairs of families. The
weights (`data/text/claims.tsv`) are learned by `data/text/build_claims.py`; docs/decisions/0013-claim-model.md. Time
and memory are linear in the text.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cache
from itertools import combinations
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick

from monitor.text.expression import expression
from monitor.text.fold import read_families, read_lines
from monitor.text.weights import BASE, MIDDLE, STRONGEST, WEIGHT_UNIT, Families, Packed, grams, without_numbers

DENIAL: Final = "!"  # behind a claim type: the clause says the opposite
MOST_FAMILIES: Final = 10  # of one clause whose pairs are looked at; a clause with more is a list of everything
MOST_CHARS: Final = 160  # of a clause; what is longer is no clause of a person

_CUT: Final = expression(r"[,。;!?\n|、]+| (?![a-z])|(?<![a-z\d]) ")
_NOISE: Final = expression(r"[^\w%]+")


class Weights:
    """What was learned: classes (a claim type, maybe with DENIAL), for each feature pairs of class number, hundredths.

    Pairs are read when a feature is first met: a short text meets few, and importing numpy takes longer than it saves.
    """

    __slots__ = ("_packed", "_written", "classes")

    def __init__(self, classes: Sequence[str], written: Mapping[str, str]) -> None:
        self.classes = tuple(classes)
        self._written = written
        self._packed = Packed(len(self.classes), lambda feature: self.of(feature).items())

    def known(self, features: Set[str]) -> Set[str]:
        """Those of the features that weigh something."""
        return self._written.keys() & features

    def runs(self) -> list[str]:
        """The features that are runs of characters."""
        return [one for one in self._written if one[0] not in "@="]

    def of(self, feature: str) -> dict[int, int]:
        """Hundredths by class number, of a feature that is known."""
        numbers = map(int, self._written[feature].split(" "))
        return dict(zip(numbers, numbers, strict=True))

    def sums(self, known: Iterable[str], least: float) -> list[tuple[int, int]]:
        """The classes whose weights add up to `least` hundredths or more, BASE with them: number and sum of each.

        All classes are added at once, as fields of one long integer.
        """
        fields = self._packed.sums(known)
        if max(fields, default=0) < least + MIDDLE:
            return []
        return [(number, one - MIDDLE) for number, one in enumerate(fields) if one - MIDDLE >= least]


class Clause(NamedTuple):
    """A clause at [start, end) of a folded text; `text` as it is weighed, between "^" and "$"."""

    start: int
    end: int
    text: str


class Weighed(NamedTuple):
    """A claim that a clause makes: its type, whether it is denied, how likely it is."""

    claim_type: str
    denied: bool
    sure: float
    clause: Clause


def clauses_of(plain: str) -> list[Clause]:
    """The clauses of a folded text, in order; those without letters and digits are left out."""
    found, last = [], 0
    for match in [*_CUT.finditer(plain), None]:
        start, end = (match.start(), match.end()) if match else (len(plain), len(plain))
        words = without_numbers(_NOISE.sub("", plain[last : min(start, last + MOST_CHARS)]))
        if words:
            found.append(Clause(last, start, f"^{words}$"))
        last = end
    return found


class ClaimModel:
    """Families of words and learned weights, ready to weigh clauses with."""

    def __init__(self, families: Mapping[str, Sequence[str]], weights: Weights) -> None:
        self._families = Families(families)
        self._weights = weights
        self._runs = AhoCorasick(weights.runs(), store_patterns=True)

    def weigh(self, clauses: Sequence[Clause], least: float) -> list[Weighed]:
        """The claims that clauses make, of those at least so likely, clause by clause."""
        bound = -WEIGHT_UNIT * math.log(1 / least - 1)
        return [
            self._weighed(clause, number, total)
            for clause in clauses
            for number, total in self._weights.sums(self._weights.known(self.features(clause.text)), bound)
        ]

    def _weighed(self, clause: Clause, number: int, total: int) -> Weighed:
        name = self._weights.classes[number]
        sure = 1 / (1 + math.exp(-total / WEIGHT_UNIT))
        return Weighed(name.removesuffix(DENIAL), name.endswith(DENIAL), sure, clause)

    def words(self, one: Weighed) -> tuple[str, ...]:
        """What weighed most for a claim, strongest first. As dear as weighing: for claims that are told."""
        number = self._weights.classes.index(one.claim_type + DENIAL * one.denied)
        known = sorted(self._weights.known(self.features(one.clause.text)))
        ranked = sorted(known, key=lambda feature: -self._weights.of(feature).get(number, 0))
        return tuple(ranked[:STRONGEST])

    def features(self, text: str, *, every_gram: bool = False) -> set[str]:
        """What speaks for and against claims in a clause: "@family", "@family&family" and runs of characters.

        Of the runs those with a weight, or all of them.
        """
        found = set(grams(text) if every_gram else self._runs.find_matches_as_strings(text, overlapping=True))
        names = self.families(text)
        found.update(f"@{name}" for name in names)
        found.update(f"@{one}&{two}" for one, two in combinations(names[:MOST_FAMILIES], 2))
        return found

    def families(self, text: str) -> list[str]:
        """The names of the families of which a word stands in a clause, in order of the alphabet."""
        return sorted({name for _, names in self._families.words(text) for name in names})


@cache
def load_claim_model() -> ClaimModel:
    """The built-in model, read once in a process."""
    return ClaimModel(read_families("claim_words.txt"), parse_weights(read_lines("claims.tsv")))


def parse_weights(lines: Sequence[str]) -> Weights:
    """The weights from the lines of claims.tsv: classes first, then each feature with its pairs."""
    return Weights(lines[0].split(" "), dict([line.split("\t") for line in lines[1:]]))


def weights_of(learned: Mapping[str, Mapping[str, int]]) -> Weights:
    """The weights from feature -> class -> hundredths; BASE names every class."""
    classes = tuple(learned.get(BASE, ()))
    number = {name: place for place, name in enumerate(classes)}
    rows = {one: " ".join(f"{number[name]} {value}" for name, value in cells.items()) for one, cells in learned.items()}
    return Weights(classes, rows)
