"""Weighs clauses: which claims a clause makes that no listed wording has, by its runs of characters and words.

The second reader beside the lexicon. The runs of up to four characters of a clause, the families of words in it
(`data/text/claim_words.txt`), pairs of families, and, as hints, the families and short runs of the clauses before and
behind it and of the families and the offer of the whole text, move the units of a layer (`layer.py`), which speak for
every claim type and for its denial. The weights
(`data/text/claims.tsv`) are learned by `data/text/build_claims.py`; docs/decisions/0013-claim-model.md. Time and memory
are linear in the text.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

from monitor.models import OfferKind
from monitor.text.characters import PICTOGRAMS
from monitor.text.expression import expression
from monitor.text.fold import read_families
from monitor.text.layer import Row, share
from monitor.text.layer_weights import LayerWeights, parse_weights
from monitor.text.weight_lines import read_groups
from monitor.text.weights import STRONGEST, WEIGHT_UNIT, Families, grams, without_numbers

if TYPE_CHECKING:
    from monitor.text.claim_sums import ClaimSums

DENIAL: Final = "!"  # behind a claim type: the clause says the opposite
MOST_FAMILIES: Final = 14  # of one clause whose pairs are looked at; a clause with more is a list of everything
MOST_CHARS: Final = 160  # of a clause; what is longer is no clause of a person
HINT_GRAM: Final = 2  # characters of the longest run of a neighbouring clause
FAMILY: Final = "@"  # begins a family of words
BEFORE: Final = "<"  # begins what stands in the clause before
BEHIND: Final = ">"
WHOLE: Final = "~"  # begins what stands anywhere in the text, and which offer the text makes
NONE: Final = "none"  # the one hint before the first clause and behind the last
TOGETHER: Final = 120  # clauses weighed at once: what numpy takes for each call is shared, and all stays in the cache
EXPLAINED: Final = 40  # claims whose strongest words are looked for at once
PAYS_AFTER: Final = (
    40_000  # characters: importing numpy and laying the weights out takes as long as weighing about as many
)

# Marks and signs part clauses: 📄证全📉只要238万; and so do quotations side by side: “证都全”“不在名单”.
_MARK: Final = expression(rf"[,。;!?\n|、]+|[{PICTOGRAMS}]+|(?<=[”」』])(?=[“「『])|(?<=[^\"\s]\")(?=\"[^\"\s])")
_SPACE: Final = expression(r" (?![a-z])|(?<![a-z\d]) ")  # not one between Latin words
_CUT: Final = expression(f"{_MARK.pattern}|{_SPACE.pattern}")
# In a text of Latin words a space parts words, a stop ends a sentence unless it shortens one, 98,000 is one number.
_STOP: Final = r"(?<!\bmr)(?<!\bms)(?<!\bmrs)(?<!\bno)(?<!\bco)\.(?=[ \"”')]|$)"
_LATIN_CUT: Final = expression(rf"(?:(?<!\d),|,(?!\d{{3}})|[。;!?\n|、]|{_STOP})+|[{PICTOGRAMS}]+")
_LATIN: Final = expression(r"[a-z]+ ")
MARKS_A_SPACE: Final = 3  # so many marks against a space: spaces part no clauses in such a text
_APART: Final = "\n"  # between clauses; in none of them, for it ends one
_NOISE: Final = expression(r"[^\w% \n]+")


class Clause(NamedTuple):
    """A clause at [start, end) of a folded text; `text` as it is weighed, between "^" and "$"."""

    start: int
    end: int
    text: str


class Said(NamedTuple):
    """The clauses of one text, and which offer the text makes, where that is known."""

    clauses: Sequence[Clause]
    offer: OfferKind | None = None


class Weighed(NamedTuple):
    """A claim that a clause makes: its type, whether it is denied, how likely it is; which of all clauses makes it."""

    claim_type: str
    denied: bool
    sure: float
    clauses: Sequence[Clause]
    place: int

    @property
    def clause(self) -> Clause:
        """The clause that makes the claim."""
        return self.clauses[self.place]


def clauses_of(plain: str) -> list[Clause]:
    """The clauses of a folded text, in order; those without letters and digits are left out."""
    is_latin = 2 * sum(map(len, _LATIN.findall(plain))) > len(plain)
    is_laid_out = is_latin or _is_laid_out(plain)
    cut = _LATIN_CUT if is_latin else _CUT if is_laid_out else _MARK
    cuts = [match.span() for match in cut.finditer(plain)]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(plain)]
    written = _APART.join(
        [plain[start : min(end, start + MOST_CHARS)] for start, end in zip(starts, ends, strict=True)]
    )
    written = written if is_laid_out else _SPACE.sub("", written)
    words = without_numbers(_NOISE.sub("", written)).split(_APART)  # all at once: a text has dozens of clauses
    return [
        Clause(start, end, f"^{told}$")
        for start, end, one in zip(starts, ends, words, strict=True)
        if (told := one.strip())
    ]


def _is_laid_out(plain: str) -> bool:
    """True where spaces part clauses; else a space is a slip, or disguise: 等着被 端吧."""
    marks, spaces = (sum(1 for _ in pattern.finditer(plain)) for pattern in (_MARK, _SPACE))
    return MARKS_A_SPACE * spaces > marks


class Parts(NamedTuple):
    """What speaks in one clause: all its features, and those of them that are hints for its neighbours."""

    own: set[str]
    hints: set[str]


class ClaimModel:
    """Families of words and learned weights, ready to weigh clauses with."""

    def __init__(self, families: Mapping[str, Sequence[str]], weights: LayerWeights) -> None:
        self._families = Families(families)
        self._weights = weights
        self._table: ClaimSums | None = None
        self._read = 0

    @property
    def types(self) -> frozenset[str]:
        """The claim types that it weighs."""
        return frozenset(name.removesuffix(DENIAL) for name in self._weights.layer.classes)

    def weigh(self, clauses: Sequence[Clause], least: float, offer: OfferKind | None = None) -> list[Weighed]:
        """The claims that clauses of one text make, of those at least so likely, clause by clause."""
        return self.weigh_all([Said(clauses, offer)], least)[0]

    def weigh_all(self, texts: Sequence[Said], least: float) -> list[list[Weighed]]:
        """`weigh` for each of many texts, faster."""
        bound = -WEIGHT_UNIT * math.log(1 / least - 1)
        return [found for few in _few(texts) for found in self._weigh_few(few, bound)]

    def _weigh_few(self, texts: Sequence[Said], bound: float) -> Iterator[list[Weighed]]:
        if table := self._table_for(texts):
            sums = table.sums([([one.text for one in clauses], offer) for clauses, offer in texts], bound)
        else:
            sums = [list(self._one_by_one(said, bound)) for said in texts]
        for said, found in zip(texts, sums, strict=True):
            yield [self._weighed(said.clauses, *one) for one in found]

    def _one_by_one(self, said: Said, least: float) -> Iterator[tuple[int, int, int]]:
        """The sums of `least` or more: number of the clause, number of the class, hundredths."""
        parts = [self.parts(clause.text) for clause in said.clauses]
        whole = self._weights.known(_whole(parts, said.offer))
        for place, around in enumerate(_neighbours(parts)):
            for number, total in self._weights.sums(self._known(*around) | whole, least):
                yield place, number, total

    def _table_for(self, texts: Iterable[Said]) -> ClaimSums | None:
        """The weights laid out for numpy, once enough text has come to pay for it."""
        if self._table is None and self._read > PAYS_AFTER:
            self.lay_out()
        self._read += sum(len(one.text) for said in texts for one in said.clauses)
        return self._table

    def lay_out(self) -> None:
        """Have numpy add from now on, whatever has been read."""
        # Start-up time: one short text does not need numpy.
        from monitor.text.claim_sums import ClaimSums  # noqa: PLC0415

        self._table = ClaimSums(self._families, self._weights.features(), self._weights.layer)

    def _known(self, before: Parts, here: Parts, behind: Parts) -> set[str]:
        """What weighs something in a clause between two others."""
        known = self._weights.known(here.own)
        known.update(self._weights.known_hints(BEFORE, before.hints), self._weights.known_hints(BEHIND, behind.hints))
        return known

    def _weighed(self, clauses: Sequence[Clause], place: int, number: int, total: int) -> Weighed:
        name = self._weights.layer.classes[number]
        sure = 1 / (1 + math.exp(-total / WEIGHT_UNIT))
        return Weighed(name.removesuffix(DENIAL), name.endswith(DENIAL), sure, clauses, place)

    def words(self, claims: Sequence[Weighed]) -> list[tuple[str, ...]]:
        """What weighed most for each of some claims, strongest first."""
        told: list[tuple[str, ...]] = []
        for begin in range(0, len(claims), EXPLAINED):
            few = claims[begin : begin + EXPLAINED]
            places = list(map(_between, few))
            known = [self._known_at(*one) for one in places] if self._table is None else self._table.features(places)
            told += [self._strongest(one, features) for one, features in zip(few, known, strict=True)]
        return told

    def _known_at(self, before: str, here: str, behind: str) -> set[str]:
        """What weighs something in a clause between two others."""
        return self._known(*[self.parts(one) if one else _NOWHERE for one in (before, here, behind)])

    def _strongest(self, one: Weighed, features: Collection[str]) -> tuple[str, ...]:
        number = self._weights.layer.classes.index(one.claim_type + DENIAL * one.denied)
        shares = self._shares(list(map(self._weights.of, features)), number)
        least = min(sorted(shares)[-STRONGEST:], default=0)
        ranked = sorted((-share, word) for share, word in zip(shares, features, strict=True) if share >= least)
        return tuple(word for _, word in ranked[:STRONGEST])

    def _shares(self, rows: Sequence[Row], number: int) -> list[int]:
        """How much each of the rows says for a class, by what is heard of all of them."""
        layer = self._weights.layer
        if self._table is not None:
            return self._table.shares(rows, number)
        heard = layer.heard(layer.units(rows), number)
        return [share(row, heard) for row in rows]

    def features(self, clauses: Sequence[Clause], offer: OfferKind | None = None) -> Iterator[set[str]]:
        """All that speaks for and against claims in each clause of a text, known or not.

        "@family", "@family&family" and runs of characters; with BEFORE or BEHIND families and short runs next to it;
        with WHOLE families of the whole text, and its offer.
        """
        parts = [self.parts(clause.text) for clause in clauses]
        whole = _whole(parts, offer)
        for before, here, behind in _neighbours(parts):
            hints = {side + one for side, part in ((BEFORE, before), (BEHIND, behind)) for one in part.hints}
            yield here.own | hints | whole

    def parts(self, text: str) -> Parts:
        """What speaks in one clause by itself."""
        names = [f"@{name}" for name in self.families(text)]
        hints = {*names, *grams(text, HINT_GRAM)}
        pairs = (f"{one}&{two[1:]}" for one, two in combinations(names[:MOST_FAMILIES], 2))
        return Parts(hints.union(grams(text), pairs), hints)

    def families(self, text: str) -> list[str]:
        """The names of the families of which a word stands in a clause, in order of the alphabet."""
        return sorted({name for _, names in self._families.words(text) for name in names})


def _between(one: Weighed) -> tuple[str, ...]:
    """The clause that makes a claim between the one before and the one behind it, "" where there is none."""
    texts = [clause.text for clause in one.clauses[max(0, one.place - 1) : one.place + 2]]
    return (*[""] * (one.place == 0), *texts, "")[:3]


def _whole(parts: Iterable[Parts], offer: OfferKind | None) -> set[str]:
    """What is told of a text as a whole, for each of its clauses."""
    families = {WHOLE + one for part in parts for one in part.hints if one[0] == FAMILY}
    return families if offer is None else {*families, WHOLE + offer}


def _few(texts: Sequence[Said]) -> Iterator[Sequence[Said]]:
    """Texts in groups of about TOGETHER clauses."""
    begin = clauses = 0
    for end, text in enumerate(texts, 1):
        clauses += len(text.clauses)
        if clauses >= TOGETHER or end == len(texts):
            yield texts[begin:end]
            begin, clauses = end, 0


_NOWHERE: Final = Parts(set(), {NONE})  # beside the first and the last clause of a text


def _neighbours(parts: Sequence[Parts]) -> Iterator[tuple[Parts, Parts, Parts]]:
    """Each clause between the one before and the one behind it."""
    around = [_NOWHERE, *parts, _NOWHERE]
    return zip(around, parts, around[2:], strict=False)


@cache
def load_claim_model() -> ClaimModel:
    """The built-in model, read once in a process."""
    return ClaimModel(read_families("claim_words.txt"), parse_weights(*read_groups("claims.tsv")))
