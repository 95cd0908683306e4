"""Weighs the words of a text: is it an offer of a hydropower plant, a report of offers, a wish, a question, or else.

A linear model: each short run of characters, each family of words (`data/text/offer_words.txt`) and each trait of the
form adds its weight (`data/text/offer.tsv`) to the five kinds; what is no offer counts together against the two that
are. The weights are learned from the labelled texts by `data/text/build_offer.py` (multinomial logistic regression,
docs/decisions/0012-offer-model.md). Time is linear in the text.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, cast

from monitor.models import OfferKind
from monitor.text.expression import cued, expression
from monitor.text.fold import read_families
from monitor.text.weight_lines import Written, known, read_groups, whole
from monitor.text.weights import BASE, MIDDLE, STRONGEST, WEIGHT_UNIT, Families, Packed, grams, without_numbers

if TYPE_CHECKING:
    from monitor.text.offer_sums import OfferSums

Kind = Literal["direct", "reported", "wanted", "question", "other"]
KINDS: Final[tuple[Kind, ...]] = ("direct", "reported", "wanted", "question", "other")
OFFERS: Final[Mapping[Kind, OfferKind]] = MappingProxyType(
    {"direct": "direct", "reported": "reported", "wanted": "none", "question": "none", "other": "none"}
)
PAYS_AFTER: Final = 60_000  # characters: importing numpy and laying all out takes as long as weighing about as many
READ: Final = 1_200  # characters of the head of a text that are weighed: what it is shows there
NEWLINE: Final = "¶"
EDGE: Final = "^"

_BETWEEN: Final = expression(r"[^\w。!?;:\n](?<=[a-z].)[^\w。!?;:\n]*(?=[a-z])")
_NOISE: Final = expression(r"[^\w。!?;:\n %“”]+|_+|(?<![a-z]) +|(?<=[a-z]) +(?![a-z])")
_PLANT: Final = r"(?:电站|水电|电厂|发电所)"
_SELLS: Final = (
    r"(?:转让|出售|出让|转手|急转|急售|诚转|变卖|挂牌|出租|招租|承包|卖|(?<![支退输付演])出(?![口现力线水台行]))"
)
_OTHERS: Final = (
    r"他|她|业主|站主|老板娘?|站长|厂长|卖家|卖主|卖方|叔|哥|嫂|姐夫?|伯|爷|汉|支书|主任|村民|中介|股东|对方|人士|"
    r"负责人"
)
_TELLS: Final = r"说|称|讲|喊|告诉|表示|透露|坦言|直言|强调|介绍|回话|开口|开价|要价|叫价|报价"
_DONE: Final = r"已[转售卖出租定]|成交|流拍|流标|终止|撤[回牌]|结果|签约|[转卖租包]掉了|过完?户了|竞得|摘牌|拍得"
_JUST: Final = r"也|就是|就|只|还|又|都|没|不|去|一|跟|和|在|昨天|今天|上次"
_LOOKED: Final = r"问|看|听|刷|猜|翻|点|截|查|觉得|笑|路过|碰|遇|劝|回他|走了|瞄|瞧|认识|加了"
_NUMERALS: Final = "一二两三四五六七八九十百千"
# Traits of the form that no run of characters shows: name, what shows it, how often at least.
TRAITS: Final[tuple[tuple[str, re.Pattern[str], int], ...]] = (
    ("=power", cued(r"\d ?(?:kw|mw|千瓦|兆瓦|瓩)(?!h|时)"), 1),
    ("=powers", cued(r"\d ?(?:kw|mw|千瓦|兆瓦|瓩)(?!h|时)"), 3),
    ("=sets", cued(r"\d ?[x×*台] ?\d{2,5}"), 1),
    ("=money", cued(r"\d ?(?:万|w|亿)(?!千瓦|kw|度|立方|m|亩|吨)"), 1),
    ("=share", cued(r"\d ?%(?:的)?(?:股|份|财产|权益)"), 1),
    ("=labels", cued(r"(?m)^[^\n:|]{2,12}[:|]"), 4),
    ("=list", cued(r"(?m)^ ?(?:\d{1,2}[.、)]|[一二三四五六七八九][、.])"), 2),
    ("=case", cued(r"\(\d{4}\)[^\n]{1,12}号|〔\d{4}〕"), 1),
    ("=quotes", cued(r"[“「\"][^”」\"\n]{2,24}[”」\"]"), 2),
    ("=blank", cued(r"x{3,}|_{2,}|×{3,}|○{2,}"), 1),
    ("=asks", cued(r"[??]|吗"), 1),
    # A question at the very end: asks or mocks. Somebody else's words at length: they are told.
    ("=ends_asks", cued(r"\?[\s”」\"~]*\Z"), 1),
    ("=long_quote", cued(r"[“「\"][^“”「」\"\n]{12,400}[”」\"]"), 1),
    # 我刷到, 我就问了句, 我昨天路过: who only looked on. 您来看: who sells speaks to a buyer.
    ("=looked_on", cued(rf"我(?:{_JUST}){{0,4}}(?:{_LOOKED})"), 1),
    ("=you", cued(r"[你您]"), 1),
    ("=plant_sold", cued(rf"{_PLANT}[^。!?\n]{{0,10}}?{_SELLS}|{_SELLS}[^。!?\n]{{0,10}}?{_PLANT}"), 1),
    (
        "=sold_first",
        expression(rf"^[^。!?\n]{{0,16}}?(?:{_PLANT}[^。!?\n]{{0,6}}?{_SELLS}|{_SELLS}[^。!?\n]{{0,8}}?{_PLANT})"),
        1,
    ),
    (
        "=sought_first",
        expression(r"^[^。!?\n]{0,8}?(?:求购|收购|诚收|求租|寻|找|想[买收]|高价收|长期收|(?<![接回签营])收)"),
        1,
    ),
    # 业主说, 大叔开口: somebody else's words; 某电力公告称: a company's, told; 听表哥说: hearsay.
    ("=told", cued(rf"(?:{_OTHERS})(?:们|还|也|都|自己|只)?(?:{_TELLS})"), 1),
    ("=tells_more", cued(rf"(?:{_OTHERS})(?:们|还|也|都|自己|只)?(?:{_TELLS})"), 2),
    ("=heard", cued(r"(?:听|据)[^。!?\n\d]{1,10}?(?:说|讲|称|传|显示|披露)"), 1),
    (
        "=source_first",
        expression(r"^[\[【(]?[^。!?\n:|]{2,16}(?:[)】]|公告|中心|交易所|[日周]报|讯|电力|股份|集团|能源)[:)|]"),
        1,
    ),
    ("=done_first", expression(rf"^[^。!?\n]{{0,20}}?(?:{_DONE})"), 1),
    ("=refused", cued(r"(?:不|没(?:有|打算|想过?)?|谁敢|别)(?:对外)?(?:卖|转让|出售)(?:[^掉出完]|$)"), 1),
    ("=hires_first", expression(r"^[^。!?\n]{0,14}?(?:诚|急|高薪)?(?:招(?![商租标股合])|聘)"), 1),
    (
        "=price_last",
        expression(
            # not the end of a telephone number or an account, masked or not
            rf"(?:(?<![a-z\d_•.@-])[\d.]{{1,7}}|[{_NUMERALS}]) ?(?:万|w|个)?元?"
            r"(?:左右|上下)?(?:不?(?:出|卖|走|拿走|带走|可谈|面谈))?[。!~ ]*\Z"
        ),
        1,
    ),
    ("=own_first", expression(r"^[^。!?\n]{0,8}?(?:我(?!国|[省市县州]|们认)|本人|自家|俺|咱)"), 1),
    ("=dateline", cued(r"^.{0,14}(?:讯|电)[ \n(:]|^[\[【(].{2,12}[\])】]"), 1),
)
LENGTHS: Final = (16, 30, 60, 120, 200, 400, 800)

Weight = tuple[int, ...]  # hundredths, one for each of KINDS


class Verdict(NamedTuple):
    """The likeliest kind, how likely its offer is (0 to 1), and the features that weighed most for it."""

    kind: Kind
    sure: float
    words: tuple[str, ...]

    @property
    def offer(self) -> OfferKind:
        """The kind of offer this kind of text is."""
        return OFFERS[self.kind]


class Model:
    """Families of words and learned weights, ready to weigh texts with."""

    def __init__(self, families: Mapping[str, Sequence[str]], weights: Mapping[str, Weight]) -> None:
        self.weights = weights
        self._packed = Packed(len(KINDS), lambda feature: enumerate(weights[feature]))
        self._leads = tuple(_Leads(weights, place) for place in range(len(KINDS)))
        self._families = Families(families)
        self._table: OfferSums | None = None
        self._read = 0

    def weigh(self, title: str, body: str) -> Verdict:
        """Weigh a folded title and a folded text (comments left out). Linear in the first READ characters."""
        head = body[:READ]
        text = prepared(title, head)
        others = self._others(title, head, text)
        if (table := self._table_for(text)) is not None:
            rows = table.rows(text, others)
            return _verdict(table.sums(rows), lambda best: table.strongest(rows, best))
        told = known(self.weights, others | grams(text))
        sums = [one - MIDDLE for one in self._packed.sums(told)]
        return _verdict(sums, lambda best: self._strongest([*told, BASE], best))

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

        self._table = OfferSums({feature: self.weights[feature] for feature in whole(self.weights)})

    def _strongest(self, known: Sequence[str], best: int) -> list[str]:
        """The features that speak most for the winner against the others."""
        leads = list(map(self._leads[best].__getitem__, known))
        last = max(sorted(leads)[:STRONGEST])
        ranked = sorted(pair for pair in zip(leads, known, strict=True) if pair[0] <= last)
        return [feature for _, feature in ranked[:STRONGEST]]

    def features(self, title: str, body: str) -> set[str]:
        """The features of a text: "@family", "=trait" and runs of characters."""
        head = body[:READ]
        text = prepared(title, head)
        return self._others(title, head, text) | grams(text)

    def _others(self, title: str, head: str, text: str) -> set[str]:
        """The features that are no runs of characters, and words of families."""
        found = _traits(title, head)
        words: defaultdict[str, set[str]] = defaultdict(set)
        for word, names in self._families.words(text):
            found.add(word)
            for name in names:
                words[name].add(word)
        found.update(f"@{name}{size}" for name, runs in words.items() for size in (1, 2, 3, 5) if len(runs) >= size)
        return found


def _verdict(hundredths: Sequence[int], strongest: Callable[[int], Sequence[str]]) -> Verdict:
    """The verdict from the sum for each kind; `strongest` gives the features that speak for one of them."""
    sums = [one / WEIGHT_UNIT for one in hundredths]
    odds = [math.exp(one - max(sums)) for one in sums]
    of_offer: dict[OfferKind, float] = defaultdict(float)
    for kind, one in zip(KINDS, odds, strict=True):
        of_offer[OFFERS[kind]] += one / sum(odds)
    offer = max(of_offer, key=lambda one: of_offer[one])
    best = max((number for number, kind in enumerate(KINDS) if OFFERS[kind] == offer), key=lambda one: sums[one])
    return Verdict(KINDS[best], of_offer[offer], tuple(one for one in strongest(best) if one != BASE))


@cache
def load_model() -> Model:
    """The built-in model, read once in a process."""
    return Model(read_families("offer_words.txt"), read_weights(read_groups("offer.tsv")))


class _Hundredths(Written):
    """Weights worked out when first asked for: a short text asks for few (start-up time)."""

    def __getitem__(self, feature: str) -> Weight:
        weight = super().__getitem__(feature)
        if isinstance(weight, str):
            weight = self[feature] = tuple(map(int, weight.split(" ")))
        return cast(Weight, weight)


def read_weights(lines: Sequence[bytes]) -> dict[str, Weight]:
    """The weights from the lines of offer.tsv: groups of features with their hundredths."""
    return _Hundredths(lines)


def prepared(title: str, body: str) -> str:
    """The text as it is weighed: edges marked, numbers alike, without marks that part the characters of a word."""
    return without_numbers(EDGE + flatten(title) + EDGE + flatten(body) + EDGE)


def flatten(text: str) -> str:
    """Without marks and spaces but for ends of sentences and what parts Latin words: 水·电·站 reads as 水电站."""
    return _NOISE.sub("", _BETWEEN.sub(" ", text)).replace("\n", NEWLINE)


def _traits(title: str, head: str) -> set[str]:
    whole = f"{title}\n{head}" if title else head
    found = {name for name, pattern, least in TRAITS if _at_least(pattern, whole, least)}
    found.update(f"=longer{length}" for length in LENGTHS if len(head) > length)
    return found


def _at_least(pattern: re.Pattern[str], text: str, least: int) -> bool:
    if least == 1:
        return pattern.search(text) is not None
    return sum(1 for _ in zip(pattern.finditer(text), range(least), strict=False)) >= least


class _Leads(dict[str, float]):
    """How far behind the mean each feature puts one of KINDS, worked out when first asked for."""

    def __init__(self, weights: Mapping[str, Weight], place: int) -> None:
        super().__init__()
        self._weights = weights
        self._place = place

    def __missing__(self, feature: str) -> float:
        row = self._weights[feature]
        self[feature] = lead = sum(row) / len(KINDS) - row[self._place]
        return lead
