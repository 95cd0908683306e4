"""Weighs the words of a text: is it an offer of a hydropower plant, a report, a wish, a question, about something else.

Two models and the mean of what they say. A linear one: each run of up to four characters, each family of words
(`data/text/offer_words.txt`) and each trait of the form (`offer_traits.py`) adds its weight (`data/text/offer.tsv`) to
the kinds. A layer of units (`layer.py`, `data/text/offer_layer.tsv`): families, traits, runs of up to two characters,
Latin words and pairs of them move it. What is no offer counts together against the two kinds that are. Both are learned
from the labelled texts by `data/text/build_offer.py`; docs/decisions/0012-offer-model.md. Time is linear in the text.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, cast

from monitor.models import OfferKind
from monitor.text.expression import expression
from monitor.text.fold import read_families
from monitor.text.layer_weights import LayerWeights, parse_weights
from monitor.text.offer_reasons import EDGE, SIZES, Reasons, Told
from monitor.text.offer_traits import traits_of
from monitor.text.weight_lines import Groups, Written, known, read_groups, whole
from monitor.text.weights import MIDDLE, WEIGHT_UNIT, Families, Packed, grams, without_numbers

if TYPE_CHECKING:
    from monitor.text.offer_sums import OfferSums

# "other" offers nothing but has to do with hydropower or mining, "unrelated" has not.
Kind = Literal["direct", "reported", "wanted", "question", "other", "unrelated"]
KINDS: Final[tuple[Kind, ...]] = ("direct", "reported", "wanted", "question", "other", "unrelated")
OFFERS: Final[Mapping[Kind, OfferKind]] = MappingProxyType(
    {kind: kind if kind in {"direct", "reported"} else "none" for kind in KINDS}
)
PAYS_AFTER: Final = 60_000  # characters: importing numpy and laying all out takes as long as weighing about as many
READ: Final = 1_200  # characters of the head of a text that are weighed: what it is shows there
LAYER_GRAM: Final = 2  # characters of the longest run that moves the layer
WORD: Final = "~"  # begins a Latin word; the next one stands behind "&"
SURE_UNRELATED: Final = 0.95  # that a text has nothing to do with hydropower or mining: nothing is read from it then
NEWLINE: Final = "¶"

_BETWEEN: Final = expression(r"[^\w。!?;:\n](?<=[a-z].)[^\w。!?;:\n]*(?=[a-z])")
_NOISE: Final = expression(r"[^\w。!?;:\n %“”]+|_+|(?<![a-z]) +|(?<=[a-z]) +(?![a-z])")
_LATIN: Final = expression(r"[a-z\u00df-\u024f\u0400-\u04ff]{2,}")

Weight = tuple[int, ...]  # hundredths, one for each of KINDS


class Verdict(NamedTuple):
    """The likeliest kind, how likely its offer is (0 to 1), and what spoke most for it: words it has, "=traits"."""

    kind: Kind
    sure: float
    words: tuple[str, ...]

    @property
    def offer(self) -> OfferKind:
        """The kind of offer this kind of text is."""
        return OFFERS[self.kind]


class Model:
    """Families of words and learned weights, linear and of a layer, ready to weigh texts with."""

    def __init__(
        self,
        families: Mapping[str, Sequence[str]],
        weights: Mapping[str, Weight],
        layer: LayerWeights,
        reasons: Mapping[str, Sequence[str]] = MappingProxyType({}),
    ) -> None:
        """`reasons`: the words and traits that may be named to people, by kind."""
        self.weights = weights
        self._layer = layer
        self._packed = Packed(len(KINDS), lambda feature: enumerate(weights[feature]))
        self._reasons = tuple(Reasons(weights, place, reasons.get(kind, ())) for place, kind in enumerate(KINDS))
        self._families = Families(families)
        self._table: OfferSums | None = None
        self._read = 0

    def weigh(self, title: str, body: str) -> Verdict:
        """Weigh a folded title and a folded text (comments left out). Linear in the first READ characters."""
        head = body[:READ]
        text = prepared(title, head)
        told = self._told(title, head, text)
        in_layer = told.features | layer_features(text)
        if (table := self._table_for(text)) is not None:
            sums, layered = table.sums(table.rows(text, told.features)), table.layered(in_layer)
        else:
            features = known(self.weights, told.features | grams(text))
            sums, layered = [one - MIDDLE for one in self._packed.sums(features)], self._layer.totals(in_layer)
        return _verdict(_mean(sums, layered), lambda best: self._reasons[best].said(told))

    def _table_for(self, text: str) -> OfferSums | None:
        """The weights laid out for numpy, once enough text has come to pay for it."""
        if self._table is None and self._read > PAYS_AFTER:
            self.lay_out()
        self._read += len(text)
        return self._table

    def lay_out(self) -> None:
        """Have numpy add from now on, whatever has been read."""
        # Start-up time: one short text does not need numpy.
        from monitor.text.offer_sums import OfferSums  # noqa: PLC0415

        weights = {feature: self.weights[feature] for feature in whole(self.weights)}
        self._table = OfferSums(weights, self._layer)

    def features(self, title: str, body: str) -> set[str]:
        """The features of a text for the linear model: "@family", "=trait" and runs of characters."""
        head = body[:READ]
        text = prepared(title, head)
        return self._told(title, head, text).features | grams(text)

    def features_of_layer(self, title: str, body: str) -> set[str]:
        """The features of a text for the layer: "@family", "=trait", short runs, "~word" and "~word&word"."""
        head = body[:READ]
        text = prepared(title, head)
        return self._told(title, head, text).features | layer_features(text)

    def _told(self, title: str, head: str, text: str) -> Told:
        """The features that are no runs of characters, and words of families, as features and by family."""
        found = traits_of(title, head)
        words: defaultdict[str, set[str]] = defaultdict(set)
        for word, names in self._families.words(text):
            found.add(word)
            for name in names:
                words[name].add(word)
        found.update(f"@{name}{size}" for name, runs in words.items() for size in SIZES if len(runs) >= size)
        return Told(found, words)


def layer_features(text: str) -> set[str]:
    """Short runs of characters of a prepared text, its Latin words, and pairs of those that a space alone parts."""
    found = grams(text, LAYER_GRAM)
    end, last = -1, ""
    for match in _LATIN.finditer(text):
        word = WORD + match.group()
        found.add(word)
        if match.start() == end + 1 and text[end] == " ":
            found.add(f"{last}&{word[1:]}")
        end, last = match.end(), word
    return found


def _mean(linear: Sequence[int], layered: Sequence[int]) -> list[float]:
    return [(one + other) / 2 for one, other in zip(linear, layered, strict=True)]


def _verdict(hundredths: Sequence[float], reasons: Callable[[int], tuple[str, ...]]) -> Verdict:
    """The verdict from the sum for each kind; `reasons` gives what spoke for one of them."""
    sums = [one / WEIGHT_UNIT for one in hundredths]
    odds = [math.exp(one - max(sums)) for one in sums]
    of_offer: dict[OfferKind, float] = defaultdict(float)
    for kind, one in zip(KINDS, odds, strict=True):
        of_offer[OFFERS[kind]] += one / sum(odds)
    offer = max(of_offer, key=lambda one: of_offer[one])
    best = max((number for number, kind in enumerate(KINDS) if OFFERS[kind] == offer), key=lambda one: sums[one])
    if KINDS[best] == "unrelated" and odds[best] < SURE_UNRELATED * sum(odds):
        best = KINDS.index("other")
    return Verdict(KINDS[best], of_offer[offer], reasons(best))


@cache
def load_model() -> Model:
    """The built-in model, read once in a process."""
    weights, layer = read_weights(read_groups("offer.tsv")[1]), parse_weights(*read_groups("offer_layer.tsv"))
    return Model(read_families("offer_words.txt"), weights, layer, read_families("offer_reasons.txt"))


class _Hundredths(Written):
    """Weights worked out when first asked for: a short text asks for few (start-up time)."""

    def __getitem__(self, feature: str) -> Weight:
        weight = super().__getitem__(feature)
        if isinstance(weight, str):
            weight = self[feature] = tuple(map(int, weight.split(" ")))
        return cast(Weight, weight)


def read_weights(groups: Groups) -> dict[str, Weight]:
    """The weights from the groups of offer.tsv: features with their hundredths."""
    return _Hundredths(groups)


def prepared(title: str, body: str) -> str:
    """The text as it is weighed: edges marked, numbers alike, without marks that part the characters of a word."""
    return without_numbers(EDGE + flatten(title) + EDGE + flatten(body) + EDGE)


def flatten(text: str) -> str:
    """Without marks and spaces but for ends of sentences and what parts Latin words: 水·电·站 reads as 水电站."""
    return _NOISE.sub("", _BETWEEN.sub(" ", text)).replace("\n", NEWLINE)
